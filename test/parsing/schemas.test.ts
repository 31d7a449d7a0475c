/** The schemas that editors complete by: those in the repository are the generated ones, and they take whatever the compiler takes. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import * as z from 'zod'
import { describe, expect, it } from 'vitest'
import { OPERATOR_NAMES } from '../../shared/contract/condition-schema.ts'
import { parseCampaign } from '../../shared/contract/campaign.ts'
import { fileJsonSchemas } from '../../shared/contract/file-schemas.ts'
import { readSourceText } from '../../shared/contract/source-text.ts'
import { isTesting } from '../../shared/domain/conditions/operators.ts'
import { isJsonObject, type Json } from '../../shared/kernel/json.ts'
import { campaignFile } from './arbitrary-campaign.ts'
import { PUBLISHING } from './files.ts'

const ROOT = join(import.meta.dirname, '../..')
const SCHEMAS = fileJsonSchemas()
const readJson = (path: string): Json => {
  const read = readSourceText(readFileSync(join(ROOT, path), 'utf8'))
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  return read.value
}

describe('the schema of', () => {
  it.each(Object.entries(SCHEMAS))(
    'a %s is in the repository as it is generated: npm run -s rekindle -- schema --out schemas',
    (kind, schema) => {
      expect(readJson(`schemas/${kind}.schema.json`)).toEqual(JSON.parse(JSON.stringify(schema)))
    },
  )

  it.each(Object.entries(SCHEMAS))('a %s says what each field means', (_, schema) => {
    const { properties } = schema as { readonly properties: Readonly<Record<string, { readonly description?: string }>> }
    for (const [name, field] of Object.entries(properties)) expect([name, field.description ?? '']).not.toEqual([name, ''])
  })

  it('conditions names the operators there are', () => {
    for (const name of OPERATOR_NAMES) expect([name, isTesting(name)]).toEqual([name, true])
  })
})

/** References lead to definitions of the schema itself. */
const dangling = (schema: Json, defs: ReadonlySet<string>): readonly string[] => {
  if (Array.isArray(schema)) return (schema as readonly Json[]).flatMap((one) => dangling(one, defs))
  if (!isJsonObject(schema)) return []
  const own = typeof schema.$ref === 'string' && !defs.has(schema.$ref.replace('#/$defs/', '')) ? [schema.$ref] : []
  return [...own, ...Object.values(schema).flatMap((one) => dangling(one, defs))]
}

describe('a schema', () => {
  it.each(Object.entries(SCHEMAS))('of a %s has all it refers to', (_, schema) => {
    const json = JSON.parse(JSON.stringify(schema)) as { readonly [key: string]: Json }
    expect(dangling(json, new Set(Object.keys(json.$defs as object)))).toEqual([])
  })

  it('takes every campaign that compiles, and marks a field nobody knows', () => {
    const schema = z.fromJSONSchema(SCHEMAS.campaign as Parameters<typeof z.fromJSONSchema>[0])
    fc.assert(
      fc.property(campaignFile, (source) => {
        if (!parseCampaign(source, PUBLISHING).ok) return
        expect(schema.safeParse(source).error?.issues ?? []).toEqual([])
        expect(schema.safeParse({ ...source, priorty: 1 }).success).toBe(false)
      }),
      { numRuns: 200, seed: 3 },
    )
  })
})

describe('every example', () => {
  const folders = { campaigns: 'campaign', policies: 'policy', experiments: 'experiment', 'double-opt-in': 'campaign' } as const
  const files = Object.entries(folders).flatMap(([folder, kind]) =>
    readdirSync(join(ROOT, 'examples', folder))
      .filter((name) => /\.jsonc?$/.test(name))
      .map((name) => ({ path: `examples/${folder}/${name}`, kind })),
  )
  it.each(files)('$path names its schema, and fits it', ({ path, kind }) => {
    const source = readJson(path)
    expect(isJsonObject(source) ? source.$schema : null).toBe(`../../schemas/${kind}.schema.json`)
    const schema = z.fromJSONSchema(SCHEMAS[kind] as Parameters<typeof z.fromJSONSchema>[0])
    expect(schema.safeParse(source).error?.issues ?? []).toEqual([])
  })
})
