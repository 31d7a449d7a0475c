import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextDueAt } from '../../../shared/domain/customer/due.ts'
import { evolve } from '../../../shared/domain/customer/evolve.ts'
import { unknownCustomer } from '../../../shared/domain/customer/state.ts'
import type { CustomerState } from '../../../shared/domain/customer/state.ts'
import type { Fact } from '../../../shared/domain/fact/fact.ts'
import { campaignScope, foldTally, partsOf } from '../../../shared/domain/kpi/tally.ts'
import { STEPS_MAX, TASKS_OPEN_MAX } from '../../../shared/kernel/limits.ts'
import { customerId } from '../../../shared/kernel/words.ts'
import { type Arrival, busyCompany, company, life } from './arbitrary.ts'
import { ANN, day, given, type Watched } from './world.ts'

const LATER = day(12_000)
const arrives = (ann: Watched, { event: { name, occurredAt, ...more }, receivedAt }: Arrival) =>
  ann.does(name, occurredAt, { ...more, receivedAt })

/** How many are at each step now, as the counters have it; those that are nobody's are left out. */
const countedAt = (facts: readonly Fact[]): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {}
  for (const { scope, counter, by } of foldTally(facts)) {
    const [what, ...step] = partsOf(counter)
    if (what === 'at' && by !== 0n) counts[`${scope} ${step.join('/')}`] = Number(by)
  }
  return counts
}

const standingAt = ({ journeys }: CustomerState): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {}
  for (const { campaign, version, variant, position } of journeys) {
    if (!('step' in position)) continue
    const key = `${campaignScope(campaign)} ${version}/${variant}/${position.step}`
    counts[key] = (counts[key] ?? 0) + 1
  }
  return counts
}

describe('whatever a campaign does and whatever comes', () => {
  it('it does not show when we look: at each instant that was named, or once at the end', () => {
    fc.assert(
      fc.property(busyCompany, life(), (rules, arrivals) => {
        const [watched, left] = [given(rules), given(rules)]
        const wakeBefore = (until: number) => {
          for (let dueAt = nextDueAt(watched.state(), rules); dueAt !== null && dueAt < until; dueAt = nextDueAt(watched.state(), rules)) {
            watched.wakes(dueAt)
            expect(nextDueAt(watched.state(), rules) ?? Number.POSITIVE_INFINITY).toBeGreaterThan(dueAt)
          }
        }
        for (const arrival of arrivals) {
          wakeBefore(arrival.receivedAt)
          for (const ann of [watched, left]) arrives(ann, arrival)
        }
        wakeBefore(LATER)
        for (const ann of [watched, left]) ann.wakes(LATER)
        expect(watched.facts()).toEqual(left.facts())
        expect(watched.state()).toEqual(left.state())
      }),
      { numRuns: 200 },
    )
  })

  it('a journey takes each step once, comes to its end, and nothing is due at the instant of a wake', () => {
    fc.assert(
      fc.property(fc.oneof(company, busyCompany), life(), (rules, arrivals) => {
        const ann = given(rules)
        for (const arrival of arrivals) arrives(ann, arrival)
        ann.wakes(LATER)
        expect(nextDueAt(ann.state(), rules) ?? Number.POSITIVE_INFINITY).toBeGreaterThan(LATER)
        const taken = ann.facts().flatMap((fact) => ('step' in fact && 'entry' in fact && fact.type !== 'message-moved' ? [fact] : []))
        const done = taken.filter(({ type }) => type === 'owed' || type === 'chose' || type === 'took' || type === 'leaving')
        const keys = done.map(({ campaign, entry, step }) => `${campaign} ${entry} ${step}`)
        expect(new Set(keys).size).toBe(keys.length)
        expect(done.every(({ step }) => step < STEPS_MAX)).toBe(true)
        expect(new Set(ann.messages().map(({ id }) => id)).size).toBe(ann.messages().length)
        // What is left waits for nothing but a sender.
        for (const { position, unsettled } of ann.state().journeys) {
          expect(['settling', 'leaving']).toContain(position.status)
          expect(unsettled.length).toBeGreaterThan(0)
        }
        expect(ann.state().tasks.length).toBeLessThanOrEqual(TASKS_OPEN_MAX)
      }),
      { numRuns: 300 },
    )
  })

  it('the counters say who is where, at any time, and nobody is anywhere who was erased or merged', () => {
    fc.assert(
      fc.property(fc.oneof(company, busyCompany), life(), fc.boolean(), (rules, arrivals, isErased) => {
        const ann = given(rules)
        for (const arrival of arrivals) {
          arrives(ann, arrival)
          expect(countedAt(ann.facts())).toEqual(standingAt(ann.state()))
        }
        const at = arrivals.at(-1)?.receivedAt ?? day(0)
        ann.decides(isErased ? { type: 'erase' } : { type: 'seal', into: customerId('bob') }, at)
        expect(countedAt(ann.facts())).toEqual({})
        const tasks = ann.facts().filter(({ type }) => type === 'task-opened' || type === 'task-closed')
        expect(tasks.filter(({ type }) => type === 'task-closed')).toHaveLength(tasks.length / 2)
      }),
      { numRuns: 200 },
    )
  })

  it('who is held out changes nothing and reaches nobody', () => {
    fc.assert(
      fc.property(fc.oneof(company, busyCompany), life(), (rules, arrivals) => {
        const ann = given(rules)
        for (const arrival of arrivals) arrives(ann, arrival)
        const held = new Set(
          ann.facts().flatMap((fact) => (fact.type === 'entered' && fact.held ? [`${fact.campaign} ${fact.entry}`] : [])),
        )
        const deeds = ['traits-updated', 'emitted', 'task-opened', 'called']
        for (const fact of ann.facts()) {
          if (!('entry' in fact) || !held.has(`${fact.campaign} ${fact.entry}`)) continue
          expect(deeds).not.toContain(fact.type)
          if (fact.type === 'took') expect(fact.withheld).toBe(true)
        }
        const experiments = ann.facts().flatMap((fact) => (fact.type === 'assigned' ? [[String(fact.experiment), fact.arm] as const] : []))
        for (const [experiment, arm] of experiments) {
          if (arm === 'holdout') expect(experiments.some(([inner]) => inner.startsWith(`${experiment}.`))).toBe(false)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('facts from scratch make the same journeys, tasks and keys', () => {
    fc.assert(
      fc.property(fc.oneof(company, busyCompany), life(), (rules, arrivals) => {
        const ann = given(rules)
        for (const arrival of arrivals) arrives(ann, arrival)
        const anew = ann.facts().reduce(evolve, unknownCustomer(ANN))
        const keysOf = ({ campaigns }: CustomerState) =>
          Object.fromEntries(Object.entries(campaigns).flatMap(([id, { keys }]) => (keys.length === 0 ? [] : [[id, keys]])))
        expect(anew.journeys).toEqual(ann.state().journeys)
        expect(anew.tasks).toEqual(ann.state().tasks)
        expect(keysOf(anew)).toEqual(keysOf(ann.state()))
      }),
      { numRuns: 200 },
    )
  })
})
