/** Publishing files that somebody sent: the same judgement as a check at home, all or nothing, written down. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { publishHandler } from '../../functions/publish/handler.ts'
import { checkFiles } from '../../local/check.ts'
import { TEMPLATE_TOOLS } from '../../local/wiring-templates.ts'
import { liquidRenderer } from '../../shared/adapters/liquid/renderer.ts'
import { rendererWith } from '../../shared/adapters/liquid/render.ts'
import { openSqlite, type SqliteStores } from '../../shared/adapters/sqlite/open.ts'
import { readRules } from '../../shared/flow/definitions.ts'
import { type PublishAnswer, publishFiles, type PublishWorld, readPublishAsk } from '../../shared/flow/publishing/remote.ts'
import { sampleFill } from '../../shared/flow/publishing/template-lint.ts'
import { PUBLISHED_BYTES_MAX, PUBLISHED_FILES_MAX } from '../../shared/kernel/limits.ts'
import { type EpochMs, epochMs } from '../../shared/kernel/words.ts'
import { contextWith, watched } from '../functions/world.ts'

const EXAMPLES = join(import.meta.dirname, '../../examples')
const textsIn = (folder: string, as: string): readonly (readonly [string, string])[] =>
  readdirSync(join(EXAMPLES, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(json|mjml|txt)$/.test(entry.name))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return [`${as}/${path.slice(join(EXAMPLES, folder, '/').length)}`, readFileSync(path, 'utf8')] as const
    })
const POLICY = readFileSync(join(EXAMPLES, 'policies/retail.json'), 'utf8')
const SHOP = new Map([['policy.json', POLICY] as const, ...textsIn('campaigns', 'campaigns'), ...textsIn('templates', 'templates')])

let stores: SqliteStores
let sweeps: string[]
let world: PublishWorld
beforeEach(() => {
  stores = openSqlite(':memory:')
  sweeps = []
  world = {
    definitions: stores.definitions,
    written: stores.written,
    audit: stores.audit,
    tools: TEMPLATE_TOOLS,
    people: stores.directory,
    drawSalt: () => 'salt',
    sweep: async (because) => {
      sweeps.push(because)
      return { id: 's-1', size: 7 }
    },
  }
})

let requests = 0
const publish = (files: ReadonlyMap<string, string>, { dryRun = false, at = 1 } = {}): Promise<PublishAnswer> => {
  requests += 1
  return publishFiles(world, { files, dryRun, note: null }, { name: 'arn:aws:iam::1:user/ann', requestId: `r-${requests}` }, epochMs(at))
}
const namesIn = (answer: PublishAnswer): readonly string[] =>
  answer.type === 'refused' ? [] : answer.changes.map(({ kind, id, version }) => `${kind} ${id} ${version}`)
const edited = (path: string, change: (text: string) => string): ReadonlyMap<string, string> => {
  const text = SHOP.get(path)
  if (text === undefined || change(text) === text) throw new Error(`nothing to change in ${path}`)
  return new Map([...SHOP, [path, change(text)]])
}
const problemsIn = (answer: PublishAnswer): readonly string[] =>
  answer.type === 'refused'
    ? answer.problems.flatMap(({ file, problems }) => problems.map(({ path, problem }) => `${file}: ${path} ${problem}`))
    : []

describe('publishing', () => {
  it('publishes everything once, and nothing that stands already', async () => {
    const first = namesIn(await publish(SHOP))
    expect(first).toContain('policy retail 1')
    expect(first.filter((name) => name.startsWith('campaign'))).toHaveLength(2)
    expect(first.every((name) => name.endsWith(' 1'))).toBe(true)
    expect(namesIn(await publish(SHOP))).toEqual([])
    expect(readRules(await stores.definitions.all(), () => null).ok).toBe(true)
  })

  it('gives what changed its next version, a template with each campaign that names it', async () => {
    await publish(SHOP)
    const files = edited('templates/getting-started/template.json', (text) => text.replace('How to find your way around', 'Ways around'))
    expect(namesIn(await publish(files))).toEqual(['template getting-started 2', 'campaign onboarding 2'])
  })

  it('says what would change, and changes nothing', async () => {
    const answer = await publish(SHOP, { dryRun: true })
    expect(answer.type).toBe('checked')
    expect(namesIn(answer).length).toBeGreaterThan(5)
    expect([await stores.definitions.all(), await stores.audit.list(null, 10), sweeps]).toEqual([[], [], []])
  })

  it('refuses all of it where anything is wrong, with every problem a check at home tells', async () => {
    const files = new Map([
      ...SHOP,
      ['campaigns/broken.json', '{'] as const,
      ['campaigns/odd.json', JSON.stringify({ id: 'odd', name: 'Odd' })] as const,
      ['policy.json', POLICY.replace('"lifecycle"', '"lifecicle"')] as const,
    ])
    const told = problemsIn(await publish(files))
    expect(told.some((one) => one.startsWith('campaigns/broken.json: '))).toBe(true)
    expect(told.filter((one) => one.startsWith('campaigns/odd.json: ')).length).toBeGreaterThan(1)
    expect(told.some((one) => one.startsWith('policy.json: '))).toBe(true)
    expect(await stores.definitions.all()).toEqual([])
  })

  it('judges the examples as a check does', async () => {
    const { errors } = await checkFiles({
      policy: join(EXAMPLES, 'policies/retail.json'),
      campaigns: join(EXAMPLES, 'campaigns'),
      experiments: null,
      templates: null,
    })
    expect(errors).toEqual([])
    expect(problemsIn(await publish(SHOP))).toEqual([])
  })

  it('judges campaigns that come alone under the policy that stands, and asks for one where none does', async () => {
    const alone = new Map([...SHOP].filter(([path]) => path !== 'policy.json'))
    expect(problemsIn(await publish(alone))).toEqual(['policy.json:  is missing, and none was published before'])
    await publish(SHOP)
    const answer = await publish(alone)
    expect(answer).toMatchObject({ type: 'published', changes: [], withoutFile: [] })
  })

  it('looks at everybody once more where the policy changed, and only then', async () => {
    await publish(SHOP)
    expect(sweeps).toEqual([])
    await publish(edited('templates/getting-started/template.json', (text) => text.replace('How to find your way around', 'Ways around')))
    expect(sweeps).toEqual([])
    const answer = await publish(new Map([['policy.json', POLICY.replace(/"entryMaxAge": "[^"]*"/, '"entryMaxAge": "9d"')]]))
    expect(sweeps).toEqual(['policy retail version 2'])
    expect(answer).toMatchObject({ sweep: { id: 's-1', customers: 7 } })
  })

  it('is written down before anything is changed, and how it ended', async () => {
    await publish(SHOP)
    expect(await stores.audit.list(null, 10)).toMatchObject([
      { by: 'arn:aws:iam::1:user/ann', via: 'cli', what: 'publish', outcome: 'done', of: { 'policy retail': '1' } },
    ])
    world = { ...world, definitions: { ...stores.definitions, publish: async () => Promise.reject(new Error('away')) } }
    await expect(
      publish(
        edited('policy.json', (text) => text.replace(/"entryMaxAge": "[^"]*"/, '"entryMaxAge": "9d"')),
        { at: 2 },
      ),
    ).rejects.toThrow('away')
    expect((await stores.audit.list(null, 10))[0]).toMatchObject({ outcome: 'failed' })
  })

  it('leaves nothing to do with HTML to who sends: the same mails, letter for letter', async () => {
    await publish(SHOP)
    const read = readRules(await stores.definitions.all(), () => null)
    if (!read.ok) throw new Error(read.because)
    const never = (): never => {
      throw new Error('HTML was read while sending')
    }
    const contents = [...read.rules.campaigns.live.values()].flatMap(({ paths }) =>
      [...paths.values()].flatMap(({ steps }) => steps).flatMap((step) => (step.type === 'send' ? [step.content] : [])),
    )
    const templates = contents.filter(({ template }) => template !== null)
    expect(templates.length).toBeGreaterThan(0)
    for (const content of contents) {
      for (const locale of content.written.keys()) {
        const fill = {
          ...sampleFill({ customer: { id: 'c-1', traits: { firstName: 'Ann' } }, coupon: 'CODE' }, locale),
          track: (url: string) => `https://t.example/?${encodeURIComponent(url)}`,
        }
        const sent = await rendererWith({ linkedHtml: never, textOf: never }).render(content, fill)
        const plain = new Map([...content.written].map(([tag, { linked: _, ...written }]) => [tag, written]))
        expect(sent).toEqual(await liquidRenderer().render({ ...content, written: plain }, fill))
      }
    }
  })
})

describe('what may be asked', () => {
  it.each([
    { title: 'no object', json: [], problems: 1 },
    { title: 'no files', json: {}, problems: 1 },
    { title: 'a file that is no text', json: { files: { 'policy.json': 3 } }, problems: 1 },
    {
      title: 'files of other places',
      json: { files: { '../x': '', 'campaigns/a/b.json': '', 'templates/../x': '', 'notes.txt': '' } },
      problems: 4,
    },
    {
      title: 'too many files',
      json: { files: Object.fromEntries(Array.from({ length: PUBLISHED_FILES_MAX + 1 }, (_, n) => [`campaigns/${n}.json`, ''])) },
      problems: 1,
    },
    { title: 'too much', json: { files: { 'policy.json': 'x'.repeat(PUBLISHED_BYTES_MAX) } }, problems: 1 },
    { title: 'nothing wrong', json: { files: { 'policy.json': '{}', 'templates/parts/head.mjml': '' } }, problems: 0 },
  ])('$title: $problems problems', ({ json, problems }) => {
    const read = readPublishAsk(json as never)
    expect(read.ok ? 0 : read.problems.length).toBe(problems)
  })
})

describe('the function', () => {
  const ask = (body: unknown, caller: object | null = { iam: { userArn: 'arn:aws:iam::1:user/ann' } }) =>
    publishHandler(watched('publish'), world, { now: () => 5 as EpochMs })(
      {
        ...{ rawPath: '/cli/publish', headers: {}, body: JSON.stringify(body), isBase64Encoded: false },
        requestContext: { http: { method: 'POST' }, requestId: 'r', ...(caller === null ? {} : { authorizer: caller }) },
      } as never,
      contextWith(),
    )
  const files = Object.fromEntries(SHOP)

  it.each([
    { title: 'nobody', body: { files }, caller: null, status: 401 },
    { title: 'somebody with a token', body: { files }, caller: { jwt: { claims: {} } }, status: 401 },
    { title: 'no files', body: {}, caller: undefined, status: 400 },
    { title: 'files that are wrong', body: { files: { 'policy.json': '{' } }, caller: undefined, status: 422 },
    { title: 'files that are right', body: { files }, caller: undefined, status: 200 },
  ])('answers $title with $status', async ({ body, caller, status }) => {
    expect((await (caller === undefined ? ask(body) : ask(body, caller))).statusCode).toBe(status)
  })

  it('answers 409 where somebody else published meanwhile: asked again, the rest is published', async () => {
    world = { ...world, definitions: { ...stores.definitions, publish: async () => 'taken' } }
    expect((await ask({ files })).statusCode).toBe(409)
  })
})
