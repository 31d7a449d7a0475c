/** Writing a campaign in the console: what is asked of the compiler, and publishing. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { OF_EDITOR, type Route } from '../../shared/contract/api-roles.ts'
import { API_BYTES_MAX } from '../../shared/kernel/limits.ts'
import { epochMs } from '../../shared/kernel/words.ts'
import { commitOf, stranger } from '../contract/samples.ts'
import type { World } from './console.ts'
import { arrive, asking, definition, openShop, tips } from './editor.ts'

/** Fewer tell nothing. */
const SEEN_LEAST = 30

let world: World
beforeEach(async () => {
  world = await openShop()
})
afterEach(() => world.close())

const ask = asking(() => world)
const check = async (text: string, name?: string) => (await ask('POST /api/editor/check', {}, { text, ...(name && { name }) })).body

describe('a text that is checked', () => {
  it('is right, with its way and its mails, and nobody in it', async () => {
    const { problems, journey, mails, start } = await check(tips())
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(start).toBe('change')
    expect(journey).toMatchObject({ version: 2, waiting: 0, entry: { on: 'event', event: 'Signed Up' } })
    expect(journey?.variants[0]?.steps).toMatchObject([{ now: 0, through: 0, says: { verb: 'send' } }])
    expect(mails).toEqual([{ variant: 'all', step: 0, template: null, subject: 'Hello {{ customer.traits.firstName }}' }])
    expect((await check(tips({ id: 'other' }))).start).toBe('new')
  })

  it.each([
    { what: 'a field nobody knows', text: tips({ entri: 1 }), at: 'entri', path: 'entri', compiles: false },
    {
      what: 'a template there is not',
      text: tips({ steps: [{ send: { template: 'gifts' } }] }),
      at: '"gifts"',
      path: 'steps.0.send.template',
      compiles: false,
    },
    {
      what: 'a segment there is not',
      text: tips({ audience: { $inSegment: 'vips' } }),
      at: '"vips"',
      path: 'audience.$inSegment',
      compiles: true,
    },
    { what: 'JSON that breaks off', text: '{ "id": "tips", "name" }', at: '}', path: '', compiles: false },
    { what: 'nothing', text: '', at: '', path: '', compiles: false },
    { what: 'another id than it was begun with', text: tips({ id: 'tip' }), at: '"tip"', path: 'id', compiles: true },
  ])('says where $what stands', async ({ text, at, path, compiles }) => {
    const { problems, journey } = await check(text, 'tips')
    const [first] = problems.filter(({ severity }) => severity === 'error')
    expect(first).toMatchObject({ path, hint: expect.stringMatching(/\w/) })
    const { line = 0, column = 0, endLine = 0, endColumn = 0 } = first ?? {}
    const lines = text.split('\n')
    expect(endLine).toBe(line)
    expect(lines[line - 1]?.slice(column - 1, endColumn - 1)).toContain(at)
    expect(journey === null).toBe(!compiles)
  })

  it('is compared with what is published and what customers did', async () => {
    for (let n = 0; n < SEEN_LEAST; n += 1)
      await arrive(world, { type: 'track', event: 'Signed Up', messageId: `m-${n}`, userId: `c-${n}` })
    const { problems } = await check(tips({ entry: { event: 'Signed Upp' } }))
    expect(problems.filter(({ path }) => path.startsWith('entry'))).toMatchObject([
      { severity: 'warning', problem: expect.stringContaining('Signed Upp') },
    ])
    await world.stores.definitions.publish(
      definition({ kind: 'segment', id: 'vips', saltSeed: null, source: { id: 'vips', name: 'VIPs', condition: { stage: 'active' } } }),
    )
    const asked = await check(tips({ audience: { $inSegment: 'vips' } }))
    expect(asked.problems.filter(({ severity }) => severity === 'error')).toEqual([])
  })

  it.each([
    ['ten megabytes', `{ "id": "${'x'.repeat(10_000_000)}" }`, 413],
    ['a little too much', 'x'.repeat(API_BYTES_MAX + 1), 413],
    ['a megabyte of brackets', '['.repeat(API_BYTES_MAX - 100), 200],
    ['half a character', '"\ud83e"', 400],
  ])('may be %s', async (_, text, status) => {
    const begun = performance.now()
    const answer = await ask('POST /api/editor/check', {}, { text })
    expect(answer.status).toBe(status)
    expect(answer.body.problems.length).toBeGreaterThan(0)
    expect(performance.now() - begun).toBeLessThan(5_000)
  })
})

describe('mails of a text', () => {
  const mails = (steps: readonly object[], more: object = {}) =>
    ask('POST /api/editor/mails', {}, { text: tips({ steps: steps as never }), ...more })

  it('are filled for the sample of their template, in the language it says', async () => {
    const { body } = await mails([{ id: 'gift', send: { template: 'gift' } }])
    expect(body).toMatchObject({
      filledFor: null,
      mails: [{ step: 0, name: 'gift', template: 'gift', subject: 'Ein Geschenk', preheader: 'For you', locale: 'de' }],
    })
    expect(body.mails[0]?.html).toContain('Dear Annie')
    expect(body.mails[0]).toMatchObject({ locales: ['en', 'de'], problems: [] })
  })

  it('are in another language where one is named', async () => {
    expect((await mails([{ send: { template: 'gift' } }], { locale: 'en' })).body.mails).toMatchObject([
      { subject: 'A gift', locale: 'en' },
    ])
  })

  it('are filled for a customer, and say what that one lacks', async () => {
    const ann = { ...stranger('ann'), traits: { firstName: { value: 'Ann', at: epochMs(1) } } }
    expect(await world.stores.customers.commit([commitOf(ann)])).toEqual(['committed'])
    const { body } = await mails(
      [{ send: { subject: 'Hello {{ customer.traits.firstName }}', text: 'Hm' } }, { wait: '1d' }, { send: { template: 'gift' } }],
      { customer: 'ann' },
    )
    expect(body.filledFor).toBe('ann')
    expect(body.mails[0]).toMatchObject({ subject: 'Hello Ann', problems: [] })
    expect(body.mails[1]).toMatchObject({
      html: null,
      text: null,
      subject: 'A gift',
      problems: [{ problem: expect.stringContaining('nickname') }],
    })
    expect((await mails([], { customer: 'nobody' })).status).toBe(404)
  })

  it('are none of a text that cannot be compiled', async () => {
    const { body } = await ask('POST /api/editor/mails', {}, { text: '{' })
    expect([body.mails, body.problems.length > 0]).toEqual([[], true])
  })
})

describe('a plan', () => {
  const plan = async (text: string) => (await ask('POST /api/editor/plan', {}, { text })).body

  it('says each field that changes, and the next version', async () => {
    expect(await plan(tips({}, 'More tips'))).toMatchObject({
      ...{ id: 'tips', version: 2, unchanged: false, customers: 0 },
      changes: [
        { kind: 'campaign', id: 'tips', version: 2, change: 'changed', fields: [{ path: 'name', before: 'Tips', after: 'More tips' }] },
      ],
    })
  })

  it('says what is new, and how many it may reach', async () => {
    await world.stores.customers.commit([commitOf(stranger('ann'))])
    expect(await plan(tips({ id: 'news' }))).toMatchObject({
      version: 1,
      customers: 1,
      changes: [{ change: 'new', people: { inAudience: 1, isAll: true } }],
    })
  })

  it('changes nothing where it says what is published, or where something is wrong', async () => {
    expect(await plan(tips())).toMatchObject({ changes: [], version: 1, unchanged: true })
    const wrong = await plan(tips({ steps: [] }))
    expect(wrong).toMatchObject({ changes: [], unchanged: false })
    expect(wrong.problems.length).toBeGreaterThan(0)
  })
})

describe('publishing', () => {
  const publish = (body: object, as = {}) => ask('POST /api/editor/publish', {}, body, as)
  const source = async () => (await ask('GET /api/campaigns/:id/source', { id: 'tips' }, undefined, { role: 'viewer' })).body

  it('makes the next version by who asks, keeps the text as it is written, and takes the draft away', async () => {
    const text = tips({}, 'More tips')
    await ask('POST /api/drafts/:id', { id: 'tips' }, { text: 'an older one', basedOn: 1, seen: null }, { name: 'eve' })
    const said = await publish({ text, expects: 1, note: 'softer' }, { name: 'eve' })
    expect(said).toMatchObject({ status: 200, body: { id: 'tips', version: 2, status: 'active', unchanged: false, sweep: null } })
    expect(await world.stores.definitions.find('campaign', 'tips', 2)).toMatchObject({ author: 'eve', note: 'softer', saltSeed: 'salt' })
    expect(await world.stores.written.find({ kind: 'campaign', id: 'tips', version: 2 })).toBe(text)
    expect(await world.stores.drafts.list()).toEqual([])
    const [entry] = await world.stores.audit.list(null, 1)
    expect(entry).toMatchObject({ by: 'eve', what: 'POST /api/editor/publish', outcome: 'done', of: { campaign: 'tips', version: '2' } })
  })

  it('leaves a draft that somebody else wrote', async () => {
    await ask('POST /api/drafts/:id', { id: 'tips' }, { text: 'mine', basedOn: 1, seen: null }, { name: 'bob' })
    await publish({ text: tips({}, 'More tips'), expects: 1 }, { name: 'eve' })
    expect(await world.stores.drafts.list()).toMatchObject([{ author: 'bob' }])
  })

  it('does nothing where it is published already', async () => {
    expect((await publish({ text: tips(), expects: 1 })).body).toMatchObject({ version: 1, unchanged: true, sweep: null })
    expect((await world.stores.definitions.all()).filter(({ kind }) => kind === 'campaign')).toHaveLength(1)
  })

  it.each([
    { title: 'nothing, where something stands', expects: null, id: 'tips' },
    { title: 'an older version', expects: 7, id: 'tips' },
    { title: 'a version of something new', expects: 1, id: 'news' },
  ])('is refused where it expects $title', async ({ expects, id }) => {
    const said = await publish({ text: tips({ id }, 'More tips'), expects })
    expect(said.status).toBe(409)
    expect(said.body.met).toEqual(id === 'tips' ? { by: 'bob', at: '1970-01-01T00:00:00.010Z', version: 1 } : undefined)
    expect((await world.stores.definitions.all()).filter(({ kind }) => kind === 'campaign')).toHaveLength(1)
  })

  it('of two at once publishes one, and tells the other who was quicker', async () => {
    const said = await Promise.all(['a', 'b'].map((name) => publish({ text: tips({}, name), expects: 1 }, { name })))
    expect(said.map(({ status }) => status).toSorted()).toEqual([200, 409])
    expect(said.find(({ status }) => status === 409)?.body.met).toMatchObject({ version: 2 })
  })

  it('is refused with every problem where something is wrong', async () => {
    const said = await publish({ text: tips({ topic: 3, steps: [] }), expects: 1 })
    expect(said.status).toBe(400)
    expect(said.body.problems.map(({ path, severity }) => [path, severity])).toContainEqual(['topic', 'error'])
    expect(said.body.problems[0]?.line).toBeGreaterThan(1)
  })

  it('the source is what was written, its own form where that is not kept, and again what an older version said', async () => {
    const before = await source()
    expect(before).toMatchObject({ version: 1, status: 'active' })
    expect(JSON.parse(before.text)).toMatchObject({ id: 'tips', name: 'Tips' })
    await publish({ text: tips({}, 'Second'), expects: 1 })
    await publish({ text: tips({}, 'Third'), expects: 2 })
    expect(await source()).toMatchObject({ version: 3, text: tips({}, 'Third') })
    await ask('POST /api/campaigns/:id/rollback', { id: 'tips' }, { version: 2 })
    expect(await source()).toMatchObject({ version: 4, text: tips({}, 'Second') })
    expect((await ask('GET /api/campaigns/:id/source', { id: 'none' })).status).toBe(404)
  })

  it('a template it names is written down in its version', async () => {
    await publish({ text: tips({ steps: [{ send: { template: 'gift' } }] }), expects: 1 })
    expect((await world.stores.definitions.find('campaign', 'tips', 2))?.source).toMatchObject({ templates: { gift: 1 } })
    expect((await source()).text).not.toContain('"templates"')
  })
})

describe('looking', () => {
  const LOOKS = OF_EDITOR.filter((route) => route.startsWith('GET ') || /(check|mails|plan)$/.test(route)) as readonly Route[]
  it.each(LOOKS)('%s changes nothing', async (route) => {
    const before = world.digest()
    await ask(route, { id: 'tips', run: 'r' }, route.startsWith('GET ') ? undefined : { text: tips({}, 'Else') }, { role: 'viewer' })
    expect(world.digest()).toBe(before)
  })

  it.each([
    ['POST /api/drafts/:id', { text: '', basedOn: null, seen: null }],
    ['POST /api/drafts/:id/discard', {}],
    ['POST /api/editor/publish', { text: tips({}, 'Else'), expects: 1 }],
    ['POST /api/editor/simulate', { text: tips() }],
    ['POST /api/editor/simulate/:run/stop', {}],
  ] as const)('%s is not for viewers', async (route, body) => {
    const before = world.digest()
    expect((await ask(route, { id: 'tips', run: 'r' }, body, { role: 'viewer' })).status).toBe(403)
    expect(world.digest()).toBe(before)
  })
})
