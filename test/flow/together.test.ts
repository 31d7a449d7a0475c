import { describe, expect, it } from 'vitest'
import { RulesBehind } from '../../shared/flow/batch.ts'
import { type Freshen, withRules } from '../../shared/flow/fresh.ts'
import { Contended } from '../../shared/flow/handle.ts'
import { isOutage, isPassing, lotsOf, oneByOne, togetherOrAlone } from '../../shared/flow/together.ts'
import { epochMs } from '../../shared/kernel/words.ts'
import { Transient } from '../../shared/ports/customer-store.ts'

const always = (): boolean => true

describe('work that is done together', () => {
  const doing = (fails: (item: string) => Error | null) => {
    const calls: string[] = []
    const work = async (items: readonly string[]): Promise<void> => {
      calls.push(items.join(''))
      for (const item of items) {
        const failure = fails(item)
        if (failure !== null) throw failure
      }
    }
    return { calls, work }
  }

  it.each<{ title: string; fails: (item: string) => Error | null; calls: string[]; undone: string[] }>([
    { title: 'nothing fails', fails: () => null, calls: ['abc'], undone: [] },
    { title: 'one is poison', fails: (item) => (item === 'b' ? new Error('x') : null), calls: ['abc', 'a', 'b', 'c'], undone: ['b'] },
    { title: 'one is contended', fails: (item) => (item === 'b' ? new Contended(1) : null), calls: ['abc', 'a', 'b', 'c'], undone: ['b'] },
    {
      title: 'one is ahead of the rules',
      fails: (item) => (item === 'a' ? new RulesBehind('x') : null),
      calls: ['abc', 'a', 'b', 'c'],
      undone: ['a'],
    },
    { title: 'the store is away', fails: () => new Transient('x'), calls: ['abc'], undone: ['a', 'b', 'c'] },
  ])('$title: $undone is undone', async ({ fails, calls, undone }) => {
    const { calls: made, work } = doing(fails)
    expect((await togetherOrAlone(['a', 'b', 'c'], work, always)).map(({ item }) => item)).toEqual(undone)
    expect(made).toEqual(calls)
  })

  it('goes on alone only until an outage', async () => {
    let first = true
    const { calls, work } = doing((item) => {
      if (first) {
        first = false
        return new Error('poison')
      }
      return item === 'b' ? new Transient('away') : null
    })
    expect((await togetherOrAlone(['a', 'b', 'c'], work, always)).map(({ item }) => item)).toEqual(['b', 'c'])
    expect(calls).toEqual(['abc', 'a', 'b'])
  })

  it.each([
    { times: 0, calls: [], undone: ['a', 'b', 'c'] },
    { times: 1, calls: ['a'], undone: ['b', 'c'] },
    { times: 3, calls: ['a', 'b', 'c'], undone: [] },
  ])('does $calls where there is time for $times', async ({ times, calls, undone }) => {
    let left = times
    const made: string[] = []
    const found = await oneByOne(
      ['a', 'b', 'c'],
      async (item) => void made.push(item),
      () => left-- > 0,
    )
    expect(made).toEqual(calls)
    expect(found.map(({ item }) => item)).toEqual(undone)
    expect(found.every(({ because }) => isPassing(because))).toBe(true)
  })

  it('begins nothing where no time is left', async () => {
    const { calls, work } = doing(() => null)
    expect(await togetherOrAlone(['a'], work, () => false)).toHaveLength(1)
    expect(calls).toEqual([])
  })

  it.each([
    { sizes: [], lots: [] },
    { sizes: [1, 1, 1], lots: [3] },
    { sizes: [2, 2, 2], lots: [1, 1, 1] },
    { sizes: [9, 1, 1], lots: [1, 2] },
  ])('items of $sizes are lots of $lots', ({ sizes, lots }) => {
    expect(lotsOf(sizes, (size) => size, 3).map((lot) => lot.length)).toEqual(lots)
  })

  it.each([
    { failure: new Transient('x'), outage: true, passing: true },
    { failure: new Contended(1), outage: false, passing: true },
    { failure: new RulesBehind('x'), outage: false, passing: true },
    { failure: new Error('x'), outage: false, passing: false },
  ])('$failure is an outage: $outage, passes: $passing', ({ failure, outage, passing }) => {
    expect([isOutage(failure), isPassing(failure)]).toEqual([outage, passing])
  })
})

describe('work by rules that may lag behind', () => {
  const clock = { now: () => epochMs(5) }
  it.each([
    { title: 'they do not', failures: [null], asked: ['5'], ends: 'done' },
    { title: 'they do once', failures: [new RulesBehind('x'), null], asked: ['5', '5 afresh'], ends: 'done' },
    { title: 'they do still', failures: [new RulesBehind('x'), new RulesBehind('y')], asked: ['5', '5 afresh'], ends: 'y' },
    { title: 'something else is wrong', failures: [new Error('z')], asked: ['5'], ends: 'z' },
  ])('$title: $ends', async ({ failures, asked, ends }) => {
    const told: string[] = []
    const freshen: Freshen = async (now, afresh) => void told.push([now, ...(afresh === undefined ? [] : [afresh])].join(' '))
    const left = [...failures]
    const work = withRules(freshen, clock, async () => {
      const failure = left.shift()
      if (failure !== null && failure !== undefined) throw failure
      return 'done'
    })
    expect(await work().catch((failure: Error) => failure.message)).toBe(ends)
    expect(told).toEqual(asked)
  })
})
