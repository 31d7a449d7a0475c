/** What may be written at a place of a campaign file: fields and values of the schema, and names of what there is. */
import type { EditorNames } from '../../../../shared/contract/api.ts'
import { type FilePlace, placeAt, variantsIn } from './place.ts'
import { descriptionAt, fieldsAt, type Path, type Schema, stubOf, valuesAt } from './schema.ts'

export const NOTHING_KNOWN: EditorNames = { templates: [], segments: [], events: [], attributes: [], topics: [] }

export type Offer = {
  readonly kind: 'field' | 'value' | 'name'
  /** What is shown, and what the letters that are written are compared with. */
  readonly label: string
  /** What is written in place of what stands there: before the cursor, and behind it. */
  readonly text: readonly [string, string]
  readonly description: string | null
  /** The file is not whole without it. */
  readonly isRequired: boolean
}

export type Offers = { readonly from: number; readonly to: number; readonly offers: readonly Offer[] }

/** What may be written at an offset; null where the schema knows nothing. */
export const offersAt = (schema: Schema, known: EditorNames, text: string, offset: number): Offers | null => {
  const place = placeAt(text, offset)
  const { from, to } = place.written ?? wordAt(text, offset)
  const offers = place.isName ? fieldOffers(schema, known, place, text, to) : valueOffers(schema, known, place)
  return offers.length === 0 ? null : { from, to, offers }
}

/** What a file says of the name or value at an offset, for whoever rests there; null where nothing is known. */
export const saidAt = (
  schema: Schema,
  text: string,
  offset: number,
): { readonly from: number; readonly to: number; readonly text: string } | null => {
  const place = placeAt(text, offset)
  if (place.written === null) return null
  const path = place.isName ? [...place.path, nameIn(place.written.text)] : place.path
  const description = descriptionAt(schema, path, place.namesAt)
  return description === null ? null : { from: place.written.from, to: place.written.to, text: description }
}

const nameIn = (written: string): string => written.replace(/^"|"$/g, '')

const fieldOffers = (schema: Schema, known: EditorNames, place: FilePlace, text: string, to: number): readonly Offer[] => {
  const own = place.written === null ? null : nameIn(place.written.text)
  const there = place.namesAt(place.path.length).filter((name) => name !== own)
  const hasColon = /^\s*:/.test(text.slice(to))
  // Somebody may write a field before others that stand there already.
  const comma = !hasColon && /^\s*"/.test(text.slice(to)) ? ',' : ''
  const fields = fieldsAt(schema, place.path, place.namesAt)
  const attributes = fields.some(({ name }) => name === '$did') ? known.attributes : []
  const offer = (
    kind: Offer['kind'],
    name: string,
    [before, after]: readonly [string, string],
  ): Pick<Offer, 'kind' | 'label' | 'text'> => ({
    ...{ kind, label: name },
    text: hasColon ? [JSON.stringify(name), ''] : [`${JSON.stringify(name)}: ${before}`, after + comma],
  })
  return [
    ...fields
      .filter(({ name }) => !there.includes(name))
      .map(({ name, schema: field, isRequired }): Offer => {
        return { ...offer('field', name, stubOf(field)), description: field.description ?? null, isRequired }
      }),
    ...attributes
      .filter((name) => !there.includes(name))
      .map((name): Offer => ({ ...offer('name', name, ['', '']), description: null, isRequired: false })),
  ]
}

const valueOffers = (schema: Schema, known: EditorNames, place: FilePlace): readonly Offer[] => {
  const values = valuesAt(schema, place.path, place.namesAt).map((value): Offer => offerOf('value', value))
  const names = namesFor(known, place).map((name): Offer => offerOf('name', name))
  return [...values, ...names]
}

const offerOf = (kind: Offer['kind'], value: string | number | boolean | null): Offer => ({
  ...{ kind, label: String(value), text: [JSON.stringify(value), ''], description: null, isRequired: false },
})

/** Of what there is, what belongs at a place. */
const namesFor = (known: EditorNames, { path, root }: FilePlace): readonly string[] => {
  switch (fieldOf(path)) {
    case 'event':
      return known.events
    case 'template':
      return known.templates
    case 'segment':
    case '$inSegment':
      return known.segments
    case 'topic':
      return known.topics
    case 'date':
      return known.attributes
    case 'control':
    case 'promoted':
      return variantsIn(root)
    default:
      return []
  }
}

const fieldOf = (path: Path): string => String(path.findLast((part) => typeof part === 'string') ?? '')

/** The bare word somebody is writing: a name without its quotes, a number. */
const wordAt = (text: string, offset: number): { readonly from: number; readonly to: number } => {
  const before = /[\w$.-]*$/.exec(text.slice(0, offset))?.[0].length ?? 0
  return { from: offset - before, to: offset }
}
