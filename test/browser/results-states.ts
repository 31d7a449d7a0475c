/** An experiment for every state a verdict can have, as campaign files, and the counters that lead there. */
import type { Counting } from './results-counted.ts'

export type State = {
  readonly id: string
  readonly name: string
  /** The verdict it comes to. */
  readonly is: string
  readonly experiment: Readonly<Record<string, unknown>>
  readonly goal?: Readonly<Record<string, unknown>>
  readonly metrics?: readonly Readonly<Record<string, unknown>>[]
  /** `today` is the day that is not over. */
  readonly counted: (today: number) => readonly Counting[]
}

const VARIANTS = [
  { name: 'plain', shareBps: 5000 },
  { name: 'offer', shareBps: 5000 },
]
const PLAN = { baseline: 0.05, smallestEffect: 0.01 }
const ORDER = { name: 'order', event: 'Order Completed', window: '1d' }
const PAID = { ...ORDER, revenue: { currency: 'USD', cap: 500 } }
const QUIET = { $unsubscribe: 1 }

const two = (experiment: Readonly<Record<string, unknown>> = {}) => ({ control: 'plain', variants: VARIANTS, plan: PLAN, ...experiment })

type Arms = Counting['arms']
const steady =
  (id: string, days: number, arms: Arms, more: Partial<Counting> = {}) =>
  (today: number): readonly Counting[] => [{ experiment: id, metric: 'order', from: today - days, days, arms, ...more }]

export const STATES: readonly State[] = [
  {
    id: 'winner',
    name: 'Win back with an offer',
    is: 'winner',
    experiment: two({ holdoutBps: 1000, testers: { ann: 'offer', bob: 'holdout' }, group: 'welcome' }),
    goal: PAID,
    metrics: [
      { name: 'return', event: 'Order Refunded', window: '1d', guardrail: true },
      { name: 'mails-opened', event: 'Cart Viewed', window: '1d', per: { event: 'Session Started' } },
    ],
    counted: steady(
      'winner',
      30,
      {
        plain: {
          assigned: 450,
          converted: 22,
          each: 4_000,
          others: { ...QUIET, $click: 60, $visit: 120, return: 2 },
          ratio: { metric: 'mails-opened', events: 90, base: 200 },
        },
        offer: {
          assigned: 450,
          converted: 32,
          each: 3_800,
          others: { ...QUIET, $click: 85, $visit: 130, return: 2 },
          ratio: { metric: 'mails-opened', events: 96, base: 200 },
        },
        holdout: { assigned: 100, converted: 4, each: 4_000, others: { $visit: 20 } },
      },
      { segments: { by: 'stage', shares: { active: 0.5, 'at-risk': 0.3, dormant: 0.2 }, more: { 'offer active': 1 } } },
    ),
  },
  {
    id: 'loser',
    name: 'A shorter subject',
    is: 'loser',
    experiment: two(),
    counted: steady('loser', 30, {
      plain: { assigned: 450, converted: 26, others: QUIET },
      offer: { assigned: 450, converted: 16, others: QUIET },
    }),
  },
  {
    id: 'same-within',
    name: 'Two pictures',
    is: 'no-difference',
    experiment: two({ plan: { ...PLAN, total: 200_000 } }),
    counted: steady('same-within', 12, { plain: { assigned: 4_500, converted: 225 }, offer: { assigned: 4_500, converted: 226 } }),
  },
  {
    id: 'same-over',
    name: 'Two colours',
    is: 'no-difference',
    experiment: two({ plan: { ...PLAN, total: 12_000 } }),
    counted: steady('same-over', 20, { plain: { assigned: 450, converted: 22 }, offer: { assigned: 450, converted: 23 } }),
  },
  {
    id: 'running',
    name: 'Four greetings',
    is: 'running',
    experiment: {
      control: 'plain',
      variants: ['plain', 'warm', 'short', 'question'].map((name) => ({ name, shareBps: 2500 })),
      plan: PLAN,
    },
    counted: steady('running', 14, {
      plain: { assigned: 300, converted: 15 },
      warm: { assigned: 300, converted: 17 },
      short: { assigned: 300, converted: 14 },
      question: { assigned: 300, converted: 16 },
    }),
  },
  {
    id: 'running-open',
    name: 'Without a plan',
    is: 'running',
    experiment: { control: 'plain', variants: VARIANTS, holdoutBps: 100 },
    goal: { ...ORDER, revenue: { currency: 'EUR' } },
    counted: steady('running-open', 9, {
      plain: { assigned: 198, converted: 10, each: 5_000 },
      offer: { assigned: 198, converted: 12, each: 4_000 },
      holdout: { assigned: 4, converted: 0 },
    }),
  },
  {
    id: 'fixed',
    name: 'On one date',
    is: 'running',
    experiment: two({ method: 'fixed', plan: { ...PLAN, days: 60 } }),
    counted: steady('fixed', 12, { plain: { assigned: 450, converted: 22 }, offer: { assigned: 450, converted: 30 } }),
  },
  {
    id: 'bayes',
    name: 'By chance to beat',
    is: 'winner',
    experiment: two({ method: 'bayesian' }),
    counted: steady('bayes', 12, { plain: { assigned: 450, converted: 22 }, offer: { assigned: 450, converted: 28 } }),
  },
  {
    id: 'money',
    name: 'By revenue',
    is: 'winner',
    experiment: two({ plan: { measure: 'revenue', baseline: 2, smallestEffect: 0.3, total: 20_000 } }),
    goal: PAID,
    counted: steady('money', 30, {
      plain: { assigned: 450, converted: 22, each: 4_000 },
      offer: { assigned: 450, converted: 33, each: 4_200 },
    }),
  },
  {
    id: 'early',
    name: 'Just begun',
    is: 'not-enough-data',
    experiment: two(),
    goal: { ...ORDER, window: '14d' },
    counted: steady('early', 4, { plain: { assigned: 400, converted: 9 }, offer: { assigned: 400, converted: 11 } }),
  },
  {
    id: 'half',
    name: 'One of two is in',
    is: 'not-enough-data',
    experiment: two(),
    goal: { ...ORDER, window: '7d' },
    counted: (today) => [
      { experiment: 'half', metric: 'order', from: today - 12, days: 1, arms: { plain: { assigned: 40, converted: 3 } } },
      { experiment: 'half', metric: 'order', from: today - 2, days: 1, arms: { offer: { assigned: 40, converted: 3 } } },
    ],
  },
  {
    id: 'silent',
    name: 'Nobody bought',
    is: 'not-enough-data',
    experiment: two(),
    counted: steady('silent', 5, { plain: { assigned: 60, converted: 0 }, offer: { assigned: 60, converted: 0 } }),
  },
  {
    id: 'alone',
    name: 'Promoted, and nobody held out',
    is: 'not-enough-data',
    experiment: two({ promoted: 'offer' }),
    counted: steady('alone', 10, { offer: { assigned: 200, converted: 11 } }),
  },
  {
    id: 'harmful',
    name: 'Three mails in a week',
    is: 'harmful',
    experiment: two({ onVerdict: { harmful: ['notify', 'stop'] } }),
    counted: steady('harmful', 20, {
      plain: { assigned: 450, converted: 22, others: { $unsubscribe: 1, $complaint: 0 } },
      offer: { assigned: 450, converted: 24, others: { $unsubscribe: 6, $complaint: 1 } },
    }),
  },
  {
    id: 'uneven',
    name: 'Uneven arms',
    is: 'broken',
    experiment: two({ holdoutBps: 1000 }),
    counted: steady('uneven', 20, {
      plain: { assigned: 450, converted: 22 },
      offer: { assigned: 380, converted: 25 },
      holdout: { assigned: 100, converted: 4 },
    }),
  },
  {
    id: 'strange',
    name: 'A variant nobody wrote',
    is: 'broken',
    experiment: two(),
    counted: steady('strange', 10, {
      plain: { assigned: 450, converted: 22 },
      offer: { assigned: 450, converted: 25 },
      ghost: { assigned: 2, converted: 0 },
    }),
  },
]

/** Assigned elsewhere, and seen in two variants too often. */
export const OUTSIDE = {
  id: 'spring-mail',
  name: 'Spring mail',
  control: 'none',
  variants: [
    { name: 'none', weight: 1 },
    { name: 'mail', weight: 1 },
  ],
  metrics: [{ name: 'order', event: 'Order Completed', window: '1d' }],
} as const

export const OUTSIDE_COUNTED = steady('spring-mail', 20, { none: { assigned: 200, converted: 9 }, mail: { assigned: 200, converted: 12 } })

/** A campaign's file of a state: what it sends is beside the point. */
export const fileOf = ({ id, name, experiment, goal = ORDER, metrics }: State): Readonly<Record<string, unknown>> => ({
  id,
  name,
  topic: 'offers',
  status: 'active',
  entry: { stage: 'dormant', from: ['at-risk'] },
  reentry: 'each',
  experiment,
  steps: [{ send: { template: 'win-back' } }],
  goal,
  ...(metrics === undefined ? {} : { metrics }),
})
