/** Dimensions of segments, of splits and of events, into conditions. */
import { parsePattern } from '../../domain/conditions/pattern/pattern.ts'
import type { JsonObject } from '../../kernel/json.ts'
import { DAY_MS, isoOf, later } from '../../kernel/time.ts'
import { allOf, type Asked, anyOf, asked, EVERYBODY, isAskable, NOBODY, noneOf, valuesFrom } from './asked.ts'
import type { Teller } from './finding.ts'
import type { AttributeDimensions, Dimensions, MetricDimensions, SetDimension } from './shapes.ts'
import { instantFrom } from './times.ts'

/** What a dimension becomes, whatever else is asked: all of them must hold. `activity`: events that show that somebody is active. */
export const dimensionsAsked = (dimensions: Dimensions, activity: readonly string[], teller: Teller): Asked =>
  allOf([
    attributesAsked(dimensions.Attributes, 'traits.', teller.within('Attributes')),
    attributesAsked(dimensions.UserAttributes, 'traits.', teller.within('UserAttributes')),
    metricsAsked(dimensions.Metrics, 'traits.', teller.within('Metrics')),
    demographicAsked(dimensions.Demographic, teller.within('Demographic')),
    locationAsked(dimensions.Location, teller.within('Location')),
    recencyAsked(dimensions.Behavior?.Recency, activity, teller.within('Behavior', 'Recency')),
  ])

type AttributeDimension = NonNullable<AttributeDimensions>[string]

/** Attributes of endpoints and users are traits; those of events, properties. `prefix` says which. */
export const attributesAsked = (attributes: AttributeDimensions, prefix: '' | 'traits.', teller: Teller): Asked =>
  allOf(
    Object.entries(attributes ?? {}).map(([name, dimension]) => {
      const here = teller.within(name)
      if (!isAskable(name)) return unnamed(name, here)
      return attributeAsked(`${prefix}${name}`, dimension, here)
    }),
  )

const unnamed = (name: string, teller: Teller): Asked => {
  teller.tell(
    'missing',
    '',
    `"${name.slice(0, 60)}" cannot be the name of a trait or property here`,
    'Publish it under a name without dots and "$", and ask about that.',
  )
  return NOBODY
}

const attributeAsked = (path: string, { AttributeType, Values }: AttributeDimension, teller: Teller): Asked => {
  const texts = Values ?? []
  switch (AttributeType ?? 'INCLUSIVE') {
    case 'INCLUSIVE':
      return among(path, texts, '$in', teller)
    case 'EXCLUSIVE':
      return among(path, texts, '$nin', teller)
    case 'CONTAINS':
      return containing(path, texts, teller)
    case 'BEFORE':
    case 'AFTER':
    case 'ON':
    case 'BETWEEN':
      return dated(path, AttributeType ?? '', texts, teller)
    default:
      teller.tell(
        'missing',
        'AttributeType',
        `"${String(AttributeType).slice(0, 40)}" is no comparison we know`,
        'Write the condition yourself.',
      )
      return NOBODY
  }
}

const among = (path: string, texts: readonly string[], operator: '$in' | '$nin', teller: Teller): Asked => {
  const values = valuesFrom(texts)
  if (values !== null) return asked({ [path]: { [operator]: values } })
  teller.tell(
    'missing',
    'Values',
    texts.length === 0 ? 'names no value' : 'are more or longer than a condition holds',
    'Say it by a trait of its own.',
  )
  return NOBODY
}

const containing = (path: string, texts: readonly string[], teller: Teller): Asked => {
  const parts = texts.map((text): Asked => {
    const pattern = text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
    if (text !== '' && parsePattern(pattern, false).ok) return asked({ [path]: { $regex: pattern } })
    teller.tell(
      'missing',
      'Values',
      `"${text.slice(0, 40)}" is empty, or too long to be looked for in a text`,
      'Write a shorter "$regex", or a trait that says it.',
    )
    return NOBODY
  })
  if (texts.some((text) => text.includes(',')))
    teller.tell(
      'differs',
      'Values',
      'have commas: in a list, entries are joined by commas before they are searched',
      'Look whether the trait is a list.',
    )
  if (parts.length > 0) return anyOf(parts)
  teller.tell('missing', 'Values', 'names no value', 'Write the condition yourself.')
  return NOBODY
}

/** Texts of ISO 8601 compare letter by letter. */
const dated = (path: string, type: string, texts: readonly string[], teller: Teller): Asked => {
  const [from, until] = texts.map((text) => ({ text, at: instantFrom(text) }))
  if (from === undefined || from.at === null || (type === 'BETWEEN' && (until === undefined || until.at === null))) {
    teller.tell('missing', 'Values', 'are no instants of ISO 8601', 'Write "$gt" or "$lt" with a date yourself.')
    return NOBODY
  }
  if (texts.length > (type === 'BETWEEN' ? 2 : 1))
    teller.tell('differs', 'Values', 'are more than the comparison takes', 'Only the first is asked about.')
  teller.tell('note', '', `dates are compared as texts`, `Publish ${path} as ISO 8601 in UTC: "${isoOf(from.at)}".`)
  if (type === 'BEFORE') return asked({ [path]: { $lt: isoOf(from.at) } })
  if (type === 'AFTER') return asked({ [path]: { $gt: isoOf(from.at) } })
  if (type === 'BETWEEN' && until !== undefined && until.at !== null)
    return asked({ [path]: { $gte: isoOf(from.at), $lte: isoOf(until.at) } })
  return asked({ [path]: { $gte: isoOf(from.at).slice(0, 10), $lt: isoOf(later(from.at, DAY_MS)).slice(0, 10) } })
}

const COMPARISONS: Readonly<Record<string, string>> = {
  GREATER_THAN: '$gt',
  LESS_THAN: '$lt',
  GREATER_THAN_OR_EQUAL: '$gte',
  LESS_THAN_OR_EQUAL: '$lte',
  EQUAL: '$eq',
}

export const metricsAsked = (metrics: MetricDimensions, prefix: '' | 'traits.', teller: Teller): Asked =>
  allOf(
    Object.entries(metrics ?? {}).map(([name, { ComparisonOperator, Value }]) => {
      const here = teller.within(name)
      if (!isAskable(name)) return unnamed(name, here)
      const operator = Object.hasOwn(COMPARISONS, ComparisonOperator ?? '') ? COMPARISONS[ComparisonOperator ?? ''] : undefined
      if (operator !== undefined && Number.isFinite(Value)) return asked({ [`${prefix}${name}`]: { [operator]: Value as number } })
      here.tell('missing', '', 'has no comparison we know, or no number', 'Write the condition yourself.')
      return NOBODY
    }),
  )

/** What Pinpoint knows of a device, and as which trait it is asked about. */
const DEVICE_TRAITS = {
  AppVersion: 'appVersion',
  DeviceType: 'deviceType',
  Make: 'deviceMake',
  Model: 'deviceModel',
  Platform: 'platform',
} as const

const demographicAsked = (demographic: Dimensions['Demographic'], teller: Teller): Asked => {
  if (demographic === null || demographic === undefined) return EVERYBODY
  const devices = Object.entries(DEVICE_TRAITS).map(([field, trait]) => {
    const dimension = demographic[field as keyof typeof DEVICE_TRAITS]
    return dimension === null || dimension === undefined ? EVERYBODY : traitAsked(trait, dimension, teller.within(field))
  })
  return allOf([...devices, channelAsked(demographic.Channel, teller.within('Channel'))])
}

/** Pinpoint has endpoints; here is one customer, and what was published last. */
const traitAsked = (trait: string, dimension: SetDimension, teller: Teller): Asked => {
  teller.tell(
    'note',
    '',
    `is asked as the trait "${trait}"`,
    `Publish it with identify: { "traits": { "${trait}": "…" } }. A customer has one, that was said last; in Pinpoint each endpoint had its own.`,
  )
  return setAsked(`traits.${trait}`, dimension, teller)
}

const setAsked = (path: string, { DimensionType, Values }: SetDimension, teller: Teller): Asked => {
  if (DimensionType === 'EXCLUSIVE') return among(path, Values ?? [], '$nin', teller)
  if ((DimensionType ?? 'INCLUSIVE') === 'INCLUSIVE') return among(path, Values ?? [], '$in', teller)
  teller.tell(
    'missing',
    'DimensionType',
    `"${DimensionType?.slice(0, 40)}" is neither INCLUSIVE nor EXCLUSIVE`,
    'Write the condition yourself.',
  )
  return NOBODY
}

/** Everybody here is written to by mail. */
const channelAsked = (channel: SetDimension | null | undefined, teller: Teller): Asked => {
  if (channel === null || channel === undefined) return EVERYBODY
  const isMail = (channel.Values ?? []).includes('EMAIL') === ((channel.DimensionType ?? 'INCLUSIVE') === 'INCLUSIVE')
  if (isMail) {
    teller.tell(
      'note',
      '',
      'asks for endpoints that take mail',
      'Nothing asks for that here: mail is the only channel, and who has no address is not written to.',
    )
    return EVERYBODY
  }
  teller.tell(
    'missing',
    '',
    'asks for endpoints of another channel than mail, and mail is the only one here',
    'Leave it with whoever serves that channel, or take the dimension out.',
  )
  return NOBODY
}

const locationAsked = (location: Dimensions['Location'], teller: Teller): Asked => {
  if (location === null || location === undefined) return EVERYBODY
  const parts: Asked[] = []
  if (location.Country !== null && location.Country !== undefined)
    parts.push(traitAsked('country', location.Country, teller.within('Country')))
  if (location.GPSPoint !== null && location.GPSPoint !== undefined) {
    teller.tell(
      'missing',
      'GPSPoint',
      'asks for a distance from a point on earth, and conditions have none',
      'Publish a trait that says it, such as "city" or "nearStore", and ask for that.',
    )
    parts.push(NOBODY)
  }
  return allOf(parts)
}

const RECENCY: Readonly<Record<string, string>> = { HR_24: '24h', DAY_7: '7d', DAY_14: '14d', DAY_30: '30d' }

const recencyAsked = (recency: NonNullable<Dimensions['Behavior']>['Recency'], activity: readonly string[], teller: Teller): Asked => {
  if (recency === null || recency === undefined) return EVERYBODY
  const { Duration, RecencyType } = recency
  const within = Object.hasOwn(RECENCY, Duration ?? '') ? RECENCY[Duration ?? ''] : undefined
  if (within === undefined || (RecencyType !== 'ACTIVE' && RecencyType !== 'INACTIVE')) {
    teller.tell('missing', '', 'has no duration or type we know', 'Write "$did" or "$didNot" yourself.')
    return NOBODY
  }
  if (activity.length === 0) {
    const instead = 'Say which event it is: --activity "Application Opened". Or write "$did" yourself.'
    teller.tell('missing', '', `asks who used the app within ${within}, and no event is named that shows it`, instead)
    return NOBODY
  }
  const did = activity.map((event): JsonObject => ({ $did: { event, within } }))
  teller.tell(
    'note',
    '',
    `asks who used the app; that is shown by ${activity.map((event) => `"${event}"`).join(', ')}`,
    'These must be published.',
  )
  return RecencyType === 'ACTIVE' ? anyOf(did.map(asked)) : noneOf(did.map(asked))
}
