import { Defect } from '../../kernel/assert.ts'
import { isJsonObject, type JsonObject } from '../../kernel/json.ts'
import type { CustomerId, EpochMs, InputId } from '../../kernel/words.ts'
import type { EventType, LifecycleEvent } from '../../domain/event/event.ts'
import { knownSchema, rowOf, textAt, wordOf, wrong } from './reading.ts'

const EVENT_SCHEMA = 1

const EVENT_TYPES: readonly EventType[] = ['track', 'identify', 'page', 'screen', 'group']

/** A timeline row as a store keeps it: what is asked for in columns, the rest in a text. */
export type StoredEvent = {
  readonly customerId: CustomerId
  readonly id: InputId
  readonly occurredAt: EpochMs
  readonly name: string
  readonly body: string
}

export const encodeEvent = ({ type, properties, traits }: LifecycleEvent): string =>
  JSON.stringify([EVENT_SCHEMA, type, properties, traits])

export const decodeEvent = ({ customerId, id, occurredAt, name, body }: StoredEvent): LifecycleEvent => {
  try {
    const row = rowOf(JSON.parse(body), 'event')
    knownSchema(row[0], EVENT_SCHEMA, 'event')
    const type = wordOf(EVENT_TYPES, textAt(row, 1, 'type of an event'), 'type of an event')
    return { id, customerId, type, name, occurredAt, properties: objectOf(row[2], 'properties'), traits: objectOf(row[3], 'traits') }
  } catch (error) {
    throw new Defect(`The stored event ${JSON.stringify(id)} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

const objectOf = (value: unknown, what: string): JsonObject => {
  if (!isJsonObject(value)) throw wrong(what, 'an object', value)
  return value
}
