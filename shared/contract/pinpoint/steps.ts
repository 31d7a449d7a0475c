/** A journey's activities as a list of steps, with lists in it where ways part. */
import type { JsonObject } from '../../kernel/json.ts'
import { STEP_DEPTH_MAX, STEPS_MAX, WAIT_MS_MAX } from '../../kernel/limits.ts'
import { durationOf } from '../../kernel/time.ts'
import { actionOf, type Doing } from './actions.ts'
import type { Teller } from './finding.ts'
import { type Activities, joinOf, nextOf, reachedFrom, type Sorted, type Target, targetOf } from './graph.ts'
import type { Names } from './names.ts'
import { depthOf, sharesFrom } from './step-lists.ts'
import type { Activity, WaitTime } from './shapes.ts'
import { durationFrom } from './times.ts'
import { type Asking, conditionAsked, distinctWays, splitAsked } from './ways.ts'

export type Building = Asking &
  Doing & {
    readonly activities: Activities
    readonly graph: Sorted
    readonly ids: Names
    readonly splits: Names
    /** Where the activities stand. */
    readonly teller: Teller
    /** How often each activity was written. */
    readonly written: Map<string, number>
    /** `flat`: of ways that never meet again, one goes on in the list itself, and the others end the journey. */
    readonly style: 'nested' | 'flat'
    /** Steps there is room for; below zero: the journey is too long. */
    room: number
  }

/** How long ago the last mail went on the way here: `never`: no way leads further. */
type Since = 'no-mail' | 'mailed' | 'waited' | 'never'
type List = { readonly steps: JsonObject[]; readonly since: Since }

/** The whole journey from an activity on; null where it has more steps, or lists deeper in each other, than a campaign may. */
export const stepsFrom = (start: Target, building: Building): readonly JsonObject[] | null => {
  const { steps } = listFrom(start, null, 'no-mail', building)
  return building.room < 0 || depthOf(steps) > STEP_DEPTH_MAX ? null : steps
}

export const roomAtFirst = STEPS_MAX

const listFrom = (from: Target, stop: Target, before: Since, building: Building): List => {
  const steps: JsonObject[] = []
  let since = before
  let at = from
  while (at !== stop && building.room >= 0) {
    if (at === null) {
      push(steps, { exit: true }, building)
      return { steps, since: 'never' }
    }
    const next = activityInto(steps, at, stop, since, building)
    at = next.at
    since = next.since
  }
  return { steps, since }
}

const push = (steps: JsonObject[], step: JsonObject, building: Building): void => {
  building.room -= 1
  steps.push(step)
}

type Next = { readonly at: Target; readonly since: Since }

/** Where an activity stands, and how steps made of it are called. */
type Standing = {
  readonly activity: Activity
  readonly name: (suffix?: string) => string
  readonly teller: Teller
  readonly stop: Target
  readonly since: Since
}

const activityInto = (steps: JsonObject[], id: string, stop: Target, since: Since, building: Building): Next => {
  const activity = building.activities[id] ?? {}
  const teller = building.teller.within(id)
  building.written.set(id, (building.written.get(id) ?? 0) + 1)
  const name = (suffix = ''): string => building.ids.take(`${activity.Description?.trim() || id}${suffix}`, `${id}${suffix}`)
  const standing = { activity, name, teller, stop, since }
  const after = targetOf(building.activities, nextOf(activity)[0])
  const { Wait: wait, Holdout: holdout } = activity

  if (wait) {
    const written = waitFrom(wait.WaitTime, teller.within('Wait', 'WaitTime'))
    if (written !== null) push(steps, { id: name(), wait: written }, building)
    return { at: after, since: written === null ? since : waited(since) }
  }
  if (activity.ConditionalSplit) return yesNoInto(steps, activity.ConditionalSplit, standing, building)
  if (activity.MultiCondition) return multiInto(steps, activity.MultiCondition, standing, building)
  if (activity.RandomSplit) return randomInto(steps, activity.RandomSplit, standing, building)
  if (holdout) {
    const goesOn = heldOutInto(steps, name(), holdout.Percentage, building, teller.within('Holdout'))
    return goesOn ? { at: after, since } : { at: stop, since: 'never' }
  }
  return { at: after, since: actionInto(steps, standing, building) }
}

const actionInto = (steps: JsonObject[], { activity, name, teller, since }: Standing, building: Building): Since => {
  const action = actionOf(activity, building, teller)
  if (action === null) return since
  const isMail = Object.hasOwn(action, 'send')
  if (isMail && since === 'mailed') {
    const instead = 'A day was put between them: make it what you want, or make one mail of the two.'
    teller.tell('differs', 'EMAIL', 'follows another mail without a wait, which is refused here', instead)
    push(steps, { wait: '1d' }, building)
  }
  push(steps, { id: name(), ...action }, building)
  return isMail ? 'mailed' : since
}

const yesNoInto = (steps: JsonObject[], yesNo: NonNullable<Activity['ConditionalSplit']>, standing: Standing, building: Building): Next => {
  const here = standing.teller.within('ConditionalSplit')
  const since = evaluation(steps, yesNo.EvaluationWaitTime, standing, building, here.within('EvaluationWaitTime'))
  const asked = splitAsked(yesNo.Condition, building, here.within('Condition'))
  const ways = distinctWays([{ asked, to: targetOf(building.activities, yesNo.TrueActivity), teller: here }])
  return branchInto(steps, ways, targetOf(building.activities, yesNo.FalseActivity), { ...standing, since }, building)
}

const multiInto = (steps: JsonObject[], multi: NonNullable<Activity['MultiCondition']>, standing: Standing, building: Building): Next => {
  const teller = standing.teller.within('MultiCondition')
  const since = evaluation(steps, multi.EvaluationWaitTime, standing, building, teller.within('EvaluationWaitTime'))
  const ways = (multi.Branches ?? []).map(({ Condition, NextActivity }, index) => {
    const here = teller.within('Branches', index)
    return {
      asked: conditionAsked(Condition, building, here.within('Condition')),
      to: targetOf(building.activities, NextActivity),
      teller: here,
    }
  })
  return branchInto(steps, distinctWays(ways), targetOf(building.activities, multi.DefaultActivity), { ...standing, since }, building)
}

const randomInto = (steps: JsonObject[], random: NonNullable<Activity['RandomSplit']>, standing: Standing, building: Building): Next => {
  const branches = random.Branches ?? []
  const shares = sharesFrom(branches, standing.teller.within('RandomSplit', 'Branches'))
  const ways = shares.map(({ index, shareBps }) => {
    return { name: `path-${index + 1}`, shareBps, to: targetOf(building.activities, branches[index]?.NextActivity) }
  })
  return splitInto(steps, ways, standing, building)
}

const waited = (since: Since): Since => (since === 'mailed' ? 'waited' : since)

/** What splits wait for before they look. */
const evaluation = (
  steps: JsonObject[],
  wait: WaitTime | null | undefined,
  { name, since }: Standing,
  building: Building,
  teller: Teller,
): Since => {
  const written = wait === null || wait === undefined ? null : waitFrom(wait, teller)
  if (written === null) return since
  push(steps, { id: name('-wait'), wait: written }, building)
  return waited(since)
}

const waitFrom = (wait: WaitTime | null | undefined, teller: Teller): string | null => {
  if (typeof wait?.WaitFor === 'string') return durationFrom(wait.WaitFor, teller.within('WaitFor'))
  if (typeof wait?.WaitUntil !== 'string') {
    teller.tell('missing', '', 'says neither how long nor until when', 'Write the wait yourself.')
    return null
  }
  const longest = durationOf(WAIT_MS_MAX)
  const instead = `Write how long to wait, or a date of the customer: it waits ${longest} until then, so that nobody is written to too soon.`
  teller.tell(
    'missing',
    'WaitUntil',
    `waits until ${wait.WaitUntil.slice(0, 40)}, and waits here are long, or until a date of the customer's own`,
    instead,
  )
  return longest
}

const branchInto = (
  steps: JsonObject[],
  ways: readonly { readonly condition: JsonObject; readonly to: Target }[],
  otherwise: Target,
  { name, stop, since }: Standing,
  building: Building,
): Next => {
  const isAlways = ways.some(({ condition }) => Object.keys(condition).length === 0)
  if (ways.length === 0) return { at: otherwise, since }
  const targets = [...ways.map(({ to }) => to), ...(isAlways ? [] : [otherwise])]
  const meeting = meetingOf(targets, stop, building)
  const id = name()
  const lists = targets.map((to) => listFrom(to, meeting, since, building))
  const written = ways.map(({ condition }, index): JsonObject => wayOf(condition, lists[index]?.steps ?? []))
  const last = isAlways ? undefined : lists.at(-1)
  push(steps, { id, branch: last === undefined || last.steps.length === 0 ? written : [...written, { else: last.steps }] }, building)
  return { at: meeting, since: soonest(lists) }
}

/** Made of entries, for an object that is written with "then" may be taken for a promise. */
const wayOf = (condition: JsonObject, steps: readonly JsonObject[]): JsonObject =>
  Object.fromEntries([
    ['if', condition],
    ['then', steps],
  ])

const splitInto = (
  steps: JsonObject[],
  ways: readonly { readonly name: string; readonly shareBps: number; readonly to: Target }[],
  { name, stop, since }: Standing,
  building: Building,
): Next => {
  const [only] = ways
  if (only === undefined || ways.length === 1) return { at: only?.to ?? null, since }
  const targets = ways.map(({ to }) => to)
  const meeting = meetingOf(targets, stop, building)
  const id = name()
  const lists = targets.map((to) => listFrom(to, meeting, since, building))
  const variants = ways.map(({ name, shareBps }, index) => ({ name, shareBps, steps: lists[index]?.steps ?? [] }))
  push(steps, { id, split: { name: building.splits.take(id), variants } }, building)
  return { at: meeting, since: soonest(lists) }
}

/** Where the list goes on after ways that part. */
const meetingOf = (targets: readonly Target[], stop: Target, { graph, style }: Building): Target => {
  const join = joinOf(graph, targets, stop)
  if (join !== null || style === 'nested') return join ?? stop
  const partings = (target: Target): number => (target === null ? 0 : (graph.partings.get(target) ?? 0))
  const inOrder = targets.toSorted((a, b) => partings(b) - partings(a))
  return inOrder.find((target) => partings(target) > 0 && target !== stop && !reachedFrom(graph, targets, stop, target).stops) ?? stop
}

const soonest = (lists: readonly List[]): Since => {
  const open = lists.map(({ since }) => since).filter((since) => since !== 'never')
  if (open.length === 0) return 'never'
  return open.includes('mailed') ? 'mailed' : open.includes('waited') ? 'waited' : 'no-mail'
}

/** Whether anybody goes on. */
const heldOutInto = (
  steps: JsonObject[],
  id: string,
  percentage: number | null | undefined,
  building: Building,
  teller: Teller,
): boolean => {
  const bps = Math.round((percentage ?? 0) * 100)
  if (!(bps >= 1 && bps <= 9_999)) {
    const isEverybody = bps > 9_999
    teller.tell(
      'differs',
      'Percentage',
      isEverybody ? 'holds everybody out' : 'holds nobody out',
      isEverybody ? 'The journey ends there.' : 'It was left out.',
    )
    if (isEverybody) push(steps, { id, exit: 'held out' }, building)
    return !isEverybody
  }
  const variants = [
    { name: 'goes-on', shareBps: 10_000 - bps, steps: [] },
    { name: 'held-out', shareBps: bps, steps: [{ exit: 'held out' }] },
  ]
  building.room -= 1
  push(steps, { id, split: { name: building.splits.take(id), variants } }, building)
  const what = 'is written as a split of which one way ends the journey; it is drawn once for each customer, not at every entry'
  teller.tell('differs', '', what, 'Name a goal to have the two compared: --goal "Order Completed".')
  return true
}
