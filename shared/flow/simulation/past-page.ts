/** A page of the past between the system that keeps it and whoever collects it. */
import type { PastPage, ToldOfPast } from '../../contract/api-past.ts'
import type { LifecycleEvent } from '../../domain/event/event.ts'
import type { JsonObject } from '../../kernel/json.ts'
import { isoOf } from '../../kernel/time.ts'
import { customerId, type CustomerId, type EpochMs, epochMs, inputId } from '../../kernel/words.ts'
import type { CollectedPage, PastRow, SuppressedAddress, Told } from '../../ports/past.ts'
import { isSomebody, traitsOf, wordOf } from './picture.ts'

/** What rows tell: of what was decided about a customer only since when they are known, and their words about being written to. */
export const pageOf = (rows: readonly PastRow[]): Pick<CollectedPage, 'customers' | 'told'> => {
  const customers = new Map<CustomerId, { traits: JsonObject | null; heardAt: EpochMs | null }>()
  const known = (id: CustomerId) => {
    const one = customers.get(id) ?? { traits: null, heardAt: null }
    customers.set(id, one)
    return one
  }
  const heard = (id: CustomerId, at: EpochMs): void => {
    const one = known(id)
    if (one.heardAt === null || at < one.heardAt) one.heardAt = at
  }
  const told: Told[] = []
  for (const row of rows) {
    switch (row.type) {
      case 'state':
        if (isSomebody(row.state)) known(row.state.id).traits = traitsOf(row.state)
        break
      case 'event':
        heard(row.event.customerId, row.event.occurredAt)
        told.push({ type: 'event', at: row.event.occurredAt, event: row.event })
        break
      case 'facts':
        for (const fact of row.facts) {
          heard(row.customer, fact.at)
          const event = wordOf(row.customer, fact)
          if (event !== null) told.push({ type: 'word', at: fact.at, event })
        }
    }
  }
  return { customers: [...customers].map(([id, one]) => ({ id, ...one })), told }
}

/** Addresses that a simulation may write to by this page. */
export const addressesIn = ({ customers, told }: Pick<CollectedPage, 'customers' | 'told'>): readonly string[] => {
  const said = [...customers.map(({ traits }) => traits?.email), ...told.map(({ event }) => event.traits.email)]
  return [...new Set(said.filter((email) => typeof email === 'string'))]
}

/** As it is handed out. */
export const toldPage = ({ customers, told, suppressed }: CollectedPage, next: string | null): PastPage => ({
  customers: customers.map((one) => ({ ...one, heardAt: one.heardAt === null ? null : isoOf(one.heardAt) })),
  told: told.map(({ type: as, at, event }) => ({ as, at: isoOf(at), ...event, occurredAt: isoOf(event.occurredAt) })),
  suppressed: suppressed.map(({ address, at }) => ({ address, at: isoOf(at) })),
  next,
})

/** As it was handed out. */
export const collectedPage = ({ customers, told, suppressed }: PastPage): CollectedPage => ({
  customers: customers.map(({ id, traits, heardAt }) => ({
    ...{ id: customerId(id), traits },
    heardAt: heardAt === null ? null : instantOf(heardAt),
  })),
  told: told.map((one) => ({ type: one.as, at: instantOf(one.at), event: eventOf(one) })),
  suppressed: suppressed.map(({ address, at }): SuppressedAddress => ({ address, at: instantOf(at) })),
})

const eventOf = ({ customerId: customer, id, type, name, occurredAt, properties, traits }: ToldOfPast): LifecycleEvent => ({
  ...{ id: inputId(id), customerId: customerId(customer), type, name },
  ...{ occurredAt: instantOf(occurredAt), properties, traits },
})

const instantOf = (iso: string): EpochMs => epochMs(Date.parse(iso))
