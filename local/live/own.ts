import type { Rules } from '../../shared/domain/customer/rules.ts'
import { SECOND_MS } from '../../shared/kernel/time.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type { Mailer } from '../../shared/ports/mailer.ts'
import type { Caller } from '../../shared/ports/caller.ts'
import type { Local } from '../wiring.ts'
import { carryingOf } from './carrying.ts'
import { openFeed } from './feed.ts'
import { judgingOf } from './judging.ts'
import { keepLiveRecord, type LiveRecord } from './record.ts'
import { roundsOf } from './rounds.ts'
import type { Life } from './serve.ts'
import { sweepingOf } from './sweeping.ts'

/** How old the clock may be by which the command line reads this folder. */
const KEPT_EVERY_MS = 5 * SECOND_MS

/** A company's own folder, on the clock of this machine. */
export const ownLife = async (
  local: Local,
  rules: Rules,
  record: Extract<LiveRecord, { readonly mode: 'own' }>,
  clock: Clock,
  caller: Caller,
): Promise<Life> => {
  const feed = openFeed(clock.now)
  const bare = local.engine(rules)
  const engine = { ...bare, mailer: telling(bare.mailer, feed.sent) }
  const { stores } = local
  const carrying = carryingOf({ engine, stores, caller, clock, changed: () => feed.changed('tasks') })
  const judging = judgingOf({ local, engine, changed: () => feed.changed('campaigns') })
  const rounds = roundsOf(engine, () => feed.changed('stages', 'campaigns'), carrying, sweepingOf(engine, stores))
  const started = clock.now()
  await rounds.start(started)
  let keptAt: EpochMs | null = null
  const keep = async (): Promise<void> => {
    keptAt = clock.now()
    await keepLiveRecord(local.stores.live, record, keptAt)
  }
  const turn: Life['turn'] = async (tell) => {
    if (keptAt === null || clock.now() - keptAt >= KEPT_EVERY_MS) await keep()
    const left = await rounds.round(clock.now(), clock, tell)
    // After what came is counted.
    judging.round(clock.now(), tell)
    return left
  }
  const leave = async (): Promise<void> => {
    await judging.close()
    await carrying.close()
    await keep()
  }
  return { local, engine, clock, publishersNow: null, feed, turn, leave, demo: null }
}

const telling = (mailer: Mailer, onSent: () => void): Mailer => ({
  ...mailer,
  send: async (mail, now) => {
    const answer = await mailer.send(mail, now)
    if (answer.type === 'accepted') onSent()
    return answer
  },
})
