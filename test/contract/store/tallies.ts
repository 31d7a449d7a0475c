import { describe, expect, it } from 'vitest'
import type { Increment } from '../../../shared/domain/kpi/tally.ts'
import { STREAM_START } from '../../../shared/ports/change-stream.ts'
import { at, commitOf, doubtOf, eventOf, factOf, messageOf, stranger } from '../samples.ts'
import type { Current, Stores } from './stores.ts'
import { everythingIn } from './everything.ts'

const add = (counter: string, by: bigint, scope = 'x'): Increment => ({ scope, counter, by })
const HUGE = 2n ** 63n

export const talliesContract = (stores: Current<Stores>): void => {
  describe('tallies', () => {
    it('start at nothing', async () => {
      const { tallies } = stores()
      expect(await tallies.watermark('local')).toBe(STREAM_START)
      expect(await tallies.read('x')).toEqual(new Map())
    })

    it.each([
      { from: 0n, to: 5n, answer: 'applied', total: 3n, watermark: 5n },
      { from: 0n, to: 0n, answer: 'applied', total: 3n, watermark: 0n },
      { from: 4n, to: 9n, answer: 'stale', total: undefined, watermark: 0n },
    ])('from $from to $to on a fresh shard: $answer', async ({ from, to, answer, total, watermark }) => {
      const { tallies } = stores()
      expect(await tallies.apply('local', from, to, [add('a', 3n)])).toBe(answer)
      expect((await tallies.read('x')).get('a')).toBe(total)
      expect(await tallies.watermark('local')).toBe(watermark)
    })

    it('count a batch once that is delivered twice, and a batch that was cut anew not at all', async () => {
      const { tallies } = stores()
      await tallies.apply('local', 0n, 5n, [add('a', 1n)])
      expect(await tallies.apply('local', 0n, 5n, [add('a', 1n)])).toBe('stale')
      expect(await tallies.apply('local', 0n, 9n, [add('a', 7n), add('b', 7n)])).toBe('stale')
      expect(await tallies.apply('local', 3n, 9n, [add('a', 7n)])).toBe('stale')
      expect(await tallies.apply('local', 5n, 9n, [add('a', 10n)])).toBe('applied')
      expect(await tallies.apply('local', 9n, 12n, [])).toBe('applied')
      expect(await tallies.read('x')).toEqual(new Map([['a', 11n]]))
      expect(await tallies.watermark('local')).toBe(12n)
    })

    it('are counted once by consumers at the same time', async () => {
      const { tallies } = stores()
      const answers = await Promise.all(Array.from({ length: 10 }, () => tallies.apply('local', 0n, 5n, [add('a', 1n)])))
      expect(answers.filter((answer) => answer === 'applied')).toHaveLength(1)
      expect(await tallies.read('x')).toEqual(new Map([['a', 1n]]))
    })

    it.each([
      { title: 'beyond 2^53', steps: [2n ** 53n, 1n], total: 2n ** 53n + 1n },
      { title: 'beyond 2^63', steps: [HUGE, HUGE, 1n], total: 2n ** 64n + 1n },
      { title: 'back below nothing', steps: [5n, -HUGE], total: 5n - HUGE },
      { title: 'to nothing again', steps: [HUGE, -HUGE], total: 0n },
    ])('are exact $title', async ({ steps, total }) => {
      const { tallies } = stores()
      for (const [index, by] of steps.entries()) await tallies.apply('local', BigInt(index), BigInt(index + 1), [add('a', by)])
      expect((await tallies.read('x')).get('a')).toBe(total)
    })

    it('keep scopes and shards apart, and add up what one batch says twice', async () => {
      const { tallies } = stores()
      await tallies.apply('one', 0n, 5n, [add('a', 1n), add('a', 2n), add('a', 4n, 'y'), add('b/c%20', 8n)])
      await tallies.apply('two', 0n, 7n, [add('a', 16n)])
      expect(await tallies.read('x')).toEqual(
        new Map([
          ['a', 19n],
          ['b/c%20', 8n],
        ]),
      )
      expect(await tallies.read('y')).toEqual(new Map([['a', 4n]]))
      expect([await tallies.watermark('one'), await tallies.watermark('two')]).toEqual([5n, 7n])
    })

    it('are cleared with their watermarks, and nothing else is', async () => {
      const { customers, tallies, quarantine, definitions } = stores()
      const parts = { dueAt: at(1), facts: [factOf('f')], messages: [messageOf('ann', 'm', 1)], timeline: [eventOf('ann', 'e', 1)] }
      await customers.commit([commitOf(stranger('ann'), parts)])
      await quarantine.put([doubtOf('q', 1)])
      await definitions.publish({
        kind: 'policy',
        id: 'p',
        version: 1,
        publishedAt: at(1),
        source: {},
        saltSeed: null,
        author: null,
        note: null,
      })
      const before = await everythingIn(stores(), ['x'])
      const [shard] = (await stores().changes.shards()) as [string]
      await tallies.apply(shard, 0n, 5n, [add('a', 1n)])
      await tallies.clear()
      expect(await everythingIn(stores(), ['x'])).toEqual(before)
    })
  })
}
