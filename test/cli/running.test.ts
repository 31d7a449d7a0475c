/** What people do with a campaign of a folder that another process serves: asked of that process, and of no other. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSite, type Site } from '../api/world.ts'
import { run } from './world.ts'

let site: Site
let twin: Site
let stranger: Server
const portOf = ({ running }: Site): string => new URL(running.url).port
const served = (...args: readonly string[]) => run(...args, '--data', site.life.local.folder, '--port', portOf(site))
const statusNow = async (of: Site): Promise<string> => (await of.get('/api/campaigns/win-back' as '/api/campaigns/:id')).body.summary.status

beforeAll(async () => {
  site = await openSite()
  twin = await openSite()
  stranger = createServer((_, response) => response.end('<html>')).listen(0, '127.0.0.1')
}, 240_000)
afterAll(async () => {
  await site.close()
  await twin.close()
  stranger.close()
})

describe('a folder that is served', () => {
  it('has its campaign paused and resumed at once', async () => {
    const paused = await served('pause', 'win-back', '--note', 'wrong prices')
    expect(paused).toMatchObject({ code: 0, out: expect.stringContaining('It is paused now (it was active).') })
    expect(await statusNow(site)).toBe('paused')
    expect((await served('versions', 'win-back')).out).toContain('wrong prices')
    expect((await served('resume', 'win-back', '--spread', '2h')).out).toContain('spread over 2h')
    expect(await statusNow(site)).toBe('active')
  })

  it('has it ended and taken back', async () => {
    expect(await served('end', 'win-back')).toMatchObject({ code: 2, err: expect.stringContaining('--yes') })
    expect((await served('end', 'win-back', '--yes')).out).toContain('It is ended now')
    expect((await served('resume', 'win-back')).out).toContain('It is active now')
  })

  it.each([
    { args: ['resume', 'win-back'], says: 'is active already' },
    { args: ['resume', 'win-back', '--spread', '9d'], says: 'spread' },
    { args: ['rollback', 'win-back', '--to', '1', '--yes'], says: 'which is live' },
  ])('is told why not: $args', async ({ args, says }) => {
    expect(await served(...args)).toMatchObject({ code: 1, err: expect.stringContaining(says) })
    expect(await statusNow(site)).toBe('active')
  })

  it('can be planned against meanwhile, and is not published into', async () => {
    const data = ['--data', site.life.local.folder]
    expect((await run('plan', 'examples', ...data)).code).toBe(0)
    expect(await run('publish', 'examples', ...data, '--yes')).toMatchObject({
      code: 1,
      err: expect.stringContaining('served or written by another process'),
    })
  })
})

describe('another process is not asked', () => {
  const at = (port: string) => run('pause', 'win-back', '--data', site.life.local.folder, '--port', port)

  it('that serves another folder with the same in it', async () => {
    expect(await at(portOf(twin))).toMatchObject({ code: 1, err: expect.stringContaining('serves another folder') })
    expect([await statusNow(site), await statusNow(twin)]).toEqual(['active', 'active'])
  })

  it.each([
    ['that is no Rekindle', () => String((stranger.address() as AddressInfo).port)],
    ['that is not there', () => '2'],
  ])('%s', async (_, port) => {
    expect(await at(port())).toMatchObject({ code: 1, err: expect.stringContaining('--port N') })
    expect(await statusNow(site)).toBe('active')
  })
})
