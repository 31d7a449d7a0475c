import { unreachable } from '../../../shared/kernel/assert.ts'
import type { Fact, InJourney, OnPath, Trigger } from '../../../shared/domain/fact/fact.ts'
import { type Book, type Expected, fact as text, stepKey } from './book.ts'
import { movedIn } from './own-moves.ts'

/** What a committed fact says, in the words the books expect facts in. Null for what the books do not foretell: news of mails and of calls, and settling. */
export const saidBy = (fact: Fact, { keys }: Pick<Book, 'keys'>): Expected | null => {
  const { at } = fact
  switch (fact.type) {
    case 'appeared':
      return text.appeared(at)
    case 'stage-changed':
      return text.stage(fact.from, fact.to, at)
    case 'consent-changed':
      return text.consent(fact.topic, { status: fact.status, at: fact.saidAt, basis: fact.basis }, at)
    case 'preferences-changed':
      return text.preferences(fact.frequency, fact.pausedUntil, fact.saidAt, at)
    case 'coupon-given':
      return text.couponGiven(fact.campaign, fact.pool, fact.variant, at)
    case 'coupon-redeemed':
      return text.couponRedeemed(fact.campaign, fact.code, fact.variant, at)
    case 'entered': {
      return text.entered(fact.campaign, fact.version, fact.entry, fact.variant, fact.held, triggeredBy(fact.trigger), at)
    }
    case 'owed':
      return text.owed(placeOf(fact), at)
    case 'waiting':
      return text.waiting(placeOf(fact), fact.wakeAt, at)
    case 'waited':
      return text.waited(placeOf(fact), fact.by, at)
    case 'milestone':
      return text.milestone(fact.campaign, fact.entry, fact.name, at)
    case 'paused':
      return text.paused(placeOf(fact), at)
    case 'resumed':
      return text.resumed(placeOf(fact), at)
    case 'chose':
      return text.chose(placeOf(fact), fact.way, at)
    case 'leaving':
      return text.leaving(placeOf(fact), fact.because.type === 'step' ? (fact.because.why ?? 'says nothing') : fact.because.type, at)
    case 'took':
      return text.took(placeOf(fact), fact.what, fact.withheld, at)
    case 'traits-updated':
      return text.updated(fact.campaign, fact.entry, fact.set, fact.refused, at)
    case 'emitted':
      return text.emitted(deedPlaceOf(fact), fact.event, fact.properties, at)
    case 'task-opened': {
      const { title, note, assignee, dueAt, about } = fact
      return text.taskOpened(deedPlaceOf(fact), { title, note, assignee, dueAt, about }, at)
    }
    case 'task-closed':
      return text.taskClosed(fact.task, fact.outcome, fact.by, at)
    case 'called':
      return text.called(deedPlaceOf(fact), fact.url, fact.body, at)
    case 'journey-moved':
      return text.journeyMoved(fact.campaign, fact.entry, legOf(fact.from), legOf(fact.to), at)
    case 'segment-changed':
      return text.segment(fact.segment, fact.to, at)
    case 'journey-ended':
      return text.ended(fact.campaign, fact.entry, howEnded(fact.end), at)
    case 'assigned':
      return text.assigned(fact.experiment, fact.arm, at)
    case 'crossover':
      return text.crossover(fact.experiment, fact.arm, fact.seen, at)
    case 'outcome': {
      // What is counted by itself stands in no file of this world, and in no book.
      if (fact.metric.startsWith('$')) return null
      const days = `${dateOf(fact.assignedDay)}/${dateOf(fact.outcomeDay)}`
      return text.outcome(fact.experiment, fact.metric, fact.arm, `${days} ${fact.converted} ${fact.sumDelta} ${fact.sumSquaresDelta}`, at)
    }
    case 'merge-begun':
      return text.mergeBegun(fact.into, at)
    case 'redirected':
      return text.redirected(fact.into, at)
    case 'absorbed':
      return text.absorbed(fact.source, at)
    case 'merged':
      return text.merged(fact.into, fact.from, at)
    case 'merge-lifted':
      return text.lifted(at)
    case 'message-moved':
      return text.moved(movedIn(fact, keys), at)
    case 'heard':
    case 'erased':
    case 'settling':
    // Checked against what the caller did.
    case 'call-settled':
      return null
    default:
      return unreachable(fact)
  }
}

const placeOf = ({ campaign, entry, step, path }: { readonly step: number } & OnPath): string =>
  stepKey(campaign, entry, path?.version ?? 0, step)

/** Of what a step did, which does not say which version it is of. */
export const deedPlaceOf = ({ campaign, entry, step }: { readonly step: number } & InJourney): string => `${campaign}#${entry}.${step}`

export const legOf = ({ version, step }: { readonly version: number; readonly step: number }): string => `v${version}.${step}`

const triggeredBy = (trigger: Trigger): string => {
  if (trigger.type === 'event') return trigger.event
  if (trigger.type === 'segment') return `${trigger.segment} ${trigger.change}`
  return trigger.type === 'stage' ? `${trigger.from ?? 'none'}>${trigger.to}` : `${trigger.type} of ${trigger.at}`
}

const howEnded = (end: (Fact & { type: 'journey-ended' })['end']): string => {
  if (end.outcome === 'completed') return 'completed'
  const { because } = end
  if (because.type === 'event') return `exited by ${because.event}`
  return because.type === 'stage' ? `exited by stage ${because.stage}` : `exited by ${because.type}`
}

const dateOf = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10)
