/** JSON Schemas of the files marketers write, so that editors complete them, say what each field means, and mark what does not fit. */
import * as z from 'zod'
import { campaignFile } from './campaign-file.ts'
import { conditionDefinitions } from './condition-schema.ts'
import { experimentFile } from './experiment.ts'
import { shapesOf } from './fields.ts'
import { policyFile } from './policy.ts'
import { segmentFile } from './segment.ts'

/** By the name of the kind. They say what JSON Schema can; what fields mean to each other is told by `rekindle check`. */
export const fileJsonSchemas = (): Readonly<Record<'campaign' | 'segment' | 'policy' | 'experiment', object>> => ({
  campaign: schemaOf(campaignFile, 'A Rekindle campaign'),
  segment: schemaOf(segmentFile, 'A Rekindle segment'),
  policy: schemaOf(policyFile, 'A Rekindle policy'),
  experiment: schemaOf(experimentFile, 'A Rekindle experiment that somebody else assigns'),
})

type JsonSchema = { $schema?: unknown; $defs?: Record<string, unknown>; definitions?: Record<string, unknown>; [key: string]: unknown }

const schemaOf = (file: z.ZodType, title: string): object => {
  const defs: Record<string, unknown> = {}
  const { $schema, $defs, ...schema } = converted(file, defs)
  const all: Record<string, unknown> = { ...$defs, ...defs, ...conditionDefinitions }
  return { $schema, title, ...withoutPins(schema), $defs: all }
}

/** Versions of templates, phases of experiments and what was planned for them are written by publishing, and refused in a file. */
const withoutPins = (schema: JsonSchema): JsonSchema => {
  const { templates: _, phase: __, ...properties } = (schema.properties ?? {}) as Record<string, JsonSchema>
  const inner = properties.experiment?.properties
  if (typeof inner !== 'object' || inner === null) return { ...schema, properties }
  const { phase: ___, plannedTotal: ____, ...rest } = inner as Record<string, unknown>
  return { ...schema, properties: { ...properties, experiment: { ...properties.experiment, properties: rest } } }
}

/** Shapes told apart by their fields are what zod cannot look into: each is converted by itself, and what they share stands once. */
const converted = (schema: z.ZodType, defs: Record<string, unknown>): JsonSchema =>
  z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const found = shapesOf(zodSchema)
      if (found === undefined) return
      Object.assign(jsonSchema, { $ref: `#/$defs/${found.name}` })
      if (defs[found.name] !== undefined) return
      // Before they are looked into: steps lead back to steps.
      defs[found.name] = {}
      const anyOf = found.shapes.map((shape) => {
        const { $schema: _, $defs: inner, ...rest } = converted(shape, defs)
        for (const [name, one] of Object.entries(inner ?? {})) defs[name] ??= one
        return rest
      })
      defs[found.name] = { anyOf }
    },
  }) as JsonSchema
