/** What the command line makes of it. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { json, newWorld, run, type World } from './world.ts'

let world: World | null = null
afterEach(() => world?.remove())

const replayed = async (): Promise<(name: string) => string> => {
  const one = newWorld()
  world = one
  const data = one.path('data')
  const { code, err } = await run('replay', one.path('events.jsonl'), '--data', data, '--campaigns', one.path('campaigns'))
  if (code !== 0) throw new Error(err)
  return (name) => (name === '' ? data : one.path(name))
}

describe('rekindle privacy', () => {
  it('exports by id and by address, to the screen or into a file of its own', async () => {
    const path = await replayed()
    const byId = await run('privacy', 'export', 'ada', '--data', path(''))
    expect(byId.code).toBe(0)
    expect(JSON.parse(byId.out)).toMatchObject({
      format: 'rekindle.person/1',
      ids: [{ id: 'ada' }],
      traits: { email: { value: 'ada@example.com' } },
    })
    const out = path('ada.json')
    expect((await run('privacy', 'export', 'ADA@example.com', '--data', path(''), '--out', out)).code).toBe(0)
    expect(JSON.parse(await readFile(out, 'utf8'))).toMatchObject({ ids: [{ id: 'ada' }] })
    expect((await stat(out)).mode & 0o777).toBe(0o600)
    expect((await run('privacy', 'export', 'ada', '--data', path(''), '--out', out)).err).toContain('cannot be written: EEXIST')
    expect((await run('privacy', 'export', 'nobody', '--data', path(''))).code).toBe(2)
  })

  it('erases only when it is told to for certain, and says what', async () => {
    const path = await replayed()
    const asked = await run('privacy', 'erase', 'ada@example.com', '--data', path(''))
    expect([asked.code, asked.out]).toEqual([0, expect.stringMatching(/Would be erased: 1 id \(ada\).*2 messages.*2 mails[\s\S]*--yes/)])
    expect((await run('customer', 'ada', '--data', path(''))).code).toBe(0)
    const done = await json<{ erased: boolean; traces: string; persons: { ids: string[] }[] }>(
      'privacy',
      'erase',
      'ada',
      '--yes',
      '--by',
      'Eve',
      '--data',
      path(''),
    )
    expect(done).toMatchObject({ erased: true, traces: 'gone', persons: [{ ids: ['ada'] }] })
    expect((await run('customer', 'ada', '--data', path(''))).code).toBe(2)
    expect((await readFile(join(path(''), 'rekindle.db'))).includes('ada@example.com')).toBe(false)
    const again = await run('privacy', 'erase', 'ada', '--yes', '--data', path(''))
    expect([again.code, again.err]).toEqual([2, expect.stringContaining('by Eve')])
    expect((await run('explain', 'ada', 'win-back', '--data', path(''))).code).toBe(2)
    expect((await run('customer', 'ben', '--data', path(''))).code).toBe(0)
  })
})

describe('rekindle coupons', () => {
  it('fills a pool, shows what is left, and says what is wrong with a file by its lines', async () => {
    const path = await replayed()
    writeFileSync(path('codes.csv'), 'code,worth\nAAA,5\nBBB,5\n')
    expect(await json('coupons', 'import', 'spring', path('codes.csv'), '--data', path(''))).toEqual({ pool: 'spring', added: 2, known: 0 })
    const again = await run('coupons', 'import', 'spring', path('codes.csv'), '--data', path(''))
    expect(again.out).toContain('2 codes stood there already: AAA, BBB')
    writeFileSync(path('bad.txt'), 'CCC\nx\nccc\n')
    const bad = await run('coupons', 'import', 'spring', path('bad.txt'), '--data', path(''))
    expect([bad.code, bad.err]).toEqual([1, expect.stringMatching(/line 2[\s\S]*line 3/)])
    expect(await json('coupons', 'make', 'spring', '--count', '5', '--prefix', 'S-', '--data', path(''))).toEqual({
      pool: 'spring',
      added: 5,
      known: 0,
    })
    expect(await json('coupons', 'show', 'spring', '--data', path(''))).toMatchObject({
      total: 7,
      given: 0,
      redeemed: 0,
      free: 7,
      campaigns: [],
    })
    expect((await run('coupons', 'list', '--data', path(''))).out).toContain('spring')
    expect((await run('coupons', 'show', 'autumn', '--data', path(''))).code).toBe(2)
    const short = await run('coupons', 'make', 'spring', '--count', '5', '--length', '8', '--data', path(''))
    expect([short.code, short.err]).toEqual([1, expect.stringContaining('make it 9 long')])
  })

  it('a folder without data has none, and can be given codes first', async () => {
    world = newWorld()
    const data = world.path('fresh')
    expect((await run('coupons', 'list', '--data', data)).code).toBe(1)
    mkdirSync(data)
    expect((await run('coupons', 'make', 'spring', '--count', '1', '--data', data)).code).toBe(0)
    expect((await run('coupons', '--data', data)).out).toContain('spring')
  })
})
