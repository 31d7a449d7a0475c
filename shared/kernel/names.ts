/** Names and definitions that the local process and the deployed system share, so that what works here works there. */

/** The event bus that publishers put their lifecycle events on. */
export const BUS_NAME = 'rekindle'

/** The `source` of everything we publish ourselves. */
export const OWN_SOURCE = 'rekindle'

/** What our HTTP intake puts on the bus comes from publishers, so it bears another name, and is taken in. */
export const HTTP_SOURCE = 'rekindle.http'
export const HTTP_DETAIL_TYPE = 'Lifecycle Events'

/**
 * What the intake takes from the bus, in EventBridge's pattern language: all but what we publish ourselves, for that would be a loop.
 * Whatever else is put on this bus is meant for us; what is no lifecycle event is quarantined rather than ignored.
 */
export const INTAKE_PATTERN = { source: [{ 'anything-but': [OWN_SOURCE] }] } as const

/**
 * What we tell the world, as the `detail-type` of an event on the bus. What is in each stands in shared/contract/published.ts; a change
 * that breaks a reader is a new `version` beside the old one.
 */
export const PUBLISHED_TYPES = [
  'rekindle.customer.appeared',
  'rekindle.customer.stage-changed',
  'rekindle.customer.consent-changed',
  'rekindle.customer.merged',
  'rekindle.campaign.entered',
  'rekindle.campaign.emitted',
  'rekindle.journey.ended',
  'rekindle.task.opened',
  'rekindle.task.closed',
  'rekindle.message.sent',
  'rekindle.message.delivered',
  'rekindle.message.bounced',
  'rekindle.message.complained',
  'rekindle.message.refused',
  'rekindle.message.withheld',
  'rekindle.message.stale',
  'rekindle.message.unconfirmed',
  'rekindle.message.opened',
  'rekindle.message.clicked',
  'rekindle.experiment.assigned',
  'rekindle.experiment.outcome',
  'rekindle.experiment.verdict',
  'rekindle.coupon.given',
  'rekindle.coupon.redeemed',
] as const

export type PublishedType = (typeof PUBLISHED_TYPES)[number]

/**
 * Published unless an installation says otherwise: what other systems act on. The bus costs a dollar a million events, and of the rest
 * there is one for every mail or more.
 */
export const PUBLISHED_BY_DEFAULT: readonly PublishedType[] = [
  'rekindle.customer.stage-changed',
  'rekindle.campaign.entered',
  'rekindle.campaign.emitted',
  'rekindle.journey.ended',
  'rekindle.task.opened',
  'rekindle.task.closed',
  'rekindle.message.sent',
  'rekindle.message.bounced',
  'rekindle.message.complained',
  'rekindle.experiment.verdict',
]
