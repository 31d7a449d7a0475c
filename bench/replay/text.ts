import { grouped, table } from '../table.ts'
import type { Measurement } from './measurement.ts'
import type { Share } from './profile.ts'

export type Findings = {
  readonly source: string
  readonly runs: number
  readonly times: number
  readonly plain: Measurement
  readonly campaigns: Measurement
  readonly bare: Measurement
  /** Rekindle's time as a multiple of the peer's, run by run. */
  readonly ratios: readonly { readonly wall: number; readonly cpu: number }[]
  readonly scaled: Measurement | null
  /** Where the time goes; null where nobody asked. */
  readonly shares: { readonly plain: readonly Share[]; readonly campaigns: readonly Share[] } | null
}

/** The findings as people read them. */
export const findingsText = (findings: Findings): string => {
  const { source, runs, times, plain, campaigns, bare, ratios, scaled, shares } = findings
  const rows: readonly (readonly [string, Measurement])[] = [
    ['Rekindle, no campaign', plain],
    ['Rekindle, win-back', campaigns],
    ['bare node:sqlite', bare],
    ...(scaled === null ? [] : [[`Rekindle, ${times} × the customers`, scaled] as const]),
  ]
  return [
    `${source}; the median of ${runs} run${runs === 1 ? '' : 's'}`,
    '',
    table([HEAD, ...rows.map(([name, measurement]) => rowOf(name, measurement))]),
    '',
    ratioLine(
      'as long as bare node:sqlite',
      ratios.map(({ wall }) => wall),
    ),
    ratioLine(
      'the processor time of bare node:sqlite',
      ratios.map(({ cpu }) => cpu),
    ),
    ...(scaled === null ? [] : [scalingLine(times, plain, scaled)]),
    ...rows
      .filter(([name]) => name.startsWith('Rekindle'))
      .map(([name, { heapMb }]) => `Heap at each tenth, ${name}: ${heapMb.map((mb) => mb.toFixed(0)).join(' ')} MB`),
    '',
    'bytes/event: what the process handed to write(), log and file together (/proc/self/io). states/event: the sum of all versions.',
    ...(shares === null ? [] : ['', sharesTable(shares)]),
  ].join('\n')
}

const HEAD = ['', 'events', 'seconds', 'on CPU', 'events/s', 'peak MB', 'states/event', 'facts/event', 'bytes/event', 'file MB']

const rowOf = (name: string, { events, seconds, cpuSeconds, peakRssMb, bytesWritten, rows }: Measurement): readonly string[] => [
  name,
  grouped(events),
  seconds.toFixed(2),
  cpuSeconds.toFixed(2),
  grouped(events / seconds),
  peakRssMb.toFixed(0),
  (rows.stateWrites / events).toFixed(3),
  (rows.facts / events).toFixed(3),
  bytesWritten === null ? 'not counted' : grouped(bytesWritten / events),
  (rows.fileBytes / 1e6).toFixed(1),
]

/** Both profiles side by side, the parts in the order of the first. */
const sharesTable = ({ plain, campaigns }: NonNullable<Findings['shares']>): string => {
  const percent = (share: number | undefined): string => `${((share ?? 0) * 100).toFixed(0)} %`
  const parts = [...new Set([...plain, ...campaigns].map(({ part }) => part))]
  const lines = parts.map((part) => [part, ...[plain, campaigns].map((shares) => percent(shares.find((one) => one.part === part)?.share))])
  return table([['Where the time goes', 'no campaign', 'win-back'], ...lines])
}

/** The ratio in the middle, and all of them. */
const ratioLine = (what: string, ratios: readonly number[]): string => {
  const sorted = [...ratios].sort((a, b) => a - b)
  const all = sorted.map((ratio) => ratio.toFixed(2)).join(', ')
  return `Rekindle takes ${(sorted[sorted.length >> 1] as number).toFixed(2)} times ${what} (${all}).`
}

const scalingLine = (times: number, once: Measurement, scaled: Measurement): string =>
  `${times} times the customers take ${(scaled.seconds / once.seconds).toFixed(2)} times as long (${(scaled.cpuSeconds / once.cpuSeconds).toFixed(2)} times the processor time), and ${(scaled.peakRssMb / once.peakRssMb).toFixed(2)} times the memory at its peak.`
