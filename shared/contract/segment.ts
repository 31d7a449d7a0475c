/** The door for segments: people who share something, by a name that conditions and entries use. */
import type { Condition } from '../domain/conditions/condition.ts'
import { segmentsIn } from '../domain/conditions/attributes.ts'
import { CATALOGUE_DESCRIPTION_MAX, FILE_DEPTH_MAX, SEGMENT_DEPTH_MAX, TITLE_LENGTH_MAX } from '../kernel/limits.ts'
import type { Parsed, Problem } from '../kernel/problem.ts'
import { customerCondition } from './asking.ts'
import { isDeeperThan } from './content.ts'
import { insteadOf, unknownFields } from './customer-fields.ts'
import { nearest } from './did-you-mean.ts'
import { said, schemaField, slug, strict, text } from './fields.ts'
import { parseWith, shown } from './problems.ts'

/** One segment as its file says it. */
export type SegmentFile = {
  readonly id: string
  readonly name: string
  readonly description: string | null
  readonly condition: Condition
}

/** Reads a segment, or says everything that is wrong with it. Whether the segments it names are there is looked at where all are known. */
export const parseSegment = (source: unknown): Parsed<SegmentFile> => {
  if (isDeeperThan(source, FILE_DEPTH_MAX)) return { ok: false, problems: [TOO_DEEP] }
  const shaped = parseWith(segmentFile, source)
  if (!shaped.ok) return shaped
  const { id, name, description, condition } = shaped.value
  const problems = unknownFields(condition).map((field) => ({
    path: 'condition',
    problem: `asks about ${shown(field)}, which no customer has`,
    hint: `Write "${insteadOf(field)}": what publishers say about a customer stands under "traits".`,
  }))
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: { id, name, description: description ?? null, condition } }
}

const NAME_HINT = 'Write what people call those in it, such as "Big spenders".'

export const segmentFile = strict(
  {
    $schema: schemaField,
    id: said(slug('It names the segment for ever.'), 'The name for machines, used as { "$inSegment": "…" }.'),
    name: said(text(TITLE_LENGTH_MAX, NAME_HINT), 'The name for people.'),
    description: said(text(CATALOGUE_DESCRIPTION_MAX, 'Say in a sentence who they are.').optional(), 'Who they are, in a sentence.'),
    condition: said(customerCondition, 'Who belongs to it: a condition over the customer.'),
  },
  'A segment is one JSON object: { "id": "big-spenders", "name": "Big spenders", "condition": { … } }.',
)

const TOO_DEEP: Problem = { path: '', problem: `is nested deeper than ${FILE_DEPTH_MAX} levels`, hint: 'A segment is one condition.' }

/** What is wrong with a segment among the others: circles, and chains that nobody follows. Those that are not there are told apart. */
export const segmentTogether = (id: string, conditions: ReadonlyMap<string, Condition>): readonly Problem[] => {
  const chain = chainFrom([id], conditions)
  if (chain === null) return []
  if (chain.at(-1) === id)
    return [
      {
        path: 'condition',
        problem: `asks in a circle: ${chain.join(' → ')}`,
        hint: 'Nobody could say who belongs to it: take one of them out.',
      },
    ]
  // A circle further on is told of those who are in it.
  if (new Set(chain).size < chain.length) return []
  return [
    {
      path: 'condition',
      problem: `names segments that name segments, more than ${SEGMENT_DEPTH_MAX} deep: ${chain.join(' → ')}`,
      hint: 'Write what the last ones ask into one of them.',
    },
  ]
}

/** A chain of names that comes back to one of its own, or is longer than allowed; null where there is neither. */
const chainFrom = (chain: readonly string[], conditions: ReadonlyMap<string, Condition>): readonly string[] | null => {
  if (chain.indexOf(chain.at(-1) as string) < chain.length - 1 || chain.length > SEGMENT_DEPTH_MAX) return chain
  const condition = conditions.get(chain.at(-1) as string)
  for (const inner of condition === undefined ? [] : segmentsIn(condition)) {
    const found = chainFrom([...chain, inner], conditions)
    if (found !== null) return found
  }
  return null
}

/** A segment nobody has defined. */
export const unknownSegment = (path: string, id: string, known: readonly string[]): Problem => {
  const meant = nearest(id, known)
  const there = known.length === 0 ? 'There is none yet: write segments/*.json.' : `There are ${known.slice(0, 10).join(', ')}.`
  return { path, problem: `is ${shown(id)}, and there is no such segment`, hint: meant === null ? there : `Did you mean ${shown(meant)}?` }
}
