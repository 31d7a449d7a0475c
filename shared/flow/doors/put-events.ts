/** EventBridge's PutEvents in the AWS JSON 1.1 protocol, as the AWS SDKs and CLI speak it. */
import { digestOf } from '../../kernel/digest.ts'
import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts'
import { BATCH_EVENTS_MAX, BUS_BYTES_MAX, BUS_ENTRIES_MAX, REFUSALS_ANSWERED_MAX } from '../../kernel/limits.ts'
import { BUS_NAME } from '../../kernel/names.ts'
import { isoOf } from '../../kernel/time.ts'
import { type EpochMs, epochMs } from '../../kernel/words.ts'
import type { Sorted } from '../intake.ts'
import { type BusEvent, envelopesIn } from './bus-event.ts'
import { type DoorAnswer, type DoorRequest, type Opened, readJson, type Refusal, refusalsOf, sortRaw } from './door.ts'

/** The `X-Amz-Target` this door answers. */
export const PUT_EVENTS = 'AWSEvents.PutEvents'

/** Entries on our bus that `isTaken` by the intake's rule are read; others are accepted and go nowhere, as on AWS. */
export const openPutEvents = (request: DoorRequest, isTaken: (event: BusEvent) => boolean): Opened => {
  const read = readJson(request.body)
  if (!read.ok || !isJsonObject(read.value)) return refused('SerializationException', 'The body is not a JSON object.')
  const { Entries: entries } = read.value
  if (!Array.isArray(entries) || entries.length === 0 || entries.length > BUS_ENTRIES_MAX) {
    return refused('ValidationException', `Value at 'entries' must be a list of 1 to ${BUS_ENTRIES_MAX}.`)
  }
  if ((entries as readonly Json[]).reduce<number>((sum, entry) => sum + sizeOf(entry), 0) > BUS_BYTES_MAX) {
    return refused('ValidationException', 'Total size of the entries in the request is over the limit.')
  }
  const judged = (entries as readonly Json[]).map((entry, index) => judge(entry, idOf(request, index), request, isTaken))
  return { sorted: judged.flatMap(({ sorted }) => sorted), answer: answerOf(judged) }
}

/** An error of the protocol: what the SDK throws as an exception of that name. */
export const awsError = (status: number, name: string, message: string, headers: Readonly<Record<string, string>> = {}): DoorAnswer => ({
  status,
  headers: { 'content-type': CONTENT_TYPE, 'x-amzn-errortype': name, ...headers },
  body: JSON.stringify({ __type: name, message }),
})

const CONTENT_TYPE = 'application/x-amz-json-1.1'

/** One entry: what of it is to be taken, and what its publisher is told. */
type Judged = {
  readonly sorted: readonly Sorted[]
  readonly said: EntryAnswer
  readonly refusals: readonly Refusal[]
  readonly isUnread?: true
}
type EntryAnswer = { readonly EventId: string } | { readonly ErrorCode: string; readonly ErrorMessage: string }

const judge = (entry: Json, id: string, request: DoorRequest, isTaken: (event: BusEvent) => boolean): Judged => {
  const flaw = flawOf(entry)
  if (flaw !== null) return { sorted: [], said: flaw, refusals: [] }
  const said: EntryAnswer = { EventId: id }
  const event = busEventOf(entry as JsonObject, id, request.assumeSentAt ?? request.receivedAt)
  if (event === null) return { sorted: [], said: MALFORMED, refusals: [] }
  if (!isOurBus((entry as JsonObject).EventBusName) || !isTaken(event)) return { sorted: [], said, refusals: [], isUnread: true }

  const envelopes = datedIn(event)
  if (envelopes.length > BATCH_EVENTS_MAX) return { sorted: [], said: tooMany(envelopes.length), refusals: [] }
  const sorted = envelopes.map((each) => sortRaw(each, `bus:${String(event.source)}`, request))
  const refusals = refusalsOf(sorted)
  // On AWS the bus takes whatever is JSON, and its publisher learns nothing. Here we are the bus, and can say it.
  const isLost = refusals.length === sorted.length
  return { sorted, said: isLost ? nothingTaken(refusals) : said, refusals }
}

/** An envelope that says no time of its own happened at that of its bus event. */
const datedIn = (event: BusEvent): readonly Json[] =>
  envelopesIn(event).map((each) =>
    isJsonObject(each) && (each.timestamp ?? null) === null ? { ...each, timestamp: event.time as Json } : each,
  )

/** `sentAt`: by the publisher's clock. */
const busEventOf = (entry: JsonObject, id: string, sentAt: EpochMs): BusEvent | null => {
  const detail = readJson(entry.Detail as string)
  if (!detail.ok || !isJsonObject(detail.value)) return null
  const time = typeof entry.Time === 'number' && Math.abs(entry.Time) < 8.64e12 ? epochMs(Math.round(entry.Time * 1000)) : sentAt
  return {
    version: '0',
    id,
    'detail-type': entry.DetailType as Json,
    source: entry.Source as Json,
    account: '000000000000',
    time: isoOf(time),
    region: 'local',
    resources: Array.isArray(entry.Resources) ? entry.Resources : [],
    detail: detail.value,
  }
}

const REQUIRED = ['Source', 'DetailType', 'Detail'] as const

const flawOf = (entry: Json): EntryAnswer | null => {
  if (!isJsonObject(entry)) return { ErrorCode: 'InvalidArgument', ErrorMessage: 'The entry is not an object.' }
  for (const name of REQUIRED) {
    const value = entry[name]
    if (typeof value === 'string' && value !== '') continue
    return { ErrorCode: 'InvalidArgument', ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.` }
  }
  if (!(entry.Source as string).startsWith('aws.')) return null
  return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: `Not authorized for the source ${entry.Source}.` }
}

/** A name or an ARN. An entry without one is for the account's default bus, which we do not read. */
const isOurBus = (name: Json | undefined): boolean =>
  typeof name === 'string' && (name === BUS_NAME || name.endsWith(`:event-bus/${BUS_NAME}`))

/** As EventBridge counts: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
const sizeOf = (entry: Json): number => {
  if (!isJsonObject(entry)) return 0
  const texts = [entry.Source, entry.DetailType, entry.Detail, ...(Array.isArray(entry.Resources) ? entry.Resources : [])]
  const bytes = texts.reduce<number>((sum, text) => sum + (typeof text === 'string' ? encoder.encode(text).length : 0), 0)
  return bytes + (entry.Time === undefined ? 0 : 14)
}
const encoder = new TextEncoder()

/** A UUID, as the bus gives to each event. */
const idOf = ({ body, receivedAt }: DoorRequest, index: number): string => {
  const hex = Array.from(digestOf('bus', String(receivedAt), String(index), body), (letter) =>
    letter.charCodeAt(0).toString(16).slice(-2),
  ).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}

const answerOf = (judged: readonly Judged[]): DoorAnswer => {
  const unread = judged.flatMap(({ isUnread }, entry) => (isUnread === true ? [{ entry, ...NO_RULE }] : []))
  const refusals = judged.flatMap(({ refusals: inside }, entry) => inside.map((refusal) => ({ entry, ...refusal })))
  return {
    status: 200,
    headers: { 'content-type': CONTENT_TYPE },
    body: JSON.stringify({
      FailedEntryCount: judged.filter(({ said }) => 'ErrorCode' in said).length,
      Entries: judged.map(({ said }) => said),
      // Ours: the SDKs pass over it, people and other clients read it.
      ...(unread.length === 0 ? {} : { Notes: unread }),
      ...(refusals.length === 0 ? {} : { Refusals: refusals.slice(0, REFUSALS_ANSWERED_MAX) }),
    }),
  }
}

const NO_RULE = {
  problem: 'is matched by no rule, and goes nowhere',
  hint: `Events for us have "EventBusName": "${BUS_NAME}", and a source of your own.`,
}

const MALFORMED: EntryAnswer = { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed: it must be a JSON object, as text.' }

const tooMany = (count: number): EntryAnswer => ({
  ErrorCode: 'InvalidArgument',
  ErrorMessage: `Detail has ${count} events, more than ${BATCH_EVENTS_MAX}: send it in several entries.`,
})

const nothingTaken = (refusals: readonly Refusal[]): EntryAnswer => {
  const [first] = refusals
  const problem = first?.problems[0]
  return {
    ErrorCode: 'InvalidArgument',
    ErrorMessage: `No event could be taken. ${problem?.path === '' ? 'It' : problem?.path} ${problem?.problem}. ${problem?.hint}`,
  }
}

const refused = (name: string, message: string): Opened => ({ sorted: [], answer: awsError(400, name, message) })
