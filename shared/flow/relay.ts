import { RELAY_GRACE_MS, SEND_BATCH } from '../kernel/limits.ts'
import { later } from '../kernel/time.ts'
import { END_OF_TIME, type EpochMs } from '../kernel/words.ts'
import type { StreamPosition } from '../ports/change-stream.ts'
import type { Engine } from './engine.ts'
import { handle, type Timed } from './handle.ts'
import type { SendOutcome } from '../domain/customer/input.ts'
import type { Message } from '../domain/messaging/message.ts'
import { unreachable } from '../kernel/assert.ts'

/** What looking after unsettled messages needs. */
type Chaser = Pick<Engine, 'store' | 'rules' | 'queue'> & { readonly mailer: Pick<Engine['mailer'], 'lookUp'> }

/** Passes the ids of newly owed messages of one shard to the queue; answers the position after them. It decides nothing. */
export const relay = async (engine: Pick<Engine, 'stream' | 'queue'>, shard: string, after: StreamPosition): Promise<StreamPosition> => {
  const { items, to } = await engine.stream.owed(shard, after, SEND_BATCH)
  if (items.length > 0) await engine.queue.put(items)
  return to
}

/**
 * Looks after messages that nobody settled, one batch, of one shard or of all: what the stream lost is passed on, an expired claim is
 * asked after, an unknown one is given up in the end. `only` unanswered: what is owed is known to wait. Answers how many it looked at.
 */
export const chase = async (engine: Chaser, now: EpochMs, shard?: number, only?: 'unanswered'): Promise<number> => {
  const unanswered = await engine.store.unanswered(now, SEND_BATCH, shard)
  const pending = only === 'unanswered' ? [] : await engine.store.pending(now, SEND_BATCH, shard)
  const lost = pending.filter(({ status, owedAt }) => status.name === 'owed' && later(owedAt, RELAY_GRACE_MS) <= now)
  await settleAll(engine, [...unanswered, ...lost], now)
  return Math.max(unanswered.length, lost.length)
}

/**
 * For a process that knows it is alone and has just started: every claim it finds was its own, and the call is over. Passes on
 * what is owed and settles what was claimed, whatever its lease; answers how many it looked at.
 */
export const recover = async (engine: Chaser, now: EpochMs): Promise<number> => {
  const pending = await engine.store.pending(END_OF_TIME, Number.MAX_SAFE_INTEGER)
  const ours = pending.filter(({ status }) => status.name === 'claimed' || status.name === 'owed')
  return settleAll(engine, ours, now)
}

const settleAll = async (engine: Chaser, messages: readonly Message[], now: EpochMs): Promise<number> => {
  const reports: Timed[] = []
  for (const message of messages) {
    const { customerId, id, status } = message
    const outcome = await silentOutcome(engine, message)
    const about = status.name === 'owed' ? null : status.at
    if (outcome !== null) reports.push({ request: { customerId, type: 'report', message: id, outcome, about }, now })
  }
  const owedAgain = reports.flatMap(({ request }) =>
    request.type === 'report' && request.outcome.type === 'never-left' ? [request.message] : [],
  )
  await handle(engine.store, engine.rules(), reports)
  await engine.queue.put([...messages.filter((message) => message.status.name === 'owed').map((message) => message.id), ...owedAgain])
  return messages.length
}

/** What can be said of a message nobody reports about; null where it only waits for a sender. */
const silentOutcome = async (engine: Pick<Chaser, 'mailer'>, message: Message): Promise<SendOutcome | null> => {
  const { status } = message
  if (status.name !== 'claimed' && status.name !== 'unknown') return null
  const answer = await engine.mailer.lookUp(message.id)
  switch (answer) {
    case 'accepted':
      return { type: 'sent' }
    case 'never-left':
      return { type: 'never-left' }
    case 'unknown':
      return status.name === 'claimed' ? { type: 'unknown' } : { type: 'gave-up' }
    default:
      return unreachable(answer)
  }
}
