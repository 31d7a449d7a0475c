/** Who followed a link of a mail: noted at once, told of once it is certain that it was a person. */
import type { Message } from '../domain/messaging/message.ts'
import { isPrefetch, type Journeyed, type Visit, type Visitor, visitorOf } from '../domain/messaging/visitor.ts'
import { digestOf } from '../kernel/digest.ts'
import { AGENT_LENGTH_MAX, BURST_MS, NEWS_TEXT_MAX, VISITS_BATCH } from '../kernel/limits.ts'
import { later } from '../kernel/time.ts'
import { type EpochMs, inputId } from '../kernel/words.ts'
import type { KeptVisit, Visits } from '../ports/visits.ts'
import type { Visited } from './doors/public.ts'
import type { Taker } from './engine.ts'
import type { Sorted } from './intake.ts'
import { hear } from './mail-events.ts'

/** `hearsOfDelivery`: whether the mail service tells of deliveries. */
export type VisitWorld = { readonly engine: Taker; readonly visits: Visits; readonly hearsOfDelivery: boolean }

/** Notes a visit and who it was, as far as can be told; others of the same burst turn out to have been a machine's, too. */
export const noteVisit = async ({ engine, visits, hearsOfDelivery }: VisitWorld, { request, link, url }: Visited): Promise<void> => {
  const { method, headers, receivedAt: at } = request
  const agent = (headers['user-agent'] ?? '').slice(0, AGENT_LENGTH_MAX)
  const visit: Visit = { at, method, agent, isPrefetch: isPrefetch(headers), link: digestOf(url) }
  const [message] = await engine.store.messages([link.message])
  const around = await visits.around(link.message, at, BURST_MS)
  const visitor = visitorOf(
    visit,
    journeyed(message, hearsOfDelivery),
    around.map((one) => one.visit),
  )
  await visits.note({ message: link.message, customerId: link.customerId, url: withoutQuery(url), visit, visitor })
  if (!isOfBurst(visitor)) return
  for (const one of around) if (one.visitor === 'person' && one.visit.link !== visit.link) await visits.judge(one.id, visitor)
}

/**
 * Tells of visits whose second is over: each becomes news of its mail, and a person's also an `Email Link Clicked` of Segment's e-mail
 * spec. Telling twice is harmless. Answers how many were told of.
 */
export const tellVisits = async (
  { engine, visits }: VisitWorld,
  take: (sorted: readonly Sorted[], at: EpochMs) => Promise<'kept' | 'away'>,
  now: EpochMs,
): Promise<number> => {
  const ripe = await visits.untold(later(now, -BURST_MS), VISITS_BATCH)
  const messages = new Map(
    (await engine.store.messages([...new Set(ripe.map(({ message }) => message))])).map((message) => [message.id, message]),
  )
  const clicks: Sorted[] = []
  for (const one of ripe) {
    const message = messages.get(one.message)
    const by = one.visitor === 'person' ? 'person' : 'machine'
    const news = { type: 'clicked', by, saidAt: one.visit.at, link: one.url, source: 'link' } as const
    if (message !== undefined && (await hear(engine, message, news, now)) !== null && by === 'person') clicks.push(clickOf(one, message))
  }
  if (clicks.length > 0 && (await take(clicks, now)) === 'away') return 0
  if (ripe.length > 0) await visits.told(ripe.map(({ id }) => id))
  return ripe.length
}

const clickOf = ({ customerId, url, visit }: KeptVisit, { id, campaign, variant, step }: Message): Sorted => {
  const event = {
    id: inputId(`click:${digestOf(id, visit.link, String(visit.at))}`),
    customerId,
    type: 'track' as const,
    name: 'Email Link Clicked',
    occurredAt: visit.at,
    properties: { campaign, variant, step, message_id: id, link_url: url },
    traits: {},
  }
  return { type: 'request', request: { type: 'event', customerId, event }, more: [] }
}

const isOfBurst = (visitor: Visitor): boolean => visitor !== 'person' && visitor.machine.type === 'burst'

/** A row that says what came of a mail says when; what is still on its way has been handed over at most. */
const journeyed = (message: Message | undefined, hearsOfDelivery: boolean): Journeyed => {
  const status = message?.status
  switch (status?.name) {
    case 'delivered':
    case 'bounced':
    case 'complained':
      return { sentAt: status.at, deliveredAt: status.at, hearsOfDelivery }
    case 'claimed':
    case 'sent':
    case 'unknown':
    case 'unconfirmed':
      return { sentAt: status.at, deliveredAt: null, hearsOfDelivery }
    default:
      return { sentAt: null, deliveredAt: null, hearsOfDelivery }
  }
}

/** What stands behind `?` and `#` is the site's own affair, and may name somebody. */
const withoutQuery = (url: string): string => {
  const target = new URL(url)
  return (target.origin + target.pathname).slice(0, NEWS_TEXT_MAX)
}
