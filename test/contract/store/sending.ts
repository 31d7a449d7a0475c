/** What every store keeps for those who send: switches, codes, visits, the pace. */
import { describe, expect, it } from 'vitest'
import type { Visit, Visitor } from '../../../shared/domain/messaging/visitor.ts'
import { VISITS_OF_MESSAGE_MAX } from '../../../shared/kernel/limits.ts'
import { campaignId, customerId, epochDay, messageId } from '../../../shared/kernel/words.ts'
import type { CouponStore } from '../../../shared/ports/coupons.ts'
import type { CustomerStore } from '../../../shared/ports/customer-store.ts'
import type { PaceStore } from '../../../shared/ports/pace.ts'
import type { SwitchChange, SwitchStore } from '../../../shared/ports/switches.ts'
import type { Visits } from '../../../shared/ports/visits.ts'
import { at, commitOf, stranger } from '../samples.ts'
import type { Current } from './stores.ts'

const X = campaignId('x')
const change = (campaign: string | null, on: boolean, when: number): SwitchChange => ({
  campaign: campaign === null ? null : campaignId(campaign),
  on,
  by: 'person',
  at: at(when),
  because: { type: 'person', why: `reason ${when}` },
  baseline: on ? { day: epochDay(1), returns: { [X]: { sent: 3, bounced: 1, complained: 0 } } } : null,
})

export const switchesContract = (stores: Current<{ readonly switches: SwitchStore }>): void => {
  describe('switches', () => {
    it('are on until they are moved, and are moved where they do not stand already', async () => {
      const { switches } = stores()
      expect([await switches.latest(), await switches.changes(9)]).toEqual([[], []])
      expect(await switches.move(change('x', true, 1))).toBe(false)
      expect(await switches.move(change('x', false, 2))).toBe(true)
      expect(await switches.move(change('x', false, 3))).toBe(false)
      expect(await switches.move(change(null, false, 4))).toBe(true)
      expect(await switches.move(change('y', false, 5))).toBe(true)
      expect(await switches.move(change('x', true, 6))).toBe(true)
      const byName = (a: SwitchChange, b: SwitchChange) => ((a.campaign ?? '') < (b.campaign ?? '') ? -1 : 1)
      expect([...(await switches.latest())].sort(byName)).toEqual([change(null, false, 4), change('x', true, 6), change('y', false, 5)])
      expect(await switches.changes(3)).toEqual([change('x', true, 6), change('y', false, 5), change(null, false, 4)])
    })

    it('are moved once by several at once, and none of their moves is lost', async () => {
      const { switches } = stores()
      const moves = await Promise.all(
        [1, 2, 3, 4].flatMap((n) => [switches.move(change('x', false, n)), switches.move(change(`y${n}`, false, n))]),
      )
      expect(moves.filter((moved) => moved)).toHaveLength(5)
      expect([(await switches.latest()).length, (await switches.changes(99)).length]).toEqual([5, 5])
    })
  })
}

export const couponsContract = (stores: Current<{ readonly coupons: CouponStore; readonly customers: CustomerStore }>): void => {
  const given = (id: string, code: string) =>
    stores()
      .customers.commit([commitOf(stranger(id), { premises: [{ type: 'coupon', pool: 'spring', code, campaign: X }] })])
      .then(([result]) => result)

  describe('pools of codes', () => {
    it('take each code once, whatever its case, and count them', async () => {
      const { coupons } = stores()
      expect([await coupons.pools(), await coupons.pool('spring')]).toEqual([[], null])
      expect(await coupons.add('spring', ['AA-1', 'BB-2', 'aa-1'])).toEqual({ added: 2, known: ['aa-1'] })
      expect(await coupons.add('spring', ['CC-3', 'bb-2', 'AA-1'])).toEqual({ added: 1, known: ['bb-2', 'AA-1'] })
      expect(await coupons.add('autumn', ['AA-1'])).toEqual({ added: 1, known: [] })
      expect(await given('ann', 'BB-2')).toBe('committed')
      expect(await coupons.pool('spring')).toEqual({ name: 'spring', total: 3, given: 1, free: 2 })
      expect((await coupons.pools()).map(({ name, free }) => [name, free])).toEqual([
        ['autumn', 1],
        ['spring', 2],
      ])
    })

    it('are brought in again after they were cut off, and by several at once', async () => {
      const { coupons } = stores()
      const codes = Array.from({ length: 250 }, (_, n) => `CODE-${n}`)
      await coupons.add('spring', codes.slice(0, 120))
      const twice = await Promise.all([coupons.add('spring', codes), coupons.add('spring', codes)])
      expect(twice.reduce((sum, { added }) => sum + added, 0)).toBe(130)
      expect(await coupons.pool('spring')).toEqual({ name: 'spring', total: 250, given: 0, free: 250 })
    })

    it('give each code to one customer, until none is left', async () => {
      const { coupons, customers } = stores()
      await coupons.add('spring', ['AA-1', 'BB-2', 'CC-3'])
      const asked = await Promise.all([0, 1, 2].map((passOver) => customers.freeCoupon('spring', passOver)))
      expect([...asked].sort()).toEqual(['AA-1', 'BB-2', 'CC-3'])
      const code = asked[0] ?? ''
      const results = await Promise.all(['a', 'b', 'c'].map((id) => given(id, code)))
      expect(results.toSorted()).toEqual(['committed', 'conflict', 'conflict'])
      expect([await given('d', code.toLowerCase()), await given('d', 'ZZ-9')]).toEqual(['conflict', 'conflict'])
      for (const id of ['e', 'f']) expect(await given(id, (await customers.freeCoupon('spring', 0)) ?? '')).toBe('committed')
      expect([await customers.freeCoupon('spring', 0), await customers.freeCoupon('none', 0)]).toEqual([null, null])
    })
  })
}

const MAIL = messageId('m')
const visit = (when: number, more: Partial<Visit> = {}): Visit => ({
  ...{ at: at(when), method: 'GET', agent: 'a browser', isPrefetch: false, link: 'l' },
  ...more,
})
const noted = (when: number, visitor: Visitor = 'person', message = MAIL) => ({
  ...{ message, customerId: customerId('ann'), url: `https://shop.example/${when}`, visit: visit(when), visitor },
})
const MACHINE: Visitor = { machine: { type: 'burst', withinMs: 9 } }

export const visitsContract = (stores: Current<{ readonly visits: Visits }>): void => {
  describe('visits', () => {
    it('are kept with their mail, told once, and judged anew', async () => {
      const { visits } = stores()
      for (const when of [10, 15, 20]) await visits.note(noted(when))
      await visits.note(noted(15, 'person', messageId('n')))
      const around = await visits.around(MAIL, at(15), 5)
      expect(around.map(({ id: _, ...kept }) => kept)).toEqual([noted(15)])
      expect((await visits.around(MAIL, at(15), 6)).map((one) => one.visit.at)).toEqual([10, 15, 20])
      for (const { id } of around) await visits.judge(id, MACHINE)
      expect([await visits.countsOf(MAIL), await visits.countsOf(messageId('none'))]).toEqual([
        { persons: 2, machines: 1 },
        { persons: 0, machines: 0 },
      ])
      const ripe = await visits.untold(at(15), 9)
      expect(ripe.map((one) => [one.visit.at, one.visitor]).slice(0, 1)).toEqual([[10, 'person']])
      expect(
        ripe
          .slice(1)
          .map(({ message, visitor }) => [message, visitor])
          .toSorted(),
      ).toEqual([
        ['m', MACHINE],
        ['n', 'person'],
      ])
      expect(await visits.untold(at(15), 1)).toHaveLength(1)
      await visits.told(ripe.map(({ id }) => id))
      expect((await visits.untold(at(99), 9)).map((one) => one.visit.at)).toEqual([20])
      expect((await visits.countsOf(MAIL)).persons).toBe(2)
    })

    it(`are at most ${VISITS_OF_MESSAGE_MAX} of one mail`, async () => {
      const { visits } = stores()
      const many = Array.from({ length: VISITS_OF_MESSAGE_MAX + 3 }, (_, n) => noted(n + 1))
      await Promise.all(many.map(visits.note))
      expect(await visits.countsOf(MAIL)).toEqual({ persons: VISITS_OF_MESSAGE_MAX, machines: 0 })
    })
  })
}

export const paceContract = (stores: Current<{ readonly pace: PaceStore }>): void => {
  describe('the pace', () => {
    it('is one row, and no change of it is lost', async () => {
      const { pace } = stores()
      expect(await pace.read()).toBeNull()
      const bucket = { tokens: 0, at: at(1), heldUntil: at(0), hours: [], others: 0, toldAt: at(0) }
      const more = () =>
        pace.update((before) => {
          const tokens = (before?.bucket.tokens ?? 0) + 1
          return { after: { bucket: { ...bucket, tokens }, lastHold: null }, answer: tokens }
        })
      const answers = await Promise.all(Array.from({ length: 8 }, more))
      expect(answers.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
      expect(await pace.read()).toEqual({ bucket: { ...bucket, tokens: 8 }, lastHold: null })
    })
  })
}
