import type { Decision } from '../domain/customer/draft.ts'
import type { Rules } from '../domain/customer/rules.ts'
import type { Message } from '../domain/messaging/message.ts'
import { SEND_BATCH } from '../kernel/limits.ts'
import type { EpochMs } from '../kernel/words.ts'
import type { Clock } from '../ports/clock.ts'
import type { Hold } from '../ports/pace.ts'
import type { Sender } from './engine.ts'
import { type Claim, handOverAll } from './hand-over.ts'
import { handle, type Timed } from './handle.ts'

/** What a sender did with a batch. */
export type Sent = {
  /** Ids that are out of the queue. */
  readonly taken: number
  /** When to come again for those that went back to it; null: none did. */
  readonly againAt: EpochMs | null
  /** What the mail service said when it took no mail; those it was handed are owed again. */
  readonly hold: Hold | null
}

/**
 * Takes a batch of owed messages from the queue, as many as the pace allows and what is past its time: claims each (all gates again),
 * hands over only what is claimed and committed, and reports what became of it. What the pace does not allow goes back to the queue. A
 * crash anywhere leaves a claimed row that nobody sends again.
 */
export const send = async (engine: Sender, now: EpochMs, clock: Clock = standing(now)): Promise<Sent> => {
  const ids = await engine.queue.take(SEND_BATCH)
  if (ids.length === 0) return NOTHING
  const rows = await engine.store.messages([...new Set(ids)])
  const owed = rows.filter(({ status }) => status.name === 'owed').sort((a, b) => a.owedAt - b.owedAt)
  // What is no longer wanted is only dropped by its claim, so it needs no place in the pace.
  const late = owed.filter(({ staleAt }) => staleAt <= now)
  const wanted = owed.filter(({ staleAt }) => staleAt > now)
  const { granted, againAt } = wanted.length === 0 ? { granted: 0, againAt: now } : await engine.pace.take(wanted.length, now)
  const waiting = wanted.slice(granted)
  if (waiting.length > 0)
    await engine.queue.put(
      waiting.map(({ id }) => id),
      againAt,
    )

  const rules = engine.rules()
  const claims = await claimed(engine, rules, [...late, ...wanted.slice(0, granted)], now)
  if (claims.length < granted) await engine.pace.giveBack(granted - claims.length, clock.now())
  const { reports, hold, failures } = await handOverAll(engine, rules, claims, now, clock)
  // Before they are owed again, so that nobody offers them at once.
  if (hold !== null) await engine.pace.hold(hold, clock.now())
  await handle(engine.store, rules, reports)
  if (failures.length > 0) throw failures[0]
  return { taken: ids.length - waiting.length, againAt: hold?.until ?? (waiting.length > 0 ? againAt : null), hold }
}

const NOTHING: Sent = { taken: 0, againAt: null, hold: null }

/** Time as a replay has it: it stands still while something is done. */
const standing = (now: EpochMs): Clock => ({ now: () => now })

/** Those that may go, by claims that are committed. */
const claimed = async (engine: Sender, rules: Rules, messages: readonly Message[], now: EpochMs): Promise<readonly Claim[]> => {
  const byId = new Map(messages.map((message) => [message.id, message]))
  const requests = messages.map(({ customerId, id }): Timed => ({ request: { customerId, type: 'claim', message: id }, now }))
  const handled = await handle(engine.store, rules, requests)
  return handled.flatMap(({ request, decision }) => {
    const message = request.type === 'claim' ? byId.get(request.message) : undefined
    const at = message === undefined || decision === null ? null : claimedAt(decision, message)
    return message === undefined || decision === null || at === null ? [] : [{ message, state: decision.state, at }]
  })
}

/** When this decision claimed the message; null where it did not. */
const claimedAt = (decision: Decision, message: Message): EpochMs | null => {
  const to = decision.settlements.find((settlement) => settlement.id === message.id)?.to
  return to?.name === 'claimed' ? to.at : null
}
