/** How happenings travel from their publisher to the bus: late, twice, from another year, with a wrong clock. */
import { DAY_MS, HOUR_MS, later, MINUTE_MS } from '../../../shared/kernel/time.ts'
import type { EpochMs } from '../../../shared/kernel/words.ts'
import type { Luck } from '../engine/faults.ts'
import type { Happening, Publisher, Sent } from './people.ts'

/** A happening and when it comes to the bus; one may come several times. */
export type Posted = { readonly happening: Happening; readonly at: EpochMs }

/** Everything people did, as it will reach the bus. */
export const postAll = (lives: readonly Sent[], luck: Luck, publisher: Publisher, end: EpochMs): readonly Posted[] =>
  lives.flatMap((sent) => post(sent, luck, publisher, end))

const post = ({ happening, at }: Sent, luck: Luck, publisher: Publisher, end: EpochMs): readonly Posted[] => {
  const { random } = luck
  const told = misdated(happening, luck)
  const arrivals = [later(at, delayMs(luck))]
  if (luck.strikes('event sent twice')) arrivals.push(later(at, random.chance(0.5) ? 0 : random.below(3 * HOUR_MS)))
  if (luck.strikes('event sent again after days')) arrivals.push(later(at, 37 * HOUR_MS + random.below(12 * DAY_MS)))
  const inTime = (arrival: EpochMs): EpochMs => (arrival < end ? arrival : end)
  const posted = arrivals.map((arrival) => ({ happening: told, at: inTime(arrival) }))
  if (luck.strikes('event spoiled')) {
    posted.push({ happening: { ...publisher.track(happening.customer, 'Something', happening.timestamp), spoiled: true }, at: inTime(at) })
  }
  return posted
}

const delayMs = (luck: Luck): number => {
  const { random } = luck
  if (luck.strikes('event late by days')) return DAY_MS + random.below(4 * DAY_MS)
  if (luck.strikes('event late by hours')) return HOUR_MS + random.below(23 * HOUR_MS)
  return random.below(2_000)
}

const misdated = (happening: Happening, luck: Luck): Happening => {
  const by = (ms: number): Happening => ({ ...happening, timestamp: later(happening.timestamp, ms) })
  if (luck.strikes('publisher ahead by a minute')) return by(luck.random.below(2 * MINUTE_MS))
  if (luck.strikes('publisher ahead by an hour')) return by(30 * MINUTE_MS + luck.random.below(HOUR_MS))
  return luck.strikes('event of another year') ? by(-(401 * DAY_MS + luck.random.below(100 * DAY_MS))) : happening
}
