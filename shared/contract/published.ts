/**
 * What we tell the world on the bus, one event for one fact. It says that something happened, to whom and by which rule, and carries no
 * address and no text of a person: those stay where they are erased. What a campaign emits is the exception its author asks for, name by name. Readers get an event at least once; its `id` is the same each time.
 */
import type { ActingOn } from '../domain/experiment/experiment.ts'
import type { ExitReason } from '../domain/journey/journey.ts'
import type { Fact, Trigger } from '../domain/fact/fact.ts'
import type { StageReason } from '../domain/lifecycle/classify.ts'
import type { Stage } from '../domain/lifecycle/stage.ts'
import type { ConsentEntry } from '../domain/messaging/consent.ts'
import type { Refusal, StatusName } from '../domain/messaging/message.ts'
import type { Reader } from '../domain/messaging/news.ts'
import { unreachable } from '../kernel/assert.ts'
import { digestOf } from '../kernel/digest.ts'
import { PUBLISHED_BY_DEFAULT, type PublishedType } from '../kernel/names.ts'
import type { JsonObject } from '../kernel/json.ts'
import { isoOf } from '../kernel/time.ts'
import { type CustomerId, isErasedId } from '../kernel/words.ts'

/** The `detail` of what we put on the bus; its `source` is `rekindle`, its `detail-type` the `type`. */
export type PublishedEvent = { readonly [Type in PublishedType]: Published<Type> }[PublishedType]

export type Published<Type extends PublishedType> = {
  /** The same whenever this is told: readers who act on it keep the ids they have seen. */
  readonly id: string
  readonly type: Type
  /** Of what is in `data`. Fields are only ever added to a version. */
  readonly version: 1
  /** When it was so, ISO 8601 in UTC: for a silence that is when it had lasted long enough, and not when anybody looked. */
  readonly at: string
  readonly data: PublishedData[Type]
} & (Type extends OfNobody ? unknown : { readonly customerId: string })

/** What is told of no single customer. */
export type OfNobody = 'rekindle.experiment.verdict'

export type PublishedData = {
  'rekindle.customer.appeared': Readonly<Record<string, unknown>>
  /** `from` null: they had none. */
  'rekindle.customer.stage-changed': { readonly from: Stage | null; readonly to: Stage; readonly because: StageReason['type'] }
  /** `topic`: `*` is every one, `@sms/…` one of another channel. */
  'rekindle.customer.consent-changed': {
    readonly topic: string
    readonly status: ConsentEntry['status']
    readonly basis: ConsentEntry['basis']
    readonly saidAt: string
  }
  /** All that was held of `customerId` is with `into` from now on. */
  'rekindle.customer.merged': { readonly into: string }
  'rekindle.campaign.entered': InCampaign & {
    readonly version: number
    readonly variant: string
    /** Held out of its mails, to measure what these do. Whoever treats them in another way because of it spoils that. */
    readonly held: boolean
    readonly trigger: PublishedTrigger
  }
  /** A campaign says something to whoever listens. `properties`: what its author wrote, and what of the customer they asked for by name. */
  'rekindle.campaign.emitted': InCampaign & { readonly step: number; readonly event: string; readonly properties: JsonObject }
  /** Somebody is to do something about the customer. What its author asked for beside the words stands with the task, and not here. */
  'rekindle.task.opened': InCampaign & {
    readonly task: string
    readonly step: number
    readonly title: string
    readonly note: string | null
    readonly assignee: string | null
    readonly dueAt: string | null
  }
  /** `ended`: nobody did it, and it is no longer wanted. */
  'rekindle.task.closed': InCampaign & { readonly task: string; readonly outcome: 'done' | 'dismissed' | 'ended' }
  'rekindle.journey.ended': InCampaign & { readonly outcome: 'completed' | 'exited'; readonly because: ExitReason['type'] | null }
  'rekindle.message.sent': OfMessage
  'rekindle.message.delivered': OfMessage
  'rekindle.message.bounced': OfMessage
  'rekindle.message.complained': OfMessage
  'rekindle.message.refused': OfMessage & { readonly because: Refusal['type'] | null }
  'rekindle.message.withheld': OfMessage
  'rekindle.message.stale': OfMessage
  'rekindle.message.unconfirmed': OfMessage
  'rekindle.message.opened': OfMessage & HeardBy
  'rekindle.message.clicked': OfMessage & HeardBy
  /** `phase`: what is analysed together: 1, or the version of the campaign with which the experiment began anew. */
  'rekindle.experiment.assigned': { readonly experiment: string; readonly phase: number; readonly arm: string }
  /** `isFirst`: their first outcome of this metric. `sumDelta`: money in minor units that it adds, or takes back, up to the metric's cap. */
  'rekindle.experiment.outcome': {
    readonly experiment: string
    readonly phase: number
    readonly metric: string
    readonly arm: string
    readonly isFirst: boolean
    readonly sumDelta: number
  }
  /** Something was found of an experiment, once for ever. `day`: the look that decided; the numbers are those of that day. */
  'rekindle.experiment.verdict': {
    readonly experiment: string
    readonly phase: number
    readonly verdict: ActingOn
    /** Null: it is of the whole experiment. */
    readonly variant: string | null
    readonly against: string | null
    readonly day: string
    readonly metric: string | null
    readonly customers: number
    /** Variant minus the other: a share, or units of money a customer. */
    readonly estimate: number | null
    readonly interval: readonly [number, number] | null
  }
  'rekindle.coupon.given': OfCoupon
  'rekindle.coupon.redeemed': OfCoupon
}

/** With its instants as everywhere here. */
export type PublishedTrigger =
  | Exclude<Trigger, { readonly at: unknown }>
  | { readonly type: 'schedule'; readonly at: string }
  | { readonly type: 'date'; readonly path: string; readonly at: string }

const toldTrigger = (trigger: Trigger): PublishedTrigger => ('at' in trigger ? { ...trigger, at: isoOf(trigger.at) } : trigger)

type InCampaign = { readonly campaign: string; readonly entry: number }
type OfMessage = InCampaign & { readonly message: string; readonly step: number; readonly variant: string }
/** `by`: a person, or a program that looks into mails. */
type HeardBy = { readonly by: Reader; readonly isFirst: boolean }
type OfCoupon = { readonly campaign: string; readonly pool: string; readonly variant: string }

/**
 * What is told of a fact, or null. `place`: where among the facts of this customer it stands, which makes the id. Nothing is told of
 * somebody who was erased: whoever may know it cannot be named any more.
 */
export const publishedOf = (
  customer: CustomerId,
  fact: Fact,
  place: string,
  told: readonly PublishedType[] = PUBLISHED_BY_DEFAULT,
): PublishedEvent | null => {
  const said = isErasedId(customer) ? null : saidOf(fact)
  if (said === null || !told.includes(said.type)) return null
  const id = digestOf('published', customer, place, said.type)
  return { id, type: said.type, version: 1, at: isoOf(fact.at), customerId: customer, data: said.data } as PublishedEvent
}

type Said = { readonly [Type in PublishedType]: { readonly type: Type; readonly data: PublishedData[Type] } }[PublishedType]

const saidOf = (fact: Fact): Said | null => {
  switch (fact.type) {
    case 'appeared':
      return { type: 'rekindle.customer.appeared', data: {} }
    case 'stage-changed':
      return { type: 'rekindle.customer.stage-changed', data: { from: fact.from, to: fact.to, because: fact.because.type } }
    case 'consent-changed': {
      const { topic, status, basis, saidAt } = fact
      return { type: 'rekindle.customer.consent-changed', data: { topic, status, basis, saidAt: isoOf(saidAt) } }
    }
    case 'merged':
    case 'redirected':
      return { type: 'rekindle.customer.merged', data: { into: fact.into } }
    case 'entered': {
      const { campaign, entry, version, variant, held, trigger } = fact
      return { type: 'rekindle.campaign.entered', data: { campaign, entry, version, variant, held, trigger: toldTrigger(trigger) } }
    }
    case 'journey-ended': {
      const { campaign, entry, end } = fact
      const because = end.outcome === 'exited' ? end.because.type : null
      return { type: 'rekindle.journey.ended', data: { campaign, entry, outcome: end.outcome, because } }
    }
    case 'assigned':
      return { type: 'rekindle.experiment.assigned', data: { experiment: fact.experiment, phase: fact.phase, arm: fact.arm } }
    case 'outcome': {
      const { experiment, phase, metric, arm, converted, own } = fact
      // What a ratio is taken over is no outcome, and what it counts is no money.
      if (own.events === 0) return null
      const sumDelta = own.sum === 0 ? 0 : fact.sumDelta
      return { type: 'rekindle.experiment.outcome', data: { experiment, phase, metric, arm, isFirst: converted === 1, sumDelta } }
    }
    case 'emitted': {
      const { campaign, entry, step, event, properties } = fact
      return { type: 'rekindle.campaign.emitted', data: { campaign, entry, step, event, properties } }
    }
    case 'task-opened': {
      const { campaign, entry, task, step, title, note, assignee, dueAt } = fact
      const due = dueAt === null ? null : isoOf(dueAt)
      return { type: 'rekindle.task.opened', data: { campaign, entry, task, step, title, note, assignee, dueAt: due } }
    }
    case 'task-closed': {
      const { campaign, entry, task, outcome } = fact
      return { type: 'rekindle.task.closed', data: { campaign, entry, task, outcome } }
    }
    default:
      return saidOfMail(fact)
  }
}

type MailFact = Exclude<Fact, { readonly type: SaidAbove }>
type SaidAbove =
  | 'appeared'
  | 'stage-changed'
  | 'consent-changed'
  | 'merged'
  | 'redirected'
  | 'entered'
  | 'journey-ended'
  | 'assigned'
  | 'outcome'
  | 'emitted'
  | 'task-opened'
  | 'task-closed'

const saidOfMail = (fact: MailFact): Said | null => {
  switch (fact.type) {
    case 'message-moved': {
      const type = MOVES[fact.to]
      if (type === null) return null
      const because = fact.because?.type ?? null
      return type === 'rekindle.message.refused' ? { type, data: { ...ofMessage(fact), because } } : { type, data: ofMessage(fact) }
    }
    case 'heard': {
      const { news, isFirst } = fact
      if (news.type !== 'opened' && news.type !== 'clicked') return null
      return { type: `rekindle.message.${news.type}`, data: { ...ofMessage(fact), by: news.by, isFirst } }
    }
    case 'coupon-given':
    case 'coupon-redeemed': {
      const { campaign, pool, variant } = fact
      return {
        type: fact.type === 'coupon-given' ? 'rekindle.coupon.given' : 'rekindle.coupon.redeemed',
        data: { campaign, pool, variant },
      }
    }
    // How we work, and not what happened.
    case 'preferences-changed':
    case 'owed':
    case 'waiting':
    case 'waited':
    case 'chose':
    case 'took':
    case 'milestone':
    case 'settling':
    case 'leaving':
    case 'paused':
    case 'resumed':
    case 'journey-moved':
    case 'traits-updated':
    case 'called':
    case 'call-settled':
    case 'segment-changed':
    case 'crossover':
    case 'merge-begun':
    case 'merge-lifted':
    case 'absorbed':
    case 'erased':
      return null
    default:
      return unreachable(fact)
  }
}

/** Where a message came to, if the world cares. What is still on its way is nobody's business yet. */
const MOVES = {
  owed: null,
  deferred: null,
  claimed: null,
  unknown: null,
  sent: 'rekindle.message.sent',
  delivered: 'rekindle.message.delivered',
  bounced: 'rekindle.message.bounced',
  complained: 'rekindle.message.complained',
  refused: 'rekindle.message.refused',
  withheld: 'rekindle.message.withheld',
  stale: 'rekindle.message.stale',
  unconfirmed: 'rekindle.message.unconfirmed',
} as const satisfies Record<StatusName, PublishedType | null>

const ofMessage = ({ message, campaign, entry, step, variant }: OfMessage): OfMessage => ({ message, campaign, entry, step, variant })
