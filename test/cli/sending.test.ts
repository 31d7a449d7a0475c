import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openLocal } from '../../local/wiring.ts'
import { json, newWorld, run, type World } from './world.ts'

let world: World
let data: string
beforeAll(async () => {
  world = newWorld()
  data = world.path('data')
  const replayed = await run('replay', world.path('events.jsonl'), '--data', data, '--campaigns', world.path('campaigns'))
  expect(replayed.code).toBe(0)
}, 60_000)
afterAll(() => world.remove())

type Listed = { readonly count: number; readonly suppressions: readonly { readonly address: string; readonly because: string }[] }
type Status = { readonly switches: readonly { readonly campaign: string | null; readonly stopped: { readonly because: object } | null }[] }

describe('rekindle suppression', () => {
  it('adds an address, lists it under a digest, and lifts it with a reason', async () => {
    expect((await run('suppression', 'add', 'ada@example.com', '--data', data)).code).toBe(0)
    expect((await run('suppression', 'add', 'ADA@example.com', '--data', data)).code).toBe(1)
    const listed = await json<Listed>('suppression', 'list', '--data', data)
    expect(listed).toMatchObject({ count: 1, suppressions: [{ because: 'by-hand' }] })
    expect((await run('suppression', '--data', data)).out).not.toContain('ada@')
    expect((await run('suppression', 'lift', 'ada@example.com', '--data', data)).code).toBe(2)
    expect((await run('suppression', 'lift', 'ada@example.com', '--because', 'a new mailbox', '--data', data)).code).toBe(0)
    expect((await run('suppression', 'lift', 'ada@example.com', '--because', 'again', '--data', data)).code).toBe(1)
    expect(await json<Listed>('suppression', 'list', '--data', data)).toMatchObject({ count: 0, suppressions: [] })
  })

  it('takes nothing that is no address, and makes no folder', async () => {
    expect((await run('suppression', 'add', 'ada', '--data', data)).code).toBe(2)
    expect((await run('suppression', 'add', 'ada@example.com', '--data', world.path('nowhere'))).code).toBe(1)
  })
})

describe('rekindle sending', () => {
  it('stops and resumes all of it, with a reason', async () => {
    expect((await run('sending', 'stop', '--data', data)).code).toBe(2)
    expect((await run('sending', 'resume', '--because', 'x', '--data', data)).code).toBe(1)
    expect((await run('sending', 'stop', '--because', 'wrong list', '--data', data)).code).toBe(0)
    const { switches } = await json<Status>('sending', 'status', '--data', data)
    expect(switches[0]).toMatchObject({ campaign: null, stopped: { by: 'person', because: { type: 'person', why: 'wrong list' } } })
    expect((await run('sending', '--data', data)).out).toContain('wrong list')
    expect((await run('sending', 'resume', '--because', 'mended', '--data', data)).code).toBe(0)
    expect((await json<Status>('sending', 'status', '--data', data)).switches[0]?.stopped).toBe(null)
  })

  it('while a process runs on the folder, says where it is done instead', async () => {
    const { close } = openLocal(data, 'write')
    const { code, err } = await run('sending', 'stop', '--because', 'wrong list', '--data', data)
    close()
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('its console') })
  })

  it('knows its campaigns', async () => {
    expect((await run('sending', 'stop', '--campaign', 'no-such', '--because', 'x', '--data', data)).code).toBe(2)
    const { switches } = await json<Status>('sending', 'status', '--data', data)
    const [, first] = switches
    const id = first?.campaign ?? ''
    expect((await run('sending', 'stop', '--campaign', id, '--because', 'x', '--data', data)).code).toBe(0)
    const after = (await json<Status>('sending', 'status', '--data', data)).switches
    expect(after.filter(({ stopped }) => stopped !== null).map(({ campaign }) => campaign)).toEqual([id])
  })
})
