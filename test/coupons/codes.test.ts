import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSqlite, type SqliteStores } from '../../shared/adapters/sqlite/open.ts'
import { CODE_ALPHABET, codeShape, parseCodes, parsePool } from '../../shared/contract/coupons.ts'
import { importCodes, makeCodes } from '../../shared/flow/coupons.ts'
import { isLow } from '../../shared/flow/query/coupons.ts'
import { digestOf } from '../../shared/kernel/digest.ts'

let stores: SqliteStores
beforeEach(() => {
  stores = openSqlite(':memory:')
})
afterEach(() => stores.close())

const codesOf = (text: string) => {
  const parsed = parseCodes(text)
  return parsed.ok ? parsed.value : parsed.problems.map(({ path, problem }) => `${path}: ${problem}`)
}

describe('codes of a file', () => {
  it.each([
    { title: 'one a line', text: 'AAA\nBBB\r\nCCC\n', codes: ['AAA', 'BBB', 'CCC'] },
    { title: 'the first column of CSV, with a heading', text: '\uFEFFCode,worth\nAAA,5\n"BB""B",6\n\n', codes: ['AAA', 'BB"B'] },
    { title: 'a heading that comes later is a code', text: 'AAA\ncode', codes: ['AAA', 'code'] },
    { title: 'space around them does not count', text: '  AAA \n\tBBB', codes: ['AAA'] },
    { title: 'of 3 characters', text: 'abc', codes: ['abc'] },
    { title: 'of 64', text: 'x'.repeat(64), codes: ['x'.repeat(64)] },
    { title: 'of 2', text: 'AAA\nab', codes: ['line 2: is "ab", which is no code'] },
    { title: 'with a space in it', text: 'A B C', codes: ['line 1: is "A B C", which is no code'] },
    { title: 'not ASCII', text: 'ÄÖÜ', codes: ['line 1: is "ÄÖÜ", which is no code'] },
    { title: 'twice, in another case', text: 'spring1\nX-1\nSPRING1', codes: ['line 3: is "SPRING1", as line 1 is'] },
    { title: 'none', text: 'code\n\n', codes: [': holds no code'] },
  ])('$title', ({ text, codes }) => {
    expect(codesOf(text)).toEqual(codes)
  })

  it('of 65 characters is none, and at most twenty problems are told', () => {
    expect(codesOf('x'.repeat(65))).toHaveLength(1)
    expect(codesOf(Array.from({ length: 50 }, () => '!').join('\n'))).toHaveLength(20)
  })

  it('are taken once, however often they are brought, and in whatever case', async () => {
    expect(await importCodes(stores.coupons, 'spring', 'AAA\nBBB')).toEqual({ ok: true, value: { added: 2, known: [] } })
    expect(await importCodes(stores.coupons, 'spring', 'aaa\nBBB\nCCC')).toEqual({ ok: true, value: { added: 1, known: ['aaa', 'BBB'] } })
    expect(await importCodes(stores.coupons, 'autumn', 'AAA')).toEqual({ ok: true, value: { added: 1, known: [] } })
    expect(await stores.coupons.pools()).toEqual([
      { name: 'autumn', total: 1, given: 0, free: 1 },
      { name: 'spring', total: 3, given: 0, free: 3 },
    ])
  })

  it('are taken all or none, and into pools with a name', async () => {
    expect((await importCodes(stores.coupons, 'spring', 'AAA\nx')).ok).toBe(false)
    expect((await importCodes(stores.coupons, 'Spring Sale', 'AAA')).ok).toBe(false)
    expect([parsePool('spring-2').ok, parsePool('').ok]).toEqual([true, false])
    expect(await stores.coupons.pool('spring')).toBeNull()
  })
})

describe('codes that are made', () => {
  const drawing = () => {
    let round = 0
    return (bytes: number) => {
      round += 1
      return Uint8Array.from(
        { length: bytes },
        (_, n) => digestOf(String(round), String(n)).charCodeAt(0) * 7 + digestOf(String(n)).charCodeAt(1),
      )
    }
  }

  it.each([
    { among: 1, length: 8, ok: true },
    { among: 1, length: 7, ok: false },
    { among: 2, length: 8, ok: false },
    { among: 32, length: 9, ok: true },
    { among: 33, length: 9, ok: false },
    { among: 1_000_000, length: 12, ok: true },
    { among: 1_000_000, length: 11, ok: false },
  ])('$length characters among $among codes: $ok', ({ among, length, ok }) => {
    expect(codeShape('', length, among).ok).toBe(ok)
    expect(codeShape('AB-', length + 3, among).ok).toBe(ok)
  })

  it('have a prefix that can stand in one, and fit into 64 characters', () => {
    expect([
      codeShape('a b', null, 1).ok,
      codeShape('a,b', null, 1).ok,
      codeShape('x'.repeat(56), null, 1).ok,
      codeShape('x'.repeat(57), null, 1).ok,
    ]).toEqual([...[false, false, true, false]])
  })

  it('are as many as were asked for, of letters nobody takes for another', async () => {
    const made = await makeCodes(stores.coupons, 'spring', { count: 200, prefix: 'S-', length: null }, drawing())
    expect(made).toEqual({ ok: true, value: { added: 200, known: [] } })
    const first = await stores.customers.freeCoupon('spring', 0)
    expect(first).toMatch(new RegExp(`^S-[${CODE_ALPHABET}]{10}$`))
    expect([CODE_ALPHABET.length, /[O0I1]/.test(CODE_ALPHABET), new Set(CODE_ALPHABET).size]).toEqual([32, false, 32])
    expect(await stores.coupons.pool('spring')).toEqual({ name: 'spring', total: 200, given: 0, free: 200 })
  })

  it('each letter is as likely as any other', async () => {
    await makeCodes(stores.coupons, 'spring', { count: 32, prefix: '', length: 33 }, (bytes) =>
      Uint8Array.from({ length: bytes }, (_, n) => n % 256),
    )
    const letters = new Map<string, number>()
    for (let n = 0; n < 32; n += 1)
      for (const letter of (await stores.customers.freeCoupon('spring', n)) ?? '') letters.set(letter, (letters.get(letter) ?? 0) + 1)
    expect(new Set(letters.values())).toEqual(new Set([33]))
  })

  it('chance that always says the same is a defect, not a loop', async () => {
    const stuck = (bytes: number) => new Uint8Array(bytes)
    await expect(makeCodes(stores.coupons, 'spring', { count: 2, prefix: '', length: null }, stuck)).rejects.toThrow(
      'chance gives enough codes',
    )
  })
})

describe('a pool runs low', () => {
  it.each([
    { free: 5, total: 100, low: false },
    { free: 4, total: 100, low: true },
    { free: 0, total: 0, low: true },
    { free: 1, total: 20, low: false },
    { free: 1, total: 21, low: true },
  ])('$free of $total: $low', ({ free, total, low }) => {
    expect(isLow({ name: 'x', given: total - free, free, total })).toBe(low)
  })
})
