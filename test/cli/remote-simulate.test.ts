/** A draft over what a deployed system keeps: the same story as over the folder that the system stands on, without its secret. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { rulesFrom } from '../../local/definitions.ts'
import { checkTemplate, type Local, openLocal } from '../../local/wiring.ts'
import { consoleApi } from '../../shared/flow/api/api.ts'
import { answerApiEvent } from '../../shared/flow/api/edge.ts'
import { type EpochMs, epochMs } from '../../shared/kernel/words.ts'
import type { SimulationReport } from '../../shared/flow/simulation/report.ts'
import type { Role } from '../../shared/contract/roles.ts'
import { contextOn } from '../api/console.ts'
import { type Gateway, KEY_ID, openGateway, SECRET } from './gateway.ts'
import { newWorld, type Outcome, run } from './world.ts'

const REGION = 'eu-central-1'
const NOW = epochMs(Date.parse('2025-09-01T00:00:00Z'))
/** Rows of an answer: fewer than anybody did. */
const ROWS = 3
const world = newWorld()
const data = world.path('data')
const day = (n: number): string => new Date(Date.UTC(2025, 0, 1 + n, 12)).toISOString()
const instant = (iso: string): EpochMs => epochMs(Date.parse(iso))

let local: Local
let gateway: Gateway
let role: Role = 'admin'
let breaksAfter = Number.POSITIVE_INFINITY

/** Forty people who order at times, each with a mailbox; some leave the offers, some come back, one has another id first. */
const EVENTS = Array.from({ length: 40 }, (_, n) => {
  const userId = `c-${n}`
  const track = (event: string, at: number, properties: object = {}) => ({
    ...{ type: 'track', messageId: `${userId} ${event} ${at}`, userId, event, timestamp: day(at), properties },
  })
  const order = (at: number) => track('Order Completed', at, { revenue: 10 + n, currency: 'USD' })
  return [
    { type: 'identify', messageId: `i-${n}`, userId, timestamp: day(n % 7), traits: { email: `${userId}@Example.com`, n } },
    ...[0, 1, 2, 3].map((times) => order((n % 7) + times)),
    ...(n % 5 === 0 ? [track('Unsubscribed', 20 + n, { topic: 'offers' })] : []),
    ...(n % 10 === 0 ? [track('Subscribed', 40 + n, { topic: 'offers' })] : []),
    ...(n % 3 === 0 ? [order(130 + n)] : []),
    ...(n === 7 ? [{ type: 'alias', messageId: 'a-7', previousId: 'former', userId, timestamp: day(9) }] : []),
  ]
}).flat()
const FORMER = {
  type: 'track',
  messageId: 'former',
  userId: 'former',
  event: 'Order Completed',
  timestamp: day(1),
  properties: { revenue: 5 },
}

const CAMPAIGN = {
  ...{ id: 'win-back', name: 'Win back', topic: 'offers', status: 'active', reentry: 'each', couponPool: 'spring' },
  entry: { stage: 'dormant', from: ['at-risk'] },
  experiment: {
    ...{ control: 'plain', holdoutBps: 2_000 },
    variants: ['plain', 'offer'].map((name) => ({
      ...{ name, shareBps: 5_000 },
      steps: [
        { send: { subject: `${name}: {{ coupon }}`, text: 'Hello {{ customer.id }}' } },
        { wait: '7d' },
        { send: { subject: 'Still: {{ coupon }}', text: 'Hello' } },
      ],
    })),
  },
  exits: [{ event: 'Order Completed' }],
  goal: { name: 'order', event: 'Order Completed', window: '30d' },
}

beforeAll(async () => {
  const lines = [FORMER, ...EVENTS].sort((a, b) => (a.timestamp < b.timestamp ? -1 : 1))
  writeFileSync(world.path('many.jsonl'), lines.map((line) => JSON.stringify(line)).join('\n'))
  writeFileSync(world.path('campaigns', 'win-back.json'), JSON.stringify(CAMPAIGN))
  const replayed = await run(
    ...['replay', world.path('many.jsonl'), '--data', data, '--campaigns', world.path('campaigns'), '--until', '2025-09-01'],
    ...['--seed', '77'],
  )
  if (replayed.code !== 0) throw new Error(replayed.err)
  local = openLocal(data, 'write')
  const { stores } = local
  await stores.coupons.add(
    'spring',
    Array.from({ length: 9 }, (_, n) => `CODE-${n}`),
  )
  for (const n of [1, 2]) {
    const word = { by: 'ann', at: instant(day(2)), why: 'asked us' }
    await stores.suppressions.put(stores.customers.addressDigest(`c-${n}@example.com`), word)
  }
  const engine = local.engine(rulesFrom(await stores.definitions.all(), checkTemplate))
  const context = contextOn(stores, engine, () => NOW, local.keys)
  const past = { page: (after: string | null) => stores.past.page(after, ROWS) }
  const api = consoleApi({ ...context, stores: { ...context.stores, past } })
  gateway = await openGateway(REGION, async (event) => {
    if (event.rawPath === '/cli/api/past') breaksAfter -= 1
    if (breaksAfter < 0) return { statusCode: 503, body: '' }
    return answerApiEvent(api, event, () => role)
  })
}, 60_000)
afterAll(async () => {
  await gateway.close()
  local.close()
  world.remove()
})

const { AWS_PROFILE: _, ...BARE } = process.env
beforeEach(() => {
  ;[role, breaksAfter] = ['admin', Number.POSITIVE_INFINITY]
  gateway.requests.length = 0
  process.env = {
    ...BARE,
    AWS_ACCESS_KEY_ID: KEY_ID,
    AWS_SECRET_ACCESS_KEY: SECRET,
    AWS_REGION: REGION,
    AWS_CONFIG_FILE: world.path('no-config'),
    AWS_SHARED_CREDENTIALS_FILE: world.path('no-credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
  }
})

const SPAN = ['--from', '2025-04-01', '--to', '2025-08-01'] as const
const remotely = (...args: readonly string[]): Promise<Outcome> => run('--url', gateway.url, 'simulate', ...args, ...SPAN)
const locally = (...args: readonly string[]): Promise<Outcome> => run('simulate', ...args, '--data', data, ...SPAN)
const told = ({ code, out, err }: Outcome): SimulationReport => {
  if (code !== 0) throw new Error(err)
  return JSON.parse(out) as SimulationReport
}

describe('simulate over a deployed system', () => {
  it.each([
    { what: 'what is published', args: ['win-back'] },
    { what: 'a file in its place', args: [world.path('campaigns', 'win-back.json'), '--alone', '--sample', '3'] },
  ])('tells of $what what it tells over the folder', async ({ args }) => {
    const there = told(await locally(...args, '--json'))
    const here = told(await remotely(...args, '--json'))
    expect(here).toEqual({ ...there, history: { ...there.history, of: 'system' } })
    expect(there.campaign.salts).toBe('published')
    expect(there.history.customers).toBe(40)
    expect(there.variants.length).toBeGreaterThan(1)
    expect(there.totals.held).toBeGreaterThan(0)
    expect(there.totals.sent).toBeGreaterThan(0)
    const kinds = there.mailRefusals.map(({ because }) => because.type)
    for (const kind of ['suppressed', 'withdrawn', 'no-coupon']) expect(kinds).toContain(kind)
    const asked = gateway.requests.filter((one) => one === 'GET /cli/api/past').length
    expect(asked).toBeGreaterThan(EVENTS.length / ROWS)
    expect(gateway.refused).toEqual([])
  })

  it('knows suppressed addresses by what the system says of them, and by nothing else', async () => {
    const before = told(await remotely('win-back', '--json'))
    const suppressed = before.mails.rows.filter(({ because }) => because?.type === 'suppressed').map(({ customer }) => customer)
    expect(suppressed.every((customer) => ['c-1', 'c-2'].includes(customer))).toBe(true)
    const { suppressions, customers } = local.stores
    const digest = customers.addressDigest('C-1@example.com')
    await suppressions.lift(digest, { by: 'ann', at: NOW, why: 'a test' })
    const after = told(await remotely('win-back', '--json'))
    expect(after.mails.rows.some(({ customer, because }) => customer === 'c-1' && because?.type === 'suppressed')).toBe(false)
    await suppressions.put(digest, { by: 'ann', at: instant(day(2)), why: 'asked us' })
  })

  it('says where history comes from, how far it is, and leaves nothing behind', async () => {
    const left = (): readonly string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('rekindle-simulation-'))
    const before = left()
    const { code, out } = await remotely('win-back')
    expect(code).toBe(0)
    expect(out).toContain('of 40 customers in the deployed system. Nothing was sent.')
    expect(out).toContain('Attributes are those of today')
    expect(out).toContain('Events are kept for')
    expect(left()).toEqual(before)
  })

  it('is written down once, whatever it takes, and changes nothing', async () => {
    const taken = async () => (await local.stores.audit.list(null, 1_000)).filter(({ what }) => what === 'GET /api/past').length
    const before = await taken()
    await remotely('win-back', '--json')
    expect(await taken()).toBe(before + 1)
  })

  it.each<{ what: string; role?: Role; breaks?: number; args: readonly string[]; code: number; says: readonly string[] }>([
    {
      what: 'who may not',
      role: 'viewer',
      args: ['win-back'],
      code: 1,
      says: ['takes the role admin, and you have viewer', 'administrator'],
    },
    { what: 'a system that goes away', breaks: 4, args: ['win-back'], code: 1, says: ['cannot answer now (503)', 'docs/runbook.md'] },
    { what: 'no such campaign', args: ['nothing'], code: 1, says: ['is no campaign', 'There are: linger, win-back'] },
    { what: 'files of events', args: ['win-back', '--events', 'x.jsonl'], code: 2, says: ['unknown option'] },
  ])('says what is wrong: $what', async ({ role: given = 'admin', breaks = Number.POSITIVE_INFINITY, args, code, says }) => {
    ;[role, breaksAfter] = [given, breaks]
    const outcome = await remotely(...args)
    expect(outcome).toMatchObject({ code, out: '' })
    for (const one of says) expect(outcome.err).toContain(one)
  })

  it('asks nothing of history before the draft is right', async () => {
    writeFileSync(world.path('wrong.json'), readFileSync(world.path('campaigns', 'win-back.json'), 'utf8').replace('"7d"', '"7 days"'))
    expect(await remotely(world.path('wrong.json'))).toMatchObject({ code: 1, err: expect.stringContaining('wait') })
    expect(gateway.requests).toEqual(['GET /cli/api/definitions'])
  })
})
