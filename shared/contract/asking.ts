/** Conditions as fields of files: who is asked, and what may be asked there. */
import type { Condition } from '../domain/conditions/condition.ts'
import { parseCondition } from '../domain/conditions/parse.ts'
import type { Standing } from '../domain/conditions/spot.ts'
import type { Json } from '../kernel/json.ts'
import type { Parsed } from '../kernel/problem.ts'
import { parsedBy } from './fields.ts'

/** For JSON Schemas: all conditions are of one shape there. */
const CONDITION = { $ref: '#/$defs/condition' }

/** A condition with what was written. */
export type Asked = { readonly condition: Condition; readonly json: Json }

/** A question about the properties of an event, and how it was written. */
export const whereAsWritten = parsedBy((json): Parsed<Asked> => {
  const parsed = parseCondition(json)
  return parsed.ok ? { ok: true, value: { condition: parsed.value, json } } : parsed
})
  .meta(CONDITION)
  .optional()

const asked = (standing: Standing) => parsedBy((json) => parseCondition(json, '', 'problem', standing)).meta(CONDITION)

/** A question about a customer at any time: audiences, segments. */
export const customerCondition = asked('customer')

/** A question about a customer who is in the campaign: what they did since the journey began may be asked, too. */
export const journeyCondition = asked('journey')

/** A question about the properties of an event. */
export const where = asked('properties').optional()
