/** What publishing changes, in words. */
import type { FieldChange } from '../shared/contract/diff.ts'
import type { PeopleConcerned, PlannedChange } from '../shared/contract/planned.ts'
import type { PublishAnswer } from '../shared/flow/publishing/remote.ts'
import type { Json } from '../shared/kernel/json.ts'
import { countOf, countText } from './format.ts'
import { problemLinesAt } from './problem-text.ts'

/** A plan, or what was published. */
export const planText = (said: Exclude<PublishAnswer, { readonly type: 'refused' }>): string => {
  const { changes, withoutFile, unchanged, warnings, sweep } = said
  const verb = said.type === 'checked' ? 'would be published' : 'published'
  return [
    changes.length === 0 ? 'Nothing changed: everything is published as it is.' : `${countOf(changes.length, 'change')} ${verb}:`,
    ...changes.flatMap(plannedLines),
    ...(unchanged === 0 || changes.length === 0 ? [] : ['', `${countOf(unchanged, 'definition')} unchanged.`]),
    ...(withoutFile.length === 0 ? [] : ['', 'Published before, in no file now, and going on as they are:']),
    ...withoutFile.map(({ kind, id, version }) => `  ${kind} ${id}, version ${version}`),
    ...warnings.flatMap(({ file, problems }) => ['', ...problems.flatMap((one) => problemLinesAt('warning', file, one))]),
    ...(sweep === null
      ? []
      : ['', `Everybody is looked at once more under the new rules: ${countOf(sweep.customers, 'customer')}, sweep ${sweep.id}.`]),
  ].join('\n')
}

const plannedLines = ({ kind, id, version, change, fields, people }: PlannedChange): readonly string[] => [
  `  ${kind} ${id}, version ${version}${change === 'new' ? ' (new)' : ''}`,
  ...fields.map((one) => `    ${diffLine(one)}`),
  ...(people === null ? [] : peopleLines(kind, people).map((line) => `    ${line}`)),
]

/** One field that differs: `+` it is new, `-` it is gone, `~` it is another. */
export const diffLine = ({ path, before, after }: FieldChange): string => {
  if (before === null) return `+ ${path}: ${brief(after)}`
  return after === null ? `- ${path}: ${brief(before)}` : `~ ${path}: ${brief(before)} → ${brief(after)}`
}

const brief = (value: Json): string => {
  const text = JSON.stringify(value)
  return text.length > BRIEF_MAX ? `${text.slice(0, BRIEF_MAX).toWellFormed()}…` : text
}

/** A line of a terminal. */
const BRIEF_MAX = 100

const peopleLines = (kind: string, { looked, isAll, inIt, wouldMove, inAudience, unknown }: PeopleConcerned): readonly string[] => {
  const moving = wouldMove === 0 ? '' : `, ${countText(wouldMove)} of them would move to this version`
  const undecided = unknown === 0 ? '' : `, and ${countText(unknown)} of whom their history decides`
  const who = kind === 'segment' ? 'would belong to it' : 'in its audience now'
  return [
    `people: ${kind === 'segment' ? '' : `${countText(inIt)} in it now${moving}; `}${countText(inAudience)} ${who}${undecided}`,
    ...(isAll ? [] : [`  counted over the first ${countText(looked)} customers`]),
  ]
}
