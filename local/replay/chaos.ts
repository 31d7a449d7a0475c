import { fnv32a } from '../../shared/kernel/hash.ts'
import { parseDuration, parseIso, later } from '../../shared/kernel/time.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'

/** Bad luck on purpose, fixed by the seed: the answers at the end must not change. */
export type Chaos = {
  /** How often each line is delivered. */
  readonly copies: number
  /** Each delivery is delayed by less than this. */
  readonly shuffleMs: number
  /** No tick from the first instant until before the second. */
  readonly tickStop: { readonly from: EpochMs; readonly to: EpochMs } | null
}

export const NO_CHAOS: Chaos = { copies: 1, shuffleMs: 0, tickStop: null }

/** Reads `duplicate=2,shuffle=24h,tick-stop=1997-06-01T00:00:00Z/7d`; a text says what is wrong with it. */
export const parseChaos = (text: string): Chaos | string => {
  let chaos = NO_CHAOS
  for (const part of text.split(',')) {
    const [key, value = ''] = part.split('=')
    if (key === 'duplicate') {
      const copies = Number(value)
      if (!Number.isInteger(copies) || copies < 1 || copies > 10) return `duplicate takes a whole number from 1 to 10, not "${value}"`
      chaos = { ...chaos, copies }
    } else if (key === 'shuffle') {
      const shuffleMs = parseDuration(value)
      if (shuffleMs === null) return `shuffle takes a duration such as 24h, not "${value}"`
      chaos = { ...chaos, shuffleMs }
    } else if (key === 'tick-stop') {
      const [start = '', length = ''] = value.split('/')
      const from = parseIso(start)
      const durationMs = parseDuration(length)
      if (from === null || durationMs === null)
        return `tick-stop takes an instant and a duration such as 1997-06-01T00:00:00Z/7d, not "${value}"`
      chaos = { ...chaos, tickStop: { from, to: later(from, durationMs) } }
    } else return `"${key}" is none of duplicate=N, shuffle=DURATION, tick-stop=ISO/DURATION`
  }
  return chaos
}

/** The delay of one copy of one line: the same in every run with this seed, whatever was delivered before. */
export const delayOf = (chaos: Chaos, seed: string, line: number, copy: number): number =>
  chaos.shuffleMs === 0 ? 0 : Math.floor((fnv32a(String(fnv32a(`${seed}:${line}:${copy}`))) / 2 ** 32) * chaos.shuffleMs)
