/** Given, when, then: one customer, the rules of one company, and what was decided, told in lines a marketer can read. */
import { type Campaign, type Entry, plainMail, type Step } from '../../../shared/domain/campaign/campaign.ts'
import { decide } from '../../../shared/domain/customer/decide.ts'
import type { Decision } from '../../../shared/domain/customer/draft.ts'
import { historyNeeded } from '../../../shared/domain/customer/exposure.ts'
import type { Input, Seen, SendOutcome, Surroundings } from '../../../shared/domain/customer/input.ts'
import { lookUp } from '../../../shared/domain/customer/receipts.ts'
import { type Policy, type Rules, rulesOf, type SendingPolicy } from '../../../shared/domain/customer/rules.ts'
import { type CustomerState, unknownCustomer } from '../../../shared/domain/customer/state.ts'
import type { LifecycleEvent } from '../../../shared/domain/event/event.ts'
import { saltsFrom } from '../../../shared/domain/experiment/assign.ts'
import type { Experiment, Metric } from '../../../shared/domain/experiment/experiment.ts'
import type { Fact } from '../../../shared/domain/fact/fact.ts'
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
}

/** With an event: somebody we can write to. */
export const EMAIL = { traits: { email: 'ann@example.com' } } as const

export const send = (subject = 'Hello') => ({ type: 'send', content: plainMail(subject, 'Hello.') }) as const
export const wait = (n: number) => ({ type: 'wait', durationMs: days(n) }) as const
/** The same way for everybody. */
export const steps = (...path: readonly Step[]): Campaign['paths'] => new Map([['all', path]])
export const onEvent = (event: string): Entry => ({ on: 'event', event, where: null })

/** Mails those who become dormant, and a week later again; an order ends it. */
export const winBack = (more: Partial<Campaign> = {}): Campaign => ({
  id: campaignId('win-back'),
  version: 1,
  name: 'Win back',
  topic: 'offers',
  status: 'active',
  startAt: null,
  endAt: null,
  entry: { on: 'stage', stage: 'dormant', from: new Set(['at-risk']) },
  audience: null,
  reentry: { type: 'each' },
  experiment: null,
  paths: steps(send(), wait(7), send()),
  exits: [{ on: 'event', event: ORDER, where: null }],
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
  windowMs: days(30),
  revenue: { property: 'revenue', currencyProperty: 'currency', currency: currency('USD') },
}

type Shares = { readonly plain?: number; readonly gift?: number; readonly holdout?: number; readonly traffic?: number }

/** Draws its arms itself; shares in percent. With 0 or 100 nothing is left to chance. */
export const drawn = (
  id: string,
  { plain = 100, gift = 0, holdout = 0, traffic = 100 }: Shares = {},
  metrics: readonly Metric[] = [ORDERS],
): Experiment => ({
  id: experimentId(id),
  control: 'plain',
  arms: [
    { name: 'plain', shareBps: bps(plain * 100) },
    { name: 'gift', shareBps: bps(gift * 100) },
    { name: 'holdout', shareBps: bps(holdout * 100) },
  ],
  metrics,
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
  const paths = new Map(['plain', 'gift'].map((variant) => [variant, path]))
  return winBack({ experiment: drawn('win-back', shares), paths, ...more })
}

/** Assigned by somebody else, who tells us through `Experiment Viewed`. */
export const outside = (id: string, metrics: readonly Metric[] = [ORDERS]): Experiment => ({
  ...drawn(id, {}, metrics),
  arms: [
    { name: 'plain', shareBps: bps(5_000) },
    { name: 'gift', shareBps: bps(5_000) },
  ],
  assignedBy: { type: 'outside' },
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

export const given = (initial: Rules): Watched => {
  let current = initial
  let state = unknownCustomer(ANN)
  const facts: Fact[] = []
  const messages = new Map<MessageId, Message>()
  const timeline = new Map<string, LifecycleEvent>()

  const decides = (input: Input, at: EpochMs): Decision => {
    const decision = decide(state, input, current, at)
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
    const one = event(name, occurredAt, more)
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
      return `${journey} enters as ${fact.variant}${fact.held ? ', held' : ''}`
    case 'owed':
      return `${journey} owes step ${fact.step}`
    case 'waiting':
      return `${journey} waits until ${dayOf(fact.wakeAt)}`
    case 'settling':
      return `${journey} took all steps`
    case 'journey-ended':
      return `${journey} ${fact.end.outcome}${fact.end.outcome === 'exited' ? ` by ${exitOf(fact.end.because)}` : ''}`
    case 'message-moved':
      return `${journey} step ${fact.step} ${fact.from} > ${fact.to}${fact.because === null ? '' : ` (${fact.because.type})`}`
    case 'assigned':
      return `assigned ${fact.arm} in ${fact.experiment}`
    case 'crossover':
      return `seen in ${fact.seen}, stays ${fact.arm} in ${fact.experiment}`
    case 'outcome':
      return `${fact.metric} of ${fact.arm} in ${fact.experiment}: ${fact.converted} ${fact.sumDelta}`
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

type Exited = Extract<Fact, { type: 'journey-ended' }>['end'] & { outcome: 'exited' }
const exitOf = (because: Exited['because']): string =>
  'event' in because ? because.event : 'stage' in because ? because.stage : because.type
