/** What a simulation told, as a page shows it: instants in words, and lists cut short. */
import type { Cut, SimulationCounts, SimulationResult } from '../../contract/api.ts'
import type { JsonObject } from '../../kernel/json.ts'
import { SIMULATED_SHOWN_MAX } from '../../kernel/limits-editor.ts'
import { isoDayOf, isoOf } from '../../kernel/time.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { Counts, Example, LeftOut, Listed, SimulationReport } from '../simulation/report.ts'

export const resultOf = (report: SimulationReport): SimulationResult => {
  const { campaign, fromAt, toAt, history, refused } = report
  const { events, quarantined, customers, firstAt, lastAt } = history
  return {
    campaign,
    from: isoOf(fromAt),
    to: isoOf(toAt),
    history: { events, quarantined, customers, first: isoOrNull(firstAt), last: isoOrNull(lastAt) },
    beside: report.beside,
    totals: countsOf(report.totals),
    days: report.days.map((day) => ({ day: isoDayOf(day.utcDay), ...countsOf(day) })),
    variants: report.variants.map((one) => ({ variant: one.variant, customers: one.customers, ...countsOf(one) })),
    entryRefusals: report.entryRefusals,
    mailRefusals: report.mailRefusals,
    exits: report.exits,
    displaced: report.displaced,
    entries: cut(report.entries, ({ customer, at, variant, held, trigger }) => ({ customer, at: isoOf(at), variant, held, trigger })),
    refused: { ...cut(refused, ({ customer, at, because }) => ({ customer, at: isoOf(at), because })), customers: refused.customers },
    mails: cut(report.mails, ({ customer, at, step, variant, outcome, because }) => ({
      ...{ customer, at: isoOf(at), step, variant, outcome, because },
    })),
    examples: report.examples.map(exampleOf),
    leftOut: report.leftOut.map(gapOf),
  }
}

const countsOf = (counts: Counts): SimulationCounts => {
  const { entered, held, notEntered, sent, withheld, deferred, refused, stale, completed, exited, tasks, calls, emitted, updated } = counts
  return { entered, held, notEntered, sent, withheld, deferred, refused, stale, completed, exited, tasks, calls, emitted, updated }
}

const cut = <Row, Shown>({ total, rows }: Listed<Row>, shown: (row: Row) => Shown): Cut<Shown> => ({
  total,
  rows: rows.slice(0, SIMULATED_SHOWN_MAX).map(shown),
})

const exampleOf = ({ customer, facts }: Example): SimulationResult['examples'][number] => ({
  customer,
  facts: facts.map((fact) => ({ at: isoOf(fact.at), fact })),
})

const gapOf = (gap: LeftOut): SimulationResult['leftOut'][number] => {
  switch (gap.type) {
    case 'no-history':
      return { type: gap.type, from: isoOf(gap.fromAt), to: isoOf(gap.toAt) }
    case 'taken-as-active':
      return { type: gap.type, status: gap.status, start: isoOrNull(gap.startAt), end: isoOrNull(gap.endAt) }
    default:
      return gap satisfies JsonObject
  }
}

const isoOrNull = (at: EpochMs | null): string | null => (at === null ? null : isoOf(at))
