import { describe, expect, it } from 'vitest'
import { envelopeOf, isNamed, type ShopEvent } from '../../examples/shop/event.ts'
import { endOf, type ShopPlan, DEFAULT_PLAN } from '../../examples/shop/plan.ts'
import type { ReceivedMail } from '../../examples/shop/reactions.ts'
import { openShop } from '../../examples/shop/shop.ts'
import { parseEvent } from '../../shared/contract/event.ts'
import { digestOf } from '../../shared/kernel/digest.ts'
import { DAY_MS, isoOf, later } from '../../shared/kernel/time.ts'

const plan: ShopPlan = { ...DEFAULT_PLAN, seed: 1, customers: 400 }
const shop = openShop(plan)
const linesOf = (events: readonly ShopEvent[]): string => events.map((event) => JSON.stringify(envelopeOf(event))).join('\n')

describe('a shop', () => {
  it('is the same for the same plan, today and on every machine', () => {
    expect(digestOf(linesOf(openShop(plan).events))).toBe(digestOf(linesOf(shop.events)))
    expect(digestOf(linesOf(shop.events))).toBe('dGXzd50EuE4jxHiUL13nz7')
  })

  it('is another for another seed', () => {
    expect(linesOf(openShop({ ...plan, seed: 2 }).events)).not.toBe(linesOf(shop.events))
  })

  it('publishes in order, within its time, each event once', () => {
    const { events } = shop
    expect(events.every(({ at }, index) => index === 0 || at >= (events[index - 1] as ShopEvent).at)).toBe(true)
    expect(events.every(({ at }) => at >= plan.startAt && at < endOf(plan))).toBe(true)
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
  })

  it('publishes what the door takes', () => {
    const refused = shop.events.map((event) => parseEvent(envelopeOf(event), event.at, { correctSkew: false })).filter(({ ok }) => !ok)
    expect(refused).toEqual([])
  })

  it('has everything in it that lifecycles are made of', () => {
    const names = new Set(shop.events.map((event) => (event.type === 'identify' ? '$identify' : event.name)))
    expect([...names].sort()).toEqual([
      '$identify',
      'Account Created',
      'Account Deleted',
      'Account Reopened',
      'Order Completed',
      'Order Refunded',
      'Product Viewed',
      'Subscribed',
      'Unsubscribed',
    ])
    const currencies = new Set(shop.events.flatMap((event) => (isNamed(event, 'Order Completed') ? [event.properties.currency] : [])))
    expect([...currencies].sort()).toEqual(['EUR', 'USD'])
  })

  it.each([
    { months: 1, end: '2026-02-01T00:00:00.000Z' },
    { months: 6, end: '2026-07-01T00:00:00.000Z' },
    { months: 14, end: '2027-03-01T00:00:00.000Z' },
  ])('of $months months ends at $end', ({ months, end }) => {
    expect(isoOf(endOf({ ...plan, months }))).toBe(end)
  })
})

describe('a shop that goes on live', () => {
  const going = { ...plan, liveMonths: 12 }
  const live = openShop(going)

  it('has the same history, however long it goes on', () => {
    expect(linesOf(live.events.filter(({ at }) => at < live.liveSince))).toBe(linesOf(shop.events))
    for (let index = 1; index <= plan.customers; index += 7) {
      const mail = mailTo(`c${String(index).padStart(5, '0')}`, 'offer')
      expect(live.reactTo(mail).filter(({ at }) => at < live.liveSince)).toEqual(shop.reactTo(mail))
    }
  })

  it('is kept going: people go on buying, and others go on joining at the pace the history ended with', () => {
    const months = Map.groupBy(live.events, ({ at }) => isoOf(at).slice(0, 7))
    const joining = [...months].map(([, events]) => events.filter((event) => isNamed(event, 'Account Created')).length)
    const orders = [...months].map(([, events]) => events.filter((event) => isNamed(event, 'Order Completed')).length)
    const perMonth = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0) / counts.length
    expect(months.size).toBe(18)
    expect(perMonth(joining.slice(6)) / perMonth(joining.slice(5, 6))).toBeGreaterThan(0.8)
    expect(perMonth(joining.slice(6)) / perMonth(joining.slice(5, 6))).toBeLessThan(1.3)
    expect(Math.min(...orders.slice(6))).toBeGreaterThan(perMonth(orders.slice(4, 6)) / 2)
  })

  it('says each thing once, in order, within its time, and knows its customers', () => {
    expect(live.events.every(({ at }, index) => index === 0 || at >= (live.events[index - 1] as ShopEvent).at)).toBe(true)
    expect(live.events.every(({ at }) => at < live.endAt)).toBe(true)
    expect(new Set(live.events.map(({ id }) => id)).size).toBe(live.events.length)
    expect([live.knows('c00401'), shop.knows('c00401'), live.knows('me')]).toEqual([true, false, false])
  })
})

const mailTo = (customer: string, variant: string, step = 0): ReceivedMail => {
  const joined = shop.lifeOf(customer)[0] as ShopEvent
  return { customer, campaign: 'win-back', variant, entry: 1, step, at: later(joined.at, 30 * DAY_MS) }
}
const customers = Array.from({ length: plan.customers }, (_, index) => `c${String(index + 1).padStart(5, '0')}`)
const inTime = customers.filter((customer) => later((shop.lifeOf(customer)[0] as ShopEvent).at, 60 * DAY_MS) < endOf(plan))

describe('a reaction', () => {
  it('is the same whenever one asks', () => {
    const forwards = customers.map((customer) => shop.reactTo(mailTo(customer, 'offer')))
    const backwards = [...customers].reverse().map((customer) => shop.reactTo(mailTo(customer, 'offer')))
    expect(backwards.reverse()).toEqual(forwards)
  })

  it('comes after the mail, before the end, and never from somebody who has left', () => {
    for (const customer of customers) {
      const mail = mailTo(customer, 'offer')
      const goneAt = shop.lifeOf(customer).find((event) => isNamed(event, 'Account Deleted'))?.at ?? endOf(plan)
      for (const { at } of shop.reactTo(mail)) expect([at > mail.at, at < goneAt, at < endOf(plan)]).toEqual([true, true, true])
    }
  })

  it('to a better mail is never weaker: who orders after a plain one orders after an offer, too', () => {
    const orders = (variant: string) =>
      inTime.filter((customer) => shop.reactTo(mailTo(customer, variant)).some((event) => isNamed(event, 'Order Completed')))
    const [plain, offer] = [orders('plain'), orders('offer')]
    expect(plain.filter((customer) => !offer.includes(customer))).toEqual([])
    expect(offer.length).toBeGreaterThan(plain.length)
  })

  it.each([
    { variant: 'plain', chance: 0.03 },
    { variant: 'offer', chance: 0.1 },
    { variant: 'unheard-of', chance: 0.03 },
  ])('to $variant is an order in about $chance of all cases', ({ variant, chance }) => {
    const mails = inTime.flatMap((customer) => Array.from({ length: 20 }, (_, step) => mailTo(customer, variant, step)))
    const orders = mails.filter((mail) => shop.reactTo(mail).some((event) => isNamed(event, 'Order Completed'))).length
    const gone = inTime.filter((customer) => shop.lifeOf(customer).some((event) => isNamed(event, 'Account Deleted'))).length * 20
    const error = 4 * Math.sqrt((chance * (1 - chance)) / mails.length)
    expect(orders / (mails.length - gone)).toBeGreaterThan(chance - 2 * error)
    expect(orders / mails.length).toBeLessThan(chance + error)
  })

  it('to an offer redeems it once', () => {
    const redeemed = inTime.map((customer) =>
      shop.reactTo(mailTo(customer, 'offer')).filter((event) => isNamed(event, 'Order Completed') && event.properties.coupon !== undefined),
    )
    expect(Math.max(...redeemed.map((orders) => orders.length))).toBe(1)
  })
})
