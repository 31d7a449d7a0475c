/** Two companies as the estimate knows them: what their customers do and what is known of them. */
import { readRules } from '../../shared/flow/definitions.ts'
import type { Rules } from '../../shared/domain/customer/rules.ts'
import { assert } from '../../shared/kernel/assert.ts'
import type { Json, JsonObject } from '../../shared/kernel/json.ts'
import { DAY_MS } from '../../shared/kernel/time.ts'
import { epochMs } from '../../shared/kernel/words.ts'
import type { Definition } from '../../shared/ports/definitions.ts'
import { checkTemplate } from './wiring.ts'

export const KINDS = ['shop', 'saas'] as const
export type Kind = (typeof KINDS)[number]

/** An event as a backend says it, without its id, its customer and its time. */
export type Said = JsonObject

export type Company = {
  readonly rules: Rules
  /** What is said of a customer first. */
  readonly traits: JsonObject
  /** What they did, oldest first: days before today. */
  readonly history: readonly { readonly daysAgo: number; readonly said: Said }[]
  /** What they do all the time, and nobody listens for. */
  readonly ordinary: Said
  /** What the timeline keeps, because a goal or a condition names it. */
  readonly kept: Said
  /** What makes a campaign write to them. */
  readonly triggering: Said
}

export const companyOf = (kind: Kind): Company => (kind === 'shop' ? shop() : saas())

const track = (event: string, properties: JsonObject = {}): Said => ({ type: 'track', event, properties })

const SENDING: JsonObject = { from: 'Your shop <hello@shop.example>', zone: 'Europe/Berlin', caps: [{ atMost: 3, within: '7d' }] }

/** Some orders over two years and little else: CDNOW's customers are smaller still. */
const shop = (): Company => {
  const order = track('Order Completed', { order_id: 'o-9812345', revenue: 42.5, currency: 'USD' })
  return {
    rules: rulesFrom(
      {
        lifecycle: {
          activity: ['Order Completed'],
          newFor: '30d',
          atRiskAfter: '60d',
          dormantAfter: '120d',
          churnedAfter: '365d',
        },
        revenue: { events: ['Order Completed'], currency: 'USD' },
        consent: { basis: 'soft-opt-in' },
        sending: SENDING,
      },
      [campaign('cart', 'Cart Abandoned', 'Order Completed')],
    ),
    traits: { email: 'customer.number@mailbox.example', firstName: 'Charlotte', locale: 'en-GB' },
    history: [...[500, 410, 190, 75, 12].map((daysAgo) => ({ daysAgo, said: order })), { daysAgo: 12, said: track('Product Viewed') }],
    ordinary: track('Product Viewed', { product_id: 'sku-48213', name: 'Walking shoe', price: 89.9, category: 'shoes' }),
    kept: order,
    triggering: track('Cart Abandoned', { cart_id: 'c-118423', value: 89.9 }),
  }
}

/** An account used every day, of which a CRM knows a hundred things: some 6 kB of state. */
const saas = (): Company => {
  const features = ['Signed In', 'Feature Used', 'Report Exported', 'Invite Sent', 'Comment Added', 'Project Created', 'File Uploaded']
  const days = Array.from({ length: 60 }, (_, n) => 60 - n)
  return {
    rules: rulesFrom(
      {
        lifecycle: { activity: ['Signed In', 'Feature Used'], newFor: '14d', atRiskAfter: '14d', dormantAfter: '30d', churnedAfter: '90d' },
        consent: { basis: 'soft-opt-in' },
        sending: SENDING,
      },
      [campaign('tips', 'Trial Started', 'Subscription Started')],
    ),
    traits: {
      email: 'customer.number@company.example',
      firstName: 'Charlotte',
      ...Object.fromEntries(Array.from({ length: SAAS_TRAITS }, (_, n) => [`crm_field_${n}`, `value ${n} of the record`])),
    },
    history: days.flatMap((daysAgo) =>
      features.filter((_, n) => (daysAgo + n) % 3 === 0).map((event) => ({ daysAgo, said: track(event) })),
    ),
    ordinary: track('Comment Added', { board: 'b-48213', workspace: 'w-48213', length: 124 }),
    kept: track('Feature Used', { feature: 'board', workspace: 'w-48213', duration_ms: 1240 }),
    triggering: track('Trial Started', { plan: 'team' }),
  }
}

/** So many attributes make the state of such a customer 6 kB; a test weighs it. */
const SAAS_TRAITS = 64

/** One mail, and a goal by which it is measured. */
const campaign = (id: string, event: string, goal: string): JsonObject => ({
  id,
  name: id,
  topic: 'news',
  status: 'active',
  entry: { event },
  reentry: 'each',
  steps: [{ send: { subject: 'Still thinking about it?', text: 'Hello {{ customer.traits.firstName }}, your things are still here.' } }],
  goal: { name: 'goal', event: goal, window: '14d' },
})

const rulesFrom = (policy: JsonObject, campaigns: readonly JsonObject[]): Rules => {
  const definition = (kind: Definition['kind'], id: string, source: Json): Definition => ({
    ...{ kind, id, source, version: 1, publishedAt: epochMs(0) },
    saltSeed: kind === 'campaign' ? id : null,
    ...{ author: null, note: null },
  })
  const all = [definition('policy', 'policy', policy), ...campaigns.map((source) => definition('campaign', String(source.id), source))]
  const read = readRules(all, checkTemplate)
  assert(read.ok, `the definitions of an estimate can be read: ${read.ok ? '' : JSON.stringify(read)}`)
  return read.rules
}

export const daysBefore = (now: number, days: number): number => now - days * DAY_MS
