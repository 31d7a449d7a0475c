/** Every reason of the domain in plain words: here and nowhere else. A case that is added and not worded fails the build. */
import type { EntryRefusal } from '../shared/domain/campaign/may-enter.ts'
import type { Trigger } from '../shared/domain/fact/fact.ts'
import type { ExitReason, JourneyEnd, OwnEnd } from '../shared/domain/journey/journey.ts'
import type { StageReason } from '../shared/domain/lifecycle/classify.ts'
import type { Stage } from '../shared/domain/lifecycle/stage.ts'
import { stopText } from '../shared/domain/messaging/breaker.ts'
import type { Hindrance, MessageStatus, Refusal, SuppressionReason } from '../shared/domain/messaging/message.ts'
import { unreachable } from '../shared/kernel/assert.ts'
import { durationOf } from '../shared/kernel/time.ts'
import type { QuarantineReason } from '../shared/ports/quarantine.ts'
import { instantText } from './format.ts'

/** Someone without activity has no stage. */
export const stageWord = (stage: Stage | null): string => stage ?? 'prospect'

/** Why somebody stands in a stage. */
export const stageReasonWords = (because: StageReason): string => {
  switch (because.type) {
    case 'ended':
      return `the relation was ended by an event on ${instantText(because.at)}`
    case 'silent':
      return `silent since ${instantText(because.sinceAt)}, and the policy counts ${durationOf(because.thresholdMs)} of silence`
    case 'first-seen':
      return `first active on ${instantText(because.at)}, and the policy calls customers new for ${durationOf(because.newMs)}`
    case 'recent':
      return `last active on ${instantText(because.lastSeenAt)}, and the policy sees no risk before ${durationOf(because.atRiskMs)} of silence`
    default:
      return unreachable(because)
  }
}

/** Why somebody who triggered a campaign did not get in; completes "they did not enter: …". */
export const entryRefusalWords = (because: EntryRefusal): string => {
  switch (because.type) {
    case 'campaign-not-active':
      return 'the campaign was not active'
    case 'campaign-paused':
      return 'the campaign was paused'
    case 'draft':
      return 'the campaign was a draft, which lets nobody in'
    case 'missed':
      return `its moment, ${instantText(because.dueAt)}, had passed more than ${durationOf(because.entryMaxAgeMs)} before it was looked at (the policy's entryMaxAge)`
    case 'entered-for-key':
      return `they had entered for ${quoted(because.key)}, and the campaign lets them in once for each`
    case 'no-key':
      return `the event had no ${quoted(because.property)}, and the campaign lets them in once for each`
    case 'not-started':
      return `the campaign starts only on ${instantText(because.startAt)}`
    case 'over':
      return `the campaign ended on ${instantText(because.endAt)}`
    case 'event-too-old':
      return `the event had happened more than ${durationOf(because.entryMaxAgeMs)} before it arrived (the policy's entryMaxAge)`
    case 'already-in':
      return `they were in it already (entry ${because.entry})`
    case 'entered-before':
      return because.againAt === null
        ? `they had entered on ${instantText(because.lastEnteredAt)}, and the campaign lets nobody in twice`
        : `they had entered on ${instantText(because.lastEnteredAt)}, and may again from ${instantText(because.againAt)}`
    case 'too-many-journeys':
      return `they were in ${because.limit} campaigns at once, which is the limit`
    case 'not-in-audience':
      return 'they were not in the audience'
    case 'outside-traffic':
      return `only part of the customers take part, and they are not among them (bucket ${because.bucket} of 10,000)`
    case 'in-other-experiment':
      return `the experiment ${quoted(because.experiment)} had them, and nobody is in two of one group at a time`
    default:
      return unreachable(because)
  }
}

/** Which holdout somebody is in; completes what is said of their variant. */
export const heldWords = (heldBy: 'campaign' | 'global' | null): string => {
  if (heldBy === null) return ''
  return `; held out${heldBy === 'global' ? ' of all campaigns' : ''}: they take every step, and the mails are withheld`
}

/** Why a message was not sent. */
export const refusalWords = (because: Refusal): string => {
  switch (because.type) {
    case 'sending-off':
      return 'all sending was switched off'
    case 'stopped': {
      const what = because.of === 'all' ? 'all sending' : 'the campaign'
      return `${what} was stopped on ${instantText(because.at)}: ${stopText(because.because)}`
    }
    case 'campaign-not-active':
      return 'the campaign was no longer active'
    case 'journey-ended':
      return 'they had left the campaign before'
    case 'no-address':
      return 'there was no usable e-mail address'
    case 'withdrawn':
      return `they withdrew their consent on ${instantText(because.at)}`
    case 'no-consent':
      return because.basis === 'opt-in'
        ? 'they never opted in, and the policy writes only to those who did'
        : 'they were no customer yet, and the policy writes to customers'
    case 'suppressed':
      return `their address may not be written to: ${SUPPRESSION_WORDS[because.because]} on ${instantText(because.at)}`
    case 'not-confirmed':
      return `they subscribed on ${instantText(because.since)} and have not confirmed it`
    case 'already-confirmed':
      return `there was nothing to confirm: they had on ${instantText(because.at)}`
    case 'paused':
      return `they asked for a pause until ${instantText(because.until)}`
    case 'quiet-hours':
    case 'outside-window':
    case 'capped':
    case 'over-budget':
    case 'campaign-paused':
      return hindranceWords(because)
    case 'no-coupon':
      return `no code was left in the pool ${because.pool}`
    case 'erased':
      return 'they were erased before it was sent'
    case 'not-renderable':
      return `the template could not be filled for them: ${because.detail}`
    case 'rejected':
      return `the mail service rejected it: ${because.detail}`
    default:
      return unreachable(because)
  }
}

/** Why an address is on the list. */
export const suppressionWords = (because: SuppressionReason): string => SUPPRESSION_WORDS[because]

const SUPPRESSION_WORDS: Readonly<Record<SuppressionReason, string>> = {
  'hard-bounce': 'it bounced for good',
  'soft-bounces': 'it bounced five times in a row',
  complaint: 'its reader complained',
  'by-hand': 'somebody here put it on the list',
}

/** What stands in the way of a mail for a while. */
const hindranceWords = (because: Hindrance): string => {
  switch (because.type) {
    case 'campaign-paused':
      return 'the campaign was paused'
    case 'quiet-hours':
    case 'outside-window': {
      const rule = because.type === 'quiet-hours' ? 'it was in the quiet hours' : 'it was outside the campaign’s send window'
      const zone = because.isFallback ? `${because.zone}, the policy’s, for theirs is not known` : because.zone
      return `${rule} of ${zone}, until ${instantText(because.until)}`
    }
    case 'capped': {
      const about = because.topic === null ? '' : ` about ${quoted(because.topic)}`
      const taken = because.by === null ? '' : `; the place went to ${because.by}`
      return `they get at most ${because.atMost} mail(s)${about} within ${durationOf(because.withinMs)}${taken}`
    }
    case 'over-budget':
      return because.of === 'all'
        ? `the day’s budget of ${because.perDay} mails was spent`
        : `the campaign’s budget of ${because.perDay} mails a day was spent`
    default:
      return unreachable(because)
  }
}

/** What made somebody enter. */
export const triggerWords = (trigger: Trigger): string => {
  switch (trigger.type) {
    case 'event':
      return `the event ${quoted(trigger.event)} arrived`
    case 'stage':
      return trigger.from === null ? `they became ${trigger.to}` : `they went from ${trigger.from} to ${trigger.to}`
    case 'segment':
      return `they ${trigger.change} the segment ${quoted(trigger.segment)}`
    case 'schedule':
      return `it was ${instantText(trigger.at)}, as its schedule says`
    case 'date':
      return `it was ${instantText(trigger.at)}, as their ${trigger.path} says`
    default:
      return unreachable(trigger)
  }
}

/** Why a journey ended early. */
const exitWords = (because: ExitReason): string => {
  switch (because.type) {
    case 'event':
      return `the event ${quoted(because.event)} arrived`
    case 'stage':
      return `they became ${because.stage}`
    case 'segment':
      return `they ${because.change} the segment ${quoted(because.segment)}`
    case 'step':
    case 'no-date':
      return ownEndWords(because)
    case 'campaign-ended':
      return 'the campaign ended'
    case 'withdrawn':
      return 'they withdrew their consent'
    case 'merged':
      return 'they turned out to be another customer'
    case 'erased':
      return 'they were erased'
    default:
      return unreachable(because)
  }
}

/** Why a campaign's own steps go no further. */
export const ownEndWords = (because: OwnEnd): string => {
  switch (because.type) {
    case 'step':
      return because.why === null ? 'a step of the campaign says so' : `a step of the campaign says so: ${because.why}`
    case 'no-date':
      return `their ${because.path} names no day it could wait for`
    default:
      return unreachable(because)
  }
}

export const journeyEndWords = (end: JourneyEnd): string => {
  switch (end.outcome) {
    case 'completed':
      return 'went through to the end'
    case 'exited':
      return `left early, because ${exitWords(end.because)}`
    default:
      return unreachable(end)
  }
}

/** Where a message stands, since when, and why. */
export const statusWords = (status: MessageStatus): string => {
  switch (status.name) {
    case 'owed':
      return 'owed: waits for a sender'
    case 'deferred':
      return `deferred until ${instantText(status.until)}: ${hindranceWords(status.because)}`
    case 'claimed':
      return `claimed ${instantText(status.at)}: on its way, no answer yet`
    case 'sent':
      return `sent ${instantText(status.at)}`
    case 'delivered':
      return `delivered ${instantText(status.at)}`
    case 'bounced':
      return `bounced ${instantText(status.at)}: turned away ${status.kind === 'permanent' ? 'for good' : 'for now'}`
    case 'complained':
      return `complained ${instantText(status.at)}: its reader called it unwanted, and every consent was taken back`
    case 'refused':
      return `refused ${instantText(status.at)}: ${refusalWords(status.because)}`
    case 'withheld':
      return `withheld ${instantText(status.at)}: they are held out, to see what happens without the mail`
    case 'stale':
      return `stale ${instantText(status.at)}: its moment had passed before it could be sent`
    case 'unknown':
      return `unknown ${instantText(status.at)}: it may have left or not; given up on ${instantText(status.giveUpAt)}`
    case 'unconfirmed':
      return `unconfirmed ${instantText(status.at)}: it may have left or not, and nobody will say any more; it is not sent again`
    default:
      return unreachable(status)
  }
}

/** Why something lies in the quarantine. */
export const quarantineWords = (because: QuarantineReason): string => {
  switch (because) {
    case 'invalid':
      return 'it could not be read'
    case 'in-the-future':
      return 'it claims to have happened later than it arrived'
    case 'uncertain':
      return 'it may have been counted before, and nobody can tell any more'
    case 'too-late':
      return 'it is older than anything we keep'
    case 'unknown-variant':
      return 'it names a variant the experiment does not have'
    case 'state-full':
      return 'the customer has no room for what it says'
    case 'erased':
      return 'it is of somebody who was erased, and nothing of it is kept'
    case 'wake-failed':
      return 'a wake failed again and again'
    default:
      return unreachable(because)
  }
}

/** Names of others, as they wrote them. */
export const quoted = (name: string): string => `“${name}”`

/** Said of what was decided while somebody had another id; nothing where it was the one they have now. */
export const underWords = (under: string | null): string => (under === null ? '' : ` (under the id ${under})`)
