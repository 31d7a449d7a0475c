import { CAP_RETRY_MS, CONTACTS_REACH_MS } from '../../kernel/limits.ts'
import { later } from '../../kernel/time.ts'
import type { EpochMs } from '../../kernel/words.ts'
import { isZone } from '../../kernel/zone.ts'
import type { Campaign } from '../campaign/campaign.ts'
import { campaignAt, statusAt } from '../campaign/catalogue.ts'
import { couponPoolOf } from '../campaign/coupon-pool.ts'
import type { Journey, Unsettled } from '../journey/journey.ts'
import { stopOf } from '../messaging/breaker.ts'
import { type Contact, roomFor } from '../messaging/caps.ts'
import { consentKey, MAIL_CHANNEL } from '../messaging/consent.ts'
import { capped, mayContact, type Occasion, type Verdict } from '../messaging/may-contact.ts'
import type { Message, MessageStatus } from '../messaging/message.ts'
import { ownCaps } from '../messaging/preferences.ts'
import type { Draft } from './draft.ts'
import { journeyOf } from './evolve.ts'
import { completeIfSettled, moveMessage, type Moving, noteMove, release, reserve } from './move-message.ts'
import type { Policy, Rules } from './rules.ts'
import { addressOf, type CustomerState, zoneOf } from './state.ts'

/** What of a message a look at it needs. */
type Looked = Moving & Pick<Message, 'version' | 'staleAt' | 'held'>

/** The first look at a message, when it is decided, and each one after it was deferred: it is owed, waits, or is refused. Its journey may still be walking. */
export const consider = (draft: Draft, rules: Rules, message: Looked, at: EpochMs): void => {
  const verdict = mayContact(occasionOf(draft.state, rules, message, 'decision', UNKNOWN_YET, at), at)
  switch (verdict.say) {
    case 'refuse':
      return noteMove(draft, message, { name: 'refused', at, because: verdict.because }, at)
    case 'drop-stale':
      return noteMove(draft, message, { name: 'stale', at }, at)
    case 'defer':
      return defer(draft, rules, message, verdict, at)
    case 'send':
    case 'withhold':
      if (verdict.say === 'send') takePlace(draft, rules, message, verdict.displaces, at)
      if (message.status.name !== 'owed') noteMove(draft, message, { name: 'owed' }, at)
  }
}

/** A deferred message whose moment may have come. */
export const reconsider = (draft: Draft, rules: Rules, journey: Journey, one: Unsettled, at: EpochMs): void => {
  const { staleAfterMs } = campaignAt(rules.campaigns, journey.campaign, journey.version)
  const { version, held } = journey
  consider(draft, rules, { ...movingOf(journey, one), version, held, staleAt: later(one.owedAt, staleAfterMs) }, at)
  completeIfSettled(draft, journey.campaign, journey.entry, at)
}

/** Lets a message wait. Where there was room for it, its place stays its own. */
export const defer = (draft: Draft, rules: Rules, message: Looked, verdict: Verdict & { say: 'defer' }, at: EpochMs): void => {
  const { until, because, keepsPlace, displaces } = verdict
  if (keepsPlace) takePlace(draft, rules, message, displaces, at)
  else release(draft, message.id)
  noteMove(draft, message, { name: 'deferred', at, until, because }, at)
}

/**
 * Takes a place under the caps, from those that are less important where there is no other. Who is held out takes none, so that the
 * others get what they would get if there were no such mail.
 */
export const takePlace = (draft: Draft, rules: Rules, message: Looked, displaces: readonly Contact[], at: EpochMs): void => {
  if (message.held) return
  for (const contact of displaces) displace(draft, rules, contact, message, at)
  const { topic, delivery } = campaignAt(rules.campaigns, message.campaign, message.version)
  const { id, campaign, entry } = message
  reserve(draft, { message: id, campaign, entry, topic, priority: delivery.priority, status: 'reserved', at }, reachOf(rules.policy), at)
}

/** The look that a message gets now; `known`: what only a claim knows. */
export const occasionOf = (
  state: CustomerState,
  { policy, campaigns, sendingOn, switches }: Rules,
  message: Looked,
  moment: Occasion['moment'],
  known: Pick<Occasion, 'suppression' | 'budget' | 'hasCoupon'>,
  at: EpochMs,
): Occasion => {
  const campaign = campaignAt(campaigns, message.campaign, message.version)
  const { topic, delivery } = campaign
  const journey = journeyOf(state, message.campaign, message.entry)
  const zone = zoneOf(state)
  const isZoneUnknown = zone === null || !isZone(zone)
  return {
    ...known,
    moment,
    journeyStands: journey?.unsettled.some((one) => one.message === message.id && one.status !== 'claimed') ?? false,
    sendingOn,
    campaign: statusAt(campaigns, message.campaign, at),
    stop: stopOf(switches, message.campaign),
    address: addressOf(state),
    consent: state.consent,
    consentPolicy: policy.consent,
    isCustomer: state.metrics.firstSeenAt !== null,
    preferences: state.preferences,
    topic: consentKey(MAIL_CHANNEL, topic),
    delivery,
    couponPool: couponPoolOf(campaign, message),
    caps: policy.sending.caps,
    contacts: state.contacts,
    wanting: { message: message.id, topic, priority: delivery.priority },
    times: { quietHours: policy.sending.quietHours, window: delivery.sendWindow, zones: isZoneUnknown ? policy.sending.zones : [zone] },
    isZoneUnknown,
    staleAt: message.staleAt,
    held: message.held,
  }
}

/** A message of a journey, as its moves need it. */
export const movingOf = ({ campaign, entry, variant }: Journey, { message, step, status }: Unsettled): Moving => ({
  id: message,
  campaign,
  entry,
  step,
  variant,
  status: { name: status },
})

const UNKNOWN_YET = { suppression: null, budget: null, hasCoupon: false } as const

/** A less important mail gives up its place: it waits for the next one, or is dropped, as its own campaign says. */
const displace = (draft: Draft, rules: Rules, contact: Contact, by: Looked, at: EpochMs): void => {
  const journey = journeyOf(draft.state, contact.campaign, contact.entry)
  const one = journey?.unsettled.find(({ message }) => message === contact.message)
  release(draft, contact.message)
  if (journey === null || one === undefined || one.status === 'claimed') return
  const campaign = campaignAt(rules.campaigns, journey.campaign, journey.version)
  moveMessage(
    draft,
    movingOf(journey, one),
    afterLosing(draft.state, rules, campaign, contact, by, later(one.owedAt, campaign.staleAfterMs), at),
    at,
  )
}

const afterLosing = (
  { contacts, preferences }: CustomerState,
  { policy, campaigns }: Rules,
  { delivery }: Campaign,
  contact: Contact,
  by: Looked,
  staleAt: EpochMs,
  at: EpochMs,
): MessageStatus => {
  const caps = [...policy.sending.caps, ...ownCaps(preferences)]
  const { topic } = campaignAt(campaigns, by.campaign, by.version)
  const winner: Contact = { ...contact, message: by.id, campaign: by.campaign, entry: by.entry, topic, priority: contact.priority + 1, at }
  const room = roomFor([...contacts, winner], caps, contact, at)
  const cap = room.type === 'full' ? room.cap : (caps[0] ?? null)
  const until = room.type === 'full' ? room.freeAt : later(at, CAP_RETRY_MS)
  const because = cap === null ? ({ type: 'journey-ended' } as const) : capped(cap, by.campaign)
  const waits = delivery.whenFull === 'defer' && until < staleAt && because.type === 'capped'
  return waits ? { name: 'deferred', at, until, because } : { name: 'refused', at, because }
}

/** How far back mails are remembered for the caps there are. */
const reachOf = ({ sending }: Policy): number => Math.max(CONTACTS_REACH_MS, ...sending.caps.map(({ withinMs }) => withinMs))
