/** Files into a folder and what people do with a campaign there: check, plan, publish, pause, resume, end, roll back; by the command line. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newWorld, run } from './world.ts'

const world = newWorld()
const data = ['--data', world.path('data')]
const folder = world.path('marketing')
const file = `${folder}/campaigns/win-back.json`
const source = (): Record<string, unknown> =>
  JSON.parse(readFileSync(world.path('campaigns', 'win-back.json'), 'utf8')) as Record<string, unknown>

beforeAll(async () => {
  mkdirSync(`${folder}/campaigns`, { recursive: true })
  mkdirSync(`${folder}/segments`, { recursive: true })
  writeFileSync(file, JSON.stringify(source()))
  const replayed = await run('replay', world.path('events.jsonl'), '--campaigns', world.path('campaigns'), ...data)
  if (replayed.code !== 0) throw new Error(replayed.err)
})
afterAll(world.remove)

describe('check', () => {
  const broken = `${folder}/broken/campaigns`
  beforeAll(() => {
    mkdirSync(broken, { recursive: true })
    writeFileSync(`${broken}/a.jsonc`, '// a slip\n{\n  "id": "a", // our first\n  "priorty": 1,\n}\n')
  })

  it('says file, line and column, the problem and how to mend it', async () => {
    const { code, out, err } = await run('check', '--campaigns', broken)
    expect(code).toBe(1)
    expect(out).toContain(`error: ${broken}/a.jsonc:4:3 priorty is not a field we know\n  Did you mean "priority"?`)
    expect(err).toContain('problems keep this from being published')
  })

  it('annotates a pull request', async () => {
    const { code, out } = await run('check', '--campaigns', broken, '--format', 'github')
    expect(code).toBe(1)
    expect(out).toContain(`::error file=${broken}/a.jsonc,line=4,col=3::priorty is not a field we know%0ADid you mean "priority"?`)
    expect(
      out
        .trim()
        .split('\n')
        .every((line) => /^::(error|warning) file=/.test(line)),
    ).toBe(true)
  })

  it('says it as JSON', async () => {
    const { out } = await run('check', '--campaigns', broken, '--format', 'json')
    const { errors } = JSON.parse(out) as { errors: { problems: { path: string; at: unknown }[] }[] }
    expect(errors[0]?.problems).toContainEqual(expect.objectContaining({ path: 'priorty', at: { line: 4, column: 3 } }))
  })

  it('looks at what customers of a folder have and did', async () => {
    const { code, out } = await run('check', '--campaigns', `${folder}/campaigns`, '--against', world.path('data'))
    expect(code).toBe(0)
    // Five customers say nothing about others: no slip is told by them.
    expect(out).toContain('Without a problem: 1 campaign.')
  })
})

describe('plan and publish', () => {
  it('say that nothing changed where nothing did', async () => {
    expect((await run('plan', folder, ...data)).out).toContain('Nothing changed')
  })

  it('say each field that changes and whom it concerns, and publish only when told to', async () => {
    writeFileSync(
      `${folder}/segments/regulars.jsonc`,
      '// who came back\n{ "id": "regulars", "name": "Regulars", "condition": { "activity.count": { "$gte": 2 } } }',
    )
    writeFileSync(file, JSON.stringify({ ...source(), name: 'Win them back', audience: { $inSegment: 'regulars' } }))
    const { code, out } = await run('plan', folder, ...data)
    expect(code).toBe(0)
    expect(out).toContain('segment regulars, version 1 (new)\n    people: 1 would belong to it')
    expect(out).toContain('campaign win-back, version 2\n')
    expect(out).toContain('~ name: "Win back" → "Win them back"')
    expect(out).toContain('+ audience.$inSegment: "regulars"')
    expect(out).toMatch(/people: \d+ in it now; 1 in its audience now/)
    const unsure = await run('publish', folder, ...data)
    expect(unsure).toMatchObject({ code: 2, err: expect.stringContaining('--yes') })
    const done = await run('publish', folder, ...data, '--yes', '--author', 'ann', '--note', 'only regulars')
    expect(done).toMatchObject({ code: 0, out: expect.stringContaining('2 changes published') })
    expect((await run('plan', folder, ...data)).out).toContain('Nothing changed')
  })

  it('publish nothing where anything is wrong, and say where', async () => {
    const before = readFileSync(file, 'utf8')
    writeFileSync(file, '{\n  "id": "win-back",\n  "name": 5\n}')
    const { code, err } = await run('publish', folder, ...data, '--yes')
    expect(code).toBe(1)
    expect(err).toContain('3:11 name must be text, and is a number')
    writeFileSync(file, before)
  })
})

describe('a published campaign', () => {
  it('tells its versions and how two differ', async () => {
    const { out } = await run('versions', 'win-back', ...data)
    expect(out).toMatch(/version 2 {3}live .* ann: only regulars/)
    expect((await run('versions', 'win-back', '1', '2', ...data)).out).toContain('~ name: "Win back" → "Win them back"')
    expect(await run('versions', 'win-back', '1', '9', ...data)).toMatchObject({ code: 2, err: expect.stringContaining('no version 9') })
  })

  it('is paused and resumed, with the people it concerns', async () => {
    expect(await run('pause', 'win-back', ...data, '--note', 'wrong prices')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/It is paused now \(it was active\)\.\n {2}Nobody enters, and \d+ customers? in it wait/),
    })
    expect(await run('pause', 'win-back', ...data)).toMatchObject({ code: 1, err: expect.stringContaining('paused already') })
    expect(await run('resume', 'win-back', ...data, '--spread', 'soon')).toMatchObject({ code: 2 })
    expect((await run('resume', 'win-back', ...data, '--spread', '6h')).out).toContain('spread over 6h')
    expect((await run('versions', 'win-back', ...data)).out).toContain('wrong prices')
  })

  it('is rolled back and ended only when told so twice', async () => {
    const unsure = await run('rollback', 'win-back', ...data)
    expect(unsure.code).toBe(2)
    expect(unsure.err).toContain('~ name: "Win them back" → "Win back"')
    expect((await run('rollback', 'win-back', ...data, '--yes')).out).toContain('It says what version 1 said')
    expect((await run('versions', 'win-back', ...data)).out).toMatch(/version 3 {3}live/)
    expect(await run('end', 'win-back', ...data)).toMatchObject({ code: 2, err: expect.stringContaining('would leave it at once') })
    expect((await run('end', 'win-back', ...data, '--yes')).out).toContain('It is ended now')
    expect(await run('pause', 'nobody', ...data)).toMatchObject({ code: 1, err: expect.stringContaining('no campaign of this folder') })
  })
})

describe('schema', () => {
  it('prints one, or writes all', async () => {
    expect(JSON.parse((await run('schema', 'segment')).out)).toMatchObject({ title: 'A Rekindle segment' })
    expect((await run('schema', '--out', world.path('schemas'))).out).toContain('campaign.schema.json')
    expect((await run('schema')).code).toBe(2)
  })
})
