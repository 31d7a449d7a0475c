/** A small shop for the outages: some customers who order within two hours, and some who order again; a campaign of two mails, two days apart. */
import type { JsonObject } from '../../../shared/kernel/json.ts'
import { seededRandom } from '../../../shared/kernel/random.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../shared/kernel/time.ts'
import { type Definitions, definitions, type Line } from './cdnow.ts'

/** A Monday at noon in Berlin's winter: no quiet hours for a while. */
export const OPENS = Date.parse('2026-03-02T11:00:00Z')
export const CAMPAIGN = 'hello'
export const SHOP_ENDS = OPENS + 3 * DAY_MS

const campaign: JsonObject = {
  id: CAMPAIGN,
  name: 'Hello after a first order',
  topic: 'onboarding',
  status: 'active',
  start: null,
  end: null,
  entry: { event: 'Order Completed' },
  reentry: 'never',
  experiment: {
    control: 'plain',
    holdoutBps: 1000,
    salt: 'hello',
    variants: [
      { name: 'plain', shareBps: 5000 },
      {
        name: 'other',
        shareBps: 5000,
        steps: [{ send: { template: 'question' } }, { wait: '2d' }, { send: { template: 'question-reminder' } }],
      },
    ],
  },
  steps: [{ send: { template: 'welcome' } }, { wait: '2d' }, { send: { template: 'getting-started' } }],
  goal: {
    name: 'order',
    event: 'Order Completed',
    window: '3d',
    revenue: { property: 'revenue', currencyProperty: 'currency', currency: 'USD' },
  },
}

/** The definitions of the examples with this campaign instead of theirs. */
export const shopDefinitions = (): Pick<Definitions, 'files' | 'remove'> => {
  const { files, remove } = definitions()
  const own = new Map([...files].filter(([path]) => !path.startsWith('campaigns/')))
  return { files: own.set(`campaigns/${CAMPAIGN}.json`, JSON.stringify(campaign)), remove }
}

export const shopLines = (customers: number, seed: number): readonly Line[] => {
  const random = seededRandom(seed)
  const lines: Line[] = []
  const line = (customer: string, at: number, event: JsonObject): void => {
    const stamped = { userId: customer, timestamp: new Date(at).toISOString(), ...event }
    lines.push({ text: JSON.stringify(stamped), event: stamped, at, customer })
  }
  for (let n = 1; n <= customers; n += 1) {
    const customer = `shopper-${String(n).padStart(3, '0')}`
    // At a few instants only: each is a stop of the clock, with all that a tick does.
    const at = OPENS + 20 * MINUTE_MS * random.below(6)
    const order = (id: string, instant: number): void =>
      line(customer, instant, {
        type: 'track',
        messageId: `${customer}-${id}`,
        event: 'Order Completed',
        properties: { order_id: `${customer}-${id}`, revenue: 10 + random.below(90), currency: 'USD' },
      })
    line(customer, at, { type: 'identify', messageId: `${customer}-known`, traits: { email: `${customer}@example.org`, firstName: 'Ann' } })
    order('first', at + 1000)
    if (random.chance(0.4)) order('second', at + DAY_MS + 6 * HOUR_MS * random.below(5))
  }
  return lines.sort((a, b) => a.at - b.at)
}
