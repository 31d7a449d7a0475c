/** A journey's activities as a graph: who follows whom, and where ways that parted come together again. */
import type { Activity } from './shapes.ts'

export type Activities = Readonly<Record<string, Activity>>

/** Where a way leads; null: the journey ends. */
export type Target = string | null

/**
 * Activities in an order in which each stands before those that follow it; `partings`: how often ways part, at most, from there on.
 * `loop`: one that comes back to itself.
 */
export type Graph = Sorted | { readonly ok: false; readonly loop: string }
export type Sorted = {
  readonly ok: true
  readonly order: readonly string[]
  readonly targets: (id: string) => readonly Target[]
  readonly partings: ReadonlyMap<string, number>
}

/** Every activity that may come next. */
export const nextOf = (activity: Activity): readonly (string | null | undefined)[] => {
  const { ConditionalSplit: yesNo, MultiCondition: multi, RandomSplit: random } = activity
  if (yesNo) return [yesNo.TrueActivity, yesNo.FalseActivity]
  if (multi) return [...(multi.Branches ?? []).map(({ NextActivity }) => NextActivity), multi.DefaultActivity]
  if (random) return (random.Branches ?? []).map(({ NextActivity }) => NextActivity)
  const only =
    activity.EMAIL ?? activity.SMS ?? activity.PUSH ?? activity.CUSTOM ?? activity.ContactCenter ?? activity.Wait ?? activity.Holdout
  return [only?.NextActivity]
}

/** What can be reached from the first activity. A name nobody has ends the journey. */
export const graphOf = (activities: Activities, start: string): Graph => {
  const targets = (id: string): readonly Target[] => nextOf(activities[id] ?? {}).map((next) => targetOf(activities, next))
  const order: string[] = []
  const state = new Map<string, 'open' | 'done'>([[start, 'open']])
  const path: { readonly id: string; readonly rest: Target[] }[] = [{ id: start, rest: [...targets(start)] }]
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const next = top.rest.pop()
    if (next === undefined) {
      state.set(top.id, 'done')
      order.push(top.id)
      path.pop()
    } else if (next !== null && state.get(next) === 'open') return { ok: false, loop: next }
    else if (next !== null && !state.has(next)) {
      state.set(next, 'open')
      path.push({ id: next, rest: [...targets(next)] })
    }
  }
  const partings = new Map<string, number>()
  for (const id of order) {
    const next = targets(id)
    partings.set(id, Math.max(0, ...next.map((target) => (target === null ? 0 : (partings.get(target) ?? 0)))) + (next.length > 1 ? 1 : 0))
  }
  return { ok: true, order: order.reverse(), targets, partings }
}

export const targetOf = (activities: Activities, next: string | null | undefined): Target =>
  next !== null && next !== undefined && Object.hasOwn(activities, next) ? next : null

/**
 * Where the ways that part at an activity are one again, before `stop` (what comes after the list they stand in; null: the end).
 * Ways that end the journey need not come there. Null: nowhere, and what several ways share is written once for each.
 */
export const joinOf = (graph: Sorted, targets: readonly Target[], stop: Target): Target => {
  const reached = targets.map((target) => reachedFrom(graph, [target], stop, null))
  const all = new Set(reached.flatMap(({ ids }) => [...ids]))
  const inOrder = graph.order.filter((id) => all.has(id))
  // All go there: what comes after.
  const common = inOrder.find((id) => {
    const around = reachedFrom(graph, targets, stop, id)
    return !around.ends && !around.stops
  })
  if (common !== undefined) return common
  const shared = inOrder.filter((id) => reached.filter(({ ids }) => ids.has(id)).length > 1)
  const [first] = shared
  if (first === undefined) return null
  const around = reachedFrom(graph, targets, stop, first)
  return !around.stops && !shared.some((id) => around.ids.has(id)) ? first : null
}

type Reached = { readonly ids: ReadonlySet<string>; readonly ends: boolean; readonly stops: boolean }

/** What can be reached without passing `stop` or `around`. */
export const reachedFrom = (graph: Sorted, targets: readonly Target[], stop: Target, around: Target): Reached => {
  const ids = new Set<string>()
  const waiting = [...targets]
  let ends = false
  let stops = false
  while (waiting.length > 0) {
    const next = waiting.pop() ?? null
    if (next === null) ends = true
    else if (next === stop) stops = true
    else if (next !== around && !ids.has(next)) {
      ids.add(next)
      waiting.push(...graph.targets(next))
    }
  }
  return { ids, ends, stops }
}
