/** The company of the small calm world in which mistakes are planted, and its people: one campaign that compares, and one for each rule of delivery. */
import { parsePolicy } from '../../shared/contract/policy.ts'
import type { Said } from '../../shared/domain/campaign/catalogue.ts'
import { assert } from '../../shared/kernel/assert.ts'
import { DAY_MS } from '../../shared/kernel/time.ts'
import { campaignId, customerId, type CustomerId, epochMs, type EpochMs } from '../../shared/kernel/words.ts'
import { drawnIn } from './auditor/own-experiments.ts'
import { type CampaignFile, eraOf, EVENTS, parsed, publish } from './world/definitions.ts'

const START = Date.UTC(2026, 0, 1)
export const day = (n: number): EpochMs => epochMs(START + n * DAY_MS)

const POLICY = parsed(
  parsePolicy({
    lifecycle: { activity: [EVENTS.order], newFor: '10d', atRiskAfter: '20d', dormantAfter: '30d', churnedAfter: '60d' },
    revenue: { events: [EVENTS.order], currency: 'USD' },
    consent: { basis: 'soft-opt-in', doubleOptIn: true },
    sending: { quietHours: null, caps: [{ topic: 'tips', atMost: 1, within: '5d' }] },
    entryMaxAge: '1d',
  }),
)
/** Tries out what the others get. */
export const TESTER = customerId('tester')
const HELLO: CampaignFile = {
  id: 'hello',
  name: 'Hello',
  topic: 'offers',
  status: 'active',
  entry: { event: EVENTS.signUp },
  reentry: 'never',
  exits: [{ event: EVENTS.order }],
  goal: { name: 'order', event: EVENTS.order, window: '30d', revenue: { currency: 'USD' } },
  experiment: { control: 'plain', holdoutBps: 5_000, variants: [{ name: 'plain', shareBps: 10_000 }], testers: { [TESTER]: 'plain' } },
  steps: [{ send: { subject: 'One', text: '.' } }, { wait: '5d' }, { send: { subject: 'Two', text: '.' } }],
}

/** One mail on an event, under one rule. */
const oneMail = (id: string, event: string, topic: string, rule: Partial<CampaignFile>): CampaignFile => ({
  id,
  name: id,
  topic,
  status: 'active',
  entry: { event },
  reentry: 'each',
  steps: [{ send: { subject: id, text: rule.couponPool === undefined ? '.' : '{{ coupon }}' } }],
  ...rule,
})

/** Those after whom nobody asks twice: what has no room is dropped. */
const DROPPED = { whenFull: 'drop' } as const
export const POOL = 'spring'
/** All that steps do, and a wait that a second version lets go on at its own place. */
const WAYS: CampaignFile = {
  id: 'ways',
  name: 'ways',
  topic: 'news',
  status: 'active',
  entry: { event: EVENTS.sale },
  reentry: 'each',
  staleAfter: '2h',
  exits: [{ segment: 'pros', on: 'left' }],
  steps: [
    { update: { add: { points: 10 } } },
    { task: { title: 'Call them' } },
    { webhook: { url: 'https://shop.example/hook' } },
    { branch: [{ if: { 'traits.plan': 'pro' }, then: [{ emit: { event: 'Way Taken' } }] }] },
    { id: 'first', wait: { for: { event: EVENTS.view }, atMost: '5d' } },
    { id: 'mail', send: { subject: 'Ways', text: '.' } },
    { id: 'second', wait: '3d' },
    { send: { subject: 'More ways', text: '.' } },
  ],
}
const waysMoved = (at: EpochMs) =>
  publish({ ...WAYS, migrate: 'move', steps: [{ id: 'second', wait: '30d' }, { send: { subject: 'Other ways', text: '.' } }] }, 2, at)

const [hello, ...others] = [
  HELLO,
  oneMail('less', EVENTS.card, 'tips', { priority: 10, limits: DROPPED }),
  oneMail('more', EVENTS.view, 'tips', { priority: 90, limits: DROPPED }),
  oneMail('scarce', EVENTS.refund, 'news', { limits: { ...DROPPED, perDay: 1 } }),
  oneMail('coded', EVENTS.quiz, 'news', { couponPool: POOL }),
  oneMail('timely', EVENTS.back, 'news', { sendWindow: { from: '10:00', until: '16:00' } }),
  WAYS,
].map((file) => publish(file, 1))
assert(hello !== undefined, 'there is one')
const ALL = [hello, ...others]

/** One campaign is paused from noon to the day after tomorrow. */
const SAID: Said = new Map([
  [
    campaignId('timely'),
    [
      { status: 'paused', at: day(27.55), spreadMs: 0 },
      { status: 'active', at: day(29), spreadMs: 0 },
    ],
  ],
])
const WRITTEN = { outside: null, globalHoldout: null }
const DECIDED = { policy: POLICY, outside: [], campaigns: ALL, said: SAID, sendingOn: true, written: WRITTEN }
export const ERA = eraOf(DECIDED, day(0))
export const SWITCHED_OFF = eraOf({ ...DECIDED, sendingOn: false }, day(0))
export const LATER = eraOf({ ...DECIDED, campaigns: [...ALL, waysMoved(day(32))] }, day(32))

/** Ids by the side arithmetic puts them on. */
export const people = (held: boolean, count: number): readonly CustomerId[] => {
  const isOn = (id: string): boolean => drawnIn(HELLO, id)?.held === held
  return Array.from({ length: 100 }, (_, index) => `p${index}`)
    .filter(isOn)
    .slice(0, count)
    .map(customerId)
}
