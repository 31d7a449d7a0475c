/** Who may ask what, and that whatever is changed is written down: the API as a function has it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ASKED } from '../../shared/contract/api-bodies.ts'
import { LEAST_ROLE, mayCall, ONLY_LOCAL, type Route } from '../../shared/contract/api-roles.ts'
import { highestRole, type Role, ROLES } from '../../shared/contract/roles.ts'
import { isAudited } from '../../shared/flow/api/audit.ts'
import { sortArrival } from '../../shared/flow/intake.ts'
import { take } from '../../shared/flow/doors/take.ts'
import { customerId } from '../../shared/kernel/words.ts'
import { Transient } from '../../shared/ports/customer-store.ts'
import { KEYS, NOW, openConsole, type World } from './console.ts'

const ROUTES = Object.keys(LEAST_ROLE) as Route[]
const BECAUSE = { because: 'a reason nobody else is to read' }
const ADDRESS = 'ann@example.com'

/** For each endpoint that changes something, or hands out all of a person: a call that works, and what is written down of it. */
const CALLS: Readonly<Record<string, { readonly path: string; readonly body?: unknown; readonly of: object; readonly status?: number }>> = {
  'POST /api/sending': { path: '/api/sending', body: { on: false, ...BECAUSE }, of: { on: 'false' } },
  'POST /api/campaigns/:id/sending': {
    path: '/api/campaigns/none/sending',
    body: { on: false, ...BECAUSE },
    of: { campaign: 'none', on: 'false' },
    status: 404,
  },
  'POST /api/campaigns/:id/status': {
    path: '/api/campaigns/none/status',
    body: { status: 'paused', ...BECAUSE },
    of: { campaign: 'none', status: 'paused' },
    status: 404,
  },
  'POST /api/campaigns/:id/rollback': {
    path: '/api/campaigns/none/rollback',
    body: { version: 1, ...BECAUSE },
    of: { campaign: 'none', version: '1' },
    status: 404,
  },
  'POST /api/editor/publish': { path: '/api/editor/publish', body: { text: '{}', expects: null }, of: {}, status: 400 },
  'POST /api/drafts/:id/discard': { path: '/api/drafts/none/discard', of: { campaign: 'none' }, status: 404 },
  'POST /api/suppressions': { path: '/api/suppressions', body: { address: ADDRESS, ...BECAUSE }, of: { digest: 'DIGEST' } },
  'POST /api/suppressions/lift': {
    path: '/api/suppressions/lift',
    body: { address: 'bob@example.com', ...BECAUSE },
    of: {},
    status: 404,
  },
  'POST /api/coupons/:pool/import': { path: '/api/coupons/spring/import', body: { text: 'AAA\nBBB' }, of: { pool: 'spring', added: '2' } },
  'POST /api/coupons/:pool/make': { path: '/api/coupons/spring/make', body: { count: 3 }, of: { pool: 'spring', added: '3' } },
  'POST /api/quarantine/:id/retry': { path: '/api/quarantine/ENTRY/retry', body: { text: 'null' }, of: { entry: 'ENTRY', taken: 'false' } },
  'POST /api/quarantine/:id/dismiss': { path: '/api/quarantine/ENTRY/dismiss', of: { entry: 'ENTRY' } },
  'POST /api/quarantine/:id/restore': { path: '/api/quarantine/ENTRY/restore', of: { entry: 'ENTRY' } },
  'GET /api/customers/:id/export': { path: '/api/customers/ann/export', of: { customer: 'ANN' } },
  'GET /api/past': { path: '/api/past', of: {} },
  'POST /api/customers/:id/erase': { path: '/api/customers/ann/erase', body: { confirm: 'ann' }, of: { customer: 'ANN' } },
  'POST /api/write-keys': { path: '/api/write-keys', body: { name: 'shop' }, of: { name: 'shop', key: 'KEY' } },
  'DELETE /api/write-keys/:id': { path: '/api/write-keys/nothing', of: { key: 'nothing' }, status: 404 },
  'POST /api/tallies/rebuild': { path: '/api/tallies/rebuild', of: {} },
  'POST /api/tasks/:id': {
    path: '/api/tasks/none',
    body: { outcome: 'done', note: 'private' },
    of: { task: 'none', outcome: 'done' },
    status: 404,
  },
  'GET /api/webhooks/secret': { path: '/api/webhooks/secret', of: {} },
}

let world: World
let entry = ''
beforeEach(async () => {
  world = openConsole()
  await somethingHappened(world)
  entry = (await world.stores.quarantine.list(null, 1))[0]?.id ?? ''
})
afterEach(() => world.close())

const somethingHappened = async ({ context, stores }: World): Promise<void> => {
  const arrive = (raw: object) =>
    take(context.engine, [
      {
        sorted: sortArrival({ text: JSON.stringify(raw), raw, source: 'test', receivedAt: NOW }, { correctSkew: false }),
        receivedAt: NOW,
      },
    ])
  await arrive({ type: 'identify', messageId: '1', userId: 'ann', traits: { email: ADDRESS }, timestamp: '2026-02-28T12:00:00Z' })
  await stores.quarantine.put([
    {
      id: 'wrong',
      at: NOW,
      because: 'invalid',
      customerId: null,
      problems: [],
      text: '{}',
      cameBy: { request: null, assumedSentAt: null },
    },
  ])
}

const call = (route: Route, role: Role | null) => {
  const { path, body } = CALLS[route] ?? { path: pathOf(route), body: undefined }
  const method = route.split(' ')[0] ?? ''
  return world.ask(path.replace('ENTRY', entry), { method, role, ...(method === 'GET' ? {} : { body: body ?? {} }) })
}

const pathOf = (route: Route): string => (route.split(' ')[1] ?? '').replace(/:\w+/g, 'ann')

describe('the table of roles', () => {
  it('names every endpoint of the contract', () => expect([...ROUTES].sort()).toEqual(Object.keys(ASKED).sort()))

  it('lets viewers read and change nothing; a text they look at is too long for an address', () => {
    const posted = ROUTES.filter((route) => mayCall('viewer', route) && !route.startsWith('GET '))
    expect(posted).toEqual(['POST /api/editor/check', 'POST /api/editor/mails', 'POST /api/editor/plan'])
    expect(posted.filter(isAudited)).toEqual([])
  })

  it('keeps one person’s rights, keys and lifts to admins', () => {
    expect(ROUTES.filter((route) => !mayCall('marketer', route))).toEqual([
      'POST /api/suppressions/lift',
      'GET /api/customers/:id/export',
      'POST /api/customers/:id/erase',
      'GET /api/past',
      'GET /api/definitions',
      'GET /api/webhooks/secret',
      'GET /api/write-keys',
      'POST /api/write-keys',
      'DELETE /api/write-keys/:id',
      'POST /api/tallies/rebuild',
    ])
  })

  it.each([
    { groups: ['viewer'], role: 'viewer' },
    { groups: ['viewer', 'admin'], role: 'admin' },
    { groups: ['marketer', 'viewer', 'others'], role: 'marketer' },
    { groups: ['others', 'Admin', 'administrator'], role: null },
    { groups: [], role: null },
  ])('$groups is $role', ({ groups, role }) => expect(highestRole(groups)).toBe(role))
})

describe('each endpoint, asked by each role', () => {
  it.each(ROUTES.flatMap((route) => [null, ...ROLES].map((role) => ({ route, role }))))('$route by $role', async ({ route, role }) => {
    const isHere = !(ONLY_LOCAL as readonly string[]).includes(route)
    const before = world.digest()
    const { status, body } = await call(route, role)
    if (!isHere) return expect(status).toBe(404)
    expect(status === 403).toBe(!mayCall(role, route))
    if (status !== 403) return expect(status < 500).toBe(true)
    expect(body.problems).toMatchObject([{ problem: expect.stringMatching(/role/), hint: expect.stringMatching(/administrator/) }])
    expect(world.digest()).toBe(before)
  })
})

describe('reading', () => {
  it('changes nothing, but that a person’s export is written down', async () => {
    for (const route of ROUTES.filter((one) => one.startsWith('GET '))) {
      const before = world.digest()
      await call(route, 'admin')
      expect({ route, isSame: world.digest() === before }).toEqual({ route, isSame: !isAudited(route) })
    }
  })
})

describe('what is changed', () => {
  const changing = ROUTES.filter((route) => isAudited(route) && !(ONLY_LOCAL as readonly string[]).includes(route))

  it('has a call here for every endpoint that changes something', () => expect(Object.keys(CALLS).sort()).toEqual([...changing].sort()))

  it.each(changing)('is written down: %s', async (route) => {
    const { status, of } = { status: 200, ...CALLS[route] }
    const answer = await call(route, 'admin')
    expect(answer.status).toBe(status)
    const { body } = await world.ask('/api/audit', { role: 'marketer' })
    const named = {
      ENTRY: entry,
      ANN: KEYS.customerDigest(customerId('ann')),
      DIGEST: answer.body.digest,
      KEY: (answer.body.made as { id: string } | undefined)?.id,
    }
    const told = Object.fromEntries(Object.entries(of ?? {}).map(([name, value]) => [name, named[value as keyof typeof named] ?? value]))
    expect(body.items).toEqual([
      {
        ...{ id: expect.stringMatching(/^2026-03-01T12:00:00.000Z~/), at: '2026-03-01T12:00:00.000Z' },
        ...{ by: 'ann', via: 'console', what: route, of: told, outcome: status === 200 ? 'done' : 'refused' },
      },
    ])
  })

  it('is written down without addresses, reasons, keys or ids of customers', async () => {
    for (const route of changing) await call(route, 'admin')
    const text = JSON.stringify(await world.stores.audit.list(null, 99))
    const { body } = await world.ask('/api/write-keys', { method: 'POST', body: { name: 'another' } })
    for (const secret of [ADDRESS, BECAUSE.because, 'bob@', '"customer":"ann"', 'AAA', String(body.key)]) expect(text).not.toContain(secret)
  })

  it('is not changed where it cannot be written down', async () => {
    world.close()
    const broken = () => Promise.reject(new Transient('away'))
    world = openConsole((context) => ({ ...context, stores: { ...context.stores, audit: { ...context.stores.audit, put: broken } } }))
    await somethingHappened(world)
    const before = world.digest()
    await expect(call('POST /api/sending', 'admin')).rejects.toThrow('away')
    expect(world.digest()).toBe(before)
  })

  it('says that it failed, and that it was begun where nobody knows', async () => {
    world.close()
    const broken = () => Promise.reject(new Transient('away'))
    world = openConsole((context) => ({
      ...context,
      stores: { ...context.stores, suppressions: { ...context.stores.suppressions, put: broken } },
    }))
    await expect(call('POST /api/suppressions', 'admin')).rejects.toThrow('away')
    expect(await world.stores.audit.list(null, 9)).toMatchObject([{ what: 'POST /api/suppressions', outcome: 'failed', of: {} }])
    world.close()
    let puts = 0
    world = openConsole((context) => {
      const { audit } = context.stores
      const once: typeof audit.put = (one) => {
        puts += 1
        return puts === 2 ? broken() : audit.put(one)
      }
      return { ...context, stores: { ...context.stores, audit: { ...audit, put: once } } }
    })
    await expect(call('POST /api/sending', 'admin')).rejects.toThrow('away')
    expect(await world.stores.audit.list(null, 9)).toMatchObject([{ outcome: 'begun' }])
  })
})

describe('keys of publishers', () => {
  it('are told once, and kept as a hash', async () => {
    const { body } = await world.ask('/api/write-keys', { method: 'POST', body: { name: 'shop' } })
    const key = String(body.key)
    expect(key).toMatch(/^rk_[\w-]{32}$/)
    const listed = await world.ask('/api/write-keys')
    expect(listed.body.keys).toEqual([body.made])
    expect(JSON.stringify(listed.body)).not.toContain(key.slice(3))
    expect((await world.ask('/api/write-keys', { method: 'POST', body: { name: 'shop' } })).status).toBe(409)
    const { id } = body.made as { id: string }
    expect(await world.ask(`/api/write-keys/${id}`, { method: 'DELETE' })).toMatchObject({ status: 200, body: { done: true } })
    expect((await world.ask(`/api/write-keys/${id}`, { method: 'DELETE' })).status).toBe(404)
  })
})

describe('what the system says of itself', () => {
  it('is who asks, and what there is', async () => {
    expect((await world.ask('/api/me', { role: 'viewer', name: 'vera' })).body).toEqual({
      ...{ name: 'vera', role: 'viewer', via: 'console', stage: 'test' },
      capabilities: { live: false, inbox: false, demo: false, edit: true, simulate: false },
    })
    expect((await world.ask('/api/status', { role: 'viewer' })).body).toEqual({
      ...{ stage: 'test', asOf: '2026-03-01T12:00:00.000Z', customers: 0, campaigns: { active: 0, ended: 0 }, sending: 'on' },
      ...{ quarantine: { open: 1, lost: 0 }, unsettledMail: 0, counting: 'current' },
    })
  })

  it('is counted anew when an admin asks for it', async () => {
    expect((await world.ask('/api/tallies/rebuild', { method: 'POST' })).body).toEqual({ begun: true, state: 'current' })
    expect((await world.ask('/api/status')).body.customers).toBe(1)
  })

  it('says by whom a person was erased', async () => {
    await call('POST /api/customers/:id/erase', 'admin')
    expect(await world.stores.privacy.erasedOn(customerId('ann'))).toEqual({ at: NOW, by: 'ann' })
  })
})
