/** Policies of simulated companies: what is activity, on what ground they write, and when, how often and how much. */
import type { JsonObject } from '../../../shared/kernel/json.ts'
import type { Random } from '../../../shared/kernel/random.ts'
import { DAY_MS, durationOf, HOUR_MS } from '../../../shared/kernel/time.ts'
import type { Plan } from './focus.ts'

/** Events of the simulated shop. Activity is what the policy says it is. */
export const EVENTS = {
  order: 'Order Completed',
  refund: 'Order Refunded',
  signUp: 'Account Created',
  end: 'Account Deleted',
  back: 'Account Reopened',
  view: 'Product Viewed',
  quiz: 'Quiz Taken',
  card: 'Card Declined',
  /** Heard by everybody at once. */
  sale: 'Sale Opened',
} as const

export const TOPICS = ['offers', 'tips'] as const

export const POOL = 'spring'

/** When nobody is to be disturbed, and when a campaign may want to write all the same: nights, days, and the hours in which clocks are changed. */
export const NIGHTS: readonly Night[] = [
  {
    quiet: undefined,
    windows: [
      { from: '10:00', until: '16:00' },
      { from: '08:30', until: '11:10' },
    ],
  },
  {
    quiet: { from: '22:30', until: '06:15' },
    windows: [
      { from: '19:40', until: '23:20' },
      { from: '06:00', until: '09:00' },
    ],
  },
  {
    quiet: { from: '01:00', until: '03:30' },
    windows: [
      { from: '00:30', until: '04:00' },
      { from: '22:00', until: '02:15' },
    ],
  },
  {
    quiet: { from: '09:00', until: '21:00' },
    windows: [
      { from: '21:30', until: '02:30' },
      { from: '20:00', until: '23:59' },
    ],
  },
  {
    quiet: null,
    windows: [
      { from: '02:10', until: '02:50' },
      { from: '23:00', until: '01:30' },
      { from: '00:00', until: '12:00' },
    ],
  },
]
type Hours = { readonly from: string; readonly until: string }
export type Night = { readonly quiet: Hours | null | undefined; readonly windows: readonly Hours[] }

const HOMES: readonly (string | readonly string[])[] = [
  'UTC',
  'Europe/Berlin',
  'America/Santiago',
  'Australia/Lord_Howe',
  ['Europe/Berlin', 'America/New_York'],
  ['Asia/Kolkata', 'Australia/Sydney'],
]

const CAPS: readonly (readonly JsonObject[])[] = [
  [],
  [{ atMost: 1, within: '12h' }],
  [{ atMost: 1, within: '3d' }],
  [
    { atMost: 2, within: '7d' },
    { topic: 'offers', atMost: 1, within: '4d' },
  ],
  [
    { topic: 'offers', atMost: 1, within: '36h' },
    { topic: 'tips', atMost: 2, within: '5d' },
    { atMost: 2, within: '2d' },
  ],
]

/** `eager`: it writes to all who have not said no, at any hour and often, so that much mail leaves and comes back. */
export type Manner = 'careful' | 'eager'

const CAPS_OF_THE_EAGER: typeof CAPS = [[], [{ atMost: 2, within: '1h' }], [{ atMost: 1, within: '6h' }]]

export const policyFile = (
  random: Random,
  { quiet }: Night,
  manner: Manner,
  { focus, change }: Pick<Plan, 'focus' | 'change'>,
): JsonObject => {
  const isEager = manner === 'eager' || focus === 'clocks'
  const atRisk = 2 + random.below(8)
  const dormant = atRisk + 2 + random.below(8)
  return {
    lifecycle: {
      activity: random.chance(0.3) ? [EVENTS.order, EVENTS.signUp] : [EVENTS.order],
      newFor: durationOf((1 + random.below(12)) * DAY_MS),
      atRiskAfter: durationOf(atRisk * DAY_MS),
      dormantAfter: durationOf(dormant * DAY_MS),
      churnedAfter: durationOf((dormant + 3 + random.below(12)) * DAY_MS),
      churnedBy: [EVENTS.end],
      returnedBy: [EVENTS.back],
    },
    revenue: { events: [EVENTS.order], refunds: [EVENTS.refund], currency: 'USD' },
    consent: isEager
      ? { basis: 'soft-opt-in', doubleOptIn: false }
      : { basis: random.chance(0.6) ? 'soft-opt-in' : 'opt-in', doubleOptIn: random.chance(0.4) },
    sending: {
      ...(quiet === undefined ? {} : { quietHours: quiet }),
      zone: change?.zone ?? random.pick(HOMES),
      // Where it is not about caps, they only keep mail from the gates that come after them.
      caps: focus === 'clocks' || focus === 'last places' ? [] : random.pick(isEager ? CAPS_OF_THE_EAGER : CAPS),
      ...(random.chance(focus === 'last places' ? 0.7 : 0.3) && focus !== 'clocks' ? { perDay: 1 + random.below(4) } : {}),
    },
    entryMaxAge: durationOf(isEager ? 48 * HOUR_MS : random.pick([2, 6, 24, 48]) * HOUR_MS),
  }
}
