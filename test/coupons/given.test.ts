import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSqlite } from '../../shared/adapters/sqlite/open.ts'
import { couponOf } from '../../shared/domain/customer/state.ts'
import { Contended, handle, type Timed } from '../../shared/flow/handle.ts'
import { couponNumbers, poolNumbers } from '../../shared/flow/query/coupons.ts'
import { relay } from '../../shared/flow/relay.ts'
import { campaignId, customerId, type EpochMs } from '../../shared/kernel/words.ts'
import type { CustomerStore } from '../../shared/ports/customer-store.ts'
import { day, DELIVERY, drawn, onEvent, ORDER, rules, send, steps, wait, welcome, variants } from '../domain/customer/world.ts'
import { type Life, openLife } from '../privacy/world.ts'

const GIVES = send('{{ coupon }}')
const WELCOME = campaignId('welcome')
const giving = (more: Parameters<typeof welcome>[0] = {}) =>
  rules({ campaigns: [welcome({ delivery: { ...DELIVERY, couponPool: 'spring' }, entry: onEvent(ORDER), paths: steps(GIVES), ...more })] })
const TWICE = giving({ paths: steps(GIVES, wait(1), GIVES) })

let life: Life
let closes: (() => void)[] = []
const lived = (company = TWICE): Life => {
  life = openLife(company)
  closes.push(life.close)
  return life
}
beforeEach(() => {
  closes = []
})
afterEach(() => {
  for (const close of closes) close()
})

const comes = (id: string, at: EpochMs, more: object = {}) =>
  life.says(id, ORDER, at, { traits: { email: `${id}@example.com` }, properties: more as never })
const held = async (id: string) => {
  const state = (await life.stores.customers.load([customerId(id)])).get(customerId(id))
  return state === undefined ? null : couponOf(state, WELCOME)
}
const statuses = async (id: string) =>
  (await life.stores.inspection.messagesOf(customerId(id))).map(({ status }) =>
    status.name === 'refused' ? status.because.type : status.name,
  )
const coded = (count: number) =>
  life.stores.coupons.add(
    'spring',
    Array.from({ length: count }, (_, n) => `CODE-${String(n).padStart(4, '0')}`),
  )

/** As a queue does: what was contended for too long comes again. */
const insisting = async (store: CustomerStore, one: Timed): Promise<void> => {
  for (let again = true; again; ) {
    again = false
    await handle(store, TWICE, [one]).catch((failure: unknown) => {
      if (!(failure instanceof Contended)) throw failure
      again = true
    })
  }
}

/** A claim of every owed mail of these customers. */
const claims = async (ids: readonly string[], now: EpochMs): Promise<readonly Timed[]> => {
  const requests: Timed[] = []
  for (const id of ids) {
    for (const { id: message, customerId: owner, status } of await life.stores.inspection.messagesOf(customerId(id)))
      if (status.name === 'owed') requests.push({ request: { type: 'claim', customerId: owner, message }, now })
  }
  return requests
}

describe('a code of the pool', () => {
  it('goes to one customer each, among two hundred claims at once', async () => {
    lived()
    await coded(150)
    const ids = Array.from({ length: 200 }, (_, n) => `c-${n}`)
    for (const id of ids) await comes(id, day(0))
    await handle(life.engine.store, TWICE, await claims(ids, day(0)))
    const codes = await Promise.all(ids.map(async (id) => (await held(id))?.code ?? null))
    const given = codes.filter((code) => code !== null)
    expect([given.length, new Set(given).size]).toEqual([150, 150])
    expect((await Promise.all(ids.map(statuses))).flat().filter((one) => one === 'no-coupon')).toHaveLength(50)
    expect(await life.stores.coupons.pool('spring')).toEqual({ name: 'spring', total: 150, given: 150, free: 0 })
    expect(await life.recounted()).toEqual(await life.counted())
    expect((await couponNumbers(life.stores.coupons, life.stores.tallies, welcomeOf(TWICE)))?.given).toBe(150)
  })

  it('goes to one customer each, among two engines on one file', async () => {
    lived()
    const other = openSqlite(join(life.folder, 'rekindle.db'))
    closes.unshift(other.close)
    await coded(40)
    const ids = Array.from({ length: 40 }, (_, n) => `c-${n}`)
    for (const id of ids) await comes(id, day(0))
    const all = await claims(ids, day(0))
    await Promise.all(all.flatMap((one) => [insisting(life.engine.store, one), insisting(other.customers, one)]))
    const codes = await Promise.all(ids.map(async (id) => (await held(id))?.code ?? 'none'))
    expect([new Set(codes).size, codes.includes('none')]).toEqual([40, false])
    expect((await life.stores.coupons.pool('spring'))?.given).toBe(40)
  })

  it('that somebody else takes between the look and the commit is not given twice', async () => {
    lived()
    await coded(3)
    for (const id of ['ann', 'bob']) await comes(id, day(0))
    const [[ann], bob] = [await claims(['ann'], day(0)), await claims(['bob'], day(0))]
    let asked = 0
    const store: CustomerStore = {
      ...life.engine.store,
      freeCoupon: async (pool, passOver) => {
        const code = await life.engine.store.freeCoupon(pool, passOver)
        asked += 1
        if (asked === 1) await handle(life.engine.store, TWICE, bob)
        return code
      },
    }
    await handle(store, TWICE, ann === undefined ? [] : [ann])
    expect([asked, (await held('bob'))?.code, (await held('ann'))?.code]).toEqual([2, 'CODE-0000', 'CODE-0001'])
  })

  it('is the same in every mail of a campaign and every time they enter it', async () => {
    lived()
    await coded(3)
    await comes('ann', day(0))
    for (const at of [day(0), day(1), day(2)]) await life.turns(at)
    const first = await held('ann')
    await comes('ann', day(10))
    for (const at of [day(10), day(11)]) await life.turns(at)
    expect(await statuses('ann')).toEqual(['sent', 'sent', 'sent', 'sent'])
    expect(await held('ann')).toEqual(first)
    expect((await life.stores.coupons.pool('spring'))?.given).toBe(1)
  })

  it('is not taken by who is held out, nor by a mail that does not leave', async () => {
    const company = giving({
      experiment: drawn('welcome', { plain: 50, gift: 50, holdout: 100 }),
      paths: variants({ plain: [GIVES], gift: [GIVES] }),
    })
    lived(company)
    await coded(3)
    await comes('ann', day(0))
    await life.turns(day(0))
    expect([await statuses('ann'), await held('ann')]).toEqual([['withheld'], null])
    expect((await life.stores.coupons.pool('spring'))?.given).toBe(0)
  })

  it('of an empty pool is a refusal, also where nobody ever filled it', async () => {
    lived()
    await comes('ann', day(0))
    await relay(life.engine, 'local', 0n)
    await life.turns(day(0))
    const [message] = await life.stores.inspection.messagesOf(customerId('ann'))
    expect(message?.status).toEqual({ name: 'refused', at: day(0), because: { type: 'no-coupon', pool: 'spring' } })
    expect(await poolNumbers(life.stores.coupons, life.stores.tallies, TWICE.campaigns)).toEqual([
      { name: 'spring', total: 0, given: 0, free: 0, redeemed: 0, campaigns: ['welcome'] },
    ])
  })
})

describe('a code that is used', () => {
  it.each([
    { said: 'code-0000', used: true },
    { said: ' CODE-0000 ', used: true },
    { said: 'CODE-0001', used: false },
    { said: 'CODE-000', used: false },
    { said: 7, used: false },
  ])('as $said: $used', async ({ said, used }) => {
    lived()
    await coded(3)
    await comes('ann', day(0))
    await life.turns(day(0))
    await comes('ann', day(3), { coupon: said })
    expect((await held('ann'))?.redeemedAt).toBe(used ? day(3) : null)
  })

  it('counts once, for the campaign and the variant that gave it', async () => {
    const company = giving({
      experiment: drawn('welcome', { plain: 100, gift: 0 }),
      paths: variants({ plain: [GIVES], gift: [GIVES] }),
    })
    lived(company)
    await coded(3)
    for (const id of ['ann', 'bob']) await comes(id, day(0))
    await life.turns(day(0))
    for (const at of [day(3), day(4)]) await comes('ann', at, { coupon: 'code-0000' })
    await life.counted()
    expect(await couponNumbers(life.stores.coupons, life.stores.tallies, welcomeOf(company))).toEqual({
      ...{ pool: 'spring', given: 2, redeemed: 1, free: 1 },
      variants: [{ variant: 'plain', given: 2, redeemed: 1 }],
    })
    expect(await poolNumbers(life.stores.coupons, life.stores.tallies, company.campaigns)).toMatchObject([
      { redeemed: 1, campaigns: ['welcome'] },
    ])
  })

  it('follows who turned out to be somebody else; of two codes the one they had stands', async () => {
    lived()
    await coded(3)
    await comes('ann', day(0))
    await life.turns(day(0))
    await life.merges('ann', 'bob', day(1))
    expect((await held('bob'))?.code).toBe('CODE-0000')
    await comes('bob', day(2), { coupon: 'code-0000' })
    expect((await held('bob'))?.redeemedAt).toBe(day(2))
    await comes('eve', day(3))
    await life.turns(day(3))
    await life.merges('eve', 'bob', day(4))
    expect((await held('bob'))?.code).toBe('CODE-0000')
    expect((await life.stores.coupons.pool('spring'))?.given).toBe(2)
  })
})

const welcomeOf = ({ campaigns }: typeof TWICE) => {
  const campaign = campaigns.live.get(WELCOME)
  if (campaign === undefined) throw new Error('the campaign is live')
  return campaign
}
