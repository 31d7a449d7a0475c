/** What people do where much is counted: visits, orders that are large, and orders that are put right. */
import type { JsonObject } from '../../../shared/kernel/json.ts'
import type { Random } from '../../../shared/kernel/random.ts'
import { DAY_MS, later } from '../../../shared/kernel/time.ts'
import type { EpochMs } from '../../../shared/kernel/words.ts'
import { EVENTS } from './policies.ts'
import type { Publisher, Sent } from './people.ts'

/** For each customer of whom something is told already. */
export const outcomesOf = (random: Random, publisher: Publisher, lives: readonly Sent[], end: EpochMs): readonly Sent[] => {
  const born = new Map(lives.map(({ happening: { customer }, at }) => [customer, at]))
  const sent: Sent[] = []
  for (const [customer, bornAt] of born) {
    const someday = (): EpochMs => later(bornAt, Math.floor(Math.max(0, end - bornAt) * random.next()))
    for (let times = random.below(4); times > 0; times -= 1) {
      const at = someday()
      sent.push({ happening: publisher.page(customer, at), at })
    }
    const order = (at: EpochMs, properties: JsonObject): void =>
      void (at < end && sent.push({ happening: publisher.track(customer, EVENTS.order, at, properties), at }))
    for (let times = random.below(4); times > 0; times -= 1) {
      const at = someday()
      const revenue = 10 * (1 + random.below(12))
      order(at, { revenue })
      if (random.chance(0.5)) order(later(at, 1 + random.below(DAY_MS)), { revenue: -revenue + random.below(3) })
    }
  }
  return sent
}
