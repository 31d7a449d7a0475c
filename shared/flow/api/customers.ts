import type { CustomerPage, CustomerSummary, MessageView, Story, TimelineEntry } from '../../contract/api.ts'
import { nextDueAt } from '../../domain/customer/due.ts'
import { documentOf } from '../../domain/customer/document.ts'
import type { Rules } from '../../domain/customer/rules.ts'
import { type CustomerState, localeOf, memoryOf, zoneOf } from '../../domain/customer/state.ts'
import { classify } from '../../domain/lifecycle/classify.ts'
import type { Message } from '../../domain/messaging/message.ts'
import { customerNow } from '../query/customer.ts'
import { aboutThem, type EntryStory, storyOf } from '../query/explain.ts'
import { stageFlow } from '../query/flow.ts'
import { formerId, heldOf, idsOf, isTold } from '../query/ids.ts'
import { API_PAGE, SEARCH_WORDS_MAX, TIMELINE_SHOWN_MAX } from '../../kernel/limits.ts'
import { isoOf } from '../../kernel/time.ts'
import { campaignId, type CustomerId, customerId, type EpochMs } from '../../kernel/words.ts'
import { unknownCampaign } from './campaigns.ts'
import type { Context } from './context.ts'
import { type Handlers, notThere, replied } from './router.ts'

type Routes = 'GET /api/customers' | 'GET /api/customers/:id' | 'GET /api/customers/:id/campaigns/:campaign'

/** Customers: a page in bounded work (port `Directory`), one customer in a handful of reads by key, the newest of what they did. */
export const customerHandlers = (context: Context): Pick<Handlers, Routes> => ({
  'GET /api/customers': async ({ search = '', stage = null, after = null }) => {
    const words = search
      .split(/\s+/)
      .filter((word) => word !== '')
      .slice(0, SEARCH_WORDS_MAX)
    const { customers, next } = await context.stores.directory.find({ words, stage }, after === null ? null : customerId(after), API_PAGE)
    const { known, standing } = await stageFlow(context.stores.tallies, context.now())
    const prospects = known - Object.values(standing).reduce((sum, count) => sum + count, 0)
    const total = stage === null ? known : stage === 'prospect' ? prospects : standing[stage]
    const rules = context.engine.rules()
    return replied({ items: customers.map((state) => summaryOf(state, rules)), next, total: words.length === 0 ? total : null })
  },
  'GET /api/customers/:id': async (_, { id }) => {
    const found = await customerNow(context.stores.customers, customerId(id))
    return found === null ? unknownCustomer(id) : replied(await pageOf(context, found.state, found.mergedFrom))
  },
  'GET /api/customers/:id/campaigns/:campaign': async (_, { id, campaign }) => {
    const rules = context.engine.rules()
    const asked = rules.campaigns.live.get(campaignId(campaign))
    if (asked === undefined) return unknownCampaign(context, campaign)
    const found = await customerNow(context.stores.customers, customerId(id))
    if (found === null) return unknownCustomer(id)
    const { state } = found
    const about = await aboutThem(context.stores.customers, state, asked.audience, rules, context.now())
    const told = storyOf(state, await heldOf(context.stores.inspection, state), asked, rules, about)
    const { refused, audience } = told
    const story: Story = {
      campaign: { id: asked.id, name: asked.name, version: asked.version },
      entries: told.entries.map((entry) => entryOf(entry, state.id)),
      refused: refused === null ? null : { ...refused, at: isoOf(refused.at) },
      audience,
      stage: state.standing?.stage ?? null,
    }
    return replied(story)
  },
})

const unknownCustomer = (id: string) =>
  notThere(
    'id',
    `is ${JSON.stringify(id)}, and nobody of this id was heard of`,
    'Search for a part of the name, the e-mail address or the beginning of the id.',
  )

const iso = (at: EpochMs | null): string | null => (at === null ? null : isoOf(at))

const summaryOf = ({ id, standing, traits, metrics }: CustomerState, { policy }: Rules): CustomerSummary => {
  const said = (name: string): string | null => {
    const value = Object.hasOwn(traits, name) ? traits[name]?.value : undefined
    return typeof value === 'string' && value !== '' ? value : null
  }
  const parts = [said('firstName') ?? said('first_name'), said('lastName') ?? said('last_name')].filter((part) => part !== null)
  return {
    id,
    stage: standing?.stage ?? null,
    since: iso(standing?.since ?? null),
    name: said('name') ?? (parts.length === 0 ? null : parts.join(' ')),
    email: said('email'),
    lastSeenAt: iso(metrics.lastSeenAt),
    orders: [...policy.revenue.events].reduce(
      (sum, name) => sum + ((Object.hasOwn(metrics.counts, name) ? metrics.counts[name]?.total : 0) ?? 0),
      0,
    ),
    revenue: metrics.revenue,
  }
}

const pageOf = async (context: Context, state: CustomerState, mergedFrom: string | null): Promise<CustomerPage> => {
  const { stores, engine, now } = context
  const rules = engine.rules()
  const ids = await idsOf(stores.inspection, state)
  const messages = (await Promise.all(ids.map(stores.inspection.messagesOf))).flat().sort((a, b) => a.owedAt - b.owedAt)
  const { because, reviewAt } = classify(state.metrics, rules.policy.lifecycle, now())
  return {
    mergedFrom,
    summary: summaryOf(state, rules),
    document: documentOf(state, rules.policy),
    because,
    reviewAt: iso(reviewAt),
    nextDueAt: iso(nextDueAt(state, rules)),
    ...chosenBy(state),
    timeline: await timelineOf(context, state, ids),
    messages: messages.map((message) => messageView(message, state.id)),
    journeys: state.journeys.map(({ campaign, entry, variant, held, position }) => ({
      ...{ campaign, entry, variant, held },
      waitingUntil: position.status === 'waiting' ? isoOf(position.wakeAt) : null,
    })),
    campaigns: [...rules.campaigns.live.values()].map(({ id, name }) => {
      const { entries, refused } = memoryOf(state, id)
      return { id, name, entries, lastRefusal: refused?.because ?? null }
    }),
  }
}

/** What they said about being written to, and what they got. */
const chosenBy = (state: CustomerState): Pick<CustomerPage, 'consent' | 'preferences' | 'zone' | 'locale' | 'coupons'> => {
  const { consent, preferences, coupons } = state
  return {
    consent: Object.entries(consent).map(([topic, { at, ...said }]) => ({ topic, ...said, at: isoOf(at) })),
    preferences: preferences === null ? null : { frequency: preferences.frequency, pausedUntil: iso(preferences.pausedUntil) },
    zone: zoneOf(state),
    locale: localeOf(state),
    coupons: Object.entries(coupons).map(([campaign, { pool, code, at, redeemedAt }]) => ({
      ...{ campaign, pool, code },
      at: isoOf(at),
      redeemedAt: iso(redeemedAt),
    })),
  }
}

/** Newest first; at one instant what follows from an event comes above it. Events of former ids have been copied, facts have not. */
const timelineOf = async ({ stores }: Context, { id }: CustomerState, ids: readonly CustomerId[]): Promise<readonly TimelineEntry[]> => {
  const events = await stores.directory.latestEvents(id, TIMELINE_SHOWN_MAX)
  const facts = await Promise.all(
    ids.map(async (one) => {
      const under = formerId(id, one)
      const latest = await stores.directory.latestFacts(one, TIMELINE_SHOWN_MAX)
      return latest.filter((fact) => under === null || isTold(fact)).map((fact) => ({ fact, under }))
    }),
  )
  const entries: readonly (TimelineEntry & { readonly instant: EpochMs })[] = [
    ...facts.flat().map(({ fact, under }) => ({ instant: fact.at, at: isoOf(fact.at), type: 'fact' as const, fact, under })),
    ...events.map(({ id: event, occurredAt, name, properties, traits }) => ({
      ...{ instant: occurredAt, at: isoOf(occurredAt), type: 'event' as const },
      ...{ name, id: event, properties, traits },
    })),
  ]
  return entries
    .toSorted((a, b) => b.instant - a.instant)
    .slice(0, TIMELINE_SHOWN_MAX)
    .map(({ instant: _, ...entry }) => entry as TimelineEntry)
}

const messageView = (message: Message, own: CustomerId): MessageView => {
  const { id, campaign, entry, step, variant, held, owedAt, status } = message
  return {
    ...{ id, campaign, entry, step, variant, held },
    under: formerId(own, message.customerId),
    owedAt: isoOf(owedAt),
    status: status.name,
    statusAt: status.name === 'owed' ? null : isoOf(status.at),
    because: status.name === 'refused' || status.name === 'deferred' ? status.because : null,
    until: status.name === 'deferred' ? isoOf(status.until) : null,
  }
}

const entryOf = (told: EntryStory, own: CustomerId): Story['entries'][number] => {
  const { under, entry, at, variant, held, heldBy, trigger, messages, waitingUntil, ended } = told
  return {
    ...{ under, entry, variant, held, heldBy, trigger },
    at: isoOf(at),
    messages: messages.map((message) => messageView(message, own)),
    waitingUntil: iso(waitingUntil),
    ended: ended === null ? null : { at: isoOf(ended.at), end: ended.end },
  }
}
