/** The door for events: the envelope of the Segment Spec, read loosely, into a {@link LifecycleEvent}. */
import * as z from 'zod'
import type { EventType, LifecycleEvent } from '../domain/event/event.ts'
import { OTHER_EVENTS } from '../domain/metrics/metrics.ts'
import { isJsonObject, type JsonObject } from '../kernel/json.ts'
import { EVENT_BYTES_MAX, EVENT_NAME_LENGTH_MAX, FUTURE_TOLERANCE_MS, ID_LENGTH_MAX } from '../kernel/limits.ts'
import type { Parsed, Problem } from '../kernel/problem.ts'
import { durationOf, isoOf, later } from '../kernel/time.ts'
import { isZone } from '../kernel/zone.ts'
import { ANONYMOUS, type CustomerId, customerId, type EpochMs, epochMs, inputId, isErasedId } from '../kernel/words.ts'
import { contentProblem } from './content.ts'
import { instant, refuse, text } from './fields.ts'
import { parseWith } from './problems.ts'

/**
 * An event and which customers turned out to be one with it, or why what came is none: it goes to quarantine with everything that is
 * wrong with it. An `alias` call says only the latter: its value is null.
 */
export type ParsedEvent =
  | { readonly ok: true; readonly value: LifecycleEvent; readonly merges: readonly MergeSaid[] }
  | { readonly ok: true; readonly value: null; readonly merges: readonly [MergeSaid, ...MergeSaid[]] }
  | RefusedEvent

/** `source` is `into`. */
export type MergeSaid = { readonly source: CustomerId; readonly into: CustomerId }

export type RefusedEvent = {
  readonly ok: false
  readonly because: 'invalid' | 'in-the-future'
  /** Whom it is about, where that much could be read. */
  readonly customerId: CustomerId | null
  readonly problems: readonly Problem[]
}

export type Reading = {
  /** Whether `sentAt` was written just before `receivedAt`, so that the difference is an error of the publisher's clock. */
  readonly correctSkew: boolean
  /** What a publisher who says no `sentAt` had on the clock when sending; absent: that is not known, and nothing is corrected. */
  readonly assumeSentAt?: EpochMs | undefined
  /** When it came the first time, where it is read once more: the days between are no error of the publisher's clock. */
  readonly arrivedAt?: EpochMs | undefined
}

/** Reads one envelope that arrived at `receivedAt`. Never throws; reports all problems at once. */
export const parseEvent = (raw: unknown, receivedAt: EpochMs, reading: Reading): ParsedEvent => {
  const shaped: Parsed<z.output<typeof envelopeSent>> = parseWith(reading.correctSkew ? envelopeSent : envelope, raw)
  const missing = missingFrom(raw)
  if (!shaped.ok || missing.length > 0) return refused('invalid', raw, [...(shaped.ok ? [] : shaped.problems), ...missing])

  const said = shaped.value
  const arrivedAt = reading.arrivedAt ?? receivedAt
  const skewMs = (said.sentAt ?? reading.assumeSentAt ?? arrivedAt) - arrivedAt
  const occurredAt = said.timestamp === undefined || said.timestamp === null ? arrivedAt : later(said.timestamp, -skewMs)
  if (occurredAt < EARLIEST) return refused('invalid', raw, [TOO_EARLY])
  if (occurredAt > later(receivedAt, FUTURE_TOLERANCE_MS)) return refused('in-the-future', raw, [tooFarAhead(occurredAt, receivedAt)])

  if (said.type === 'alias')
    return { ok: true, value: null, merges: aliasesOf(said.previousId as string, customerId(said.userId as string)) }
  const traits = withContext((said.type === 'identify' ? said.traits : said.context?.traits) ?? NOTHING, said.context)
  return {
    ok: true,
    value: {
      id: inputId(said.messageId),
      customerId: whoOf(said.userId, said.anonymousId),
      type: said.type,
      name: said.type === 'track' ? (said.event as string) : NAMES[said.type],
      occurredAt,
      properties: propertiesOf(said, raw as JsonObject),
      traits,
    },
    merges: identifiedBy(said),
  }
}

/** Reads one line of a JSON Lines file. */
export const parseEventLine = (line: string, receivedAt: EpochMs, reading: Reading): ParsedEvent => {
  if (line.length > EVENT_BYTES_MAX) return refused('invalid', null, [tooLong(line.length)])
  let raw: unknown
  try {
    raw = JSON.parse(line)
  } catch (error) {
    return refused('invalid', null, [notJson(error)])
  }
  return parseEvent(raw, receivedAt, reading)
}

const NOTHING: JsonObject = {}

/** Calls that have no name of their own. */
const NAMES = { identify: '$identify', page: '$page', screen: '$screen', group: '$group' } as const satisfies Record<
  Exclude<EventType, 'track'>,
  string
>
const RESERVED: readonly string[] = [...Object.values(NAMES), OTHER_EVENTS]

/** With its prefix it must still be an id. */
const VISITOR_ID_LENGTH_MAX = ID_LENGTH_MAX - ANONYMOUS.length

/** No web shop is older; an earlier instant is a clock that was never set (1970) or a typing error. */
const EARLIEST = epochMs(Date.UTC(1990, 0, 1))

const TOO_EARLY: Problem = {
  path: 'timestamp',
  problem: `is before ${isoOf(EARLIEST).slice(0, 4)}`,
  hint: 'Check the clock of the publisher, and whether seconds were taken for milliseconds.',
}

const TYPE_HINT = 'Send "type": "track", "identify", "page", "screen", "group" or "alias".'
const MESSAGE_ID_HINT = 'Send a text that is this event\'s own and the same on every retry, such as a UUID: "messageId": "…".'
const USER_ID_HINT = 'Send your own id of the customer as text: "userId": "4711".'
const ANONYMOUS_ID_HINT = 'Send the id of the visitor as text: "anonymousId": "…".'
const PREVIOUS_ID_HINT = 'Send the id they had before, a userId or an anonymousId, as text: "previousId": "…".'
const EVENT_HINT = 'Send the name of what happened: "event": "Order Completed".'
const OBJECT_HINT = 'Send an object: { "name": value, … }.'

const id = (lengthMax: number, hint: string) =>
  text(lengthMax, hint).refine((written) => written.isWellFormed(), {
    error: 'Send valid Unicode: half a surrogate pair cannot be stored.',
    params: { problem: 'has half a character' },
  })

/** Not one that would be taken for that of a visitor. */
const ownId = (hint: string, prefixHint: string) =>
  id(ID_LENGTH_MAX, hint)
    .refine((written) => !isErasedId(written), { error: 'It is what is left of somebody who was erased: nothing is taken for it.' })
    .refine((written) => !written.startsWith(ANONYMOUS), {
      error: prefixHint,
      params: { problem: `begins with ${ANONYMOUS}, as only visitors without a userId do` },
    })

/** What a publisher says in an object of their own; kept as it is. */
const content = z
  .unknown()
  .transform((value, { issues }): JsonObject | undefined => {
    if (value === null) return undefined
    const flaw = isJsonObject(value) ? contentProblem(value) : { path: '', problem: 'must be an object', hint: OBJECT_HINT }
    return flaw === null ? (value as JsonObject) : refuse(issues, flaw.path, flaw.problem, flaw.hint)
  })
  .optional()

const fields = {
  type: z.enum(['track', 'identify', 'page', 'screen', 'group', 'alias'], { error: TYPE_HINT }),
  messageId: id(ID_LENGTH_MAX, MESSAGE_ID_HINT),
  userId: ownId(USER_ID_HINT, 'Send it without the prefix, as "anonymousId".').nullish(),
  previousId: ownId(PREVIOUS_ID_HINT, 'Send it without the prefix.').nullish(),
  anonymousId: id(VISITOR_ID_LENGTH_MAX, ANONYMOUS_ID_HINT).nullish(),
  event: id(EVENT_NAME_LENGTH_MAX, EVENT_HINT)
    .refine((name) => !RESERVED.includes(name), {
      error: 'Give it a name without the dollar sign, or send the call of that type.',
      params: { problem: 'is a name Rekindle keeps for itself' },
    })
    .nullish(),
  timestamp: instant.nullish(),
  properties: content,
  traits: content,
  context: z
    .object({ traits: content, timezone: z.unknown().optional(), locale: z.unknown().optional() }, { error: OBJECT_HINT })
    .nullish(),
}

const envelopeSent = z.object({ ...fields, sentAt: instant.nullish() }, { error: OBJECT_HINT })
/** Where it corrects nothing, `sentAt` is one of the many keys we do not read. */
const envelope = z.object(fields, { error: OBJECT_HINT })

/** What must be there depends on other fields; told even where those are wrong. */
const missingFrom = (raw: unknown): readonly Problem[] => {
  if (!isJsonObject(raw)) return []
  const problems: Problem[] = []
  if (raw.type === 'alias') return aliasMissing(raw)
  if ((raw.userId ?? raw.anonymousId ?? null) === null) {
    problems.push({ path: 'userId', problem: 'is missing, and so is anonymousId', hint: USER_ID_HINT })
  }
  if (raw.type === 'track' && (raw.event ?? null) === null) problems.push({ path: 'event', problem: 'is missing', hint: EVENT_HINT })
  return problems
}

/** An alias is about two ids; an anonymousId beside them says nothing of either. */
const aliasMissing = (raw: JsonObject): readonly Problem[] => [
  ...((raw.userId ?? null) === null ? [{ path: 'userId', problem: 'is missing', hint: USER_ID_HINT }] : []),
  ...((raw.previousId ?? null) === null ? [{ path: 'previousId', problem: 'is missing', hint: PREVIOUS_ID_HINT }] : []),
]

/** Whoever had the id before, as a visitor or as a user: the spec allows both. */
const aliasesOf = (previousId: string, into: CustomerId): readonly [MergeSaid, ...MergeSaid[]] => {
  const asUser: MergeSaid = { source: customerId(previousId), into }
  if (previousId.length > VISITOR_ID_LENGTH_MAX) return [asUser]
  const asVisitor: MergeSaid = { source: whoOf(null, previousId), into }
  return asUser.source === into ? [asVisitor] : [asVisitor, asUser]
}

/** An identify call with both ids says that the visitor is the user. Other calls carry both by habit and say nothing. */
const identifiedBy = ({ type, userId, anonymousId }: z.output<typeof envelope>): readonly MergeSaid[] => {
  const areBoth = type === 'identify' && typeof userId === 'string' && typeof anonymousId === 'string'
  return areBoth ? [{ source: whoOf(null, anonymousId), into: customerId(userId) }] : []
}

const whoOf = (userId: string | null | undefined, anonymousId: string | null | undefined): CustomerId =>
  customerId(userId ?? `${ANONYMOUS}${anonymousId}`)

/** The spec puts the name of a page, and a group with its traits, beside `properties`; conditions look in one place. */
const propertiesOf = (said: z.output<typeof envelope>, raw: JsonObject): JsonObject => {
  const { type, properties = NOTHING } = said
  if (type === 'track' || type === 'identify') return properties
  if (type !== 'group') return { ...labelsOf(raw, ['name', 'category']), ...properties }
  return { ...labelsOf(raw, ['groupId']), ...(said.traits === undefined ? {} : { traits: said.traits }), ...properties }
}

/**
 * What a browser or a phone says of itself in Segment's context: its zone and its language are the customer's, unless they are said in
 * so many words. What is no zone or no language is one of the many things in a context that we do not read.
 */
const withContext = (traits: JsonObject, context: z.output<typeof fields.context>): JsonObject => {
  const { timezone, locale } = context ?? {}
  const isNew = (name: string) => !Object.hasOwn(traits, name)
  const zone = typeof timezone === 'string' && isZone(timezone) && isNew('timezone') ? { timezone } : NOTHING
  const tongue = typeof locale === 'string' && LOCALE.test(locale) && isNew('locale') ? { locale: locale.replaceAll('_', '-') } : NOTHING
  return zone === NOTHING && tongue === NOTHING ? traits : { ...traits, ...zone, ...tongue }
}

/** BCP 47, or as some platforms write it, with underscores. */
const LOCALE = /^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}$/

const labelsOf = (raw: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(names.flatMap((name) => (isId(raw[name]) ? [[name, raw[name]]] : [])))

const isId = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= ID_LENGTH_MAX && value.isWellFormed()

const refused = (because: RefusedEvent['because'], raw: unknown, problems: readonly Problem[]): RefusedEvent => ({
  ok: false,
  because,
  customerId: readableCustomer(raw),
  problems,
})

const readableCustomer = (raw: unknown): CustomerId | null => {
  if (!isJsonObject(raw)) return null
  if (isId(raw.userId)) return whoOf(raw.userId, null)
  const isVisitor = (raw.userId ?? null) === null && isId(raw.anonymousId) && raw.anonymousId.length <= VISITOR_ID_LENGTH_MAX
  return isVisitor ? whoOf(null, raw.anonymousId as string) : null
}

const tooFarAhead = (occurredAt: EpochMs, receivedAt: EpochMs): Problem => ({
  path: 'timestamp',
  problem: `is ${isoOf(occurredAt)}, more than ${durationOf(FUTURE_TOLERANCE_MS)} after it arrived (${isoOf(receivedAt)})`,
  hint: 'Check the clock and the time zone of the publisher. Something planned belongs in "properties".',
})

const tooLong = (characters: number): Problem => ({
  path: '',
  problem: `has ${characters} characters, more than the ${EVENT_BYTES_MAX} bytes of one event`,
  hint: 'Send one event a line, with what decisions need, and keep documents where they are.',
})

const notJson = (error: unknown): Problem => {
  const place = /position \d+/.exec(error instanceof Error ? error.message : '')?.[0]
  return {
    path: '',
    problem: place === undefined ? 'is not JSON' : `is not JSON, from ${place} on`,
    hint: 'Send one event as one JSON object on a line of its own.',
  }
}
