import { unreachable } from '../../../shared/kernel/assert.ts'
import type { Fact, InJourney, OnPath, Trigger } from '../../../shared/domain/fact/fact.ts'
import { type Book, type Expected, fact as text, stepKey } from './book.ts'
import { DAYS_APART } from './own-exposures.ts'
import { movedIn } from './own-moves.ts'

/** What a committed fact says, in the words the books expect facts in. Nothing for what the books do not foretell: news of mails and of calls, and settling. */
export const saidBy = (fact: Fact, book: Pick<Book, 'keys' | 'at'>): readonly Expected[] => {
  if (fact.type === 'assigned') return assignedSays(fact, book)
  if (fact.type === 'outcome') return outcomeSays(fact, book)
  const said = oneSaidBy(fact, book)
  return said === null ? [] : [said]
}

type Compared = Fact & { readonly type: 'assigned' | 'outcome' }

const assignedSays = (fact: Fact & { type: 'assigned' }, book: Pick<Book, 'at'>): readonly Expected[] => {
  const { experiment, phase, arm, bucket, at } = fact
  const what = `assigned ${experiment}`
  return [text.assigned(experiment, arm, bucket, at), text.phase(what, phase, at), knownSays(what, fact, Math.floor(at / DAY_MS), book)]
}

const outcomeSays = (fact: Fact & { type: 'outcome' }, book: Pick<Book, 'at'>): readonly Expected[] => {
  const { experiment, phase, metric, arm, own, ratio, at } = fact
  const detail = [
    `${dateOf(fact.assignedDay)}/${dateOf(fact.outcomeDay)}`,
    `${fact.converted} ${fact.sumDelta} ${fact.sumSquaresDelta}`,
    `of ${own.events} ${own.sum} ${own.base}`,
    ratio === null ? 'no ratio' : `over ${ratio.baseDelta} ${ratio.baseSquaresDelta} ${ratio.productsDelta}`,
  ]
  const what = `outcome ${experiment} ${metric}`
  return [
    text.outcome(experiment, metric, arm, detail.join(', '), at),
    text.phase(what, phase, at),
    knownSays(what, fact, fact.assignedDay, book),
  ]
}

const knownSays = (what: string, { segments, before, at }: Compared, assignedDay: number, book: Pick<Book, 'at'>): Expected => {
  const isLongAgo = assignedDay < Math.floor((book.at ?? at) / DAY_MS) - DAYS_APART
  return text.known(what, { segments, before: isLongAgo ? null : before }, at)
}

const DAY_MS = 86_400_000

const oneSaidBy = (fact: Exclude<Fact, Compared>, { keys }: Pick<Book, 'keys'>): Expected | null => {
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
      return text.entered(fact.campaign, fact.version, fact.entry, fact.variant, fact.heldBy, triggeredBy(fact.trigger), at)
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
    case 'crossover':
      return text.crossover(fact.experiment, fact.arm, fact.seen, at)
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

const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10)
