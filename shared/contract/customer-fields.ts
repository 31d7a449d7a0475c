import { attributesOf } from '../domain/conditions/attributes.ts'
import type { Condition } from '../domain/conditions/condition.ts'
import { nearest } from './did-you-mean.ts'

/** What the customer document has at its top; a test holds it to `documentOf`. Anything else asked for would be missing for everybody. */
export const CUSTOMER_FIELDS: readonly string[] = ['id', 'stage', 'stageSince', 'traits', 'activity', 'events', 'revenue']

/** Names at the top of the document that a condition asks about and no customer has. */
export const unknownFields = (condition: Condition): readonly string[] => [
  ...new Set(
    attributesOf(condition)
      .map((path) => path.split('.', 1)[0] ?? '')
      .filter((name) => !CUSTOMER_FIELDS.includes(name)),
  ),
]

/** What to write instead of a name that is not there. */
export const insteadOf = (name: string): string => {
  const meant = nearest(name, CUSTOMER_FIELDS)
  return meant === null ? `traits.${name}` : meant
}
