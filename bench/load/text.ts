import { grouped, table } from '../table.ts'
import type { Plan, Published } from './publish.ts'
import type { LoadRun } from './run.ts'

export type LoadFindings = { readonly plan: Plan; readonly run: LoadRun; readonly peer: Published }

/** The findings as people read them. */
export const loadText = ({ plan, run, peer }: LoadFindings): string => {
  const { published, comparison, replaySeconds } = run
  const { customers, events, facts, assigned, quarantined, furthestMs, stages } = comparison
  const acknowledged = published.taken + published.refused
  const ratio = rateOf(peer) / rateOf(published)
  return [
    `${plan.seconds} seconds, ${grouped(plan.customers)} customers, ${plan.publishers} connections, batches of ${plan.batchSize}`,
    '',
    table([
      ['', 'events', 'events/s', 'p50 ms', 'p99 ms', 'requests'],
      rowOf('Rekindle', published),
      rowOf('bare node:http and node:sqlite', peer),
    ]),
    '',
    `The peer takes ${ratio.toFixed(2)} times as many events a second.`,
    `Acknowledged: ${grouped(acknowledged)}, of which ${grouped(published.refused)} as refused. Asked to come back, and done so: ${grouped(published.comeBacks)} times.`,
    '',
    table([['Memory of the server', 'events', 'resident MB', 'heap MB, lowest', 'heap MB, highest'], ...memoryRows(run)]),
    '',
    `The same answers as a replay (${grouped(acknowledged / replaySeconds)} events/s) of what was acknowledged:`,
    `  ${grouped(customers)} customers with all that is known of each, ${grouped(events)} events kept, ${grouped(facts)} facts`,
    `  stages: ${Object.entries(stages.stages).map(told).join(', ')}`,
    `  experiment: ${grouped(assigned)} assigned, with every outcome`,
    `  quarantine: ${Object.entries(quarantined).map(told).join(', ')}`,
    `Not compared: instants of receipt, which a replay takes from its file. They are at most ${furthestMs} ms apart.`,
  ].join('\n')
}

const told = ([name, count]: readonly [string, number | undefined]): string => `${grouped(count ?? 0)} ${name}`

const rateOf = ({ taken, refused, seconds }: Published): number => (taken + refused) / seconds

const rowOf = (name: string, published: Published): readonly string[] => [
  name,
  grouped(published.taken + published.refused),
  grouped(rateOf(published)),
  percentile(published.latenciesMs, 0.5),
  percentile(published.latenciesMs, 0.99),
  grouped(published.requests),
]

const percentile = (sorted: readonly number[], share: number): string =>
  sorted.length === 0 ? '–' : (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number).toFixed(0)

const ROWS = 6

/** The run in equal parts; between two collections the heap fills with what is garbage already, so its lowest point is what it holds. */
const memoryRows = ({ memory, published }: LoadRun): readonly (readonly string[])[] => {
  const partMs = (published.seconds * 1000) / ROWS
  return Array.from({ length: ROWS }, (_, part) => {
    const [from, until] = [part * partMs, (part + 1) * partMs]
    const within = memory.filter(({ atMs }) => atMs >= from && atMs < until)
    const heap = within.map(({ heapMb }) => heapMb)
    const events = published.bySecond.slice(0, Math.round(until / 1000)).reduce((sum, count) => sum + count, 0)
    return [
      `after ${(until / 1000).toFixed(0)} s`,
      grouped(events),
      (within.at(-1)?.rssMb ?? 0).toFixed(0),
      Math.min(...heap).toFixed(0),
      Math.max(...heap).toFixed(0),
    ]
  })
}
