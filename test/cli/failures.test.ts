import { writeFileSync } from 'node:fs'
import { Writable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { report } from '../../cli/failure.ts'
import { openLocal } from '../../local/wiring.ts'
import { Defect } from '../../shared/kernel/assert.ts'
import { epochMs } from '../../shared/kernel/words.ts'
import { newWorld, run } from './world.ts'

const world = newWorld()
const events = world.path('events.jsonl')
const data = ['--data', world.path('data')]
const campaigns = ['--campaigns', world.path('campaigns')]
// Before wakes of customers whose next event comes with the next run.
const until = ['--until', '2025-04-01']

beforeAll(async () => {
  writeFileSync(world.path('other.jsonl'), '')
  writeFileSync(world.path('broken.json'), '{ "lifecycle": ')
  writeFileSync(world.path('wrong.json'), '{ "lifecycle": { "activity": [] } }')
  writeFileSync(world.path('foreign'), 'x')
  expect((await run('replay', events, ...data, ...campaigns, ...until)).code).toBe(0)
})
afterAll(world.remove)

describe('exit codes and words for what is wrong', () => {
  it.each([
    { what: 'an unknown command', args: ['stagess'], code: 2, says: 'Did you mean stages?' },
    { what: 'an unknown option', args: ['stages', '--jsn'], code: 2, says: 'unknown option' },
    { what: 'no file', args: ['replay'], code: 2, says: 'missing required argument' },
    { what: 'no instant', args: ['replay', events, '--until', 'yesterday'], code: 2, says: 'ISO 8601' },
    { what: 'an impossible day', args: ['replay', events, '--until', '2025-02-30'], code: 2, says: 'ISO 8601' },
    { what: 'no batch', args: ['replay', events, '--batch', '0'], code: 2, says: 'from 1 to' },
    { what: 'no chaos', args: ['replay', events, '--chaos', 'rain=2'], code: 2, says: '"rain" is none of duplicate' },
    { what: 'an unknown customer', args: ['customer', 'zoe', ...data], code: 2, says: 'There is no customer zoe.' },
    { what: 'an unknown campaign', args: ['explain', 'ada', 'x', ...data], code: 2, says: 'There are: linger, win-back.' },
    { what: 'an unknown experiment', args: ['results', 'x', ...data], code: 2, says: 'There are: win-back.' },
    { what: 'a campaign without goal', args: ['results', 'linger', ...data], code: 2, says: 'has no goal' },
    { what: 'a folder that is not there', args: ['stages', '--data', world.path('nowhere')], code: 1, says: 'There is no store' },
    { what: 'a file that is not there', args: ['replay', world.path('nofile'), ...data], code: 1, says: 'is not there' },
    { what: 'a file as a folder', args: ['replay', events, '--data', events], code: 1, says: 'cannot be made a data folder' },
    { what: 'a file as a folder, read', args: ['stages', '--data', events], code: 1, says: 'store' },
    { what: 'a folder as a file', args: ['replay', world.root, ...data], code: 1, says: 'is not a file' },
    {
      what: 'a policy that is no JSON',
      args: ['replay', events, '--policy', world.path('broken.json'), ...data],
      code: 1,
      says: 'is not JSON',
    },
    {
      what: 'a policy with problems',
      args: ['replay', events, '--policy', world.path('wrong.json'), ...data],
      code: 1,
      says: 'consent is missing',
    },
    {
      what: 'no folder of campaigns',
      args: ['replay', events, '--campaigns', world.path('no'), ...data],
      code: 1,
      says: 'is not a folder',
    },
    {
      what: 'an export that cannot be written',
      args: ['export', 'customers', '--out', world.path('no/x.csv'), ...data],
      code: 1,
      says: 'cannot be written',
    },
  ])('$what: $code', async ({ args, code, says }) => {
    const outcome = await run(...args)
    expect(outcome.err).toContain(says)
    expect(outcome.err).not.toMatch(/^ {4}at /m)
    expect({ code: outcome.code, out: outcome.out }).toEqual({ code, out: '' })
  })

  it('says it in JSON to programs', async () => {
    const { err } = await run('replay', events, '--policy', world.path('wrong.json'), ...data, '--json')
    expect(JSON.parse(err).error).toMatchObject({
      exitCode: 1,
      files: [{ file: world.path('wrong.json'), problems: [{ path: 'consent' }, {}, {}, {}, {}, {}] }],
    })
  })

  it('prints a stack only for a defect', () => {
    let err = ''
    const io = {
      out: new Writable(),
      err: new Writable({
        write: (text, _, done) => {
          err += String(text)
          done()
        },
      }),
      isWatched: false,
      screen: { columns: 100, isUtf8: true },
      now: () => epochMs(0),
    }
    expect(report(io, new Defect('two and two are five'), true)).toBe(70)
    expect(err).toMatch(/two and two are five[\s\S]+^ {4}at .*[\s\S]+This is a defect of Rekindle/m)
  })

  it.each([[['help']], [['help', 'replay']], [['stages', '--help']]])('gives help for %s', async (args) => {
    const { code, out } = await run(...args)
    expect(code).toBe(0)
    expect(out).toContain('Examples:')
  })
})

describe('going on with a replay', () => {
  it.each([
    { what: 'another file', args: [world.path('other.jsonl'), ...campaigns], says: 'the files were events.jsonl, and now are other.jsonl' },
    { what: 'another seed', args: [events, ...campaigns, '--seed', '2'], says: 'the seed was 1, and now is 2' },
    { what: 'fewer campaigns', args: [events], says: 'the campaign win-back is missing' },
    {
      what: 'another policy',
      args: [events, ...campaigns, '--policy', 'examples/policies/subscription.json'],
      says: 'the policy has changed',
    },
    {
      what: 'more experiments',
      args: [events, ...campaigns, '--experiments', 'examples/experiments'],
      says: 'the experiment spring-mail is new',
    },
    { what: 'other chaos', args: [events, ...campaigns, '--chaos', 'duplicate=2'], says: 'the chaos differs' },
    {
      what: 'an instant that has passed',
      args: [events, ...campaigns, '--until', '2025-03-31'],
      says: 'has come to 2025-04-01 00:00 UTC already',
    },
  ])('refuses $what and changes nothing', async ({ args, says }) => {
    const before = await run('stages', ...data)
    const { code, err } = await run('replay', ...args, ...data)
    expect(code).toBe(1)
    expect(err).toContain(says)
    expect(await run('stages', ...data)).toEqual(before)
  })

  it('refuses while another process writes into the folder, and lets it be read', async () => {
    const { close } = openLocal(world.path('data'), 'write')
    const { code, err } = await run('replay', events, ...data, ...campaigns, ...until)
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('is being written by another process') })
    expect((await run('stages', ...data)).code).toBe(0)
    close()
  })

  it('does nothing for the same instant, and continues with a later one, in other batches', async () => {
    const again = await run('replay', events, ...data, ...campaigns, ...until, '--json')
    expect(JSON.parse(again.out)).toMatchObject({ delivered: 0, resumedAt: 9, clock: '2025-04-01T00:00:00.000Z' })
    const rest = await run('replay', events, ...data, ...campaigns, '--batch', '1', '--json')
    expect(JSON.parse(rest.out)).toMatchObject({
      delivered: 2,
      resumedAt: 9,
      clock: '2025-05-21T12:00:00.000Z',
      messages: { sent: 3 },
      quarantined: 2,
    })
  })
})
