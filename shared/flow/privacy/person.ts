import { type CustomerState, unknownCustomer } from '../../domain/customer/state.ts'
import type { LifecycleEvent } from '../../domain/event/event.ts'
import { ANONYMOUS, type CustomerId, customerId } from '../../kernel/words.ts'
import type { CustomerStore } from '../../ports/customer-store.ts'
import type { Inspection } from '../../ports/inspection.ts'
import type { Beside, Privacy } from '../../ports/privacy.ts'
import { wayFrom } from '../way.ts'

/** What these questions are put to. */
export type Records = { readonly customers: CustomerStore; readonly inspection: Inspection; readonly privacy: Privacy }

/** One person: whoever they are now, then all whose merges lead there. */
export type Person = { readonly id: CustomerId; readonly ring: readonly CustomerState[] }

/** All that is held of a person beside their states. */
export type Held = Beside & {
  readonly events: readonly LifecycleEvent[]
  readonly addresses: readonly string[]
  readonly names: readonly string[]
}

/** Who is meant by an id, or by an e-mail address: everybody who has it. None: nobody is known, or they were erased. */
export const personsMeant = async (records: Records, asked: string): Promise<readonly Person[]> => {
  const { customers, privacy } = records
  const meant = asked.includes('@') ? await privacy.withAddress(asked) : []
  const known = (await customers.load([customerId(asked)])).get(customerId(asked))
  const starts = known === undefined || known.erasedAt !== null ? meant : [known.id, ...meant]
  const roots = new Set<CustomerId>()
  for (const start of starts) roots.add(await rootOf(customers, start))
  const persons: Person[] = []
  for (const id of roots) persons.push({ id, ring: await privacy.ringOf(id) })
  return persons
}

/** Who an id belongs to, with all they were; null: nobody is known by it, or they were erased. */
export const heldBy = async ({ customers, privacy }: Records, id: CustomerId): Promise<Person | null> => {
  const state = (await customers.load([id])).get(id)
  if (state === undefined || state.erasedAt !== null) return null
  const root = await rootOf(customers, id)
  return { id: root, ring: await privacy.ringOf(root) }
}

/** Whoever somebody is by now. Of those who were merged in a circle any one will do: all lead to each other. */
export const rootOf = async (store: CustomerStore, start: CustomerId): Promise<CustomerId> => {
  const way = await wayFrom(start, async (id) => (await store.load([id])).get(id) ?? unknownCustomer(id))
  if (way.type === 'too-long') throw new Error('nobody can tell who this customer is: the way through their merges is too long')
  return way.type === 'circle' ? start : (way.states.at(-1)?.id ?? start)
}

/** Reads what is held of a person beside their states. */
export const heldBeside = async ({ inspection, privacy }: Records, { ring }: Person): Promise<Held> => {
  const ids = ring.map(({ id }) => id)
  const events: LifecycleEvent[] = []
  for (const id of ids) events.push(...(await inspection.eventsOf(id)))
  const known = [...ids, ...ids.flatMap((id) => (id.startsWith(ANONYMOUS) ? [id.slice(ANONYMOUS.length)] : []))]
  const said = [...ring.map(emailOf), ...events.map(({ traits }) => (Object.hasOwn(traits, 'email') ? traits.email : undefined))]
  const { mails } = await privacy.beside(ids, [])
  const addresses = [
    ...new Set([...said.filter((value) => typeof value === 'string' && value !== ''), ...mails.map(({ to }) => to)]),
  ] as string[]
  const names = [...known.filter((name) => name !== ''), ...addresses]
  return { ...(await privacy.beside(ids, names)), events, addresses, names }
}

/** What they said their address is, whatever it is. */
const emailOf = ({ traits }: CustomerState) => (Object.hasOwn(traits, 'email') ? traits.email?.value : undefined)
