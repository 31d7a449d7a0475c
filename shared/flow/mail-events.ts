import { type MailEvent, parseMailEvent } from '../contract/mail-event.ts'
import type { SendOutcome } from '../domain/customer/input.ts'
import { WITHDRAWING_EVENT } from '../domain/messaging/consent.ts'
import type { Message } from '../domain/messaging/message.ts'
import type { Problem } from '../kernel/problem.ts'
import { type EpochMs, inputId } from '../kernel/words.ts'
import type { Engine } from './engine.ts'
import { handle } from './handle.ts'
import type { Request } from './request.ts'

/** What became of an event of the mail service. `unknown-message`: its tag names no mail of ours. */
export type MailEventTaken =
  | { readonly type: 'taken' | 'unknown-message' }
  | { readonly type: 'refused'; readonly problems: readonly Problem[] }

/**
 * Takes one event as SES publishes it, in any order, late or twice: the message moves on, and a complaint also takes back every consent,
 * as an event of the customer, so that it follows them where they were merged. Committed when it returns.
 */
export const takeMailEvent = async (engine: Engine, raw: unknown, now: EpochMs): Promise<MailEventTaken> => {
  const parsed = parseMailEvent(raw)
  if (!parsed.ok) return { type: 'refused', problems: parsed.problems }
  const [message] = await engine.store.messages([parsed.value.message])
  if (message === undefined) return { type: 'unknown-message' }
  const requests = requestsOf(message, parsed.value, now)
  await handle(
    engine.store,
    engine.rules(),
    requests.map((request) => ({ request, now })),
  )
  return { type: 'taken' }
}

const requestsOf = ({ id, customerId }: Message, event: MailEvent, now: EpochMs): readonly Request[] => {
  const report: Request = { customerId, type: 'report', message: id, outcome: outcomeOf(event), about: null }
  if (event.type !== 'complained') return [report]
  const withdrawal: Request = {
    customerId,
    type: 'event',
    event: {
      id: inputId(`complaint:${id}`),
      customerId,
      type: 'track',
      name: WITHDRAWING_EVENT,
      // Clocks of mail services run ahead a little; nothing happens after we heard of it.
      occurredAt: event.at > now ? now : event.at,
      properties: { because: 'complaint', message: id },
      traits: {},
    },
  }
  return [report, withdrawal]
}

const outcomeOf = (event: MailEvent): SendOutcome =>
  event.type === 'bounced' ? { type: event.type, kind: event.kind } : { type: event.type }
