/** The questions of splits in a journey. */
import type { JsonObject } from '../../kernel/json.ts'
import { type Asked, anyOf, asked, combined, NOBODY } from './asked.ts'
import { dimensionsAsked } from './dimensions.ts'
import { eventsFrom, whereOf } from './events.ts'
import type { Teller } from './finding.ts'
import type { Segments } from './segments.ts'
import type { SimpleCondition } from './shapes.ts'

/** What questions are asked with. */
export type Asking = { readonly segments: Segments; readonly activity: readonly string[] }

/** Yes, where all or any of the conditions hold. */
export const splitAsked = (
  condition:
    | { readonly Conditions?: readonly SimpleCondition[] | null | undefined; readonly Operator?: string | null | undefined }
    | null
    | undefined,
  asking: Asking,
  teller: Teller,
): Asked => {
  const conditions = condition?.Conditions ?? []
  const parts = conditions.map((one, index) => conditionAsked(one, asking, teller.within('Conditions', index)))
  const whole = parts.length === 0 ? null : combined(condition?.Operator, 'ALL', parts)
  if (whole !== null) return whole
  teller.tell(
    'missing',
    '',
    parts.length === 0 ? 'asks nothing' : 'has an operator that is neither ALL nor ANY',
    'Write the condition yourself.',
  )
  return NOBODY
}

export const conditionAsked = (condition: SimpleCondition | null | undefined, asking: Asking, teller: Teller): Asked => {
  const { EventCondition: event, SegmentCondition: segment } = condition ?? {}
  const dimensions = condition?.SegmentDimensions ?? condition?.segmentDimensions
  const parts: Asked[] = []
  if (event) parts.push(eventAsked(event, teller.within('EventCondition')))
  if (typeof segment?.SegmentId === 'string')
    parts.push(asking.segments.membershipOf(segment.SegmentId, teller.within('SegmentCondition', 'SegmentId')))
  if (dimensions) parts.push(dimensionsAsked(dimensions, asking.activity, teller.within('SegmentDimensions')))
  const [only] = parts
  if (only !== undefined && parts.length === 1) return only
  teller.tell(
    'missing',
    '',
    parts.length === 0 ? 'asks nothing we know' : 'asks several things at once, and Pinpoint takes one',
    'Write the condition yourself.',
  )
  return NOBODY
}

const eventAsked = ({ Dimensions, MessageActivity }: NonNullable<SimpleCondition['EventCondition']>, teller: Teller): Asked => {
  const events = eventsFrom(Dimensions, teller.within('Dimensions'))
  if (events === null) return NOBODY
  if (typeof MessageActivity === 'string' && MessageActivity !== '') {
    teller.tell(
      'missing',
      'MessageActivity',
      'asks for an event that a certain message brought about',
      'Ask for an event your product publishes, without the message.',
    )
    return NOBODY
  }
  const did = events.names.map((event): JsonObject => ({ $did: { event, since: 'entry', ...whereOf(events.where) } }))
  teller.tell('note', '', 'counts events since the journey began', 'Write "within" in the place of "since" if only the newest are meant.')
  return { ...anyOf(did.map(asked)), isWhole: events.where.isWhole }
}

/** The ways of a branch of which one can come true; a way whose question was asked before it, or after one that is always taken, is none. */
export type Way<T> = { readonly condition: JsonObject; readonly to: T }

export const distinctWays = <T>(ways: readonly { readonly asked: Asked; readonly to: T; readonly teller: Teller }[]): readonly Way<T>[] => {
  const kept: Way<T>[] = []
  const said = new Set<string>()
  for (const [index, { asked: question, to, teller }] of ways.entries()) {
    if (!question.isWhole)
      teller.tell(
        'missing',
        '',
        'is a way that fewer take than in Pinpoint, or nobody: they go the ways after it',
        'Settle its condition before anybody enters.',
      )
    const isNobody = JSON.stringify(question.condition) === JSON.stringify(NOBODY.condition)
    // Two ways that nobody takes yet must not ask the same.
    const condition = isNobody && index > 0 ? { [`traits.way${index + 1}`]: { $in: [] } } : question.condition
    const text = JSON.stringify(condition)
    if (said.has(text))
      teller.tell('differs', '', 'is never taken: a way before it asks the same', 'It was left out, with what only it leads to.')
    else kept.push({ condition, to })
    said.add(text)
    if (Object.keys(condition).length > 0) continue
    if (index < ways.length - 1)
      teller.tell(
        'differs',
        '',
        'asks for nothing, so everybody goes this way',
        'The ways after it were left out, with what only they lead to.',
      )
    break
  }
  return kept
}
