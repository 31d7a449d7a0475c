/** Everything two data folders answer to what people ask, held against each other. */
import { countersOf } from '../../local/counters.ts'
import { rulesFrom } from '../../local/definitions.ts'
import { checkTemplate, openLocal } from '../../local/wiring.ts'
import type { Rules } from '../../shared/domain/customer/rules.ts'
import type { CustomerState } from '../../shared/domain/customer/state.ts'
import { type CustomerReport, customerReport } from '../../shared/flow/query/customer.ts'
import { resultPage } from '../../shared/flow/query/results/page.ts'
import { type StagesReport, stagesReport } from '../../shared/flow/query/stages.ts'
import { tallyAll } from '../../shared/flow/tally.ts'
import { tick } from '../../shared/flow/tick.ts'
import type { CustomerId, EpochMs } from '../../shared/kernel/words.ts'

export type Comparison = {
  readonly stages: StagesReport
  readonly customers: number
  readonly events: number
  readonly facts: number
  readonly assigned: number
  readonly quarantined: Readonly<Record<string, number>>
  /** Where the two do not say the same; the first few. */
  readonly differences: readonly string[]
  readonly differing: number
  /** By how much an instant of receipt differs at most: one is that of the clock on the wall, the other that of the file. */
  readonly furthestMs: number
}

/** Wakes everybody in a folder who is due up to an instant, and counts all facts: as the process does while it runs. */
export const settle = async (folder: string, asOf: EpochMs): Promise<void> => {
  const local = openLocal(folder, 'write')
  try {
    const engine = local.engine(rulesFrom(await local.stores.definitions.all(), checkTemplate))
    while ((await tick(engine, asOf)) > 0);
    await tallyAll(engine.stream, engine.tallies)
  } finally {
    local.close()
  }
}

/**
 * Asks both the same, as of the same instant: stages, the experiment, quarantine, and everything about each customer. Left out are
 * instants at which something was received or decided, which a replay takes from its file; since when somebody stands in their
 * stage may differ by `toleranceMs`.
 */
export const compare = async (one: string, other: string, asOf: EpochMs, toleranceMs: number): Promise<Comparison> => {
  const [a, b] = [openLocal(one, 'read'), openLocal(other, 'read')]
  try {
    const rules = rulesFrom(await a.stores.definitions.all(), checkTemplate)
    const [wholeA, wholeB] = [await wholeOf(a.stores, rules, asOf), await wholeOf(b.stores, rules, asOf)]
    const found = differencesIn()
    found.see('the numbers', wholeA, wholeB)
    const totals = { customers: 0, events: 0, facts: 0 }
    for (let after: CustomerId | null = null; ; ) {
      const pageA: readonly CustomerState[] = await a.stores.inspection.customers(after, PAGE)
      const pageB = await b.stores.inspection.customers(after, PAGE)
      found.see('a page of customers', ids(pageA), ids(pageB))
      for (const { id } of pageA) {
        const [reportA, reportB] = [await reportOf(a.stores, rules, id, asOf), await reportOf(b.stores, rules, id, asOf)]
        found.see(id, comparable(reportA), comparable(reportB))
        found.near(id, reportA, reportB, toleranceMs)
        totals.customers += 1
        totals.events += reportA?.timeline.filter(({ type }) => type === 'event').length ?? 0
        totals.facts += reportA?.timeline.filter(({ type }) => type === 'fact').length ?? 0
      }
      after = pageA.at(-1)?.id ?? null
      if (after === null) break
    }
    const { stages, quarantined, result } = wholeA
    const assigned = result.reduce((sum, one) => sum + (one.ok ? one.value.summary.assigned : 0), 0)
    return { stages, quarantined, assigned, ...totals, ...found.so() }
  } finally {
    a.close()
    b.close()
  }
}

const PAGE = 500
const SHOWN = 10

type Stores = ReturnType<typeof openLocal>['stores']

const wholeOf = async (stores: Stores, rules: Rules, asOf: EpochMs) => {
  const counters = countersOf(stores.changes, stores.tallies)
  const reader = { tallies: counters, verdicts: stores.verdicts, rules, now: asOf }
  return {
    stages: await stagesReport(counters, asOf),
    result: await Promise.all(
      [...rules.experiments.values()].map((experiment) => resultPage(reader, experiment, { asOf: null, phase: null })),
    ),
    quarantined: await quarantinedIn(stores),
  }
}

const quarantinedIn = async ({ quarantine }: Stores): Promise<Readonly<Record<string, number>>> => {
  const counts: Record<string, number> = { 'not kept': await quarantine.notKept() }
  for (let after: string | null = null; ; ) {
    const page = await quarantine.list(after, PAGE)
    for (const { because } of page) counts[because] = (counts[because] ?? 0) + 1
    after = page.at(-1)?.id ?? null
    if (after === null) return Object.fromEntries(Object.entries(counts).sort())
  }
}

const ids = (states: readonly CustomerState[]): readonly string[] => states.map(({ id }) => id)

const reportOf = (stores: Stores, rules: Rules, id: CustomerId, asOf: EpochMs) =>
  customerReport(stores.customers, stores.inspection, rules, id, asOf)

/** What must be the same to the last character. Facts are compared as a set: what orders them is the instant that is left out. */
const comparable = (report: CustomerReport | null): unknown => {
  if (report === null) return null
  const { state, document, stage, because, reviewAt, nextDueAt, timeline, messages } = report
  const { stageSince: _, ...rest } = document
  const events = timeline.flatMap((entry) => (entry.type === 'event' ? [entry.event] : []))
  const facts = timeline.flatMap((entry) => (entry.type === 'fact' ? [{ ...entry.fact, at: null }] : []))
  const merge = state.merge === null ? null : { ...state.merge, at: null }
  const told = facts.map((fact) => JSON.stringify(fact)).sort()
  return {
    document: rest,
    consent: state.consent,
    exposures: state.exposures,
    merge,
    stage,
    because,
    reviewAt,
    nextDueAt,
    events,
    told,
    messages,
  }
}

const differencesIn = () => {
  const shown: string[] = []
  let differing = 0
  let furthestMs = 0
  const tell = (what: string): void => {
    differing += 1
    if (shown.length < SHOWN) shown.push(what)
  }
  return {
    see: (what: string, a: unknown, b: unknown): void => {
      const [textA, textB] = [JSON.stringify(a), JSON.stringify(b)]
      if (textA === textB) return
      const at = [...textA].findIndex((letter, index) => letter !== textB[index])
      const around = (text: string): string => text.slice(Math.max(0, at - 120), at + 60)
      tell(`${what}: … ${around(textA)} … against … ${around(textB)} …`)
    },
    near: (what: string, a: CustomerReport | null, b: CustomerReport | null, toleranceMs: number): void => {
      const [since, otherwise] = [a?.state.standing?.since ?? 0, b?.state.standing?.since ?? 0]
      const apart = Math.abs(since - otherwise)
      furthestMs = Math.max(furthestMs, apart)
      if (apart > toleranceMs) tell(`${what}: in their stage since ${since} against ${otherwise}, more than ${toleranceMs} ms apart`)
    },
    so: () => ({ differences: shown, differing, furthestMs }),
  }
}
