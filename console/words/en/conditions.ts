/** Conditions in English. */
import type { DidView, LeafView, Operator } from '../../../shared/contract/condition-view.ts'
import type { Json } from '../../../shared/kernel/json.ts'
import { type ConditionPhrases, type ConditionTeller, conditionTeller } from '../conditions.ts'
import type { Formats } from '../formats.ts'

type Nested = '$elemMatch' | '$size' | '$all' | '$alli' | '$exists' | '$not'

/** Completes "The attribute …", with the value behind it. */
const OPERATORS: Readonly<Record<Exclude<Operator, Nested>, string>> = {
  is: 'is',
  $eq: 'is exactly',
  $ne: 'is not',
  $lt: 'is less than',
  $lte: 'is at most',
  $gt: 'is more than',
  $gte: 'is at least',
  $in: 'is, or has, one of',
  $nin: 'is, or has, none of',
  $ini: 'is, or has, in whatever case, one of',
  $nini: 'is, or has, in whatever case, none of',
  $inGroup: 'is in the saved group',
  $notInGroup: 'is not in the saved group',
  $type: 'is of the type',
  $regex: 'matches the pattern',
  $regexi: 'matches, in whatever case, the pattern',
  $notRegex: 'does not match the pattern',
  $notRegexi: 'does not match, in whatever case, the pattern',
  $veq: 'is the version',
  $vne: 'is not the version',
  $vlt: 'is an earlier version than',
  $vlte: 'is at most the version',
  $vgt: 'is a later version than',
  $vgte: 'is at least the version',
}

export const conditionWords = (format: Formats): ConditionTeller => conditionTeller(phrasesOf(format))

const phrasesOf = (format: Formats): ConditionPhrases => ({
  heading: {
    all: 'All of these hold:',
    any: 'At least one of these holds:',
    none: 'None of these holds:',
    not: 'This does not hold:',
  },
  always: 'always',
  never: 'never',
  joined: (kind, parts) => parts.join(kind === 'all' ? ' and ' : ' or '),
  none: (parts) => (parts.length === 1 ? `not: ${parts[0]}` : `none of these: ${parts.join('; ')}`),
  not: (part) => `not: ${part}`,
  bracketed: (text) => `(${text})`,
  entry: 'it',
  leaf: (leaf, subject, tell) => leafText(format, leaf, subject, tell),
  did: (did, tell) => didText(format, did, tell),
  segment: (segment) => `they are in the segment “${segment}”`,
})

const leafText = (
  format: Formats,
  { operator, expected, within }: LeafView,
  subject: string,
  tell: Parameters<ConditionPhrases['leaf']>[2],
): string => {
  switch (operator) {
    case 'is':
    case '$eq':
      return expected === null ? `${subject} is missing` : `${subject} ${OPERATORS[operator]} ${valueText(expected)}`
    case '$exists':
      return expected === false ? `${subject} is missing` : `${subject} is there`
    case '$size':
      return typeof expected === 'number'
        ? `${subject} has ${expected === 1 ? '1 entry' : `${format.count(expected)} entries`}`
        : within.map((one) => tell(one, `the number of entries of ${subject}`)).join(' and ')
    case '$elemMatch':
      return `some entry of ${subject} is such that ${within.map((one) => tell(one, 'it')).join(' and ')}`
    case '$all':
    case '$alli': {
      const caseless = operator === '$alli' ? ', in whatever case' : ''
      return Array.isArray(expected) && expected.every(isPlain)
        ? `${subject} has all of ${valueText(expected)}${caseless}`
        : `${subject} has an entry for each of these${caseless}: ${within.map((one) => tell(one, 'it')).join('; ')}`
    }
    case '$not':
      return `not: ${within.map((one) => tell(one, subject)).join(' and ')}`
    default:
      return `${subject} ${OPERATORS[operator]} ${valueText(expected)}`
  }
}

const didText = (
  format: Formats,
  { event, atLeast, atMost, reach, where, sums }: DidView,
  tell: Parameters<ConditionPhrases['did']>[1],
): string => {
  const never = atLeast === 0 && atMost === 0
  const parts = [
    `they ${never ? 'did not do' : 'did'} “${event}”${never ? '' : timesText(format, atLeast, atMost)}${reachText(format, reach)}`,
    ...(where === null ? [] : [`where ${tell(where, 'it')}`]),
    ...sums.map(({ of, property, holds }) => `and ${tell(holds, `the ${SUMS[of]} of “${property}”`)}`),
  ]
  return parts.join(', ')
}

const SUMS: Readonly<Record<DidView['sums'][number]['of'], string>> = {
  sum: 'sum',
  avg: 'average',
  min: 'least',
  max: 'greatest',
}

const timesText = (format: Formats, atLeast: number, atMost: number | null): string => {
  if (atMost === null) return atLeast <= 1 ? '' : ` at least ${format.count(atLeast)} times`
  if (atLeast === atMost) return ` exactly ${times(format, atLeast)}`
  if (atLeast === 0) return ` at most ${times(format, atMost)}`
  return ` ${format.count(atLeast)} to ${format.count(atMost)} times`
}

const times = (format: Formats, count: number): string => (count === 1 ? 'once' : `${format.count(count)} times`)

const reachText = (format: Formats, reach: DidView['reach']): string => {
  switch (reach.since) {
    case 'ever':
      return ''
    case 'within':
      return ` in the last ${format.duration(reach.ms)}`
    case 'instant':
      return ` since ${format.instant(reach.at)}`
    case 'entry':
      return ' since they entered the campaign'
  }
}

const isPlain = (value: Json): boolean => typeof value !== 'object' || value === null

const valueText = (value: Json): string =>
  Array.isArray(value) ? value.map(valueText).join(', ') : typeof value === 'string' ? `“${value}”` : JSON.stringify(value)
