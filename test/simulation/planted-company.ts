/** The company of the small calm world in which mistakes are planted, and its people: one campaign that compares, and one for each rule of delivery. */
import { parsePolicy } from '../../shared/contract/policy.ts'
import { assert } from '../../shared/kernel/assert.ts'
import { DAY_MS } from '../../shared/kernel/time.ts'
import { customerId, type CustomerId, epochMs, type EpochMs } from '../../shared/kernel/words.ts'
import { drawn } from './auditor/rules.ts'
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
const HELLO: CampaignFile = {
  id: 'hello',
  name: 'Hello',
  topic: 'offers',
  status: 'active',
  entry: { event: EVENTS.signUp },
  reentry: 'never',
  exits: [{ event: EVENTS.order }],
  goal: { name: 'order', event: EVENTS.order, window: '30d', revenue: { currency: 'USD' } },
  experiment: { control: 'plain', holdoutBps: 5_000, variants: [{ name: 'plain', shareBps: 10_000 }] },
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
const [hello, ...others] = [
  HELLO,
  oneMail('less', EVENTS.card, 'tips', { priority: 10, limits: DROPPED }),
  oneMail('more', EVENTS.view, 'tips', { priority: 90, limits: DROPPED }),
  oneMail('scarce', EVENTS.refund, 'news', { limits: { ...DROPPED, perDay: 1 } }),
  oneMail('coded', EVENTS.quiz, 'news', { couponPool: POOL }),
  oneMail('timely', EVENTS.back, 'news', { sendWindow: { from: '10:00', until: '16:00' } }),
].map((file) => publish(file, 1))
assert(hello !== undefined, 'there is one')
const ALL = [hello, ...others]

export const ERA = eraOf(POLICY, [], ALL, true, day(0))
export const SWITCHED_OFF = eraOf(POLICY, [], ALL, false, day(0))

/** Ids by the side arithmetic puts them on. */
export const people = (held: boolean, count: number): readonly CustomerId[] => {
  const { experiment } = hello.campaign
  assert(experiment !== null, 'hello compares')
  const isOn = (id: string): boolean => {
    const place = drawn(experiment, id)
    return place !== 'outside' && place.held === held
  }
  return Array.from({ length: 100 }, (_, index) => `p${index}`)
    .filter(isOn)
    .slice(0, count)
    .map(customerId)
}
