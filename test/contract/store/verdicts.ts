/** What every store keeps of what was found of experiments. */
import { describe, expect, it } from 'vitest'
import type { LatchedVerdict, VerdictStore } from '../../../shared/ports/verdicts.ts'
import { epochDay, experimentId } from '../../../shared/kernel/words.ts'
import { at } from '../samples.ts'
import type { Current } from './stores.ts'

const found = (experiment: string, more: Partial<LatchedVerdict> = {}): LatchedVerdict => ({
  experiment: experimentId(experiment),
  phase: 1,
  type: 'winner',
  variant: 'b',
  against: 'a',
  day: epochDay(20_000),
  at: at(1),
  metric: 'order',
  customers: 4_000,
  estimate: 0.0125,
  interval: [0.001, 0.024],
  acted: [],
  ...more,
})

export const verdictsContract = (stores: Current<{ readonly verdicts: VerdictStore }>): void => {
  describe('verdicts', () => {
    it('are written once, and stay as they were written', async () => {
      const { verdicts } = stores()
      expect([await verdicts.all(), await verdicts.of(experimentId('x'))]).toEqual([[], []])
      expect(await verdicts.latch(found('x'))).toBe(true)
      expect(await verdicts.latch(found('x', { at: at(2), day: epochDay(20_001), customers: 5_000, estimate: 0.03 }))).toBe(false)
      expect(await verdicts.all()).toEqual([found('x')])
    })

    it('are one outcome of a variant, beside its harm and the fault of the whole', async () => {
      const { verdicts } = stores()
      await verdicts.latch(found('x'))
      expect(await verdicts.latch(found('x', { type: 'loser' }))).toBe(false)
      expect(await verdicts.latch(found('x', { type: 'no-difference' }))).toBe(false)
      const others = [
        found('x', { type: 'harmful', metric: '$complaint', at: at(2), interval: null }),
        found('x', { type: 'broken', variant: null, against: null, metric: null, estimate: null, interval: null, at: at(3) }),
        found('x', { type: 'loser', variant: 'c', at: at(4) }),
        found('x', { phase: 2, at: at(5) }),
      ]
      for (const one of others) expect(await verdicts.latch(one)).toBe(true)
      expect(await verdicts.of(experimentId('x'))).toEqual([found('x'), ...others])
    })

    it('are found by their experiment, whatever it is called, oldest first', async () => {
      const { verdicts } = stores()
      const names = ['x', 'xy', 'x"', 'x,', '$global', 'x#2', 'a/b', '[x']
      for (const [index, name] of names.entries()) await verdicts.latch(found(name, { at: at(100 - index) }))
      for (const [index, name] of names.entries())
        expect(await verdicts.of(experimentId(name))).toEqual([found(name, { at: at(100 - index) })])
      expect((await verdicts.all()).map(({ experiment }) => experiment)).toEqual(names.toReversed())
    })

    it('say what was done: what failed may succeed, what is over stays', async () => {
      const { verdicts } = stores()
      const name = found('x')
      await verdicts.latch(name)
      const failed = { action: 'promote', at: at(2), outcome: 'failed', why: 'no file' } as const
      const done = { action: 'promote', at: at(3), outcome: 'done', why: null } as const
      const told = { action: 'notify', at: at(4), outcome: 'done', why: null } as const
      await verdicts.acted(name, failed)
      expect((await verdicts.of(name.experiment))[0]?.acted).toEqual([failed])
      await verdicts.acted(name, done)
      await verdicts.acted(name, { ...failed, at: at(5) })
      await verdicts.acted(name, told)
      expect(await verdicts.all()).toEqual([{ ...name, acted: [done, told] }])
      // Of what was never found nothing can be done.
      await verdicts.acted(found('y'), told)
      expect(await verdicts.of(experimentId('y'))).toEqual([])
    })

    it('are written by one of several who find the same at once, and what each did is kept', async () => {
      const { verdicts } = stores()
      const written = await Promise.all([1, 2, 3, 4].map((n) => verdicts.latch(found('x', { at: at(n) }))))
      expect(written.filter((one) => one)).toHaveLength(1)
      await Promise.all(
        (['notify', 'promote', 'stop'] as const).map((action) =>
          verdicts.acted(found('x'), { action, at: at(9), outcome: 'done', why: null }),
        ),
      )
      const [row] = await verdicts.all()
      expect(row?.acted.map(({ action }) => action).toSorted()).toEqual(['notify', 'promote', 'stop'])
    })
  })
}
