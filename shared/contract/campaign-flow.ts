/** How people come through the steps of one path: what nobody reaches, what follows too soon, what waits for nothing. */
import { STALE_AFTER_MS, STEP_DEPTH_MAX, STEPS_MAX } from '../kernel/limits.ts'
import type { Problem } from '../kernel/problem.ts'
import type { Written, WrittenSteps } from './campaign-steps-file.ts'
import { countOf, listsIn } from './campaign-paths.ts'
import { pathOf } from './problems.ts'

/** Steps that stand at `at` in the file. */
export type Placed = { readonly at: string; readonly steps: WrittenSteps }

/** Everything that is wrong with the order of the steps of one path. */
export const flowProblems = (placed: Placed): readonly Problem[] => {
  const { at, steps } = placed
  const count = countOf(steps)
  if (count > STEPS_MAX)
    return [{ path: at, problem: `has ${count} steps with all that is within them, more than ${STEPS_MAX}`, hint: TOO_MANY_HINT }]
  const deep = tooDeep(placed, 1)
  if (deep.length > 0) return deep
  if (!actsIn(steps)) return [{ path: at, problem: 'send nothing, and do nothing else', hint: DOES_NOTHING_HINT }]
  const walked: Walked = { problems: [], pauses: [] }
  walk(placed, NO_MAIL_YET, walked)
  return [...walked.problems, ...idleWaits(placed, false)]
}

/** The shortest time between two mails of any of these paths that its waits say; null where none says one. */
export const shortestPauseMs = (paths: readonly WrittenSteps[]): number | null => {
  const walked: Walked = { problems: [], pauses: [] }
  for (const steps of paths) walk({ at: '', steps }, NO_MAIL_YET, walked)
  return walked.pauses.length === 0 ? null : Math.min(...walked.pauses)
}

/** Shorter than the shortest pause, so that catching up after a standstill never sends two mails at once. */
export const defaultStaleAfterMs = (paths: readonly WrittenSteps[]): number => {
  const pauseMs = shortestPauseMs(paths)
  return pauseMs === null ? STALE_AFTER_MS : Math.min(STALE_AFTER_MS, Math.floor(pauseMs / 2))
}

/** Each list within a step, and where it stands in the file. */
export const listsAt = (at: string, does: Written): readonly Placed[] => {
  switch (does.type) {
    case 'wait-for':
      return [
        { at: pathOf(at, 'wait.then'), steps: does.then },
        { at: pathOf(at, 'wait.timeout'), steps: does.timeout },
      ]
    case 'branch':
      return does.ways.map(({ when, steps }, index) => ({ at: pathOf(at, 'branch', index, when === null ? 'else' : 'then'), steps }))
    case 'split':
      return does.variants.map(({ steps }, index) => ({ at: pathOf(at, 'split.variants', index, 'steps'), steps }))
    default:
      return []
  }
}

/** Whether some step sends, sets, publishes, or asks somebody for something. */
export const actsIn = (steps: WrittenSteps): boolean => steps.some(({ does }) => acts(does) || listsIn(does).some(actsIn))

const acts = ({ type }: Written): boolean =>
  type === 'send' || type === 'update' || type === 'emit' || type === 'task' || type === 'webhook'

const TOO_MANY_HINT =
  'Nobody can say any more what happens there: make two campaigns of it, the second entered on an event that the first emits.'
const DOES_NOTHING_HINT = 'Add a "send". To leave some people alone for comparison, set "holdoutBps" in the experiment.'
const DEEP_HINT = 'Put what is inside into a campaign of its own, entered on an event that this one emits.'

const tooDeep = ({ at, steps }: Placed, depth: number): readonly Problem[] => {
  if (depth > STEP_DEPTH_MAX && steps.length > 0)
    return [{ path: at, problem: `is a list of steps within more than ${STEP_DEPTH_MAX} others`, hint: DEEP_HINT }]
  return steps.flatMap(({ does }, index) => listsAt(pathOf(at, index), does).flatMap((inner) => tooDeep(inner, depth + 1)))
}

/** How long ago the last mail went, at the soonest: null where none did, infinite where nobody can say. */
type SinceMail = number | null
type Walked = { readonly problems: Problem[]; readonly pauses: number[] }

const NO_MAIL_YET: SinceMail = null
const NOBODY_KNOWS = Number.POSITIVE_INFINITY

/** Goes all ways through a list; answers how it is left, or 'never' where every way ends within. */
const walk = ({ at, steps }: Placed, before: SinceMail, walked: Walked): SinceMail | 'never' => {
  let since: SinceMail = before
  for (const [index, { does }] of steps.entries()) {
    const here = pathOf(at, index)
    const after = walkStep(here, does, since, walked)
    if (after !== 'never') {
      since = after
      continue
    }
    if (index < steps.length - 1) walked.problems.push(unreachable(pathOf(at, index + 1), does))
    return 'never'
  }
  return since
}

const walkStep = (at: string, does: Written, since: SinceMail, walked: Walked): SinceMail | 'never' => {
  const lists = listsAt(at, does)
  switch (does.type) {
    case 'send':
      if (since === 0) walked.problems.push(sameMoment(at))
      if (since !== null && since !== NOBODY_KNOWS) walked.pauses.push(since)
      return 0
    case 'wait':
      return since === null ? null : does.until.by === 'duration' ? since + does.until.ms : NOBODY_KNOWS
    case 'wait-for': {
      const begins = [since === null ? null : NOBODY_KNOWS, since === null ? null : since + does.atMostMs]
      return soonest(lists.map((list, index) => walk(list, begins[index] ?? null, walked)))
    }
    case 'branch': {
      const ends = lists.map((list) => walk(list, since, walked))
      return soonest(does.ways.some(({ when }) => when === null) ? ends : [...ends, since])
    }
    case 'split':
      return soonest(lists.map((list) => walk(list, since, walked)))
    case 'exit':
      return 'never'
    default:
      return since
  }
}

const soonest = (ends: readonly (SinceMail | 'never')[]): SinceMail | 'never' => {
  const open = ends.filter((end) => end !== 'never')
  if (open.length === 0) return 'never'
  const mailed = open.filter((end) => end !== null)
  return mailed.length === 0 ? null : Math.min(...mailed)
}

const unreachable = (path: string, before: Written): Problem => ({
  path,
  problem:
    before.type === 'exit'
      ? 'is never reached: the journey ends at the "exit" before it'
      : `is never reached: every way through the "${VERB[before.type] ?? before.type}" before it ends the journey`,
  hint: 'Take it out, or move it to before that.',
})

const VERB: Readonly<Partial<Record<Written['type'], string>>> = { 'wait-for': 'wait' }

const sameMoment = (path: string): Problem => ({
  path,
  problem: 'is sent at the same moment as the mail before it',
  hint: 'Put a { "wait": "3d" } between them, or make one mail of the two.',
})

/** Waits after which nothing is done on any way; of several in a row the last. */
const idleWaits = ({ at, steps }: Placed, isFollowed: boolean): readonly Problem[] => {
  const problems: Problem[] = []
  let follows = isFollowed
  let isTold = false
  for (const [index, { does }] of [...steps.entries()].reverse()) {
    const lists = listsAt(pathOf(at, index), does)
    for (const list of lists) problems.push(...idleWaits(list, follows))
    const isWait = does.type === 'wait' || (does.type === 'wait-for' && !lists.some((list) => actsIn(list.steps)))
    if (isWait && !follows && !isTold) {
      problems.push({
        path: pathOf(at, index, 'wait'),
        problem: 'waits for nothing: no mail and no other step comes after it',
        hint: IDLE_HINT,
      })
      isTold = true
    }
    if (does.type === 'exit') follows = false
    follows ||= acts(does) || lists.some((list) => actsIn(list.steps))
  }
  return problems
}

const IDLE_HINT = 'Take it out, or add a "send" after it. The window of the goal has its own length.'
