/** Who is assigned, what was known of them before, and which outcomes are theirs, worked out a second time. */
import type { Json } from '../../../shared/kernel/json.ts'
import type { Era } from '../world/definitions.ts'
import type { Happening } from '../world/people.ts'
import { type Book, fact, type OwnExposure, type OwnTotal } from './book.ts'
import { askedOf } from './own-asks.ts'
import type { Ledger } from './own-ends.ts'
import { experimentOf, isOne } from './own-experiments.ts'
import type { OwnMetric } from './own-metric.ts'
import { centsOf } from './rules.ts'

export type Assigned = {
  readonly experiment: string
  readonly phase: number
  readonly arm: string
  readonly bucket: number | null
  /** As files write them; none: nothing is broken down. */
  readonly breakdowns: readonly Json[]
}

/** Writes an assignment down; one of a period that is over is put aside. */
export const assign = (book: Book, era: Era, one: Assigned, at: number, ledger: Ledger): OwnExposure => {
  const { experiment, phase, arm, bucket, breakdowns } = one
  const segments = Object.fromEntries(breakdowns.map((each) => segmentOf(book, era, each)))
  const exposure: OwnExposure = { arm, phase, at, segments, before: boughtBefore(book, era, at), totals: new Map() }
  putAside(book, experiment)
  book.arms.set(experiment, exposure)
  ledger.push(fact.assigned(experiment, arm, bucket, at))
  ledger.push(fact.phase(`assigned ${experiment}`, phase, at))
  ledger.push(fact.known(`assigned ${experiment}`, exposure, at))
  return exposure
}

/** It was counted where it was made, and nothing comes to it any more. */
export const putAside = (book: Book, experiment: string): void => {
  const before = book.arms.get(experiment)
  if (before !== undefined) book.past.push({ experiment, exposure: before })
}

const dayOf = (at: number): number => Math.floor(at / 86_400_000)

/** On days before; a hundred at most. Null: so long ago that nobody counted by the day. */
const boughtBefore = ({ counted, at: now }: Book, { rules }: Era, at: number): number | null => {
  if (dayOf(at) < dayOf(now ?? at) - DAYS_APART) return null
  const { events } = rules.policy.revenue
  const before = counted.filter(({ happening, occurredAt }) => events.has(happening.name) && dayOf(occurredAt) < dayOf(at))
  return Math.min(100, before.length)
}
export const DAYS_APART = 60

/** A text as it stands, cut; a number by its range where there are edges; a dash for anything else. */
const segmentOf = (book: Book, era: Era, breakdown: Json): readonly [name: string, segment: string] => {
  const { path, edges } =
    typeof breakdown === 'string' ? { path: breakdown, edges: null } : (breakdown as { path: string; edges: number[] })
  const value = askedOf(book, era).seen(path)
  const isNumber = typeof value === 'number' && !Number.isNaN(value)
  if (edges !== null) {
    if (!isNumber) return [path, '–']
    const [first = 0, last = 0] = [edges[0], edges.at(-1)]
    if (value < first) return [path, `<${first}`]
    if (value >= last) return [path, `${last}+`]
    const above = edges.filter((edge) => value >= edge)
    return [path, `${above.at(-1)}-${edges[above.length]}`]
  }
  const isText = typeof value === 'string' && value !== ''
  return [path, isText ? [...value].slice(0, 40).join('') : isNumber || typeof value === 'boolean' ? String(value) : '–']
}

/** What of a customer's own total counts: events of a ratio, or money up to the cap. */
export const countedOf = (metric: OwnMetric | null, { events, sum }: OwnTotal): number => {
  if (metric === null) return 0
  if (metric.money === null) return metric.per === null ? 0 : events
  return Math.min(sum, metric.money.cap ?? Number.POSITIVE_INFINITY)
}

const NONE: OwnTotal = { events: 0, sum: 0, base: 0 }

/** Credits an event to every metric of one experiment whose window it lies in. */
export const attribute = (
  era: Era,
  id: string,
  exposure: OwnExposure,
  { name, properties }: Happening,
  occurredAt: number,
  at: number,
  ledger: Ledger,
): void => {
  for (const metric of experimentOf(era, id, exposure.phase)?.metrics ?? []) {
    const isOutcome = isOne(metric, name, properties)
    const isBase = metric.per !== null && isOne(metric.per, name, properties)
    const isLate = occurredAt > exposure.at + metric.windowMs
    if ((!isOutcome && !isBase) || occurredAt <= exposure.at + metric.afterMs || isLate) continue
    const cents = metric.money === null ? 0 : (metric.money.each ?? centsOf(properties))
    const own = { events: isOutcome ? 1 : 0, sum: isOutcome ? cents : 0, base: isBase ? 1 : 0 }
    credit({ id, exposure, metric, name: metric.name }, own, occurredAt, at, ledger)
  }
}

/** What counts by itself: once a customer, in the window of the first metric. `on`: whose mail was clicked. */
export const countItself = (book: Book, era: Era, name: string, on: string | null, saidAt: number, at: number, ledger: Ledger): void => {
  if (book.merge !== null) return
  for (const [id, exposure] of book.arms) {
    const experiment = experimentOf(era, id, exposure.phase)
    const windowMs = experiment?.metrics[0]?.windowMs
    if (windowMs === undefined || (on !== null && experiment?.campaign !== on)) continue
    if (exposure.totals.has(name) || saidAt <= exposure.at || saidAt > exposure.at + windowMs) continue
    credit({ id, exposure, metric: null, name }, { events: 1, sum: 0, base: 0 }, saidAt, at, ledger)
  }
}

type Crediting = { readonly id: string; readonly exposure: OwnExposure; readonly metric: OwnMetric | null; readonly name: string }

const credit = ({ id, exposure, metric, name }: Crediting, own: OwnTotal, occurredAt: number, at: number, ledger: Ledger): void => {
  const before = exposure.totals.get(name) ?? NONE
  const after = { events: before.events + own.events, sum: before.sum + own.sum, base: before.base + own.base }
  exposure.totals.set(name, { ...after, metric })
  const [old, now] = [countedOf(metric, before), countedOf(metric, after)]
  const detail = [
    `${new Date(exposure.at).toISOString().slice(0, 10)}/${new Date(occurredAt).toISOString().slice(0, 10)}`,
    `${before.events === 0 && own.events === 1 ? 1 : 0} ${now - old} ${now * now - old * old}`,
    `of ${own.events} ${own.sum} ${own.base}`,
    metric?.per == null ? 'no ratio' : `over ${own.base} ${after.base ** 2 - before.base ** 2} ${now * after.base - old * before.base}`,
  ]
  ledger.push(fact.outcome(id, name, exposure.arm, detail.join(', '), at))
  ledger.push(fact.phase(`outcome ${id} ${name}`, exposure.phase, at))
  ledger.push(fact.known(`outcome ${id} ${name}`, exposure, at))
}
