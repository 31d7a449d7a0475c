/** What people do with campaigns in the console: pause them, let them go on, end them, roll them back. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { publishedRules } from '../../shared/flow/definitions.ts'
import { keptRules } from '../../shared/flow/kept-rules.ts'
import type { JsonObject } from '../../shared/kernel/json.ts'
import { epochMs } from '../../shared/kernel/words.ts'
import type { Definition } from '../../shared/ports/definitions.ts'
import { NOW, openConsole, type World } from './console.ts'

const POLICY = JSON.parse(readFileSync(join(import.meta.dirname, '../../examples/policies/retail.json'), 'utf8')) as JsonObject
const tips = (name: string): JsonObject => ({
  ...{ id: 'tips', name, topic: 'tips', status: 'active', entry: { event: 'Signed Up' }, reentry: 'never' },
  steps: [{ send: { subject: 'One', text: 'Hello {{ customer.id }}' } }],
})
const definition = (more: Partial<Definition>): Definition => ({
  ...{
    kind: 'campaign',
    id: 'tips',
    version: 1,
    publishedAt: epochMs(10),
    saltSeed: 'salt',
    author: 'bob',
    note: 'begins',
    source: tips('Tips'),
  },
  ...more,
})

let world: World
let changed: string[]
beforeEach(async () => {
  changed = []
  let reread = async (): Promise<void> => {}
  world = openConsole(
    (context) => {
      const { definitions } = context.stores
      const rules = keptRules({ stamp: definitions.stamp, read: async () => publishedRules(await definitions.all()) })
      reread = () => rules.refresh(NOW, 'afresh')
      return { ...context, engine: { ...context.engine, rules: rules.now } }
    },
    (editor) => ({
      ...editor,
      publishing: { ...editor.publishing, reread: () => reread() },
      changed: (...what) => void changed.push(...what),
    }),
  )
  await world.stores.definitions.publish(definition({ kind: 'policy', id: 'retail', saltSeed: null, source: POLICY }))
  await world.stores.definitions.publish(definition({}))
  await world.stores.definitions.publish(definition({ version: 2, publishedAt: epochMs(20), note: null, source: tips('Worse') }))
  await world.editor.publishing.reread()
})
afterEach(() => world.close())

const post = (path: string, body: object, role: 'viewer' | 'marketer' = 'marketer') =>
  world.ask(`/api/campaigns/${path}`, { method: 'POST', body, role })
const statusNow = async (): Promise<unknown> => ((await world.ask('/api/campaigns/tips')).body.summary as JsonObject).status

describe('a campaign', () => {
  it('is paused, resumed and ended, and taken back, by marketers', async () => {
    expect(await post('tips/status', { status: 'paused', because: 'a typo' })).toMatchObject({
      status: 200,
      body: { version: 1, status: 'paused', sweep: { customers: 0 } },
    })
    expect(await statusNow()).toBe('paused')
    expect((await post('tips/status', { status: 'active', spread: '2h' })).body).toMatchObject({ version: 2, status: 'active' })
    expect((await world.stores.definitions.find('status', 'tips', 2))?.source).toEqual({ status: 'active', spread: '2h' })
    expect((await post('tips/status', { status: 'ended' })).body).toMatchObject({ status: 'ended' })
    expect((await post('tips/status', { status: 'active' })).body).toMatchObject({ status: 'active' })
    expect(await statusNow()).toBe('active')
    expect(changed).toContain('campaigns')
    expect(await world.stores.sweeps.next()).toMatchObject({ part: 0, swept: 0 })
  })

  it('is rolled back to a version, which is published anew', async () => {
    expect((await post('tips/rollback', { version: 1, because: 'it was better' })).body).toMatchObject({ version: 3, status: 'active' })
    expect((await world.ask('/api/campaigns/tips')).body).toMatchObject({ summary: { name: 'Tips', version: 3 } })
  })

  it('tells all its versions, newest first, and what people said', async () => {
    await post('tips/status', { status: 'paused', because: 'a typo' })
    const { versions } = (await world.ask('/api/campaigns/tips/versions', { role: 'viewer' })).body as { versions: readonly JsonObject[] }
    expect(versions.map(({ type, version, author, note }) => [type, version, author, note])).toEqual([
      ['said', 1, 'ann', 'a typo'],
      ['file', 2, 'bob', null],
      ['file', 1, 'bob', 'begins'],
    ])
    expect(versions.map(({ isLive }) => isLive)).toEqual([undefined, true, false])
  })

  it('tells its way, who is in which version, and its mails as they are written', async () => {
    await world.stores.definitions.publish(
      definition({ version: 3, publishedAt: epochMs(30), source: { ...tips('Tips'), migrate: 'move' } }),
    )
    await world.editor.publishing.reread()
    const { journeys } = (await world.ask('/api/campaigns/tips', { role: 'viewer' })).body as { journeys: readonly JsonObject[] }
    expect(journeys).toMatchObject([{ version: 3, isLive: true, waiting: 0, entry: { on: 'event', event: 'Signed Up' } }])
    const { people } = (await world.ask('/api/campaigns/tips/versions')).body
    expect(people).toEqual([1, 2, 3].map((version) => ({ version, waiting: 0, wouldMove: 0 })))
    const mail = (step: string) => world.ask(`/api/campaigns/tips/mail?version=1&variant=all&step=${step}`, { role: 'viewer' })
    expect((await mail('0')).body).toEqual({
      template: null,
      defaultLocale: 'en',
      written: [{ locale: 'en', subject: 'One', preheader: null, html: null, text: 'Hello {{ customer.id }}' }],
    })
    expect([(await mail('1')).status, (await mail('x')).status]).toEqual([404, 400])
    expect((await world.ask('/api/campaigns/none/mail?version=1&variant=all&step=0')).status).toBe(404)
  })

  it('is written into the audit, reasons left out', async () => {
    await post('tips/status', { status: 'paused', because: 'a typo' })
    const [entry] = await world.stores.audit.list(null, 1)
    expect(entry).toMatchObject({ what: 'POST /api/campaigns/:id/status', outcome: 'done', of: { campaign: 'tips', status: 'paused' } })
  })
})

describe('nothing is changed', () => {
  it.each<{ what: string; path: string; body: object; role?: 'viewer'; status: number }>([
    { what: 'by who only reads', path: 'tips/status', body: { status: 'paused' }, role: 'viewer', status: 403 },
    { what: 'of a campaign that is not there', path: 'other/status', body: { status: 'paused' }, status: 404 },
    { what: 'to a status there is not', path: 'tips/status', body: { status: 'draft' }, status: 400 },
    { what: 'over longer than a week', path: 'tips/status', body: { status: 'paused', spread: '8d' }, status: 400 },
    { what: 'over what is no time', path: 'tips/status', body: { status: 'paused', spread: 'soon' }, status: 400 },
    { what: 'to where it stands', path: 'tips/status', body: { status: 'active' }, status: 409 },
    { what: 'to what is live', path: 'tips/rollback', body: { version: 2 }, status: 409 },
    { what: 'to a version that is not there', path: 'tips/rollback', body: { version: 7 }, status: 409 },
    { what: 'back for a campaign that is not there', path: 'other/rollback', body: { version: 1 }, status: 404 },
  ])('$what', async ({ path, body, role, status }) => {
    const before = await world.stores.definitions.all()
    const answer = await post(path, body, role)
    expect(answer.status).toBe(status)
    expect((answer.body.problems as readonly JsonObject[])[0]).toMatchObject({ problem: expect.any(String), hint: expect.any(String) })
    expect(await world.stores.definitions.all()).toEqual(before)
  })
})
