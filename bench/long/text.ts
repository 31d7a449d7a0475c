import { grouped, table } from '../table.ts'
import type { Asking } from './questions.ts'

/** After a tenth of the events. */
export type Tenth = {
  readonly events: number
  /** Of this tenth. */
  readonly seconds: number
  readonly rssMb: number
  /** After a collection. */
  readonly heapMb: number
  readonly fileMb: number
}

export type LongFindings = {
  readonly customers: number
  readonly tenths: readonly Tenth[]
  readonly before: Asking
  readonly after: Asking
}

/** The findings as people read them. */
export const longText = ({ customers, tenths, before, after }: LongFindings): string => {
  const total = tenths.reduce((sum, { events }) => sum + events, 0)
  const [first, last] = [tenths[0] as Tenth, tenths.at(-1) as Tenth]
  const heap = tenths.map(({ heapMb }) => heapMb)
  return [
    `${grouped(total)} events of ${grouped(customers)} customers over HTTP, into one process`,
    '',
    table([['After', 'events/s', 'resident MB', 'heap MB', 'file MB'], ...tenths.map((tenth, index) => rowOf(tenths, tenth, index))]),
    '',
    `Heap after a collection: ${Math.min(...heap).toFixed(0)} to ${Math.max(...heap).toFixed(0)} MB; the last tenth took ${(last.seconds / last.events / (first.seconds / first.events)).toFixed(2)} times as long an event as the first.`,
    '',
    table([
      ['The console waits (ms) for', `after ${grouped(first.events)}`, `after ${grouped(total)}`],
      ...Object.entries(before).map(([what, ms]) => [what, ms.toFixed(1), (after[what] ?? Number.NaN).toFixed(1)]),
    ]),
  ].join('\n')
}

const rowOf = (tenths: readonly Tenth[], { events, seconds, rssMb, heapMb, fileMb }: Tenth, index: number): readonly string[] => [
  grouped(tenths.slice(0, index + 1).reduce((sum, tenth) => sum + tenth.events, 0)),
  grouped(events / seconds),
  rssMb.toFixed(0),
  heapMb.toFixed(1),
  fileMb.toFixed(0),
]
