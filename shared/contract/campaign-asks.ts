/** What a definition asks about, and where in its file: events, their properties, attributes, segments. Read from its JSON, which is known to be of the right shape. */
import { isJsonObject, type Json, type JsonObject } from '../kernel/json.ts'
import { pathOf } from './problems.ts'

export type Ask =
  | { readonly about: 'event'; readonly path: string; readonly event: string }
  | { readonly about: 'property'; readonly path: string; readonly event: string; readonly property: string }
  /** `compared`: put to a test that whoever lacks it fails, and not merely asked for. */
  | { readonly about: 'attribute'; readonly path: string; readonly name: string; readonly compared: boolean }
  | { readonly about: 'segment'; readonly path: string; readonly segment: string }

/** Everything a campaign asks about. */
export const asksOfCampaign = (source: Json): readonly Ask[] => {
  if (!isJsonObject(source)) return []
  const { entry, audience, exits, goal, metrics, reentry, experiment } = source
  const event = isJsonObject(entry) && typeof entry.event === 'string' ? entry.event : null
  const key = isJsonObject(reentry) && typeof reentry.each === 'string' ? reentry.each : null
  const variants = isJsonObject(experiment) ? experiment.variants : []
  return [
    ...ofTrigger('entry', entry),
    ...ofCustomer('audience', audience),
    ...(event !== null && key !== null ? [ofProperty('reentry.each', event, key)] : []),
    ...listed('exits', exits, ofTrigger),
    ...(isJsonObject(experiment) ? listed('experiment.breakdowns', experiment.breakdowns, ofBreakdown) : []),
    ...ofMetric('goal', goal),
    ...listed('metrics', metrics, ofMetric),
    ...ofPath('', source),
    ...listed('experiment.variants', variants, ofPath),
  ]
}

/** Everything a segment asks about. */
export const asksOfSegment = (source: Json): readonly Ask[] => (isJsonObject(source) ? ofCustomer('condition', source.condition) : [])

/** Names of traits that steps set, and of events that they publish: known, though nobody has seen them. */
export const madeBy = (source: Json): { readonly traits: ReadonlySet<string>; readonly events: ReadonlySet<string> } => {
  const made = { traits: new Set<string>(), events: new Set<string>() }
  const look = (value: Json): void => {
    if (Array.isArray(value)) for (const inner of value as readonly Json[]) look(inner)
    if (!isJsonObject(value)) return
    for (const [name, inner] of Object.entries(value)) {
      if (name === 'emit' && isJsonObject(inner) && typeof inner.event === 'string') made.events.add(inner.event)
      if (name === 'update' && isJsonObject(inner))
        for (const part of [inner.traits, inner.add]) if (isJsonObject(part)) for (const trait of Object.keys(part)) made.traits.add(trait)
      look(inner)
    }
  }
  look(source)
  return made
}

type Look = (at: string, json: Json | undefined) => readonly Ask[]

const listed = (at: string, json: Json | undefined, look: Look): readonly Ask[] =>
  Array.isArray(json) ? (json as readonly Json[]).flatMap((inner, index) => look(pathOf(at, index), inner)) : []

const ofProperty = (path: string, event: string, name: string): Ask => ({
  about: 'property',
  path,
  event,
  property: name.split('.')[0] ?? name,
})

/** An entry, an exit, the event a wait is for. */
const ofTrigger: Look = (at, json) => {
  if (!isJsonObject(json)) return []
  const { event, where, segment, date } = json
  return [
    ...(typeof event === 'string'
      ? [{ about: 'event' as const, path: pathOf(at, 'event'), event }, ...ofProperties(pathOf(at, 'where'), event, where)]
      : []),
    ...(typeof segment === 'string' ? [{ about: 'segment' as const, path: pathOf(at, 'segment'), segment }] : []),
    ...(typeof date === 'string' ? [{ about: 'attribute' as const, path: pathOf(at, 'date'), name: date, compared: true }] : []),
  ]
}

const ofMetric: Look = (at, json) => {
  if (!isJsonObject(json)) return []
  const { event, revenue, per } = json
  const property = isJsonObject(revenue) && typeof revenue.property === 'string' ? revenue.property : null
  return [
    ...ofTrigger(at, json),
    ...ofTrigger(pathOf(at, 'per'), per),
    ...(typeof event === 'string' && property !== null ? [ofProperty(pathOf(at, 'revenue.property'), event, property)] : []),
  ]
}

/** By itself, or with the edges of its ranges. */
const ofBreakdown: Look = (at, json) => {
  if (typeof json === 'string') return [{ about: 'attribute', path: at, name: json, compared: false }]
  if (!isJsonObject(json) || typeof json.path !== 'string') return []
  return [{ about: 'attribute', path: pathOf(at, 'path'), name: json.path, compared: false }]
}

/** The steps or the checklist of a campaign or a variant. */
const ofPath: Look = (at, json) => {
  if (!isJsonObject(json)) return []
  const { steps, checklist } = json
  return [
    ...listed(pathOf(at, 'steps'), steps, ofStep),
    ...(isJsonObject(checklist)
      ? [
          ...listed(pathOf(at, 'checklist.milestones'), checklist.milestones, ofTrigger),
          ...listed(pathOf(at, 'checklist.complete'), checklist.complete, ofStep),
        ]
      : []),
  ]
}

const ofStep: Look = (at, json) => {
  if (!isJsonObject(json)) return []
  const { wait, branch, split } = json
  return [
    ...(isJsonObject(wait) ? ofWait(pathOf(at, 'wait'), wait) : []),
    ...listed(pathOf(at, 'branch'), branch, (here, way) =>
      isJsonObject(way)
        ? [
            ...ofCustomer(pathOf(here, 'if'), way.if),
            ...listed(pathOf(here, 'then'), way.then, ofStep),
            ...listed(pathOf(here, 'else'), way.else, ofStep),
          ]
        : [],
    ),
    ...(isJsonObject(split) ? listed(pathOf(at, 'split.variants'), split.variants, ofPath) : []),
    ...ofIncluded(at, json),
  ]
}

const ofWait = (at: string, { until, for: event, then, timeout }: JsonObject): readonly Ask[] => [
  ...ofTrigger(pathOf(at, 'for'), event),
  ...ofTrigger(pathOf(at, 'until'), until),
  ...listed(pathOf(at, 'then'), then, ofStep),
  ...listed(pathOf(at, 'timeout'), timeout, ofStep),
]

const ofIncluded = (at: string, step: JsonObject): readonly Ask[] =>
  ['emit', 'task', 'webhook'].flatMap((verb) => {
    const does = step[verb]
    return isJsonObject(does)
      ? listed(pathOf(at, verb, 'include'), does.include, (path, name) =>
          typeof name === 'string' ? [{ about: 'attribute', path, name, compared: false }] : [],
        )
      : []
  })

/** A condition over the customer. */
const ofCustomer: Look = (at, json) => {
  if (!isJsonObject(json)) return []
  return Object.entries(json).flatMap(([name, operand]): readonly Ask[] => {
    const path = pathOf(at, name)
    switch (name) {
      case '$and':
      case '$or':
      case '$nor':
        return listed(path, operand, ofCustomer)
      case '$not':
        return ofCustomer(path, operand)
      case '$did':
      case '$didNot':
        return ofDid(path, operand)
      case '$inSegment':
        return typeof operand === 'string' ? [{ about: 'segment', path, segment: operand }] : []
      default:
        return [{ about: 'attribute', path, name, compared: isCompared(operand) }]
    }
  })
}

const ofDid: Look = (at, json) => {
  if (!isJsonObject(json) || typeof json.event !== 'string') return []
  const { event } = json
  const sums = ['sum', 'avg', 'min', 'max'].flatMap((of) => {
    const sum = json[of]
    return isJsonObject(sum) && typeof sum.property === 'string' ? [ofProperty(pathOf(at, of, 'property'), event, sum.property)] : []
  })
  return [...ofTrigger(at, { event, ...(json.where === undefined ? {} : { where: json.where }) }), ...sums]
}

/** A condition over the properties of an event. */
const ofProperties = (at: string, event: string, json: Json | undefined): readonly Ask[] => {
  if (!isJsonObject(json)) return []
  return Object.entries(json).flatMap(([name, operand]): readonly Ask[] => {
    const path = pathOf(at, name)
    if (name === '$not') return ofProperties(path, event, operand)
    if (name.startsWith('$')) return listed(path, operand, (here, inner) => ofProperties(here, event, inner))
    return [ofProperty(path, event, name)]
  })
}

/** Whoever lacks the attribute fails these. `$exists` asks for just that, and what is negated holds of whoever lacks it. */
const isCompared = (operand: Json): boolean => {
  if (!isJsonObject(operand)) return operand !== null
  const operators = Object.keys(operand)
  return !operators.includes('$exists') && operators.some((one) => !NEGATED.includes(one))
}

const NEGATED: readonly string[] = ['$ne', '$nin', '$nini', '$notInGroup', '$notRegex', '$notRegexi', '$vne', '$not', '$exists', '$type']
