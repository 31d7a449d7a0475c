import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { CampaignPage, CustomerPage, Overview } from '../../shared/contract/api.ts'
import { kindOfFolder } from '../../local/live/folder.ts'
import { openLocal } from '../../local/wiring.ts'
import { run } from '../cli/world.ts'
import { SMALL, start, startKilled, startRefused } from './child.ts'

const root = mkdtempSync(join(tmpdir(), 'rekindle-live-'))
const folder = (name: string): string => join(root, name)
afterAll(() => rmSync(root, { recursive: true, force: true }))

const order = (userId: string, messageId: string) => ({
  userId,
  messageId,
  event: 'Order Completed',
  properties: { revenue: 5, currency: 'USD' },
})

describe('the demo', () => {
  const data = folder('demo')

  it('runs its history, goes on live, and is found as it was left', async () => {
    const first = await start('--data', data, ...SMALL)
    expect(first.out()).toContain('events came in')
    expect(first.out()).toMatch(/curl .*\/v1\/track/)
    const before = await first.get<Overview>('/api/overview')
    expect(before.demo?.liveSince).toBe('2026-03-01T00:00:00.000Z')

    const inUse = await startRefused('--data', data)
    expect([inUse.code, inUse.err]).toEqual([1, expect.stringContaining('is being written by another process')])

    expect((await first.publish(order('clean', 'clean-1'))).status).toBe(200)
    expect(await first.end('SIGINT')).toBe(0)

    const second = await start('--data', data)
    expect(second.out()).not.toContain('events came in')
    const after = await second.get<Overview>('/api/overview')
    expect((after.demo?.clock ?? '') >= (before.demo?.clock ?? '')).toBe(true)
    expect((await second.get<CustomerPage>('/api/customers/clean')).summary.stage).toBe('new')

    const { code, out } = await run('customer', 'clean', '--data', data)
    expect([code, out]).toEqual([0, expect.stringContaining('new')])
    expect([await second.end('SIGTERM'), first.err(), second.err()]).toEqual([0, '', ''])
  })

  it('loses nothing that was acknowledged to kill -9, and its clock never runs backwards', async () => {
    const acknowledged: string[] = []
    let clock = ''
    for (let round = 0; round < 2; round += 1) {
      const child = await start('--data', data)
      const began = (await child.get<Overview>('/api/overview')).demo?.clock ?? ''
      expect(began >= clock).toBe(true)
      await setPace(child.url, 'day-a-second')
      await Promise.all(
        Array.from({ length: 40 }, async (_, index) => {
          const id = `killed-${round}-${index}`
          if ((await child.publish(order(id, id)).catch(() => null))?.ok === true) acknowledged.push(id)
          if (index === 30) {
            clock = (await child.get<Overview>('/api/overview')).demo?.clock ?? clock
            await child.end('SIGKILL')
          }
        }),
      )
    }
    const child = await start('--data', data)
    expect(acknowledged.length).toBeGreaterThan(40)
    for (const id of acknowledged) expect((await child.get<CustomerPage>(`/api/customers/${id}`)).summary.orders).toBe(1)
    expect(await child.end('SIGINT')).toBe(0)
    expect(await mailedTwice(data)).toEqual([])
  })

  it('is another one only if that is asked for', async () => {
    const other = await startRefused('--data', data, '--seed', '8')
    expect([other.code, other.err]).toEqual([2, expect.stringContaining('seed 7')])
    const fresh = await start('--data', data, '--fresh', '--seed', '8', ...SMALL)
    expect(fresh.out()).toContain('seed 8')
    expect((await fetch(`${fresh.url}/api/customers/clean`)).status).toBe(404)
    await fresh.end('SIGINT')
  })

  it('begins its history anew where that was not run to its end', async () => {
    const half = folder('half')
    const isHalf = async () => (await kindOfFolder(half)).type === 'half-a-demo'
    await startKilled(isHalf, ['--data', half, '--customers', '3000', '--months', '6'])
    const child = await start('--data', half, ...SMALL)
    expect((await child.get<Overview>('/api/overview')).customers).toBeGreaterThanOrEqual(150)
    expect((await child.get<Overview>('/api/overview')).customers).toBeLessThan(1_000)
    await child.end('SIGINT')
  })
})

const EXAMPLES = join(import.meta.dirname, '../../examples')

describe('a folder of one’s own', () => {
  const data = folder('own')
  const files = folder('files')

  it('starts empty with the examples, on the clock of this machine', async () => {
    // At night the example's policy would let the mail wait for the morning.
    const retail = JSON.parse(readFileSync(join(EXAMPLES, 'policies/retail.json'), 'utf8'))
    mkdirSync(files)
    const policy = join(files, 'policy.json')
    writeFileSync(policy, JSON.stringify({ ...retail, sending: { ...retail.sending, quietHours: null } }))
    const options = ['--policy', policy, '--write-key', 'secret', '--allow-origin', 'https://shop.example']
    const child = await start('--empty', '--data', data, ...options)
    const { demo, asOf, customers } = await child.get<Overview>('/api/overview')
    expect([demo, customers]).toEqual([null, 0])
    expect(Math.abs(Date.parse(asOf) - Date.now())).toBeLessThan(60_000)
    expect((await child.publish(order('me', 'mine-1'))).status).toBe(401)
    const authorization = `Basic ${Buffer.from('secret:').toString('base64')}`
    expect((await child.publish(order('me', 'mine-1'), { authorization })).status).toBe(200)
    const from = async (origin: string) => (await child.publish(order('me', 'mine-1'), { authorization, origin })).status
    expect([await from('https://shop.example'), await from('https://other.example')]).toEqual([200, 403])
    expect((await child.publish({ userId: 'me', messageId: 'mine-2', event: 'Account Created' }, { authorization })).status).toBe(200)
    // The example onboarding owes a mail at once; to whom there is no address it refuses.
    const messages = async () => (await child.get<CustomerPage>('/api/customers/me')).messages.map(({ status }) => status)
    for (let waits = 0; waits < 50 && (await messages())[0] !== 'refused'; waits += 1)
      await new Promise((resolve) => setTimeout(resolve, 50))
    expect(await messages()).toEqual(['refused'])
    expect(await child.end('SIGINT')).toBe(0)
    expect((await run('stages', '--data', data)).out).toContain('new')
  })

  it('publishes what has changed in its files, as the next version', async () => {
    const campaigns = join(files, 'campaigns')
    mkdirSync(campaigns)
    const source = JSON.parse(readFileSync(join(EXAMPLES, 'campaigns/win-back.json'), 'utf8'))
    const write = (name: string) => writeFileSync(join(campaigns, 'win-back.json'), JSON.stringify({ ...source, name }))
    write('Come back')
    const first = await start('--empty', '--data', data, '--campaigns', campaigns, '--templates', join(EXAMPLES, 'templates'))
    expect(first.out()).toContain('version 2')
    expect(first.out()).toContain('onboarding has no file any more')
    await first.end('SIGINT')
    write('Please come back')
    const second = await start('--empty', '--data', data)
    const { summary } = await second.get<CampaignPage>('/api/campaigns/win-back')
    expect([summary.version, summary.name]).toEqual([3, 'Please come back'])
    await second.end('SIGINT')
    writeFileSync(join(campaigns, 'win-back.json'), '{ "id": "win-back" }')
    const wrong = await startRefused('--empty', '--data', data)
    expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining('win-back.json')])
  })

  it('is never taken for a demo, nor a demo for it', async () => {
    const demo = await startRefused('--data', data, '--fresh')
    expect([demo.code, demo.err]).toEqual([2, expect.stringContaining('--empty')])
    expect(existsSync(join(data, 'rekindle.db'))).toBe(true)
    const empty = await startRefused('--empty', '--data', folder('demo'))
    expect([empty.code, empty.err]).toEqual([2, expect.stringContaining('holds a demo')])
  })
})

describe('what is in the way', () => {
  it('a store that nobody wrote into is not: whoever made it was killed', async () => {
    const untouched = folder('untouched')
    openLocal(untouched, 'write').close()
    expect(await kindOfFolder(untouched)).toEqual({ type: 'free' })
  })

  it('a port that is taken is told', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const { code, err } = await startRefused('--empty', '--data', folder('port'), '--port', String(port))
    expect([code, err]).toEqual([1, expect.stringContaining(`port ${port}`)])
    await new Promise((resolve) => server.close(resolve))
  })

  it('somebody else’s folder is left alone', async () => {
    const taken = folder('taken')
    mkdirSync(taken)
    writeFileSync(join(taken, 'letter.txt'), 'mine')
    const { code, err } = await startRefused('--data', taken, '--fresh')
    expect([code, err]).toEqual([2, expect.stringContaining('is not empty')])
    expect(readdirSync(taken)).toEqual(['letter.txt'])
  })
})

const setPace = async (url: string, pace: string): Promise<void> => {
  const { token } = (await (await fetch(`${url}/api/token`)).json()) as { readonly token: string }
  await fetch(`${url}/api/demo`, { method: 'POST', headers: { 'x-rekindle-token': token }, body: JSON.stringify({ pace }) })
}

/** Mails that were handed over more than once: a promise that no crash may break. */
const mailedTwice = async (data: string): Promise<readonly string[]> => {
  const local = openLocal(data, 'read')
  try {
    return (await local.stores.inbox.list(0, 100_000)).filter(({ offers }) => offers > 1).map(({ id }) => id)
  } finally {
    local.close()
  }
}
