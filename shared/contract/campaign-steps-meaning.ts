/** What single steps mean: mails that cannot be sent, branches nobody takes, shares that do not add up, names said twice. */
import { SOLE_VARIANT } from '../domain/campaign/campaign.ts'
import type { Condition } from '../domain/conditions/condition.ts'
import { HOLDOUT } from '../domain/experiment/experiment.ts'
import { BUCKETS } from '../kernel/hash.ts'
import type { Problem } from '../kernel/problem.ts'
import { durationOf } from '../kernel/time.ts'
import type { WrittenChecklist } from './campaign-checklist.ts'
import { actsIn, flowProblems, listsAt, type Placed } from './campaign-flow.ts'
import { type Judging, mailProblems } from './campaign-steps.ts'
import type { Written, WrittenStep, WrittenSteps, WrittenWay } from './campaign-steps-file.ts'
import { namesTwice } from './metric-file.ts'
import { pathOf, shown } from './problems.ts'

/** Everything that is wrong with the steps of one path that stand at `at` in the file. */
export const stepsProblems = (at: string, steps: WrittenSteps, judging: Judging): readonly Problem[] => {
  const all = everyStep({ at, steps })
  return [...flowProblems({ at, steps }), ...idsTwice(all), ...all.flatMap((one) => stepProblems(one, judging))]
}

/** Everything that is wrong with a checklist. */
export const checklistProblems = (at: string, file: WrittenChecklist, judging: Judging): readonly Problem[] => {
  const { milestones, complete = [] } = file
  const nudged = milestones.flatMap(({ nudge }, index) =>
    nudge === undefined ? [] : mailProblems(pathOf(at, 'milestones', index, 'nudge.send'), nudge.send, judging),
  )
  const isIdle = !actsIn(complete) && milestones.every(({ nudge }) => nudge === undefined)
  return [
    ...(isIdle ? [{ path: at, problem: 'sends nothing, and does nothing when all is done', hint: IDLE_CHECKLIST_HINT }] : []),
    ...namesTwice(
      pathOf(at, 'milestones'),
      milestones.map(({ name }) => name),
    ),
    ...sameMilestones(pathOf(at, 'milestones'), file),
    ...nudgeTimes(pathOf(at, 'milestones'), file),
    ...nudged,
    ...(complete.length === 0 ? [] : stepsProblems(pathOf(at, 'complete'), complete, judging)),
  ]
}

const IDLE_CHECKLIST_HINT = 'Give a milestone a "nudge", or write what follows when all are done: "complete": [ … ].'

const sameMilestones = (at: string, { milestones }: WrittenChecklist): readonly Problem[] => {
  const said = milestones.map(({ event, where }) => JSON.stringify([event, where?.json ?? null]))
  return milestones.flatMap(({ event }, index) =>
    said.indexOf(said[index] as string) === index
      ? []
      : [
          {
            path: pathOf(at, index, 'event'),
            problem: `is ${shown(event)} again: both milestones would be done at once`,
            hint: 'Tell them apart by "where", or keep one.',
          },
        ],
  )
}

const nudgeTimes = (at: string, { milestones, within }: WrittenChecklist): readonly Problem[] => {
  const after = milestones.map(({ nudge }) => nudge?.after ?? null)
  return after.flatMap((ms, index): readonly Problem[] => {
    const path = pathOf(at, index, 'nudge.after')
    if (ms === null) return []
    if (ms >= within)
      return [
        {
          path,
          problem: `is ${durationOf(ms)}, and the checklist ends after ${durationOf(within)}`,
          hint: 'Nudge sooner, or give it longer: "within".',
        },
      ]
    if (after.indexOf(ms) === index) return []
    return [
      {
        path,
        problem: `is ${durationOf(ms)}, as that of another milestone: who has both open would get two mails at once`,
        hint: 'Nudge a day earlier or later.',
      },
    ]
  })
}

type PlacedStep = { readonly at: string; readonly step: WrittenStep }

/** Every step of a list, with all that are within, in the order in which they are written. */
export const everyStep = ({ at, steps }: Placed): readonly PlacedStep[] =>
  steps.flatMap((step, index) => {
    const here = pathOf(at, index)
    return [{ at: here, step }, ...listsAt(here, step.does).flatMap(everyStep)]
  })

const idsTwice = (all: readonly PlacedStep[]): readonly Problem[] => {
  const ids = all.map(({ step }) => step.id)
  return all.flatMap(({ at, step: { id } }, index) =>
    id !== null && ids.indexOf(id) < index
      ? [{ path: pathOf(at, 'id'), problem: `is ${shown(id)} again`, hint: 'Give each step a name of its own: people are moved by it.' }]
      : [],
  )
}

const stepProblems = ({ at, step: { does } }: PlacedStep, judging: Judging): readonly Problem[] => {
  switch (does.type) {
    case 'send':
      return mailProblems(pathOf(at, 'send'), does.mail, judging)
    case 'wait-for':
      return does.sameKey && !judging.hasKey ? [noKey(pathOf(at, 'wait.for.sameKey'))] : []
    case 'branch':
      return branchProblems(pathOf(at, 'branch'), does.ways)
    case 'split':
      return splitProblems(pathOf(at, 'split'), does)
    default:
      return []
  }
}

/** `sameKey` where no journey has a key. */
export const noKey = (path: string): Problem => ({
  path,
  problem: 'asks for the key of the journey, and journeys here have none',
  hint: 'Say what a journey is about: "reentry": { "each": "orderId" }. Or take "sameKey" out.',
})

const branchProblems = (at: string, ways: readonly WrittenWay[]): readonly Problem[] => {
  const said = ways.map(({ when }) => (when === null ? null : sayingOf(when)))
  const always = ways.findIndex(({ when }) => when === null || isAlways(when))
  return ways.flatMap(({ when }, index): readonly Problem[] => {
    const path = pathOf(at, index, when === null ? 'else' : 'if')
    if (always >= 0 && always < index) {
      const before = ways[always]?.when === null ? 'the "else"' : 'a condition that always holds'
      return [{ path, problem: `is never taken: ${before} comes before it`, hint: 'The first way that fits is taken: put "else" last.' }]
    }
    if (when === null)
      return index === 0
        ? [{ path, problem: 'has no "if" before it, so everybody goes this way', hint: 'Write its steps without the branch.' }]
        : []
    const first = said.indexOf(said[index] as string)
    if (first === index) return []
    const problem = `is never taken: way ${first + 1} asks the same and comes before it`
    return [{ path, problem, hint: 'The first way that fits is taken: take one of the two out, or ask something else.' }]
  })
}

const isAlways = (condition: Condition): boolean => condition.kind === 'all' && condition.of.every(isAlways)

/** What a condition asks, as text: the same for the same question. */
const sayingOf = (condition: Condition): string => JSON.stringify(sayingParts(condition))

const sayingParts = (condition: Condition): unknown => {
  switch (condition.kind) {
    case 'all':
    case 'any':
    case 'none':
      return [condition.kind, condition.of.map(sayingParts)]
    case 'not':
      return [condition.kind, sayingParts(condition.of)]
    case 'leaf':
      return [condition.path, condition.operator, condition.expected]
    case 'did':
      return [condition.operator, condition.expected]
    case 'in-segment':
      return [condition.kind, condition.segment]
  }
}

const splitProblems = (at: string, { variants }: Extract<Written, { readonly type: 'split' }>): readonly Problem[] => {
  const names = variants.map(({ name }) => name)
  const path = pathOf(at, 'variants')
  const sum = variants.reduce((total, { shareBps }) => total + shareBps, 0)
  return [
    ...reservedNames(path, names),
    ...namesTwice(path, names),
    ...(sum === BUCKETS
      ? []
      : [{ path, problem: `have shares that add up to ${sum}`, hint: `Shares divide all who come here and add up to ${BUCKETS}.` }]),
    ...(variants.length > 1
      ? []
      : [{ path, problem: 'divide people into one group', hint: 'Add a second variant, or write its steps without the split.' }]),
  ]
}

/** Names that stand for something else in every result. */
export const reservedNames = (at: string, names: readonly string[]): readonly Problem[] =>
  names.flatMap((name, index) =>
    name === HOLDOUT || name === SOLE_VARIANT
      ? [
          {
            path: pathOf(at, index, 'name'),
            problem: `is ${shown(name)}, which results use for something else`,
            hint: 'Give it another name.',
          },
        ]
      : [],
  )
