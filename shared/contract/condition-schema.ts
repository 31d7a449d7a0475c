/** Conditions as JSON Schema, written by hand: attributes have any name, so that what editors complete are the operators. */
import { STAGES } from '../domain/lifecycle/stage.ts'
import { DAY_MS } from '../kernel/time.ts'
import { DID_TIMES_MAX, DID_WITHIN_MS_MAX } from '../kernel/limits.ts'

const REF = { $ref: '#/$defs/condition' }
const times = (description: string) => ({ type: 'integer', minimum: 0, maximum: DID_TIMES_MAX, description })
const bound = (what: string) => ({
  type: 'object',
  description: `${what} of a property of those events, against a bound: { "property": "revenue", "$gte": 100 }.`,
  required: ['property'],
  properties: {
    property: { type: 'string', description: 'The property, such as "revenue".' },
    ...Object.fromEntries(['$gt', '$gte', '$lt', '$lte', '$eq', '$ne'].map((name) => [name, { type: 'number' }])),
  },
  additionalProperties: false,
})

const did = {
  event: { type: 'string', description: 'The event, exactly as it is published.' },
  within: { type: 'string', description: `How far back: "30d", at most ${DID_WITHIN_MS_MAX / DAY_MS}d.` },
  since: { type: 'string', description: 'Since a day or an instant, or "entry" in steps and exits: since the journey began.' },
  where: { ...REF, description: 'Only events of which this holds: a condition over their properties.' },
}

const OPERATORS: Readonly<Record<string, object>> = {
  $eq: { description: 'Is this very value.' },
  $ne: { description: 'Is not this value.' },
  $lt: { description: 'Is less.' },
  $lte: { description: 'Is less, or the same.' },
  $gt: { description: 'Is more.' },
  $gte: { description: 'Is more, or the same.' },
  $in: { type: 'array', description: 'Is one of these; of a list, some entry is.' },
  $nin: { type: 'array', description: 'Is none of these.' },
  $ini: { type: 'array', description: 'Is one of these, small or capital letters.' },
  $nini: { type: 'array', description: 'Is none of these, small or capital letters.' },
  $inGroup: { type: 'string', description: 'Belongs to a saved group.' },
  $notInGroup: { type: 'string', description: 'Belongs not to a saved group.' },
  $all: { type: 'array', description: 'The list has all of these.' },
  $alli: { type: 'array', description: 'The list has all of these, small or capital letters.' },
  $elemMatch: { type: 'object', description: 'Some entry of the list is such.' },
  $size: { description: 'The list has so many entries.' },
  $exists: { type: 'boolean', description: 'It is there, or it is not.' },
  $type: { enum: ['string', 'number', 'boolean', 'array', 'object', 'null'], description: 'Is of this type.' },
  $not: { description: 'It is not so.' },
  $regex: { type: 'string', description: 'Matches this regular expression.' },
  $regexi: { type: 'string', description: 'Matches it, small or capital letters.' },
  $notRegex: { type: 'string', description: 'Does not match it.' },
  $notRegexi: { type: 'string', description: 'Does not match it, small or capital letters.' },
  $veq: { type: 'string', description: 'Is this version: "1.2.0".' },
  $vne: { type: 'string', description: 'Is not this version.' },
  $vlt: { type: 'string', description: 'Is an earlier version.' },
  $vlte: { type: 'string', description: 'Is an earlier version, or this one.' },
  $vgt: { type: 'string', description: 'Is a later version.' },
  $vgte: { type: 'string', description: 'Is a later version, or this one.' },
}

/** What stands under `$defs` of every schema that has conditions. */
export const conditionDefinitions = {
  condition: {
    type: 'object',
    description:
      'A question: attributes and what they are to be, all of which must hold. { "traits.country": "DE", "activity.count": { "$gte": 2 } }',
    properties: {
      stage: { anyOf: [{ enum: [...STAGES] }, { $ref: '#/$defs/operators' }], description: 'The stage they are in.' },
      'activity.count': {
        anyOf: [{ type: 'number' }, { $ref: '#/$defs/operators' }],
        description: 'How often they did what counts as activity.',
      },
      $and: { type: 'array', items: REF, description: 'All of these hold.' },
      $or: { type: 'array', items: REF, description: 'Some of these holds.' },
      $nor: { type: 'array', items: REF, description: 'None of these holds.' },
      $not: { ...REF, description: 'This does not hold.' },
      $did: {
        type: 'object',
        description:
          'How often they did something: { "event": "Order Completed", "atLeast": 2, "within": "30d" }. All that is said must hold.',
        required: ['event'],
        properties: {
          ...did,
          atLeast: times('At least so often (1).'),
          atMost: times('At most so often.'),
          exactly: times('Exactly so often.'),
          sum: bound('The sum'),
          avg: bound('The mean'),
          min: bound('The least'),
          max: bound('The greatest'),
        },
        additionalProperties: false,
      },
      $didNot: {
        type: 'object',
        description: 'They did not do it: { "event": "Order Completed", "within": "30d" }.',
        required: ['event'],
        properties: did,
        additionalProperties: false,
      },
      $inSegment: { type: 'string', description: 'Belongs to this segment (segments/*.json).' },
    },
    additionalProperties: { anyOf: [{ $ref: '#/$defs/operators' }, {}] },
  },
  operators: {
    type: 'object',
    description: 'What an attribute is put to; all of it must hold.',
    properties: OPERATORS,
    additionalProperties: false,
  },
}

/** Names of the operators that stand under an attribute: a test holds them to those that conditions know. */
export const OPERATOR_NAMES: readonly string[] = Object.keys(OPERATORS)
