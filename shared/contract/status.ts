/** The door for what people made of a campaign: the source of a definition of the kind `status`. */
import * as z from 'zod'
import { RESUME_SPREAD_MS, RESUME_SPREAD_MS_MAX } from '../kernel/limits.ts'
import type { Parsed } from '../kernel/problem.ts'
import { durationOf, parseDuration } from '../kernel/time.ts'
import { duration, strict } from './fields.ts'
import { parseWith } from './problems.ts'

/** What people may make of a campaign. */
const OPERATIONAL = ['active', 'paused', 'ended'] as const
export type Operational = (typeof OPERATIONAL)[number]

export type StatusSource = { readonly status: Operational; readonly spreadMs: number }

/** Reads a status as it was published. */
export const parseStatus = (source: unknown): Parsed<StatusSource> => {
  const parsed = parseWith(statusSource, source)
  if (!parsed.ok) return parsed
  const { status, spread } = parsed.value
  return { ok: true, value: { status, spreadMs: spread } }
}

const STATUS_HINT = `One of ${OPERATIONAL.join(', ')}.`
const SPREAD_HINT = `Over how long those who waited go on: at most ${durationOf(RESUME_SPREAD_MS_MAX)}, such as "1h"; "0s" is all at once.`

export const operationalField = z.enum(OPERATIONAL, { error: STATUS_HINT })
/** Over how long what waited is let go on, as it is said. */
export const spreadText = z
  .string({ error: SPREAD_HINT })
  .refine((text) => (parseDuration(text) ?? Number.POSITIVE_INFINITY) <= RESUME_SPREAD_MS_MAX, { error: SPREAD_HINT })

const statusSource = strict(
  { status: operationalField, spread: duration(0, RESUME_SPREAD_MS_MAX).default(RESUME_SPREAD_MS) },
  'Write { "status": "paused" }.',
)
