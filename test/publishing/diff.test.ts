import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { diffOf } from '../../shared/contract/diff.ts'
import type { Json } from '../../shared/kernel/json.ts'

const mail = (name: string): Json => ({ send: { template: name } })
const WAIT: Json = { wait: '7d' }

describe('how two versions differ', () => {
  it.each<readonly [string, Json, Json, readonly (readonly [string, Json, Json])[]]>([
    ['the same', { a: 1, $schema: 'x', templates: { m: 1 } }, { a: 1, templates: { m: 2 } }, []],
    ['a field that is another', { a: { b: 1 } }, { a: { b: 2 } }, [['a.b', 1, 2]]],
    [
      'a field that is new',
      {},
      { a: null, b: 1 },
      [
        ['a', null, null],
        ['b', null, 1],
      ],
    ],
    ['a field that is gone', { a: [1] }, {}, [['a', [1], null]]],
    ['another kind of value', { a: [1] }, { a: { b: 1 } }, [['a', [1], { b: 1 }]]],
    ['a step put in before others', { steps: [mail('a'), mail('b')] }, { steps: [WAIT, mail('a'), mail('b')] }, [['steps.0', null, WAIT]]],
    ['a step taken out', { steps: [mail('a'), WAIT, mail('b')] }, { steps: [mail('a'), mail('b')] }, [['steps.1', WAIT, null]]],
    ['a step that is another', { steps: [mail('a'), WAIT] }, { steps: [mail('a'), { wait: '3d' }] }, [['steps.1.wait', '7d', '3d']]],
    [
      'one more and one other',
      { steps: [mail('a'), WAIT] },
      { steps: [mail('c'), mail('b'), WAIT] },
      [
        ['steps.0.send.template', 'a', 'c'],
        ['steps.1', null, mail('b')],
      ],
    ],
  ])('%s', (_, before, after, changes) => {
    expect(diffOf(before, after).map((one) => [one.path, one.before, one.after])).toEqual(changes)
  })

  it('is nothing of a thing and itself, and something of two that are not the same', () => {
    const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>
    fc.assert(
      fc.property(json, json, (a, b) => {
        expect(diffOf(a, a)).toEqual([])
        if (JSON.stringify(a) !== JSON.stringify(b) && Array.isArray(a) && Array.isArray(b)) expect(diffOf(a, b)).not.toEqual([])
      }),
    )
  })

  it('is bounded, and ends for long lists', () => {
    const long = (first: number): Json => Array.from({ length: 5_000 }, (_, index) => index + first)
    expect(diffOf(long(0), long(1)).length).toBe(200)
  })
})
