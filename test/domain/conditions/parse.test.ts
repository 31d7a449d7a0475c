import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate } from '../../../shared/domain/conditions/evaluate.ts'
import { explainCondition } from '../../../shared/domain/conditions/explain.ts'
import { parseCondition } from '../../../shared/domain/conditions/parse.ts'
import type { Json } from '../../../shared/kernel/json.ts'
import { CONDITION_DEPTH_MAX, CONDITION_LIST_MAX, CONDITION_NODES_MAX, CONDITION_TEXT_MAX } from '../../../shared/kernel/limits.ts'

const problemsOf = (json: Json, path?: string) => {
  const parsed = parseCondition(json, path)
  return parsed.ok ? [] : parsed.problems
}

describe('what is wrong is said with its path and a hint', () => {
  it.each<[Json, string, RegExp, RegExp]>([
    ['all', '', /no condition/, /write an object/],
    [{ $and: { a: 1 } }, '$and', /takes a list/, /\[/],
    [{ $or: [{ a: 1 }, 7] }, '$or.1', /no condition/, /write an object/],
    [{ $not: [{ a: 1 }] }, '$not', /no condition/, /write an object/],
    [{ $adn: [] }, '$adn', /unknown operator `\$adn`/, /did you mean \$and\?/],
    [{ $gt: 5 }, '$gt', /unknown operator/, /put it under an attribute: \{ "attribute": \{ "\$gt"/],
    [{ $did: { event: 'Order Completed' } }, '$did', /asks about a customer/, /audience, a branch, an exit or a segment/],
    [{ a: { $regx: 'x' } }, 'a.$regx', /unknown operator `\$regx`/, /did you mean \$regex\?/],
    [{ a: { $GTE: 1 } }, 'a.$GTE', /unknown/, /did you mean \$gte\?/],
    [{ a: { $nto: 1 } }, 'a.$nto', /unknown/, /did you mean \$not\?/],
    [{ a: { $inGroups: 'x' } }, 'a.$inGroups', /unknown/, /did you mean \$inGroup\?/],
    [{ a: { $between: [1, 2] } }, 'a.$between', /unknown/, /known here are \$eq \$ne/],
    [{ a: { $or: [1, 2] } }, 'a.$or', /unknown operator/, /beside the attributes/],
    [{ a: { $elemMatch: { $or: [{ b: 1 }] } } }, 'a.$elemMatch.$or', /unknown operator/, /beside the attributes/],
    [{ a: { $gt: 1, b: 2 } }, 'a.$gt', /operator inside a value/, /with a dot/],
    [{ a: { b: { $gt: 1 } } }, 'a.b.$gt', /operator inside a value/, /with a dot/],
    [{ a: [{ $gt: 1 }] }, 'a.0.$gt', /operator inside a value/, /with a dot/],
    [{ 'a..b': 1 }, 'a..b', /no name/, /one dot between/],
    [{ '': 1 }, '', /no name/, /one dot between/],
    [{ 'a.constructor': 1 }, 'a.constructor', /`constructor` is no attribute/, /another name/],
    [JSON.parse('{"__proto__": {"$exists": true}}'), '__proto__', /`__proto__` is no attribute/, /another name/],
    [{ a: { $eq: [1] } }, 'a.$eq', /single values/, /compare in depth/],
    [{ a: { $ne: {} } }, 'a.$ne', /single values/, /compare in depth/],
    [{ a: { $lt: true } }, 'a.$lt', /a number or a text/, /ISO 8601/],
    [{ a: { $gte: null } }, 'a.$gte', /a number or a text/, /ISO 8601/],
    [{ a: { $in: 1 } }, 'a.$in', /takes a list/, /"\$in": \[/],
    [{ a: { $nini: ['x', ['y']] } }, 'a.$nini.1', /single values/, /list texts/],
    [{ a: { $all: 'x' } }, 'a.$all', /takes a list/, /"\$all": \[/],
    [{ a: { $all: [{ $x: 1 }] } }, 'a.$all.0.$x', /unknown/, /known here/],
    [{ a: { $inGroup: ['x'] } }, 'a.$inGroup', /name of a saved group/, /as a text/],
    [{ a: { $exists: 1 } }, 'a.$exists', /true or false/, /"\$exists": true/],
    [{ a: { $type: 'undefined' } }, 'a.$type', /name of a type/, /a missing attribute is null/],
    [{ a: { $size: '3' } }, 'a.$size', /number of entries/, /"\$size": 3/],
    [{ a: { $size: -1 } }, 'a.$size', /number of entries/, /"\$size": 3/],
    [{ a: { $size: 1.5 } }, 'a.$size', /number of entries/, /"\$size": 3/],
    [{ a: { $size: { $gte: [] } } }, 'a.$size.$gte', /a number or a text/, /./],
    [{ a: { $elemMatch: 'x' } }, 'a.$elemMatch', /condition on one entry/, /"sku"/],
    [{ a: { $elemMatch: { $gt: 1, b: 2 } } }, 'a.$elemMatch.$gt', /unknown operator/, /under an attribute/],
    [{ a: { $regex: 7 } }, 'a.$regex', /as a text/, /example/],
    [{ a: { $regex: '(a' } }, 'a.$regex', /without its `\)`/, /close the group/],
    [{ a: { $notRegexi: '(?=a)' } }, 'a.$notRegexi', /looks ahead/, /plain groups/],
    [{ a: { $vgt: null } }, 'a.$vgt', /a version as a text/, /2\.1\.0/],
    [{ a: { $vgt: '1'.repeat(257) } }, 'a.$vgt', /too long/, /2\.1\.0/],
  ])('%j', (json, path, problem, hint) => {
    expect(problemsOf(json)).toEqual([{ path, problem: expect.stringMatching(problem), hint: expect.stringMatching(hint) }])
  })

  it('all of it at once, below the path given', () => {
    const condition = { $or: [{ a: { $gtt: 1 } }, { b: { $in: 2 } }], c: { $exists: 'yes' }, $xor: [] }
    expect(problemsOf(condition, 'steps.2.branch').map(({ path }) => path)).toEqual([
      'steps.2.branch.$or.0.a.$gtt',
      'steps.2.branch.$or.1.b.$in',
      'steps.2.branch.c.$exists',
      'steps.2.branch.$xor',
    ])
  })
})

describe('limits', () => {
  const nested = (levels: number): Json => (levels === 0 ? {} : { $not: nested(levels - 1) })
  const texts = (count: number): Json => Array.from({ length: count }, (_, index) => String(index))
  const lists = (count: number): Json => ({ $or: Array.from({ length: count }, () => ({ a: { $in: texts(990) } })) })

  it.each<[string, Json, Json, RegExp]>([
    ['depth', nested(CONDITION_DEPTH_MAX - 1), nested(CONDITION_DEPTH_MAX), /more than 20 deep/],
    ['a list', { a: { $in: texts(CONDITION_LIST_MAX) } }, { a: { $in: texts(CONDITION_LIST_MAX + 1) } }, /1001 entries, more than 1000/],
    ['parts', lists(2), lists(3), /more than 2000 parts/],
    ['a text', { a: 'x'.repeat(CONDITION_TEXT_MAX) }, { a: 'x'.repeat(CONDITION_TEXT_MAX + 1) }, /longer than 1024/],
    ['a name', { ['x'.repeat(CONDITION_TEXT_MAX)]: 1 }, { ['x'.repeat(CONDITION_TEXT_MAX + 1)]: 1 }, /a name longer than 1024/],
    ['a number', { a: 1e308 }, JSON.parse('{"a": 1e999}'), /no finite number/],
  ])('%s: at the limit, and beyond it', (_, within, beyond, problem) => {
    expect(problemsOf(within)).toEqual([])
    expect(problemsOf(beyond)).toEqual([expect.objectContaining({ problem: expect.stringMatching(problem) })])
    expect(parseCondition(beyond, '', 'never').ok).toBe(false)
  })

  it('exactly as many parts as allowed', () => {
    const parts = (count: number): Json => ({ $or: [{ a: { $in: texts(1000) } }, { b: { $in: texts(count) } }] })
    const others = 1 + 1 + 3 + 3 - 0 + 1000 - 0
    expect(problemsOf(parts(CONDITION_NODES_MAX - others))).toEqual([])
    expect(problemsOf(parts(CONDITION_NODES_MAX - others + 1))).not.toEqual([])
  })
})

/** Generous, for machines with much else to do: what these inputs are made for takes minutes or never ends. */
const SOON_MS = 10_000

describe('whatever comes is answered, and soon', () => {
  const deepList = (): Json => {
    let value: Json = 1
    for (let level = 0; level < 10_000; level += 1) value = [value]
    return value
  }
  const deepObject = (name: string): Json => {
    let value: Json = 1
    for (let level = 0; level < 10_000; level += 1) value = { [name]: value }
    return value
  }
  const big = 'x'.repeat(10_000_000)
  const wide = (): Json => Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`$${index}`, index]))

  it.each<[string, () => Json]>([
    ['a list 10,000 deep', () => ({ a: deepList() })],
    ['$not 10,000 deep', () => deepObject('$not')],
    ['an attribute 10,000 deep', () => deepObject('a')],
    ['$eq with a deep list', () => ({ a: { $eq: deepList() } })],
    ['10 MB of text', () => ({ a: big })],
    ['a name of 10 MB', () => ({ [big]: 1 })],
    ['an operator of 10 MB', () => ({ a: { [`$${big}`]: 1 } })],
    ['a path of ten million dots', () => ({ ['.'.repeat(10_000_000)]: 1 })],
    ['a list of a million', () => ({ a: { $in: new Array(1_000_000).fill(1) } })],
    ['100,000 operators', () => ({ a: wide() })],
    ['an inherited name', () => JSON.parse('{"__proto__": {"$exists": true}, "constructor": 1}')],
  ])('%s', (_, make) => {
    const json = make()
    const startedAt = performance.now()
    const parsed = parseCondition(json)
    const lenient = parseCondition(json, '', 'never')
    expect(performance.now() - startedAt).toBeLessThan(SOON_MS)
    expect(parsed.ok).toBe(false)
    expect(parsed.ok || JSON.stringify(parsed.problems.slice(0, 5)).length).toBeLessThan(20_000)
    if (lenient.ok) expect(evaluate(lenient.value, { a: 1 })).toBe(false)
  })

  it('documents of any size and depth are read as far as the condition goes', () => {
    const condition = parseCondition({
      $or: [{ 'a.b': 1 }, { a: [1] }, { a: 'x' }, { a: { $gt: 5 } }, { a: { $regex: 'x' } }, { a: { $in: [1] } }],
    })
    for (const a of [deepList(), deepObject('b'), big, new Array(100_000).fill('y')]) {
      const startedAt = performance.now()
      expect(condition.ok && explainCondition(condition.value, { a }).held).toBe(false)
      expect(performance.now() - startedAt).toBeLessThan(SOON_MS)
    }
  })

  const operator = fc.constantFrom(
    '$and',
    '$or',
    '$not',
    '$in',
    '$gt',
    '$size',
    '$all',
    '$elemMatch',
    '$regex',
    '$vgt',
    '$type',
    '$x',
    'a',
    'a.b',
  )
  const { condition } = fc.letrec<{ condition: Json }>((tie) => ({
    condition: fc.oneof(
      { depthSize: 'small' },
      fc.jsonValue() as fc.Arbitrary<Json>,
      fc.dictionary(operator, tie('condition')) as fc.Arbitrary<Json>,
      fc.array(tie('condition'), { maxLength: 4 }) as fc.Arbitrary<Json>,
    ),
  }))

  it('any JSON parses or has problems, and what parses can be evaluated', () => {
    fc.assert(
      fc.property(condition, fc.jsonValue() as fc.Arbitrary<Json>, (json, document) => {
        for (const unknown of ['problem', 'never'] as const) {
          const parsed = parseCondition(json, 'at', unknown)
          if (parsed.ok) expect(typeof evaluate(parsed.value, document)).toBe('boolean')
          else expect(parsed.problems.length).toBeGreaterThan(0)
        }
      }),
      { numRuns: 1_000 },
    )
  })
})
