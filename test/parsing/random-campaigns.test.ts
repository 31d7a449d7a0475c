/** Random files: each compiles or is refused with problems that name a place in it; nothing throws, and nothing takes long. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseCampaign } from '../../shared/contract/campaign.ts'
import { readSourceText } from '../../shared/contract/source-text.ts'
import type { Campaign, Path } from '../../shared/domain/campaign/campaign.ts'
import type { Json } from '../../shared/kernel/json.ts'
import { STEPS_MAX } from '../../shared/kernel/limits.ts'
import { campaignFile, spoiledCampaignFile } from './arbitrary-campaign.ts'
import { PUBLISHING } from './files.ts'

const parse = (source: unknown) => parseCampaign(source, PUBLISHING)

/** Whether a dotted path leads to something in the file, or to a place in it where something is missing. */
const standsIn = (source: Json, path: string): boolean => {
  if (path === '') return true
  if (typeof source !== 'object' || source === null) return false
  const inner = source as Readonly<Record<string, Json>>
  const parts = path.split('.')
  // The last part may be missing: that is then the problem.
  if (parts.length === 1) return true
  return parts.some((_, index) => {
    const name = parts.slice(0, index + 1).join('.')
    return Object.hasOwn(inner, name) && standsIn(inner[name] as Json, parts.slice(index + 1).join('.'))
  })
}

/** Every way leads on, and to a step that is there. */
const isSound = ({ steps, onComplete }: Path): boolean =>
  steps.length <= STEPS_MAX + 1 &&
  (onComplete === null || (onComplete >= 0 && onComplete <= steps.length)) &&
  steps.every((step, index) => {
    const leads =
      step.type === 'wait-for' ? [step.then] : step.type === 'branch' || step.type === 'split' ? step.ways.map(({ to }) => to) : []
    return [step.next, ...leads].every((to) => to > index && to <= steps.length)
  })

const judged = (source: Json): Campaign | null => {
  const parsed = parse(source)
  if (parsed.ok) {
    for (const path of parsed.value.paths.values()) expect(isSound(path)).toBe(true)
    return parsed.value
  }
  expect(parsed.problems.length).toBeGreaterThan(0)
  for (const { path, problem, hint } of parsed.problems) {
    expect({ path, stands: standsIn(source, path) }).toEqual({ path, stands: true })
    expect([problem, hint]).not.toContain('')
  }
  return null
}

describe('a random campaign', () => {
  it('compiles into ways that all lead on, or says where it is wrong', () => {
    let compiled = 0
    fc.assert(
      fc.property(campaignFile, (source) => {
        if (judged(source) !== null) compiled += 1
      }),
      { numRuns: 600, seed: 20_261_122 },
    )
    // A grammar that refuses nearly everything would prove nothing.
    expect(compiled).toBeGreaterThan(150)
  })

  it('says where it is wrong wherever it was spoiled', () => {
    fc.assert(
      fc.property(spoiledCampaignFile, (source) => {
        judged(source)
      }),
      { numRuns: 1_000, seed: 20_261_122 },
    )
  })

  it('says the same of its text, with the place of each problem in it', () => {
    fc.assert(
      fc.property(spoiledCampaignFile, (source) => {
        const text = `// spoiled\n${JSON.stringify(source, null, 1)}`
        const read = readSourceText(text)
        if (!read.ok) throw new Error('it is JSON')
        expect(read.value).toEqual(JSON.parse(JSON.stringify(source)))
        const parsed = parse(read.value)
        const lines = text.split('\n')
        for (const problem of parsed.ok ? [] : parsed.problems) {
          const { line, column } = read.placeOf(problem)
          expect(lines[line - 1]?.[column - 1]).toMatch(/["{[\dtfn-]/)
        }
      }),
      { numRuns: 500, seed: 7 },
    )
  })
})

describe('anything at all', () => {
  it('is read or refused, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.anything()), (source) => {
        expect(typeof parse(source).ok).toBe('boolean')
      }),
      { numRuns: 1_000 },
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.array(fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '//', '/*', '\n', '1', 'a')).map((some) => some.join('')),
        ),
        (text) => {
          const read = readSourceText(text)
          expect(read.ok || read.problems.every(({ at }) => at !== null && at.line >= 1 && at.column >= 1)).toBe(true)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  const big = 10_000_000
  const nested = (depth: number): unknown => {
    let value: unknown = 1
    for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { then: value }
    return value
  }
  it.each([
    { said: '10 MB of text', text: JSON.stringify('x'.repeat(big)) },
    { said: '10 MB of brackets', text: '['.repeat(big) },
    { said: '4 MB of brackets', text: '['.repeat(4_000_000) },
    { said: '4 MB of numbers', text: `[${'1,'.repeat(2_000_000)}1]` },
    { said: 'a text that never ends', text: `{"a":"${'\\u00'.repeat(1_000_000)}` },
    { said: 'a comment that never ends', text: '/*'.repeat(2_000_000) },
    { said: 'a name a hundred thousand times', text: `{${Array.from({ length: 100_000 }, () => '"a":1').join(',')}}` },
    { said: '10,000 levels', text: `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}` },
  ])('$said is refused in bounded time', ({ text }) => {
    const begun = performance.now()
    expect(readSourceText(text).ok).toBe(false)
    expect(performance.now() - begun).toBeLessThan(5_000)
  })

  it.each([
    { said: '10,000 levels of values', source: nested(10_000) },
    { said: '10,000 levels of steps', source: { steps: nested(10_000) } },
    { said: 'a prototype', source: JSON.parse('{"__proto__":{"id":"x"},"constructor":1}') as unknown },
    {
      said: 'a regular expression that hangs',
      source: { audience: { 'traits.a': { $regex: '(a+)+$' } }, steps: Array.from({ length: 100 }, () => ({})) },
    },
    { said: 'a list of a million', source: { steps: Array.from({ length: 1_000_000 }, () => 1) } },
  ])('$said: parsing ends', ({ source }) => {
    const begun = performance.now()
    expect(parse(source).ok).toBe(false)
    expect(performance.now() - begun).toBeLessThan(5_000)
  })

  it('keeps a prototype from becoming anything but data', () => {
    const read = readSourceText('{ "__proto__": { "polluted": true }, "id": "a" }')
    expect(read.ok && Object.hasOwn(read.value as object, '__proto__')).toBe(true)
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
})
