/** Events that let people in, or decide which way they go. */
import type { JsonObject } from '../../kernel/json.ts'
import { EVENT_NAME_LENGTH_MAX } from '../../kernel/limits.ts'
import { allOf, type Asked } from './asked.ts'
import { attributesAsked, metricsAsked } from './dimensions.ts'
import type { Teller } from './finding.ts'
import type { EventDimensions } from './shapes.ts'

/** Names of events and what is asked of their properties. */
export type AskedEvents = { readonly names: readonly string[]; readonly where: Asked }

/** Null, and told: no event of ours is meant. */
export const eventsFrom = (dimensions: EventDimensions | null | undefined, teller: Teller): AskedEvents | null => {
  const here = teller.within('EventType')
  const { DimensionType, Values } = dimensions?.EventType ?? {}
  const names = (Values ?? []).filter((name) => name !== '' && name.trim() === name && name.length <= EVENT_NAME_LENGTH_MAX)
  if (names.length === 0 || names.length < (Values ?? []).length)
    here.tell('missing', 'Values', 'has no name of an event, or one that none can have', 'Name the event yourself.')
  if ((DimensionType ?? 'INCLUSIVE') !== 'INCLUSIVE') {
    here.tell('missing', 'DimensionType', 'asks for any event but these', 'Name the events that are meant.')
    return null
  }
  const mail = names.filter((name) => /^_(email|SMS|push|campaign|voice|custom)\b/i.test(name))
  if (mail.length > 0) {
    here.tell(
      'missing',
      'Values',
      `asks what became of a message (${mail.join(', ').slice(0, 80)}), and conditions here cannot ask that`,
      'Ask for what people did of themselves: an event your product publishes, such as "Page Viewed".',
    )
    return null
  }
  if (names.length === 0) return null
  const own = names.filter((name) => name.startsWith('_'))
  if (own.length > 0)
    here.tell(
      'note',
      'Values',
      `${own.join(', ').slice(0, 80)} came from Pinpoint's own SDK`,
      'Publish it under this name, or write the name of yours.',
    )
  const where = allOf([
    attributesAsked(dimensions?.Attributes, '', teller.within('Attributes')),
    metricsAsked(dimensions?.Metrics, '', teller.within('Metrics')),
  ])
  return { names, where }
}

/** Properties have no `id` that is nobody's: what could not be asked is left to a property nobody publishes. */
export const whereOf = ({ condition, isWhole }: Asked): { readonly where?: JsonObject } => {
  if (isWhole) return Object.keys(condition).length === 0 ? {} : { where: condition }
  return { where: { $and: [condition, { 'not brought over': { $in: [] } }] } }
}
