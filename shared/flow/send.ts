import { campaignAt } from '../domain/campaign/catalogue.ts'
import type { Decision } from '../domain/customer/draft.ts'
import { documentOf } from '../domain/customer/document.ts'
import type { SendOutcome } from '../domain/customer/input.ts'
import type { Rules } from '../domain/customer/rules.ts'
import { addressOf } from '../domain/customer/state.ts'
import type { Message } from '../domain/messaging/message.ts'
import { assert } from '../kernel/assert.ts'
import { HAND_OVER_MS, SEND_BATCH } from '../kernel/limits.ts'
import { later } from '../kernel/time.ts'
import type { EpochMs } from '../kernel/words.ts'
import type { Clock } from '../ports/clock.ts'
import type { Engine } from './engine.ts'
import { handle, type Timed } from './handle.ts'

/**
 * Takes a batch of owed messages from the queue: claims each (all gates again), hands over only what is claimed and committed, and
 * reports what became of it. Answers how many ids it took. A crash anywhere leaves a claimed row that nobody sends again. A sender
 * that was held up for most of its lease, by its own clock, hands over nothing more: somebody else may ask after those claims soon.
 */
export const send = async (engine: Engine, now: EpochMs, clock: Clock = standing(now)): Promise<number> => {
  const ids = await engine.queue.take(SEND_BATCH)
  if (ids.length === 0) return 0
  const rules = engine.rules()
  const rows = await engine.store.messages([...new Set(ids)])
  const owed = new Map(rows.filter((message) => message.status.name === 'owed').map((message) => [message.id, message]))
  const claims = [...owed.values()].map(({ customerId, id }): Timed => ({ request: { customerId, type: 'claim', message: id }, now }))
  const handled = await handle(engine.store, rules, claims)

  const reports: Timed[] = []
  for (const { request, decision } of handled) {
    const message = request.type === 'claim' ? owed.get(request.message) : undefined
    const about = message === undefined || decision === null ? null : claimedAt(decision, message)
    if (message === undefined || decision === null || about === null || clock.now() > later(now, HAND_OVER_MS)) continue
    const outcome = await handOver(engine, rules, message, decision, now)
    reports.push({ request: { customerId: message.customerId, type: 'report', message: message.id, outcome, about }, now })
  }
  await handle(engine.store, rules, reports)
  return ids.length
}

/** Time as a replay has it: it stands still while something is done. */
const standing = (now: EpochMs): Clock => ({ now: () => now })

/** When this decision claimed the message; null where it did not. */
const claimedAt = (decision: Decision, message: Message): EpochMs | null => {
  const to = decision.settlements.find((settlement) => settlement.id === message.id)?.to
  return to?.name === 'claimed' ? to.at : null
}

const handOver = async (engine: Engine, rules: Rules, message: Message, decision: Decision, now: EpochMs): Promise<SendOutcome> => {
  const { state } = decision
  const to = addressOf(state)
  const step = campaignAt(rules.campaigns, message.campaign, message.version).paths.get(message.variant)?.[message.step]
  assert(to !== null && step?.type === 'send', 'a claimed message has an address and something to say')
  const rendered = await engine.renderer.render(step.content, documentOf(state, rules.policy))
  if (!rendered.ok) return { type: 'not-renderable', detail: rendered.detail }
  const answer = await engine.mailer.send({ id: message.id, to, subject: rendered.subject, text: rendered.text }, now)
  return answer.type === 'accepted' ? { type: 'sent' } : answer
}
