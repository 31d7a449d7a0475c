/** Drafts: kept with each pause of whoever types, and never one over another that was not seen. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DRAFTS_MAX } from '../../shared/kernel/limits-editor.ts'
import { epochMs } from '../../shared/kernel/words.ts'
import { NOW, type World } from './console.ts'
import { asking, openShop, tips } from './editor.ts'

let world: World
beforeEach(async () => {
  world = await openShop()
})
afterEach(() => world.close())

const ask = asking(() => world)
const save = (text: string, seen: string | null = null, name = 'ann') =>
  ask('POST /api/drafts/:id', { id: 'tips' }, { text, basedOn: 1, seen }, { name })
const AT = new Date(NOW).toISOString()
const NEXT = new Date(NOW + 1).toISOString()

describe('a draft', () => {
  it.each(['', '{', tips({ topic: 3 })])('is kept whatever is wrong with it: %j', async (text) => {
    expect(await save(text)).toMatchObject({ status: 200, body: { at: AT } })
    const told = (await ask('GET /api/drafts/:id', { id: 'tips' }, undefined, { role: 'viewer' })).body
    expect(told).toEqual({ id: 'tips', text, author: 'ann', at: AT, basedOn: 1 })
    const { drafts } = (await ask('GET /api/drafts', {}, undefined, { role: 'viewer' })).body
    expect(drafts).toMatchObject([{ id: 'tips', author: 'ann', at: AT, basedOn: 1 }])
    expect(drafts[0]?.problems.errors).toBeGreaterThan(0)
  })

  it('counts no errors where there are none', async () => {
    await save(tips())
    expect((await ask('GET /api/drafts', {})).body.drafts[0]?.problems.errors).toBe(0)
  })

  it('is saved over what was seen, at another instant though the clock stands still', async () => {
    await save('one')
    expect((await save('two', AT)).body).toEqual({ at: NEXT })
  })

  it.each([
    { title: 'another than was seen', seen: '2026-01-01T00:00:00.000Z' },
    { title: 'one where none was seen', seen: null },
  ])('is not saved over $title, and it is said whose that is', async ({ seen }) => {
    await save('hers', null, 'ann')
    const said = await save('his', seen, 'bob')
    expect(said).toMatchObject({ status: 409, body: { met: { by: 'ann', at: AT, version: null } } })
    expect((await ask('GET /api/drafts/:id', { id: 'tips' })).body.text).toBe('hers')
  })

  it('is saved again by who did not hear of it', async () => {
    await save('one')
    expect(await save('one')).toMatchObject({ status: 200, body: { at: AT } })
  })

  it('of two that are saved at once, one is', async () => {
    await save('zero')
    const said = await Promise.all(['one', 'two'].map((text) => save(text, AT, text)))
    expect(said.map(({ status }) => status).toSorted()).toEqual([200, 409])
  })

  it('is thrown away, written down, and brought back by saving it', async () => {
    await save('one')
    expect((await ask('POST /api/drafts/:id/discard', { id: 'tips' }, {})).body).toEqual({ done: true })
    expect((await ask('GET /api/drafts/:id', { id: 'tips' })).status).toBe(404)
    expect(await world.stores.audit.list(null, 9)).toMatchObject([{ what: 'POST /api/drafts/:id/discard', of: { campaign: 'tips' } }])
    expect((await save('one')).status).toBe(200)
  })

  it('is refused where there are as many as may be', async () => {
    const of = { text: '', author: 'ann', basedOn: null, errors: 0, warnings: 0, at: epochMs(1) }
    for (let n = 1; n < DRAFTS_MAX; n += 1) await world.stores.drafts.save({ ...of, id: `draft ${n}` }, null)
    expect((await save('one')).status).toBe(200)
    const full = await ask('POST /api/drafts/:id', { id: 'more' }, { text: '', basedOn: null, seen: null })
    expect(full).toMatchObject({ status: 409, body: { problems: [{ problem: expect.stringContaining(String(DRAFTS_MAX)) }] } })
    expect((await save('two', AT)).status).toBe(200)
  })

  it.each([{}, { text: 1, basedOn: null, seen: null }, { text: '', basedOn: 0, seen: null }, { text: '', basedOn: 1, seen: 'soon' }])(
    'is not %j',
    async (body) => expect((await ask('POST /api/drafts/:id', { id: 'tips' }, body)).status).toBe(400),
  )
})
