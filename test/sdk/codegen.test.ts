/** A catalogue becomes a module that compiles against the package as others install it, and that refuses what the catalogue does not say. */
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSdk } from '../../sdk/build.ts'
import { codeOf } from '../../shared/contract/catalogue-code.ts'
import { parseCatalogue } from '../../shared/contract/catalogue-file.ts'
import { run } from '../cli/world.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const EXAMPLE = join(ROOT, 'examples/sdk/events.json')

let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rekindle-sdk-'))
  const installed = join(folder, 'node_modules/@rekindle/sdk')
  await buildSdk(join(installed, 'dist'))
  cpSync(join(ROOT, 'sdk/package.json'), join(installed, 'package.json'))
  for (const name of ['@aws-sdk', '@types', '@smithy']) {
    mkdirSync(dirname(join(folder, 'node_modules', name)), { recursive: true })
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name))
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: { strict: true, target: 'ES2022', module: 'NodeNext', noEmit: true, types: ['node'], skipLibCheck: false },
      include: ['*.ts'],
    }),
  )
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')
const exec = (...args: readonly string[]) =>
  new Promise<{ readonly code: number; readonly out: string }>((done) =>
    execFile(process.execPath, args, { cwd: folder }, (error, out, err) =>
      done({ code: error === null ? 0 : Number(error.code), out: out + err }),
    ),
  )

const USES = `
import { createPublisher, http, publishedIn, type PublishedEvent, type Transport } from '@rekindle/sdk'
import { eventBridge } from '@rekindle/sdk/eventbridge'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { catalogue } from './events.js'

export const overTheBus = (): Transport => eventBridge({ client: new EventBridgeClient({ maxAttempts: 1 }), source: 'com.example.shop' })
const publisher = createPublisher({ catalogue, transport: http({ origin: 'https://intake.example', writeKey: 'k' }), onLost: (lost, envelopes) => {
  console.error(lost.map(({ messageId, because }) => messageId + because), envelopes.length)
} })
export const well = async (): Promise<string> => {
  await publisher.track({ userId: 'a', event: 'Signed In' })
  await publisher.track({ userId: 'a', event: 'Feature Used', properties: { feature: 'export', rows: 12 } })
  await publisher.track({ anonymousId: 'v', event: 'Order Completed', properties: { order_id: 'o', revenue: 1, currency: 'EUR', products: [{ sku: 's', quantity: 1 }] } })
  await publisher.identify({ userId: 'a', anonymousId: 'v', traits: { plan: 'team' } })
  return publisher.alias({ userId: 'a', previousId: 'b' })
}
export const read = (event: { source: string; detail: unknown }): string => {
  const told: PublishedEvent | null = publishedIn(event)
  switch (told?.type) {
    case 'rekindle.customer.stage-changed':
      return told.data.to
    case 'rekindle.message.refused':
      return told.data.because ?? 'unknown'
    default:
      return ''
  }
}
`

const WRONG: readonly (readonly [string, string])[] = [
  ['an event nobody knows', "publisher.track({ userId: 'a', event: 'Order Complete', properties: {} })"],
  ['a property that is missing', "publisher.track({ userId: 'a', event: 'Account Created', properties: {} })"],
  ['no properties at all', "publisher.track({ userId: 'a', event: 'Account Created' })"],
  ['a property of another kind', "publisher.track({ userId: 'a', event: 'Account Created', properties: { plan: 'gold' } })"],
  ['a property nobody knows', "publisher.track({ userId: 'a', event: 'Account Created', properties: { plan: 'free', pl: 1 } })"],
  ['nobody', "publisher.track({ event: 'Signed In' })"],
  ['a trait of another kind', "publisher.identify({ userId: 'a', traits: { seats: 'two' } })"],
]

describe('rekindle events codegen', () => {
  it('writes what compiles against the package, and what does not say what the catalogue says fails', async () => {
    const events = join(folder, 'events.ts')
    expect(await run('events', 'codegen', EXAMPLE, '--out', events)).toMatchObject({ code: 0, out: `4 events written to ${events}.\n` })
    writeFileSync(join(folder, 'uses.ts'), USES)
    expect(await exec(compiler, '-p', folder)).toEqual({ code: 0, out: '' })

    const wrong = WRONG.map(([what, call]) => `  // ${what}\n  void ${call}`).join('\n')
    writeFileSync(join(folder, 'uses.ts'), `${USES}\nexport const wrong = () => {\n${wrong}\n}\n`)
    const { code, out } = await exec(compiler, '-p', folder, '--pretty', 'false')
    expect(code).not.toBe(0)
    const first = USES.split('\n').length + 3
    const linesWrong = WRONG.map((_, index) => first + 2 * index)
    const linesTold = [...new Set([...out.matchAll(/^uses\.ts\((\d+),/gm)].map(([, line]) => Number(line)))]
    expect(linesTold).toEqual(linesWrong)
    rmSync(join(folder, 'uses.ts'))
  }, 60_000)

  it('writes the same again, and says where a file is not what it would write', async () => {
    const out = join(folder, 'again.ts')
    await run('events', 'codegen', EXAMPLE, '--out', out)
    const before = readFileSync(out, 'utf8')
    expect((await run('events', 'codegen', EXAMPLE)).out).toBe(before)
    expect(await run('events', 'codegen', EXAMPLE, '--out', out, '--check')).toMatchObject({ code: 0 })
    writeFileSync(out, before.replace('seats', 'chairs'))
    expect(await run('events', 'codegen', EXAMPLE, '--out', out, '--check')).toMatchObject({
      code: 1,
      err: expect.stringContaining('is not what'),
    })
    rmSync(out)
  })

  it('runs: the package as it is built publishes by the module as it is written', async () => {
    // Node strips types by itself: no build between the catalogue and what runs.
    const { out } = await run('events', 'codegen', EXAMPLE)
    writeFileSync(join(folder, 'events.ts'), out)
    writeFileSync(
      join(folder, 'runs.mjs'),
      `import { createPublisher } from '@rekindle/sdk'
       import { catalogue } from './events.ts'
       const sent = []
       const transport = { fits: (queue) => queue.length, fullBytes: 1, eventsMax: 10, send: async (all) => { sent.push(...all); return all.map(() => ({ say: 'taken' })) } }
       const publisher = createPublisher({ catalogue, transport, onLost: () => {} })
       await publisher.track({ userId: 'a', event: 'Signed In' })
       await publisher.track({ userId: 'a', event: 'Order Completed', properties: {} }).catch((error) => console.log(error.message))
       await publisher.flush()
       console.log(sent.length)`,
    )
    const ran = await exec(join(folder, 'runs.mjs'))
    expect(ran.out).toBe('The event Order Completed cannot be published: properties.order_id is missing (and 2 more). Send text.\n1\n')
  })

  it('cannot be made to write code by any text of a catalogue', () => {
    const nasty = fc.constantFrom(
      "'",
      '"',
      '`',
      '\u0024{x}',
      '*/ throw 1 /*',
      '\\',
      '\n',
      '\u2028',
      '// x',
      "\\'",
      '</script>',
      'constructor',
    )
    const text = fc
      .array(fc.oneof(nasty, fc.string({ maxLength: 4 })), { minLength: 1, maxLength: 4 })
      .map((parts) => `a${parts.join('')}a`)
    const field = fc.record({
      type: fc.constant('string'),
      values: fc.uniqueArray(text, { minLength: 1, maxLength: 3 }),
      description: text,
    })
    const catalogue = fc.record({
      events: fc.dictionary(text, fc.record({ description: text, properties: fc.dictionary(text, field) }), { maxKeys: 3 }),
    })
    fc.assert(
      fc.property(catalogue, text, (source, file) => {
        const parsed = parseCatalogue(JSON.parse(JSON.stringify(source)))
        if (!parsed.ok) return
        const code = codeOf(parsed.value, file.replaceAll(/[\r\n\u2028\u2029]/g, ''))
        // Its values run, and are the catalogue; its types are no more than types.
        const value = /export const catalogue: Catalogue<Events, Traits> = ([\s\S]*)$/.exec(code)?.[1] ?? ''
        expect(JSON.parse(value)).toEqual({ events: parsed.value.events, traits: {} })
        for (const line of code.split('\n')) expect(line).not.toMatch(/^\s*throw/)
      }),
    )
  })
})

describe('a catalogue', () => {
  const told = (source: unknown): readonly string[] => {
    const parsed = parseCatalogue(source)
    return parsed.ok ? [] : parsed.problems.map(({ path, problem }) => `${path} ${problem}`.trim())
  }
  it.each<{ what: string; source: unknown; is: readonly string[] }>([
    { what: 'is the example', source: JSON.parse(readFileSync(EXAMPLE, 'utf8')), is: [] },
    { what: 'is no object', source: [], is: ['must be an object, and is a list'] },
    { what: 'has another field', source: { events: {}, event: {} }, is: ['event is not a field we know'] },
    {
      what: 'has a type nobody knows',
      source: { events: { A: { properties: { x: { type: 'text' } } } } },
      is: [expect.stringContaining('events.A.properties.x')] as unknown as string[],
    },
    {
      what: 'has a list without items',
      source: { events: { A: { properties: { x: { type: 'array' } } } } },
      is: [expect.stringContaining('events.A.properties.x.items')] as unknown as string[],
    },
    {
      what: 'takes a name of ours',
      source: { events: { $identify: {} } },
      is: ['events.$identify begins with a dollar sign, as names of our own do'],
    },
    {
      what: 'requires a trait',
      source: { events: {}, traits: { a: { type: 'string', required: true } } },
      is: ['traits.a.required is true'],
    },
    {
      what: 'says a value twice',
      source: { events: { A: { properties: { x: { type: 'string', values: ['a', 'a'] } } } } },
      is: ['events.A.properties.x.values.1 is "a" again'],
    },
  ])('$what', ({ source, is }) => expect(told(source)).toEqual(is))

  it('that nests without end is refused, and so is one that is too deep', () => {
    let field: object = { type: 'string' }
    for (let level = 0; level < 5_000; level += 1) field = { type: 'array', items: field }
    expect(told({ events: { A: { properties: { x: field } } } })).toEqual(['nests objects deeper than 10 levels'])
  })

  it('is told wrong with every problem, its file and its place', async () => {
    const file = join(folder, 'wrong.json')
    writeFileSync(file, '{ "events": { "A": { "properties": { "x": { "type": "numbr" } } } }, "trait": {} }')
    const { code, err } = await run('events', 'codegen', file)
    expect(code).toBe(1)
    expect(err).toContain('events.A.properties.x')
    expect(err).toContain('Did you mean "traits"?')
    writeFileSync(file, '{ "events": ')
    expect((await run('events', 'codegen', file)).err).toContain('is not JSON')
    expect((await run('events', 'codegen', join(folder, 'none.json'))).err).toContain('cannot be read')
    expect((await run('events', 'codegen', file, '--check')).code).toBe(2)
  })
})

describe('rekindle events published', () => {
  it('lists them, and gives each as JSON Schema', async () => {
    expect((await run('events', 'published')).out).toMatch(/rekindle\.message\.sent +by default/)
    expect(JSON.parse((await run('events', 'published', 'rekindle.message.sent')).out)).toMatchObject({ title: 'rekindle.message.sent' })
    expect(Object.keys(JSON.parse((await run('events', 'published', '--json')).out) as object).length).toBe(24)
    expect(await run('events', 'published', 'rekindle.x')).toMatchObject({ code: 2 })
  })
})
