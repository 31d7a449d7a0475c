import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../shared/kernel/json.ts'
import { json, run } from '../cli/world.ts'
import { campaign, journey, segments, template } from './exports.ts'

type Answer = {
  readonly counts: JsonObject
  readonly files: readonly string[]
  readonly templatesToWrite: readonly { readonly name: string }[]
  readonly findings: readonly JsonObject[]
}

let root = ''
const path = (...parts: readonly string[]): string => join(root, ...parts)

/** A template as short as publishing takes one. */
const writeTemplate = (folder: string, name: string): void => {
  mkdirSync(join(folder, name), { recursive: true })
  const said = {
    defaultLocale: 'en',
    locales: { en: { subject: name, text: 'text.en.txt' } },
    sample: { customer: { id: 'c-1', traits: {} } },
  }
  writeFileSync(join(folder, name, 'template.json'), JSON.stringify(said))
  writeFileSync(join(folder, name, 'text.en.txt'), `${name}\n{{ links.unsubscribe }}\n`)
}

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'rekindle-pinpoint-'))
  mkdirSync(path('exports'))
  for (const [name, source] of Object.entries({ segments, journey, campaign, template }))
    writeFileSync(path('exports', `${name}.json`), JSON.stringify(source))
})
afterAll(() => rmSync(root, { recursive: true }))

describe('rekindle import pinpoint', () => {
  it('writes files that check takes, once the templates are written that it names', async () => {
    const answer = await json<Answer>(
      'import',
      'pinpoint',
      path('exports'),
      '--out',
      path('out'),
      '--goal',
      'Order Completed',
      '--activity',
      'Application Opened',
    )
    expect(answer.counts).toEqual({ segments: 4, campaigns: 1, journeys: 1, templates: 2 })
    expect(answer.templatesToWrite.map(({ name }) => name)).toEqual(['thanks', 'offer-a', 'offer-b', 'goodbye'])
    const before = await run('check', '--campaigns', path('out', 'campaigns'))
    expect(before.code).toBe(1)
    for (const { name } of answer.templatesToWrite) writeTemplate(path('out', 'templates'), name)
    const after = await run('check', '--campaigns', path('out', 'campaigns'))
    expect(after.err).toBe('')
    expect(after.code).toBe(0)
    expect(after.out).toContain('2 campaigns')
  })

  it('says above each file what is to be settled in it', async () => {
    const text = readFileSync(path('out', 'campaigns', 'onboarding-2025.json'), 'utf8')
    expect(text).toMatch(/^\/\/ Brought over from Amazon Pinpoint/)
    expect(text).toContain('// missing: JourneyResponse.Activities.Text0001.SMS sends text messages')
  })

  it('does not write over what is there, unless it is told to', async () => {
    const again = await run('import', 'pinpoint', path('exports'), '--out', path('out'))
    expect(again).toMatchObject({ code: 1, out: '' })
    expect(again.err).toContain('would be written over')
    expect((await run('import', 'pinpoint', path('exports', 'segments.json'), '--out', path('out'), '--overwrite')).code).toBe(0)
  })

  it('tells people in words', async () => {
    const { out } = await run('import', 'pinpoint', path('exports'), '--out', path('words'))
    expect(out).toContain('Templates to be written:\n  templates/thanks (Thanks)')
    expect(out).toContain('Has no counterpart, or could not be read')
    expect(out).toContain('asks who used the app within 30d, and no event is named that shows it')
  })

  it.each<[string, readonly string[], number, string]>([
    ['no folder to write into', ['exports'], 2, '--out DIR'],
    ['a file that is not there', ['nothing.json', '--out', 'x'], 1, 'cannot be read'],
    ['no JSON', ['bad.txt', '--out', 'x'], 1, 'is not JSON'],
    ['no export', ['other.json', '--out', 'x'], 1, 'Nothing was found that could be brought over'],
  ])('refuses %s', async (_, args, code, problem) => {
    writeFileSync(path('bad.txt'), '{')
    writeFileSync(path('other.json'), '{"a": 1}')
    const outcome = await run('import', 'pinpoint', ...args.map((arg) => (arg.startsWith('--') ? arg : path(arg))))
    expect(outcome.code).toBe(code)
    expect(outcome.err).toContain(problem)
    expect(existsSync(path('x', 'campaigns'))).toBe(false)
  })

  it('leaves the import of history as it was: it wants its map', async () => {
    const { code, err } = await run('import', path('bad.txt'))
    expect(code).toBe(2)
    expect(err).toContain("required option '--map <file>' not specified")
  })
})
