/** Each rule with violations planted in files that exist nowhere, and beside them what looks alike and is allowed. */
import { describe, expect, it } from 'vitest'
import { RULES, tidy } from './rules.ts'
import type { File } from './source.ts'

type Planted = Readonly<Record<string, string>>

const filesOf = (planted: Planted): readonly File[] => Object.entries(planted).map(([path, text]) => ({ path, text }))

/** `path:line` of what one rule finds. */
const found = (rule: string, planted: Planted): readonly string[] =>
  tidy(filesOf(planted))
    .filter((finding) => finding.rule === rule)
    .map(({ path, line }) => `${path}:${line}`)

const WORD = { 'shared/kernel/word.ts': 'export const word = 1' }
const uses = (target: string): string => `import { word } from '${target}'\nexport const twice = word + word`

describe('layers: who may import whom', () => {
  it.each([
    { from: 'shared/kernel/a.ts', code: "import '../domain/metrics/m.ts'" },
    { from: 'shared/kernel/a.ts', code: "import { createHash } from 'node:crypto'" },
    { from: 'shared/kernel/a.ts', code: "import * as z from 'zod'" },
    { from: 'shared/domain/metrics/a.ts', code: "import '../../contract/c.ts'" },
    { from: 'shared/domain/metrics/a.ts', code: "import type { C } from '../../contract/c.ts'" },
    { from: 'shared/domain/metrics/a.ts', code: "type C = import('../../flow/handle.ts').C" },
    { from: 'shared/domain/metrics/a.ts', code: "import * as z from 'zod'" },
    { from: 'shared/domain/metrics/a.ts', code: "import { readFileSync } from 'node:fs'" },
    { from: 'shared/domain/metrics/a.ts', code: "import erfc from '@stdlib/math-base-special-erfc'" },
    { from: 'shared/domain/metrics/a.ts', code: "import { SESClient } from '@aws-sdk/client-ses'" },
    { from: 'shared/contract/a.ts', code: "export { handle } from '../flow/handle.ts'" },
    { from: 'shared/contract/a.ts', code: "import '../ports/clock.ts'" },
    { from: 'shared/contract/a.ts', code: "import { readFileSync } from 'node:fs'" },
    { from: 'shared/ports/a.ts', code: "import '../contract/c.ts'" },
    { from: 'shared/flow/a.ts', code: "import '../adapters/sqlite/store.ts'" },
    { from: 'shared/flow/a.ts', code: "import type { Store } from '../adapters/sqlite/store.ts'" },
    { from: 'shared/flow/a.ts', code: "import { DatabaseSync } from 'node:sqlite'" },
    { from: 'shared/flow/a.ts', code: "const fs = await import('node:fs/promises')" },
    { from: 'shared/flow/a.ts', code: "import { SQSClient } from '@aws-sdk/client-sqs'" },
    { from: 'shared/adapters/sqlite/a.ts', code: "import '../../flow/handle.ts'" },
    { from: 'shared/adapters/sqlite/a.ts', code: "import { decide } from '../../domain/customer/decide.ts'" },
    { from: 'shared/adapters/sqlite/a.ts', code: "import { STAGES, classify } from '../../domain/lifecycle/classify.ts'" },
    { from: 'shared/adapters/sqlite/a.ts', code: "import * as state from '../../domain/customer/state.ts'" },
    { from: 'local/a.ts', code: "import '../cli/main.ts'" },
    { from: 'local/a.ts', code: "import '../test/helper.ts'" },
    { from: 'local/a.ts', code: "import { SESClient } from '@aws-sdk/client-ses'" },
    { from: 'infra/a.ts', code: "import '../shared/domain/customer/decide.ts'" },
    { from: 'infra/a.ts', code: "import '../shared/kernel/hash.ts'" },
    { from: 'console/a.ts', code: "import type { State } from '../shared/domain/customer/state.ts'" },
    { from: 'sdk/a.ts', code: "import '../shared/ports/clock.ts'" },
    { from: 'examples/a.ts', code: "import '../shared/flow/handle.ts'" },
    { from: 'lib/a.ts', code: 'export const a = 1' },
  ])('refuses in $from: $code', ({ from, code }) => {
    expect(found('layers', { [from]: code })).toEqual([`${from}:1`])
  })

  it.each([
    { from: 'shared/kernel/digest.ts', code: "import { createHash } from 'node:crypto'" },
    { from: 'shared/domain/metrics/a.ts', code: "import '../../kernel/words.ts'" },
    { from: 'shared/domain/metrics/a.ts', code: "// import * as z from 'zod'\nconst text = \"import 'node:fs'\"" },
    { from: 'shared/domain/statistics/a.ts', code: "import erfc from '@stdlib/math-base-special-erfc'" },
    { from: 'shared/contract/a.ts', code: "import * as z from 'zod'\nimport '../domain/metrics/m.ts'" },
    { from: 'shared/flow/a.ts', code: "import '../contract/c.ts'\nimport '../ports/clock.ts'\nimport '../domain/customer/decide.ts'" },
    { from: 'shared/adapters/sqlite/a.ts', code: "import type { State } from '../../domain/customer/state.ts'\nimport 'node:sqlite'" },
    { from: 'shared/adapters/sqlite/a.ts', code: "import { STAGES, type Stage } from '../../domain/lifecycle/stage.ts'" },
    { from: 'functions/intake/main.ts', code: "import { SQSClient } from '@aws-sdk/client-sqs'\nimport '../../shared/flow/handle.ts'" },
    { from: 'cli/a.ts', code: "import '../local/wiring.ts'\nimport '../shared/flow/handle.ts'\nimport { Command } from 'commander'" },
    { from: 'infra/a.ts', code: "import '../shared/kernel/limits.ts'\nimport '../shared/kernel/names.ts'\nimport 'aws-cdk-lib'" },
    { from: 'console/a.ts', code: "import '../shared/contract/api.ts'\nimport '../shared/kernel/time.ts'" },
    { from: 'test/a.ts', code: "import '../shared/adapters/sqlite/store.ts'\nimport '../cli/main.ts'" },
    { from: 'bench/a.ts', code: "import '../test/helper.ts'" },
    { from: 'vitest.config.ts', code: "import './shared/flow/handle.ts'" },
  ])('allows in $from: $code', ({ from, code }) => {
    expect(found('layers', { [from]: code })).toEqual([])
  })
})

describe('wiring: where adapters are constructed', () => {
  const store = "import { openStore } from '../shared/adapters/sqlite/store.ts'"
  const deep = "import { table } from '../../shared/adapters/dynamo/table.ts'"
  it.each([
    { from: 'local/start.ts', code: store },
    { from: 'cli/main.ts', code: store },
    { from: 'functions/intake/handler.ts', code: deep },
  ])('refuses $from', ({ from, code }) => {
    expect(found('wiring', { [from]: code })).toEqual([`${from}:1`])
  })
  it.each([
    { from: 'local/wiring.ts', code: store },
    { from: 'local/wiring-replay.ts', code: store },
    { from: 'cli/wiring.ts', code: store },
    { from: 'functions/intake/main.ts', code: deep },
    { from: 'local/start.ts', code: store.replace('import {', 'import type {') },
    { from: 'test/store.test.ts', code: store },
  ])('allows $from', ({ from, code }) => {
    expect(found('wiring', { [from]: code })).toEqual([])
  })
})

describe('features: only customer knows them all', () => {
  it.each([
    { from: 'shared/domain/metrics/a.ts', code: "import type { State } from '../customer/state.ts'" },
    { from: 'shared/domain/a.ts', code: "import './customer/state.ts'" },
    { from: 'shared/domain/statistics/a.ts', code: "import '../experiment/experiment.ts'" },
  ])('refuses in $from: $code', ({ from, code }) => {
    expect(found('features', { [from]: code })).toEqual([`${from}:1`])
  })
  it.each([
    { from: 'shared/domain/customer/decide.ts', code: "import '../metrics/m.ts'\nimport '../journey/j.ts'" },
    { from: 'shared/domain/journey/a.ts', code: "import '../campaign/campaign.ts'" },
    { from: 'shared/domain/statistics/a.ts', code: "import './b.ts'\nimport '../../kernel/assert.ts'" },
  ])('allows in $from: $code', ({ from, code }) => {
    expect(found('features', { [from]: code })).toEqual([])
  })
})

describe('cycles', () => {
  it('finds files in a circle, types included', () => {
    const planted = { 'shared/kernel/a.ts': "import './b.ts'", 'shared/kernel/b.ts': "import type { A } from './a.ts'" }
    expect(found('cycles', planted)).toEqual(['shared/kernel/b.ts:1'])
  })
  it('finds features in a circle of which no file is', () => {
    const planted = {
      'shared/domain/metrics/a.ts': "import '../journey/b.ts'",
      'shared/domain/journey/b.ts': 'export const b = 1',
      'shared/domain/journey/c.ts': "import '../metrics/d.ts'",
      'shared/domain/metrics/d.ts': 'export const d = 1',
    }
    expect(found('cycles', planted)).toHaveLength(1)
  })
  it('finds a file that imports itself', () => {
    expect(found('cycles', { 'shared/kernel/a.ts': "import './a.ts'" })).toEqual(['shared/kernel/a.ts:1'])
  })
  it('allows two ways to the same file', () => {
    const planted = { ...WORD, 'shared/kernel/b.ts': uses('./word.ts'), 'shared/kernel/c.ts': "import './b.ts'\nimport './word.ts'" }
    expect(found('cycles', planted)).toEqual([])
  })
})

describe('bans: clocks, chance, environment, network, waiting', () => {
  const everywherePure = [
    'const at = Date.now()',
    "const at = Date['now']()",
    'const clock = Date.now',
    'const at = new Date()',
    'const at = Date()',
    'const at = performance.now()',
    'const pick = Math.random()',
    'const id = crypto.randomUUID()',
    "import { randomUUID } from 'node:crypto'",
    'const home = process.env.HOME',
    'const proc = globalThis.process',
    'setTimeout(() => 1, 10)',
    'setInterval(() => 1, 10)',
    "fetch('https://example.com')",
    "eval('1')",
    "new Function('return 1')",
    "Function('return 1')",
    'const hour = (at: Date) => at.getHours()',
    'const text = (at: Date) => at.toLocaleDateString()',
    'const at = new Date(2026, 1, 1)',
  ]
  it.each(everywherePure)('refuses in kernel and domain: %s', (code) => {
    expect(found('bans', { 'shared/kernel/a.ts': code })).toEqual(['shared/kernel/a.ts:1'])
    expect(found('bans', { 'shared/domain/metrics/a.ts': `\n${code}` })).toEqual(['shared/domain/metrics/a.ts:2'])
  })
  it.each(['const f = async () => 1', 'const p = Promise.resolve(1)', 'type P = Promise<number>', 'await load()'])(
    'refuses in domain: %s',
    (code) => {
      expect(found('bans', { 'shared/domain/metrics/a.ts': code })).toEqual(['shared/domain/metrics/a.ts:1'])
    },
  )
  it.each(['const at = Date.now()', 'const at = new Date()', 'const pick = Math.random()', "import { randomBytes } from 'node:crypto'"])(
    'refuses in flow: %s',
    (code) => {
      expect(found('bans', { 'shared/flow/a.ts': code })).toEqual(['shared/flow/a.ts:1'])
    },
  )
  it.each([
    '// Date.now() would make this untestable',
    '/** Never `Math.random`, `new Date()`, `process.env` or `await`. */',
    "const hint = 'Date.now() and Math.random() are not for here'",
    'const text = `see setTimeout(1)`',
    'const pattern = /Date.now()|fetch(1)/',
    'const at = (now: number) => new Date(now).toISOString()',
    'const day = (at: Date) => at.getUTCDate()',
    'const parsed = Date.parse("2026-01-01T00:00:00Z")',
    'const root = Math.sqrt(2)',
    'const steps = { process: 1, fetch: 2 }\nconst two = steps.fetch + steps.process',
  ])('allows in domain: %s', (code) => {
    expect(found('bans', { 'shared/domain/metrics/a.ts': code })).toEqual([])
  })
  it('allows time and chance where the world is wired, and waiting in the flow', () => {
    expect(found('bans', { 'local/wiring.ts': 'const now = () => Date.now()' })).toEqual([])
    expect(found('bans', { 'shared/flow/a.ts': 'const f = async (): Promise<void> => {}' })).toEqual([])
  })
})

describe('reached: files nothing leads to', () => {
  const packageJson = JSON.stringify({ scripts: { start: 'node local/start.ts', sim: 'node --expose-gc test/simulation/main.ts' } })
  it('finds a file, and what only it imports', () => {
    const planted = {
      'package.json': packageJson,
      'local/start.ts': "import './used.ts'",
      'local/used.ts': '',
      'local/lost.ts': "import './lost-too.ts'",
      'local/lost-too.ts': '',
      'test/simulation/main.ts': '',
    }
    expect(found('reached', planted)).toEqual(['local/lost.ts:1', 'local/lost-too.ts:1'])
  })
  it('follows tests, re-exports, dynamic imports, types, and files named in a string', () => {
    const planted = {
      'test/a.test.ts': "export * from './b.ts'\nconst c = await import('./c.ts')\ntype D = import('./d.ts').D",
      'test/b.ts': "new Worker(new URL('./worker.ts', import.meta.url))",
      'test/worker.ts': "spawn(process.execPath, ['test/child.ts'])",
      'test/child.ts': '',
      'test/c.ts': '',
      'test/d.ts': '',
    }
    expect(found('reached', planted)).toEqual([])
  })
})

describe('exports-read: exports nobody imports', () => {
  it.each([
    { code: 'export const lost = 1', why: 'a value' },
    { code: 'export const lost = 1\nconst used = lost', why: 'a value used only inside' },
    { code: 'export type Lost = string', why: 'a type nobody names' },
    { code: 'const lost = 1\nexport { lost }', why: 'a list' },
  ])('finds $why', ({ code }) => {
    expect(found('exports-read', { 'shared/kernel/a.ts': code })).toHaveLength(1)
  })
  it.each([
    { reader: "import { word } from '../shared/kernel/word.ts'" },
    { reader: "import { word as other } from '../shared/kernel/word.ts'" },
    { reader: "import type { word } from '../shared/kernel/word.ts'" },
    { reader: "import * as words from '../shared/kernel/word.ts'\nwords.word" },
    { reader: "import * as words from '../shared/kernel/word.ts'\nObject.keys(words)" },
    { reader: "const { word } = await import('../shared/kernel/word.ts')" },
    { reader: "type Word = typeof import('../shared/kernel/word.ts').word" },
  ])('is content with $reader', ({ reader }) => {
    expect(found('exports-read', { ...WORD, 'test/reader.test.ts': reader })).toEqual([])
  })
  it('tells what is taken of a namespace', () => {
    const planted = {
      'shared/kernel/limits.ts': 'export const READ_MAX = 1\nexport const LOST_MAX = 2',
      'test/reader.test.ts': "import * as limits from '../shared/kernel/limits.ts'\nlimits.READ_MAX",
    }
    expect(found('exports-read', planted)).toEqual(['shared/kernel/limits.ts:2'])
  })
  it('follows re-exports, and does not take passing on for reading', () => {
    const passedOn = { ...WORD, 'shared/contract/index.ts': "export * from '../kernel/word.ts'" }
    expect(found('exports-read', passedOn)).toEqual(['shared/kernel/word.ts:1'])
    const reader = "import { word } from '../shared/contract/index.ts'"
    expect(found('exports-read', { ...passedOn, 'test/reader.test.ts': reader })).toEqual([])
  })
  it('lets a type stand that its own file uses', () => {
    const code = 'export type Shape = { a: number }\nexport const area = (shape: Shape) => shape.a'
    const reader = "import { area } from '../shared/kernel/a.ts'"
    expect(found('exports-read', { 'shared/kernel/a.ts': code, 'test/reader.test.ts': reader })).toEqual([])
  })
})

describe('guarded: entry files ask first which Node runs them', () => {
  const packageJson = JSON.stringify({ scripts: { start: 'node local/start.ts' } })
  const guard = "import '../shared/kernel/require-node-24.ts'"
  it.each([
    { code: `${guard}\nimport './other.ts'`, expected: [] },
    { code: `/** Starts it. */\n${guard}`, expected: [] },
    { code: `import './other.ts'\n${guard}`, expected: ['local/start.ts:1'] },
    { code: 'start()', expected: ['local/start.ts:1'] },
  ])('$code → $expected', ({ code, expected }) => {
    expect(found('guarded', { 'package.json': packageJson, 'local/start.ts': code })).toEqual(expected)
  })
  it('finds a script whose file is not there', () => {
    expect(found('guarded', { 'package.json': packageJson })).toEqual(['package.json:1'])
  })
})

describe('sizes', () => {
  const lines = (count: number): string => 'const a = 1\n'.repeat(count)
  const functionOf = (count: number): string => `const f = () => {\n${'  step()\n'.repeat(count - 2)}}\n`
  it.each([
    { path: 'shared/flow/a.ts', code: lines(300), expected: [] },
    { path: 'shared/flow/a.ts', code: lines(301), expected: ['shared/flow/a.ts:301'] },
    { path: 'test/a.ts', code: lines(301), expected: [] },
    { path: 'shared/flow/a.ts', code: functionOf(60), expected: [] },
    { path: 'shared/flow/a.ts', code: functionOf(61), expected: ['shared/flow/a.ts:1'] },
    { path: 'test/a.ts', code: functionOf(61), expected: [] },
  ])('case %#: $path → $expected', ({ path, code, expected }) => {
    expect(found('sizes', { [path]: code })).toEqual(expected)
  })
})

describe('unfinished', () => {
  const [only, skip, todo] = ['only', 'skip', 'todo']
  it.each([
    `it.${only}('a', () => {})`,
    `describe.${only}('a', () => {})`,
    `it.concurrent.${only}('a', () => {})`,
    `it.${skip}('a', () => {})`,
    `describe.${skip}.each([1])('a', () => {})`,
    `it.${todo}('a')`,
    `it.fails('a', () => {})`,
    'context.skip()',
    `// ${'TO'}${'DO'}: later`,
    `/* ${'FIX'}${'ME'} */`,
  ])('finds %s', (code) => {
    expect(found('unfinished', { 'test/a.test.ts': code })).toEqual(['test/a.test.ts:1'])
  })
  it.each([
    `// skipped because the harness needs Java\nit.${skip}('a', () => {})`,
    `it.${skip}('a', () => {}) // because it needs Java`,
    `it.skipIf(!java)('a', () => {})`,
    "context.skip('no Java here')",
    `const text = '${'TO'}${'DO'}'`,
    `const rule = "it.${only}('a')"`,
    'rows.only.filter(Boolean)',
  ])('allows %s', (code) => {
    expect(found('unfinished', { 'test/a.test.ts': code })).toEqual([])
  })
})

describe('zod, machines, shipped, parsed', () => {
  it.each([
    { rule: 'zod', path: 'shared/contract/a.ts', text: "import { z } from 'zod'", line: 1 },
    { rule: 'zod', path: 'shared/contract/a.ts', text: "import z from 'zod/v4'", line: 1 },
    { rule: 'machines', path: 'docs/a.md', text: `see\n${['', 'home', 'alice', 'notes'].join('/')}`, line: 2 },
    { rule: 'machines', path: 'local/a.ts', text: `open('${['', 'tmp', 'x.db'].join('/')}')`, line: 1 },
    { rule: 'machines', path: '.npmrc', text: `fetch=https://${['registry', 'example', 'org'].join('.')}/`, line: 1 },
    { rule: 'machines', path: 'package-lock.json', text: '{\n  "resolved": "https://example.com/a.tgz"\n}', line: 2 },
    { rule: 'shipped', path: 'test/data/events.jsonl.gz', text: '', line: 1 },
    { rule: 'shipped', path: 'test/data/cdnow.lifecycle.json', text: '', line: 1 },
    { rule: 'shipped', path: 'package.json', text: '{"dependencies":{"zod":"^4.0.0"}}', line: 1 },
    { rule: 'parsed', path: 'local/a.ts', text: 'const a = (', line: 1 },
  ])('$rule finds $text in $path', ({ rule, path, text, line }) => {
    expect(found(rule, { [path]: text })).toEqual([`${path}:${line}`])
  })
  it.each([
    { rule: 'zod', path: 'shared/contract/a.ts', text: "import * as z from 'zod'" },
    { rule: 'machines', path: 'docs/a.md', text: 'https://example.com/home/page and src/work/ and ./root/x' },
    { rule: 'machines', path: 'local/a.ts', text: "import '../shared/kernel/require-node-24.ts'" },
    { rule: 'shipped', path: 'examples/campaigns/win-back.json', text: '{}' },
    { rule: 'shipped', path: 'package.json', text: '{"dependencies":{"zod":"4.6.7"}}' },
  ])('$rule allows $text in $path', ({ rule, path, text }) => {
    expect(found(rule, { [path]: text })).toEqual([])
  })
})

it('has a planted violation for every rule', () => {
  const planted = [
    'parsed',
    'layers',
    'wiring',
    'features',
    'cycles',
    'bans',
    'reached',
    'exports-read',
    'guarded',
    'sizes',
    'unfinished',
    'zod',
  ]
  expect([...planted, 'machines', 'shipped'].sort()).toEqual(Object.keys(RULES).sort())
})
