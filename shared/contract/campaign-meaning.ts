/** What a campaign file of the right shape means, and where that makes no sense. */
import type { Problem } from '../kernel/problem.ts'
import { durationOf } from '../kernel/time.ts'
import { experimentProblems } from './campaign-compared.ts'
import type { CampaignFile } from './campaign-file.ts'
import { shortestPauseMs } from './campaign-flow.ts'
import { nudgesOf } from './campaign-paths.ts'
import { contentOf, type Judging } from './campaign-steps.ts'
import type { WrittenSteps } from './campaign-steps-file.ts'
import { checklistProblems, everyStep, noKey, stepsProblems } from './campaign-steps-meaning.ts'
import { insteadOf, unknownFields } from './customer-fields.ts'
import { entryProblems } from './campaign-entry-meaning.ts'
import { namesTwice } from './metric-file.ts'
import { pathOf, shown } from './problems.ts'
import { somePartNames } from '../domain/campaign/mail-words.ts'

/** Every problem of meaning at once; empty when the campaign can be published. */
export const meaningProblems = (file: CampaignFile, judging: Judging): readonly Problem[] => [
  ...periodProblems(file),
  ...entryProblems(file),
  ...keyProblems(file),
  ...audienceProblems(file),
  ...(file.experiment === undefined ? [] : experimentProblems(file.experiment, file)),
  ...pathProblems(file, judging),
  ...splitNames(file),
  ...staleProblems(file),
  ...metricProblems(file),
  ...couponProblems(file, judging),
]

/** Steps or a checklist, and where they stand in the file. */
export type WrittenPath = { readonly at: string } & Pick<CampaignFile, 'steps' | 'checklist'>

/** What each variant goes through, or the campaign where it has none: what is shared stands here once. */
export const writtenPaths = ({ steps, checklist, experiment }: CampaignFile): readonly WrittenPath[] => {
  const own = (experiment?.variants ?? []).flatMap((variant, index): readonly WrittenPath[] =>
    variant.steps === undefined && variant.checklist === undefined
      ? []
      : [{ at: pathOf('experiment.variants', index), steps: variant.steps, checklist: variant.checklist }],
  )
  return steps === undefined && checklist === undefined ? own : [{ at: '', steps, checklist }, ...own]
}

/** Lists of steps of a path, as they follow one another in time. */
export const listsOf = ({ steps, checklist }: Pick<WrittenPath, 'steps' | 'checklist'>): readonly WrittenSteps[] => [
  ...(steps === undefined ? [] : [steps]),
  ...(checklist === undefined ? [] : [nudgesOf(checklist), checklist.complete ?? []]),
]

const periodProblems = ({ start, end }: CampaignFile): readonly Problem[] => {
  if (start === null || start === undefined || end === null || end === undefined || start < end) return []
  return [{ path: 'end', problem: 'is not after "start": nobody could enter', hint: 'Set a later end, or null for none.' }]
}

const keyProblems = ({ entry, reentry, maxConcurrent, exits }: CampaignFile): readonly Problem[] => {
  const hasKey = reentry.type === 'each-key'
  return [
    ...(hasKey && entry.on !== 'event'
      ? [
          {
            path: 'reentry.each',
            problem: 'names a property of the event that lets people in, and no event does here',
            hint: 'Write "each", or enter on an event.',
          },
        ]
      : []),
    ...(maxConcurrent > 1 && !hasKey && reentry.type !== 'each'
      ? [
          {
            path: 'maxConcurrent',
            problem: `is ${maxConcurrent}, and nobody may enter again while they are in`,
            hint: 'Write "reentry": "each" or { "each": "orderId" }, or take it out.',
          },
        ]
      : []),
    ...exits.flatMap((exit, index) => (exit.on === 'event' && exit.sameKey && !hasKey ? [noKey(pathOf('exits', index, 'sameKey'))] : [])),
  ]
}

const audienceProblems = ({ audience }: CampaignFile): readonly Problem[] =>
  audience === undefined
    ? []
    : unknownFields(audience).map((name) => ({
        path: 'audience',
        problem: `asks about ${shown(name)}, which no customer has`,
        hint: `Write "${insteadOf(name)}": what publishers say about a customer stands under "traits".`,
      }))

const pathProblems = (file: CampaignFile, judging: Judging): readonly Problem[] => {
  const { steps, checklist, experiment } = file
  const hasOwn = steps !== undefined || checklist !== undefined
  const told = writtenPaths(file).flatMap((path) => problemsOfPath(path, judging))
  if (experiment === undefined) return hasOwn ? told : [noSteps('steps')]
  const without = experiment.variants.flatMap((variant, index) =>
    variant.steps === undefined && variant.checklist === undefined ? [pathOf('experiment.variants', index, 'steps')] : [],
  )
  if (hasOwn && without.length === 0) return [...told, unusedSteps(steps === undefined ? 'checklist' : 'steps')]
  return hasOwn ? told : [...told, ...without.map(noSteps)]
}

const problemsOfPath = ({ at, steps, checklist }: WrittenPath, judging: Judging): readonly Problem[] => [
  ...(steps !== undefined && checklist !== undefined
    ? [
        {
          path: pathOf(at, 'checklist'),
          problem: 'stands beside "steps"',
          hint: 'Keep one of the two: a checklist takes the place of steps.',
        },
      ]
    : []),
  ...(steps === undefined ? [] : stepsProblems(pathOf(at, 'steps'), steps, judging)),
  ...(checklist === undefined ? [] : checklistProblems(pathOf(at, 'checklist'), checklist, judging)),
]

const unusedSteps = (path: string): Problem => ({
  path,
  problem: 'are taken by nobody: every variant has steps of its own',
  hint: `Take them out here, or take "${path}" out of the variants that should follow these.`,
})

const noSteps = (path: string): Problem => ({
  path,
  problem: 'is missing',
  hint: 'Write what happens: "steps": [ { "send": { "subject": "…", "text": "…" } } ]. Steps beside "entry" serve all variants without their own.',
})

/** A split is an experiment of its own, and found by its name within the campaign. */
const splitNames = (file: CampaignFile): readonly Problem[] => {
  const splits = writtenPaths(file)
    .flatMap(({ at, steps, checklist }) => [
      ...everyStep({ at: pathOf(at, 'steps'), steps: steps ?? [] }),
      ...everyStep({ at: pathOf(at, 'checklist.complete'), steps: checklist?.complete ?? [] }),
    ])
    .flatMap(({ at, step: { does } }) => (does.type === 'split' ? [{ at, name: does.name }] : []))
  return splits.flatMap(({ at, name }, index) =>
    splits.findIndex((one) => one.name === name) === index
      ? []
      : [
          {
            path: pathOf(at, 'split.name'),
            problem: `is ${shown(name)} again`,
            hint: 'Give it another name: results tell splits apart by it.',
          },
        ],
  )
}

const staleProblems = (file: CampaignFile): readonly Problem[] => {
  const pauseMs = shortestPauseMs(writtenPaths(file).flatMap(listsOf))
  if (file.staleAfter === undefined || pauseMs === null || file.staleAfter < pauseMs) return []
  const problem = `is ${durationOf(file.staleAfter)}, and two mails are only ${durationOf(pauseMs)} apart`
  return [{ path: 'staleAfter', problem, hint: 'Make it shorter than that pause, so that two mails never go at once after a standstill.' }]
}

/** A mail that names a code and has none is told where it stands (campaign-steps.ts); here is the pool nobody takes from. */
const couponProblems = (file: CampaignFile, judging: Judging): readonly Problem[] => {
  if (file.couponPool === undefined) return []
  const contents = writtenPaths(file)
    .flatMap(listsOf)
    .flatMap((steps) => everyStep({ at: '', steps }))
    .flatMap(({ step: { does } }) => (does.type === 'send' ? [contentOf(does.mail, judging)] : []))
  // What cannot be read may name it.
  if (contents.some((content) => content === null || content.written.size === 0 || somePartNames(content, 'coupon'))) return []
  const problem = 'gives everybody a code, and no mail says it'
  return [{ path: 'couponPool', problem, hint: 'Write {{ coupon }} where the code belongs, or take "couponPool" out.' }]
}

const metricProblems = ({ goal, metrics }: CampaignFile): readonly Problem[] => {
  const names = metrics.map(({ name }) => name)
  if (goal !== undefined) return namesTwice('metrics', names, [goal.name])
  if (metrics.length === 0) return []
  return [{ path: 'metrics', problem: 'come beside a goal, and there is none', hint: 'Name the most important one "goal".' }]
}
