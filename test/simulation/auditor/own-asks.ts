/** What conditions may ask of a customer, read from the books. */
import type { Json } from '../../../shared/kernel/json.ts'
import type { Era } from '../world/definitions.ts'
import { SEGMENTS } from '../world/journeys.ts'
import type { Book } from './book.ts'
import { type Asked, holds, holdsOf } from './rules.ts'

export const askedOf = (book: Book, era: Era): Asked => {
  const asked: Asked = {
    seen: (path) => attributeOf(book, era, path),
    done: (event, where) => doneIn(book, event, where),
    segment: (id) => isIn(book, era, id),
  }
  return asked
}

/** Whether somebody is in a segment as they stand. */
export const isIn = (book: Book, era: Era, segment: string): boolean =>
  holds(SEGMENTS.find(({ id }) => id === segment)?.condition, askedOf(book, era))

/** How often they did something. */
const doneIn = ({ counted }: Book, event: string, where: Json | undefined): number =>
  counted.filter(({ happening: { type, name, properties } }) => type === 'track' && name === event && holdsOf(where, properties)).length

const attributeOf = (book: Book, era: Era, path: string): Json | undefined => {
  const [kind, name = ''] = path.split('.')
  if (kind === 'traits') return book.traits.get(name)?.value
  if (kind === 'stage') return book.stage
  const { activity, returnedBy } = era.rules.policy.lifecycle
  if (kind === 'activity')
    return book.counted.filter(({ happening }) => activity.has(happening.name) || returnedBy.has(happening.name)).length
  return (revenueOf(book, era).get(name) ?? Number.NaN) / 100
}

/** Cents by currency of everything counted, refunds taken off. */
export const revenueOf = ({ counted }: Book, { rules }: Era): ReadonlyMap<string, number> => {
  const totals = new Map<string, number>()
  const { events, refunds } = rules.policy.revenue
  for (const { happening } of counted) {
    const sign = events.has(happening.name) ? 1 : refunds.has(happening.name) ? -1 : 0
    const { revenue, currency = 'USD' } = happening.properties
    if (sign === 0 || typeof revenue !== 'number') continue
    totals.set(String(currency), (totals.get(String(currency)) ?? 0) + sign * Math.round(revenue * 100))
  }
  return totals
}
