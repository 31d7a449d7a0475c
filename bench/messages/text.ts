import { grouped, table } from '../table.ts'
import type { Pacing } from './pacing.ts'
import { type Part, PEERS, type Speed, type Speeds } from './speeds.ts'

export type Findings = { readonly mails: number; readonly runs: readonly Speeds[]; readonly pacing: readonly Pacing[] }

/** How far a rate that is held may lie from the one that was given. */
export const TOLERANCE = 0.02

export const isHeld = ({ held, perSecond }: Pacing): boolean => Math.abs(held - perSecond) <= TOLERANCE * perSecond

/** The findings as people read them. */
export const findingsText = ({ mails, runs, pacing }: Findings): string =>
  [
    `${grouped(mails)} mails of an example template, one thread; the median of ${runs.length} run${runs.length === 1 ? '' : 's'}`,
    '',
    table([
      ['', 'mails/s', 'ms a mail', 'peer', 'as long', 'from', 'to'],
      ...(['render', 'compose', 'settle'] as const).map((part) =>
        rowOf(
          part,
          runs.map((run) => run[part]),
        ),
      ),
    ]),
    '',
    ...Object.entries(PEERS).map(([part, peer]) => `peer of ${part}: ${peer}`),
    'as long: our time as a multiple of the peer’s in the same run; its lowest and highest behind it',
    ...(pacing.length === 0 ? [] : ['', pacingTable(pacing)]),
  ].join('\n')

const rowOf = (part: Part, speeds: readonly Speed[]): readonly string[] => {
  const ratios = speeds.map(({ ours, peer }) => peer / ours).sort((a, b) => a - b)
  const ours = median(speeds.map((speed) => speed.ours))
  const peer = median(speeds.map((speed) => speed.peer))
  const times = (ratio: number | undefined): string => (ratio ?? 0).toFixed(2)
  return [part, grouped(ours), (1000 / ours).toFixed(2), grouped(peer), times(median(ratios)), times(ratios[0]), times(ratios.at(-1))]
}

const pacingTable = (pacing: readonly Pacing[]): string =>
  table([
    ['pace given', 'seconds', 'mails', 'a second', 'off by', 'most in a second', ''],
    ...pacing.map((one) => [
      String(one.perSecond),
      String(one.seconds),
      grouped(one.mails),
      one.held.toFixed(2),
      `${((one.held / one.perSecond - 1) * 100).toFixed(2)} %`,
      String(one.most),
      isHeld(one) ? 'held' : `NOT HELD within ${TOLERANCE * 100} %`,
    ]),
  ])

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] as number
