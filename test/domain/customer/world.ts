/** Given, when, then: one customer, the rules of one company, and what was decided, told in lines a marketer can read. */
import { type Campaign, type Entry, plainMail, type StepBody, straight } from '../../../shared/domain/campaign/campaign.ts'
import { decide } from '../../../shared/domain/customer/decide.ts'
import type { Decision } from '../../../shared/domain/customer/draft.ts'
import { historyNeeded } from '../../../shared/domain/customer/exposure.ts'
import type { Input, Seen, SendOutcome, Surroundings } from '../../../shared/domain/customer/input.ts'
import type { KnownEvents } from '../../../shared/domain/customer/known.ts'
import { lookUp } from '../../../shared/domain/customer/receipts.ts'
import { type Policy, type Rules, rulesOf, type SendingPolicy } from '../../../shared/domain/customer/rules.ts'
import { type CustomerState, unknownCustomer } from '../../../shared/domain/customer/state.ts'
import type { LifecycleEvent } from '../../../shared/domain/event/event.ts'
import { saltsFrom } from '../../../shared/domain/experiment/assign.ts'
import {
  type Experiment,
  GLOBAL_EXPERIMENT,
  HOLDOUT,
  type Metric,
  ON_VERDICT,
  TREATED,
} from '../../../shared/domain/experiment/experiment.ts'
import type { Fact, OutcomeFact } from '../../../shared/domain/fact/fact.ts'
import type { Message } from '../../../shared/domain/messaging/message.ts'
import { assert } from '../../../shared/kernel/assert.ts'
import { DAY_MS } from '../../../shared/kernel/time.ts'
import {
  bps,
  campaignId,
  currency,
  customerId,
  epochDay,
  type EpochMs,
  epochMs,
  experimentId,
  inputId,
  type MessageId,
} from '../../../shared/kernel/words.ts'

export const ANN = customerId('ann')
export const ORDER = 'Order Completed'

const START = Date.UTC(2026, 0, 1)

/** Days count from 1 January 2026; milliseconds come on top. */
export const day = (n: number, ms = 0): EpochMs => epochMs(START + n * DAY_MS + ms)
export const days = (n: number): number => n * DAY_MS

/** At any hour, as many as there are. */
export const SENDING: SendingPolicy = { from: null, replyTo: null, quietHours: null, zones: ['UTC'], caps: [], perDay: null }

/** As campaigns that say nothing about it. */
export const DELIVERY: Campaign['delivery'] = {
  purpose: 'marketing',
  priority: 50,
  whenFull: 'defer',
  sendWindow: null,
  perDay: null,
  from: null,
  replyTo: null,
  couponPool: null,
}

/** Nothing beside the customer stands in the way. */
export const CLEAR: Surroundings = {
  address: null,
  suppression: null,
  spent: { day: epochDay(0), campaign: 0, all: 0 },
  freeCoupon: null,
}

/** The default retail policy, mailing customers until they say no. */
export const RETAIL: Policy = {
  lifecycle: {
    newMs: days(30),
    atRiskMs: days(60),
    dormantMs: days(120),
    churnedMs: days(365),
    activity: new Set([ORDER]),
    churnedBy: new Set(['Account Deleted']),
    returnedBy: new Set(['Account Reopened']),
  },
  revenue: {
    events: new Set([ORDER]),
    refunds: new Set(['Order Refunded']),
    property: 'revenue',
    currencyProperty: 'currency',
    currency: currency('USD'),
  },
  consent: { basis: 'soft-opt-in', isDouble: false },
  sending: SENDING,
  topics: new Map(),
  entryMaxAgeMs: days(1),
  globalHoldout: null,
}

/** With an event: somebody we can write to. */
export const EMAIL = { traits: { email: 'ann@example.com' } } as const

export const send = (subject = 'Hello') => ({ type: 'send', content: plainMail(subject, 'Hello.') }) as const
export const wait = (n: number) => ({ type: 'wait', until: { by: 'duration', ms: days(n) } }) as const
/** The same way for everybody. */
export const steps = (...path: readonly StepBody[]): Campaign['paths'] => variants({ all: path })
/** Each its own way. */
export const variants = (paths: Readonly<Record<string, readonly StepBody[]>>): Campaign['paths'] =>
  new Map(Object.entries(paths).map(([name, path]) => [name, straight(path)]))
export const onEvent = (event: string): Entry => ({ on: 'event', event, where: null })

/** Mails those who become dormant, and a week later again; an order ends it. */
export const winBack = (more: Partial<Campaign> = {}): Campaign => ({
  id: campaignId('win-back'),
  version: 1,
  name: 'Win back',
  topic: 'offers',
  status: 'active',
  publishedAt: day(0),
  startAt: null,
  endAt: null,
  entry: { on: 'stage', stage: 'dormant', from: new Set(['at-risk']) },
  zone: null,
  audience: null,
  reentry: { type: 'each' },
  maxConcurrent: 1,
  migrate: 'finish',
  experiment: null,
  paths: steps(send(), wait(7), send()),
  exits: [{ on: 'event', event: ORDER, where: null, sameKey: false }],
  staleAfterMs: days(3),
  delivery: DELIVERY,
  ...more,
})

/** Mails those who sign up, at once. */
export const welcome = (more: Partial<Campaign> = {}): Campaign =>
  winBack({
    id: campaignId('welcome'),
    name: 'Welcome',
    topic: 'welcome',
    entry: onEvent('Signed Up'),
    paths: steps(send()),
    exits: [],
    ...more,
  })

export const ORDERS: Metric = {
  name: 'orders',
  event: ORDER,
  where: null,
  afterMs: 0,
  windowMs: days(30),
  revenue: { property: 'revenue', currencyProperty: 'currency', currency: currency('USD'), cap: null },
  per: null,
  role: 'goal',
  better: 'more',
}

type Shares = { readonly plain?: number; readonly gift?: number; readonly holdout?: number; readonly traffic?: number }

/** Draws its arms itself; shares in percent. With 0 or 100 nothing is left to chance. */
export const drawn = (
  id: string,
  { plain = 100, gift = 0, holdout = 0, traffic = 100 }: Shares = {},
  metrics: readonly Metric[] = [ORDERS],
): Experiment => ({
  id: experimentId(id),
  campaign: campaignId(id),
  phase: 1,
  control: 'plain',
  arms: [
    { name: 'plain', shareBps: bps(plain * 100) },
    { name: 'gift', shareBps: bps(gift * 100) },
    { name: 'holdout', shareBps: bps(holdout * 100) },
  ],
  metrics,
  method: 'always-valid',
  plan: null,
  group: null,
  testers: new Map(),
  breakdowns: [],
  onVerdict: ON_VERDICT,
  assignedBy: {
    type: 'campaign',
    allocation: {
      salts: saltsFrom('1', experimentId(id)),
      trafficBps: bps(traffic * 100),
      holdoutBps: bps(holdout * 100),
      variants: [
        { name: 'plain', shareBps: bps(plain * 100) },
        { name: 'gift', shareBps: bps(gift * 100) },
      ],
    },
  },
})

/** A win-back campaign that compares; both variants take the same steps. */
export const tested = (shares: Shares = {}, more: Partial<Campaign> = {}): Campaign => {
  const path = [send(), wait(7), send()]
  const paths = variants({ plain: path, gift: path })
  return winBack({ experiment: drawn('win-back', shares), paths, ...more })
}

/** Assigned by somebody else, who tells us through `Experiment Viewed`. */
export const outside = (id: string, metrics: readonly Metric[] = [ORDERS]): Experiment => ({
  ...drawn(id, {}, metrics),
  campaign: null,
  arms: [
    { name: 'plain', shareBps: bps(5_000) },
    { name: 'gift', shareBps: bps(5_000) },
  ],
  assignedBy: { type: 'outside' },
})

/** From all marketing, another share of people each month. */
export const globalHoldout = (heldPercent: number): Experiment => ({
  ...drawn(GLOBAL_EXPERIMENT),
  ...{ campaign: null, control: HOLDOUT },
  arms: [
    { name: TREATED, shareBps: bps(10_000 - heldPercent * 100) },
    { name: HOLDOUT, shareBps: bps(heldPercent * 100) },
  ],
  assignedBy: { type: 'policy', salt: 'global', holdoutBps: bps(heldPercent * 100), months: 1 },
})

type Company = {
  readonly policy?: Policy
  readonly campaigns?: readonly Campaign[]
  readonly outside?: readonly Experiment[]
  readonly sendingOn?: boolean
}
export const rules = ({ policy = RETAIL, campaigns = [], outside = [], sendingOn = true }: Company = {}): Rules =>
  rulesOf(policy, campaigns, outside, sendingOn)

export const event = (name: string, occurredAt: EpochMs, more: Partial<LifecycleEvent> = {}): LifecycleEvent => ({
  id: inputId(`${name} ${occurredAt}`),
  customerId: ANN,
  type: 'track',
  name,
  occurredAt,
  properties: {},
  traits: {},
  ...more,
})

/** What a publisher tells of an event beside its name: when it arrives, if not at once. */
type Delivery = Partial<LifecycleEvent> & { readonly receivedAt?: EpochMs; readonly seen?: Seen }

/** A customer we watch: each method is one input, decided at once on the state the one before left. */
export type Watched = {
  readonly does: (name: string, occurredAt: EpochMs, delivery?: Delivery) => Decision
  readonly wakes: (at: EpochMs) => Decision
  /** A sender asks for the message of a step of the latest entry. */
  readonly claims: (step: number, at: EpochMs, campaign?: string, around?: Surroundings) => Decision
  readonly reports: (step: number, outcome: SendOutcome, at: EpochMs, campaign?: string) => Decision
  readonly decides: (input: Input, at: EpochMs) => Decision
  /** Goes on under other rules, as after a publication. */
  readonly under: (next: Rules) => void
  readonly state: () => CustomerState
  readonly facts: () => readonly Fact[]
  readonly messages: () => readonly Message[]
  readonly message: (step: number, campaign?: string) => Message
  /** All facts as lines; only those of these types where some are named. */
  readonly story: (...types: readonly Fact['type'][]) => readonly string[]
}

export const given = (initial: Rules, who: string = ANN): Watched => {
  let current = initial
  let state = unknownCustomer(customerId(who))
  const facts: Fact[] = []
  const messages = new Map<MessageId, Message>()
  const timeline = new Map<string, LifecycleEvent>()

  const decides = (input: Input, at: EpochMs): Decision => {
    const decision = informed(state, input, current, at, [...timeline.values()])
    state = decision.state
    facts.push(...decision.facts)
    for (const one of decision.timeline) if (!timeline.has(one.id)) timeline.set(one.id, one)
    for (const message of decision.messages) messages.set(message.id, message)
    for (const { id, from, to } of decision.settlements) {
      const message = messages.get(id)
      assert(message !== undefined && message.status.name === from, 'a settlement moves what is there from where it is')
      messages.set(id, { ...message, status: to })
    }
    return decision
  }
  const message = (step: number, campaign = 'win-back'): Message => {
    const found = [...messages.values()].filter((one) => one.campaign === campaign && one.step === step).at(-1)
    assert(found !== undefined, `nobody owes step ${step} of ${campaign}`)
    return found
  }
  const does = (name: string, occurredAt: EpochMs, { receivedAt = occurredAt, seen, ...more }: Delivery = {}): Decision => {
    const one = event(name, occurredAt, { customerId: state.id, ...more })
    const known = lookUp(state.receipts, one.id, occurredAt, receivedAt) === 'duplicate' ? 'before' : 'never'
    const needed = historyNeeded(state, one, current)
    const history = [...timeline.values()]
      .filter((earlier) => needed?.names.includes(earlier.name) && earlier.occurredAt > needed.after && earlier.occurredAt <= needed.until)
      .sort((a, b) => a.occurredAt - b.occurredAt)
    return decides({ type: 'event', event: one, seen: seen ?? known, history }, receivedAt)
  }
  return {
    does,
    decides,
    wakes: (at) => decides({ type: 'wake' }, at),
    claims: (step, at, campaign, around = CLEAR) => decides({ type: 'claim', ...around, message: message(step, campaign) }, at),
    reports: (step, outcome, at, campaign) => decides({ type: 'report', message: message(step, campaign), outcome, about: null }, at),
    under: (next) => {
      current = next
    },
    state: () => state,
    facts: () => facts,
    messages: () => [...messages.values()],
    message,
    story: (...types) => storyOf(facts.filter(({ type }) => types.length === 0 || types.includes(type))),
  }
}

/** Decides, and once more with what of the timeline it asked for. */
export const informed = (state: CustomerState, input: Input, rules: Rules, at: EpochMs, timeline: readonly LifecycleEvent[]): Decision => {
  const known = new Map<string, KnownEvents>()
  for (let decision = decide(state, input, rules, at); ; decision = decide(state, input, rules, at, known)) {
    if (decision.wants.length === 0) return decision
    for (const { event, after } of decision.wants) {
      const reach = epochMs(Math.min(after, known.get(event)?.after ?? after))
      known.set(event, { after: reach, events: timeline.filter(({ name, occurredAt }) => name === event && occurredAt > reach) })
    }
  }
}

/** Facts as lines: `120: win-back 1 enters as all`. */
export const storyOf = (facts: readonly Fact[]): readonly string[] => facts.map((fact) => `${dayOf(fact.at)}: ${told(fact)}`)

/** `120`, or `120+5ms`. */
const dayOf = (at: EpochMs): string => {
  const n = Math.floor((at - START) / DAY_MS)
  const ms = at - START - n * DAY_MS
  return ms === 0 ? `${n}` : `${n}+${ms}ms`
}

const told = (fact: Fact): string => {
  const journey = 'entry' in fact ? `${fact.campaign} ${fact.entry}` : ''
  switch (fact.type) {
    case 'appeared':
      return 'appeared'
    case 'stage-changed':
      return `${fact.from ?? 'none'} > ${fact.to}`
    case 'consent-changed':
      return `${fact.status} ${fact.topic}`
    case 'preferences-changed':
      return `wants ${fact.frequency}${fact.pausedUntil === null ? '' : `, none before ${dayOf(fact.pausedUntil)}`}`
    case 'erased':
      return `erased from ${fact.from ?? 'none'}`
    case 'coupon-given':
      return `${fact.campaign} gives ${fact.code}`
    case 'coupon-redeemed':
      return `${fact.campaign} redeems ${fact.code}`
    case 'heard':
      return `${journey} heard: ${fact.news.type}`
    case 'entered':
      return `${journey} enters as ${fact.variant}${fact.heldBy === null ? '' : fact.heldBy === 'global' ? ', globally held' : ', held'}`
    case 'owed':
      return `${journey} owes step ${fact.step}`
    case 'waiting':
      return `${journey} waits until ${dayOf(fact.wakeAt)}`
    case 'waited':
      return `${journey} waited for step ${fact.step}, ${fact.by}`
    case 'chose':
      return `${journey} goes ${fact.way} at step ${fact.step}`
    case 'took':
      return `${journey} ${fact.what} at step ${fact.step}${fact.withheld ? ', withheld' : ''}`
    case 'milestone':
      return `${journey} has done ${fact.name}`
    case 'settling':
      return `${journey} took all steps`
    case 'leaving':
      return `${journey} leaves at step ${fact.step}`
    case 'paused':
      return `${journey} is paused before step ${fact.step}`
    case 'resumed':
      return `${journey} goes on with step ${fact.step}`
    case 'journey-moved':
      return `${journey} moves from ${fact.from.version}/${fact.from.step} to ${fact.to.version}/${fact.to.step}`
    case 'traits-updated':
      return `${journey} says ${JSON.stringify(fact.set)}${fact.refused.length === 0 ? '' : `, not ${fact.refused.join(', ')}`}`
    case 'emitted':
      return `${journey} emits ${fact.event} ${JSON.stringify(fact.properties)}`
    case 'task-opened':
      return `${journey} asks for ${fact.title} ${JSON.stringify(fact.about)}`
    case 'task-closed':
      return `${journey} task ${fact.outcome}`
    case 'called':
      return `${journey} calls ${fact.url} ${JSON.stringify(fact.body)}`
    case 'call-settled':
      return `${journey} call ${fact.outcome}`
    case 'segment-changed':
      return `${fact.to} ${fact.segment}`
    case 'journey-ended':
      return `${journey} ${fact.end.outcome}${fact.end.outcome === 'exited' ? ` by ${exitOf(fact.end.because)}` : ''}`
    case 'message-moved':
      return `${journey} step ${fact.step} ${fact.from} > ${fact.to}${fact.because === null ? '' : ` (${fact.because.type})`}`
    case 'assigned':
      return `assigned ${fact.arm} in ${fact.experiment}${phaseOf(fact)}`
    case 'crossover':
      return `seen in ${fact.seen}, stays ${fact.arm} in ${fact.experiment}`
    case 'outcome':
      return `${fact.metric} of ${fact.arm} in ${fact.experiment}${phaseOf(fact)}: ${fact.converted} ${fact.sumDelta}${overOf(fact)}`
    case 'merge-begun':
      return `is ${fact.into}`
    case 'merge-lifted':
      return 'stays'
    case 'absorbed':
      return `absorbs ${fact.source}`
    case 'merged':
      return `merged into ${fact.into} from ${fact.from ?? 'none'}`
    case 'redirected':
      return `unknown, is ${fact.into}`
  }
}

const phaseOf = ({ phase }: { readonly phase: number }): string => (phase === 1 ? '' : `#${phase}`)
/** Of a ratio what it is taken over, and the product of both. */
const overOf = ({ ratio }: OutcomeFact): string => (ratio === null ? '' : ` over ${ratio.baseDelta} (${ratio.productsDelta})`)

type Exited = Extract<Fact, { type: 'journey-ended' }>['end'] & { outcome: 'exited' }
const exitOf = (because: Exited['because']): string =>
  'event' in because
    ? because.event
    : 'stage' in because
      ? because.stage
      : 'segment' in because
        ? because.segment
        : because.type === 'step'
          ? `step${because.why === null ? '' : `: ${because.why}`}`
          : because.type
