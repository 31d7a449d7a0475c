/** Why a customer got into a campaign, did not, or left it; and what a condition looked at. */
import type { EntryRefusal, Explanation, JourneyEnd, OwnEnd, Trigger } from '../../api/types.ts'
import type { Json } from '../../../shared/kernel/json.ts'
import type { Formats } from '../formats.ts'
import { lifecycleWords } from './lifecycle.ts'

type Leaf = Extract<Explanation, { readonly kind: 'leaf' }>

/** Completes "The value at the path …", with the expected value behind it. */
const OPERATORS: Readonly<Record<string, string>> = {
  is: 'is',
  $eq: 'is',
  $ne: 'is not',
  $lt: 'is less than',
  $lte: 'is at most',
  $gt: 'is more than',
  $gte: 'is at least',
  $in: 'is one of',
  $ini: 'is one of',
  $nin: 'is none of',
  $nini: 'is none of',
  $all: 'holds all of',
  $alli: 'holds all of',
  $size: 'has this many entries:',
  $type: 'is of the type',
  $regex: 'matches',
  $regexi: 'matches',
  $notRegex: 'does not match',
  $notRegexi: 'does not match',
  $inGroup: 'is in the list',
  $notInGroup: 'is not in the list',
  $elemMatch: 'has an entry with',
  $did: 'was done:',
  $didNot: 'was not done:',
  $veq: 'is the version',
  $vne: 'is not the version',
  $vgt: 'is a later version than',
  $vgte: 'is at least the version',
  $vlt: 'is an earlier version than',
  $vlte: 'is at most the version',
}

const GROUPS: Readonly<Record<Exclude<Explanation['kind'], 'leaf'>, string>> = {
  all: 'All of these hold',
  any: 'At least one of these holds',
  none: 'None of these holds',
  not: 'This does not hold',
  segment: 'In this segment',
}

const wanted = ({ operator, expected }: Leaf): string => {
  if (operator === '$exists') return expected === false ? 'is missing' : 'is there'
  return `${OPERATORS[operator] ?? operator} ${valueText(expected)}`
}

const valueText = (value: Json): string =>
  Array.isArray(value) ? value.map(valueText).join(', ') : typeof value === 'string' ? `“${value}”` : JSON.stringify(value)

export const reasonWords = (format: Formats) => {
  const { standing } = lifecycleWords(format)
  const stageName = (stage: string): string => standing(stage as Parameters<typeof standing>[0]) ?? stage
  return {
    /** What made somebody enter, as a sentence. */
    trigger: (trigger: Trigger): string => {
      switch (trigger.type) {
        case 'event':
          return `The event “${trigger.event}” arrived.`
        case 'stage':
          return trigger.from === null
            ? `They became “${standing(trigger.to)}”.`
            : `They went from “${standing(trigger.from)}” to “${standing(trigger.to)}”.`
        case 'segment':
          return `They ${trigger.change} the segment “${trigger.segment}”.`
        case 'schedule':
          return `The schedule said ${format.instant(trigger.at)}.`
        case 'date':
          return `Their “${trigger.path}” said ${format.instant(trigger.at)}.`
      }
    },
    /** Why somebody who triggered a campaign did not get in, as a sentence. */
    entryRefusal: (because: EntryRefusal): string => refusalText(format, because),
    journeyEnd: (end: JourneyEnd): string => endText(end, stageName),
    /** Why a campaign's own steps go no further. */
    ownEnd: ownEndText,
    /** One leaf of a condition: what was asked of which value. */
    leaf: (leaf: Leaf): string => `${leaf.path} ${wanted(leaf)}`,
    seen: (seen: Json): string => (seen === null ? 'It is missing.' : `It is ${valueText(seen)}.`),
    group: (kind: Exclude<Explanation['kind'], 'leaf'>): string => GROUPS[kind],
    held: (held: boolean): string => (held ? 'holds' : 'does not hold'),
  }
}

const ORDINAL_ENDS: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd', other: 'th' }

const ordinal = (count: number): string => `${count}${ORDINAL_ENDS[new Intl.PluralRules('en', { type: 'ordinal' }).select(count)] ?? 'th'}`

const refusalText = (format: Formats, because: EntryRefusal): string => {
  switch (because.type) {
    case 'campaign-not-active':
      return 'The campaign was not active.'
    case 'campaign-paused':
      return 'The campaign was paused.'
    case 'draft':
      return 'The campaign was a draft, which lets nobody in.'
    case 'missed':
      return `Its moment, ${format.instant(because.dueAt)}, had passed more than ${format.duration(because.entryMaxAgeMs)} before it was looked at.`
    case 'entered-for-key':
      return `They had entered for “${because.key}”, and the campaign lets them in once for each.`
    case 'no-key':
      return `The event had no “${because.property}”, and the campaign lets them in once for each.`
    case 'not-started':
      return `The campaign starts only on ${format.instant(because.startAt)}.`
    case 'over':
      return `The campaign ended on ${format.instant(because.endAt)}.`
    case 'event-too-old':
      return `The event had happened more than ${format.duration(because.entryMaxAgeMs)} before it arrived.`
    case 'already-in':
      return `They were in it already, for the ${ordinal(because.entry)} time.`
    case 'entered-before':
      return because.againAt === null
        ? `They had entered on ${format.instant(because.lastEnteredAt)}, and the campaign lets nobody in twice.`
        : `They had entered on ${format.instant(because.lastEnteredAt)}, and may again from ${format.instant(because.againAt)}.`
    case 'too-many-journeys':
      return `They were in ${format.count(because.limit)} campaigns at once, which is the limit.`
    case 'not-in-audience':
      return 'They were not in the audience.'
    case 'outside-traffic':
      return `Only part of the customers take part, and they are not among them (bucket ${format.count(because.bucket)} of 10,000).`
    case 'in-other-experiment':
      return `The experiment “${because.experiment}” had them, and nobody is in two of one group at a time.`
  }
}

const ownEndText = (because: OwnEnd): string => {
  switch (because.type) {
    case 'step':
      return because.why === null ? 'A step said that it ends here.' : `A step said that it ends here: ${because.why}.`
    case 'no-date':
      return `It could not wait: “${because.path}” names no day in reach.`
  }
}

const endText = (end: JourneyEnd, stageName: (stage: string) => string): string => {
  if (end.outcome === 'completed') return 'Went through to the end.'
  switch (end.because.type) {
    case 'event':
      return `Left early: the event “${end.because.event}” arrived.`
    case 'stage':
      return `Left early: they became “${stageName(end.because.stage)}”.`
    case 'segment':
      return `Left early: they ${end.because.change} the segment “${end.because.segment}”.`
    case 'step':
    case 'no-date':
      return ownEndText(end.because)
    case 'campaign-ended':
      return 'Left early: the campaign ended.'
    case 'withdrawn':
      return 'Left early: they withdrew their consent.'
    case 'erased':
      return 'Left early: everything about them was erased.'
    case 'merged':
      return 'Left early: they turned out to be another customer, whose own way goes on.'
  }
}
