import type { CustomerState } from '../domain/customer/state.ts'
import type { Wanted } from '../ports/directory.ts'

/** Whether somebody is looked for: the same in every store. Who is somebody else by now, or was erased, is not. */
export const isWanted = ({ id, traits, standing, merge, erasedAt }: CustomerState, { words, stage }: Wanted): boolean => {
  if (merge !== null || erasedAt !== null) return false
  if (stage !== null && (standing?.stage ?? 'prospect') !== stage) return false
  if (words.length === 0) return true
  const said = NAMING_TRAITS.map((name) => (Object.hasOwn(traits, name) ? traits[name]?.value : undefined))
  const text = said
    .filter((value) => typeof value === 'string')
    .join(' ')
    .toLowerCase()
  return words.every((word) => id.toLowerCase().startsWith(word.toLowerCase()) || text.includes(word.toLowerCase()))
}

/** What Segment's spec calls the attributes that name somebody, and how some spell them. */
const NAMING_TRAITS: readonly string[] = ['email', 'name', 'firstName', 'lastName', 'first_name', 'last_name', 'username']
