import { unreachable } from '../../../shared/kernel/assert.ts'
import type { Fact, Trigger } from '../../../shared/domain/fact/fact.ts'
import { type Expected, fact as text } from './book.ts'
import { movedIn } from './own-moves.ts'

/** What a committed fact says, in the words the books expect facts in. Null for what the books do not foretell: news of mails, and settling. */
export const saidBy = (fact: Fact): Expected | null => {
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
      return text.owed(fact.campaign, fact.entry, fact.step, at)
    case 'waiting':
      return text.waiting(fact.campaign, fact.entry, fact.step, fact.wakeAt, at)
    case 'journey-ended':
      return text.ended(fact.campaign, fact.entry, howEnded(fact.end), at)
    case 'assigned':
      return text.assigned(fact.experiment, fact.arm, at)
    case 'crossover':
      return text.crossover(fact.experiment, fact.arm, fact.seen, at)
    case 'outcome': {
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
      return text.moved(movedIn(fact), at)
    case 'heard':
    case 'erased':
    case 'settling':
    // That a wait is over shows by what comes after it; the others simulated campaigns do not lead to.
    case 'waited':
    case 'chose':
    case 'took':
    case 'milestone':
    case 'leaving':
    case 'paused':
    case 'resumed':
    case 'journey-moved':
    case 'traits-updated':
    case 'emitted':
    case 'task-opened':
    case 'task-closed':
    case 'called':
    case 'call-settled':
    case 'segment-changed':
      return null
    default:
      return unreachable(fact)
  }
}

const triggeredBy = (trigger: Trigger): string => {
  if (trigger.type === 'event') return trigger.event
  return trigger.type === 'stage' ? `${trigger.from ?? 'none'}>${trigger.to}` : trigger.type
}

const howEnded = (end: (Fact & { type: 'journey-ended' })['end']): string => {
  if (end.outcome === 'completed') return 'completed'
  const { because } = end
  if (because.type === 'event') return `exited by ${because.event}`
  return because.type === 'stage' ? `exited by stage ${because.stage}` : `exited by ${because.type}`
}

const dateOf = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10)
