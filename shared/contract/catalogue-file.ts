/** The door for a catalogue of events: a JSON file that backends and marketers agree on. */
import * as z from 'zod'
import {
  CATALOGUE_DEPTH_MAX,
  CATALOGUE_DESCRIPTION_MAX,
  CATALOGUE_EVENTS_MAX,
  CATALOGUE_PROPERTIES_MAX,
  CATALOGUE_VALUES_MAX,
  EVENT_NAME_LENGTH_MAX,
  PROPERTY_NAME_LENGTH_MAX,
} from '../kernel/limits.ts'
import type { Parsed, Problem } from '../kernel/problem.ts'
import { isDeeperThan } from './content.ts'
import type { EventCatalogue, Field, Fields } from './event-catalogue.ts'
import { list, strict, text } from './fields.ts'
import { parseWith, pathOf, shown } from './problems.ts'

/** Reads a catalogue, or says everything that is wrong with it: first all problems of shape, then all problems of meaning. */
export const parseCatalogue = (source: unknown): Parsed<EventCatalogue> => {
  const deep = depthProblem(source)
  if (deep !== null) return { ok: false, problems: [deep] }
  const shaped = parseWith(catalogueFile, source)
  if (!shaped.ok) return shaped
  const { events, traits } = shaped.value
  const problems = [...nameProblems('events', events, eventNameFlaw), ...traitProblems(traits), ...innerProblems(shaped.value)]
  return problems.length === 0 ? { ok: true, value: { events, traits } } : { ok: false, problems }
}

const FILE_HINT = 'A catalogue is one JSON object: { "events": { "Order Completed": { "properties": { … } } }, "traits": { … } }.'
const EVENTS_HINT = 'Name each event: { "Order Completed": { "properties": { … } } }.'
const FIELDS_HINT = 'Name each property: { "revenue": { "type": "number", "required": true } }.'
const DESCRIPTION_HINT = 'Say in a sentence what it means.'
const TYPES = ['string', 'number', 'integer', 'boolean', 'instant', 'array', 'object', 'any'] as const
const TYPE_HINT = `Write "type": one of ${TYPES.join(', ')}.`
const REQUIRED_HINT = 'Write true if it is always there, or leave it out.'
const OPEN_HINT = 'Write true if properties that are not named may be there, too.'
const VALUES_HINT = 'List the texts it may be: ["free", "pro"].'

const common = {
  required: z.boolean({ error: REQUIRED_HINT }).exactOptional(),
  description: text(CATALOGUE_DESCRIPTION_MAX, DESCRIPTION_HINT).exactOptional(),
}
const open = { open: z.boolean({ error: OPEN_HINT }).exactOptional() }

const field: z.ZodType<Field> = z.lazy(() =>
  z.discriminatedUnion(
    'type',
    [
      strict(
        {
          ...common,
          type: z.literal('string'),
          values: list(text(PROPERTY_NAME_LENGTH_MAX, VALUES_HINT), CATALOGUE_VALUES_MAX, VALUES_HINT)
            .min(1, { error: VALUES_HINT })
            .exactOptional(),
        },
        TYPE_HINT,
      ),
      strict({ ...common, type: z.enum(['number', 'integer', 'boolean', 'instant', 'any']) }, TYPE_HINT),
      strict({ ...common, type: z.literal('array'), items: field }, TYPE_HINT),
      strict({ ...common, ...open, type: z.literal('object'), properties: fields }, TYPE_HINT),
    ],
    { error: TYPE_HINT },
  ),
)

const fields: z.ZodType<Fields> = z
  .record(z.string(), field, { error: FIELDS_HINT })
  .refine((all) => Object.keys(all).length <= CATALOGUE_PROPERTIES_MAX, {
    error: 'Put some of it into an object, or split the event.',
    params: { problem: `has more than ${CATALOGUE_PROPERTIES_MAX} properties` },
  })

const catalogueFile = strict(
  {
    $schema: z.string({ error: 'Leave it out, or write where the JSON Schema is.' }).optional(),
    events: z
      .record(
        z.string(),
        strict(
          { description: common.description, ...open, properties: fields.default({}) },
          'Write { "description": …, "properties": { … } }.',
        ),
        { error: EVENTS_HINT },
      )
      .refine((all) => Object.keys(all).length <= CATALOGUE_EVENTS_MAX, {
        error: 'Keep a catalogue for each product.',
        params: { problem: `has more than ${CATALOGUE_EVENTS_MAX} events` },
      }),
    traits: fields.default({}),
  },
  FILE_HINT,
)

/** How a file of another shape nests is not looked into: it is refused for its shape, and reading it must end. */
const depthProblem = (source: unknown): Problem | null =>
  isDeeperThan(source, 2 * CATALOGUE_DEPTH_MAX + 4)
    ? { path: '', problem: `nests objects deeper than ${CATALOGUE_DEPTH_MAX} levels`, hint: 'Flatten what is in them.' }
    : null

type Flaw = { readonly problem: string; readonly hint: string }

const nameProblems = (path: string, named: object, flawOf: (name: string) => Flaw | null): readonly Problem[] =>
  Object.keys(named).flatMap((name) => {
    const flaw = flawOf(name)
    return flaw === null ? [] : [{ path: pathOf(path, name), ...flaw }]
  })

const eventNameFlaw = (name: string): Flaw | null => {
  if (name.startsWith('$')) return { problem: 'begins with a dollar sign, as names of our own do', hint: 'Give it a name without.' }
  return nameFlaw(name, EVENT_NAME_LENGTH_MAX)
}

const propertyNameFlaw = (name: string): Flaw | null => nameFlaw(name, PROPERTY_NAME_LENGTH_MAX)

const nameFlaw = (name: string, lengthMax: number): Flaw | null => {
  const hint = `Write a name of 1 to ${lengthMax} characters, without space around it.`
  if (name === '' || name.trim() !== name) return { problem: 'is no name', hint }
  if (name === '__proto__') return { problem: 'is a name JavaScript keeps for itself', hint: 'Give it another name.' }
  if (!name.isWellFormed()) return { problem: 'has half a character', hint }
  return name.length > lengthMax ? { problem: `has ${name.length} characters`, hint } : null
}

/** What is said about a customer adds to what was said before, so nothing of it can be required. */
const traitProblems = (traits: Fields): readonly Problem[] =>
  Object.entries(traits).flatMap(([name, { required }]) =>
    required === true
      ? [{ path: pathOf('traits', name, 'required'), problem: 'is true', hint: 'Traits add to what was said before: leave it out.' }]
      : [],
  )

const innerProblems = ({ events, traits }: EventCatalogue): readonly Problem[] => [
  ...Object.entries(events).flatMap(([name, { properties }]) => fieldsProblems(pathOf('events', name, 'properties'), properties)),
  ...fieldsProblems('traits', traits),
]

const fieldsProblems = (path: string, all: Fields): readonly Problem[] => [
  ...nameProblems(path, all, propertyNameFlaw),
  ...Object.entries(all).flatMap(([name, inner]) => fieldProblems(pathOf(path, name), inner)),
]

const fieldProblems = (path: string, inner: Field): readonly Problem[] => {
  switch (inner.type) {
    case 'string':
      return (inner.values ?? []).flatMap((value, index, all) =>
        all.indexOf(value) === index
          ? []
          : [{ path: pathOf(path, 'values', index), problem: `is ${shown(value)} again`, hint: 'Name it once.' }],
      )
    case 'array':
      return [
        ...(inner.items.required === undefined
          ? []
          : [{ path: pathOf(path, 'items.required'), problem: 'says nothing', hint: 'A list has items or none: leave it out.' }]),
        ...fieldProblems(pathOf(path, 'items'), inner.items),
      ]
    case 'object':
      return fieldsProblems(pathOf(path, 'properties'), inner.properties)
    default:
      return []
  }
}
