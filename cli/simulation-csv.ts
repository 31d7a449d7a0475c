/** Tables of a simulation, for a spreadsheet. */
import type { Counts, SimulationReport } from '../shared/flow/simulation/report.ts'
import type { Json } from '../shared/kernel/json.ts'
import { isoDayOf, isoOf } from '../shared/kernel/time.ts'
import { csvLine } from '../shared/kernel/csv.ts'
import { entryRefusalWords, refusalWords, triggerWords } from './words.ts'

const COUNTS = [
  ...['entered', 'held', 'notEntered', 'sent', 'withheld', 'deferred', 'refused', 'stale', 'completed', 'exited'],
  ...['tasks', 'calls', 'emitted', 'updated'],
] as readonly (keyof Counts)[]

const VARIANT_COUNTS = COUNTS.filter((name) => name !== 'notEntered')

/** Each table by its name. */
export const simulationTables = (report: SimulationReport): ReadonlyMap<string, string> =>
  new Map([
    [
      'days',
      tableOf(
        ['day', ...COUNTS],
        report.days.map((one) => [isoDayOf(one.utcDay), ...COUNTS.map((name) => one[name])]),
      ),
    ],
    [
      'variants',
      tableOf(
        ['variant', 'customers', ...VARIANT_COUNTS],
        report.variants.map((one) => [one.variant, one.customers, ...VARIANT_COUNTS.map((name) => one[name])]),
      ),
    ],
    [
      'steps',
      tableOf(
        ['variant', 'step', 'type', 'came', 'sent', 'withheld', 'refused', 'stale', 'ways'],
        report.steps.map(({ variant, step, type, came, sent, withheld, refused, stale, ways }) => [
          ...[variant, step + 1, type, came, sent, withheld, refused, stale],
          Object.keys(ways).length === 0 ? null : ways,
        ]),
      ),
    ],
    ['reasons', tableOf(['of', 'reason', 'times', 'words'], reasonRows(report))],
    [
      'entries',
      tableOf(
        ['customer', 'at', 'entry', 'variant', 'held', 'key', 'because'],
        report.entries.rows.map(({ customer, at, entry, variant, held, key, trigger }) => [
          ...[customer, isoOf(at), entry, variant, held, key],
          triggerWords(trigger),
        ]),
      ),
    ],
    [
      'refused',
      tableOf(
        ['customer', 'at', 'reason', 'words'],
        report.refused.rows.map(({ customer, at, because }) => [customer, isoOf(at), because.type, entryRefusalWords(because)]),
      ),
    ],
    [
      'mails',
      tableOf(
        ['customer', 'at', 'entry', 'step', 'variant', 'outcome', 'reason'],
        report.mails.rows.map(({ customer, at, entry, step, variant, outcome, because }) => [
          ...[customer, isoOf(at), entry, step + 1, variant, outcome],
          because?.type ?? null,
        ]),
      ),
    ],
  ])

const reasonRows = ({ entryRefusals, mailRefusals }: SimulationReport): readonly (readonly Json[])[] => [
  ...entryRefusals.map(({ because, times }) => ['not entered', because.type, times, entryRefusalWords(because)]),
  ...mailRefusals.map(({ what, because, times }) => [`mail ${what}`, because.type, times, refusalWords(because)]),
]

const tableOf = (columns: readonly string[], rows: readonly (readonly Json[])[]): string =>
  [columns, ...rows].map((row) => `${csvLine(row)}\r\n`).join('')
