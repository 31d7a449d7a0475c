/** From what things take and how many there are to the bill of a month, line by line. Pure arithmetic. */
import type { Measures } from './measure.ts'
import { dollarsOf, type PriceName } from './prices.ts'
import {
  CORE_MS,
  GB,
  LOG_BYTES,
  MINUTES_OF_MONTH,
  MONTHS_KEPT,
  PACKED,
  QUEUE_BATCH,
  REPORTS_OF_MAIL,
  STAGE_CHANGES_OF_MONTH,
  SYSTEM,
} from './system.ts'
import type { Use } from './use.ts'

/** How events come in: one to an entry of the bus, ten to an entry, or ten to a request of the HTTP intake. */
export const WAYS = ['bus', 'packed', 'http'] as const
export type Way = (typeof WAYS)[number]

export type Asked = {
  readonly customers: number
  readonly events: number
  readonly mails: number
  readonly way: Way
  /** Share of events of which the timeline keeps a row. */
  readonly keptShare: number
  readonly archiveDays: number
  readonly discoversSchemas: boolean
  readonly ownKey: boolean
}

/** What it is for. `idle`: it is paid for in a month in which nothing happens. */
export type Cause = 'events' | 'mails' | 'customers' | 'idle'
export type Line = {
  readonly cause: Cause
  readonly what: string
  readonly price: PriceName
  readonly quantity: number
  readonly dollars: number
}

export const billOf = (asked: Asked, measures: Measures): readonly Line[] =>
  [...eventLines(asked, measures), ...mailLines(asked, measures), ...customerLines(asked, measures), ...idleLines(asked, measures)].filter(
    ({ quantity }) => quantity > 0,
  )

export const totalOf = (lines: readonly Line[]): number => lines.reduce((sum, { dollars }) => sum + dollars, 0)

const line = (cause: Cause, what: string, price: PriceName, quantity: number): Line => ({
  ...{ cause, what, price, quantity },
  dollars: dollarsOf(price, quantity),
})

const eventLines = ({ events, way, keptShare, archiveDays, discoversSchemas, ownKey }: Asked, measures: Measures): readonly Line[] => {
  const { event, keptUnits, eventBytes } = measures
  const entryBytes = (way === 'bus' ? 1 : PACKED) * (eventBytes + 1) + ENTRY_BYTES
  const entries = events / (way === 'bus' ? 1 : PACKED)
  const chunks = Math.ceil(entryBytes / CHUNK_BYTES)
  const invocations = entries / SYSTEM.messagesAtOnce
  const archivedGb = (entries * entryBytes) / GB
  const requests = way === 'http' ? entries : 0
  const of = (what: string, price: PriceName, quantity: number): Line => line('events', what, price, quantity)
  return [
    of('the HTTP intake', 'apiRequests', requests),
    of('the HTTP intake: function', 'lambdaRequests', requests),
    of('the HTTP intake: function', 'lambdaTime', lambdaSeconds(requests, requests, way === 'http' ? events : 0)),
    of('the bus', 'busEvents', entries * chunks),
    of('the archive', 'busArchive', archiveDays === 0 ? 0 : archivedGb),
    of('the archive', 'busArchiveStorage', archivedGb * (archiveDays / 30.44)),
    of('schemas, learnt from events', 'schemaDiscovery', discoversSchemas ? entries : 0),
    of('the queue', 'queueRequests', queued(entries, chunks)),
    of('the intake', 'lambdaRequests', invocations),
    of('the intake', 'lambdaTime', lambdaSeconds(invocations, events * event.calls, events)),
    ...tableLines('events', 'states', event, events, ownKey),
    of('the timeline', 'tableWrites', events * keptShare * keptUnits),
    ...storageLines('events', 'the timeline', events * keptShare * MONTHS_KEPT * measures.rowBytes),
    of('the log of the intake', 'logs', (invocations * LOG_BYTES) / GB),
  ]
}

const mailLines = ({ mails, ownKey }: Asked, { mail, mailBytes }: Measures): readonly Line[] => {
  const reports = mails * REPORTS_OF_MAIL
  const invocations = mails / SYSTEM.mailsAtOnce + reports / QUEUE_BATCH + (2 * mails) / SYSTEM.changesAtOnce
  const of = (what: string, price: PriceName, quantity: number): Line => line('mails', what, price, quantity)
  return [
    of('SES', 'mails', mails),
    of('our own events on the bus', 'busEvents', mails * mail.published),
    of('queues of mails and reports', 'queueRequests', (mails * mail.queued * 3) / QUEUE_BATCH + queued(reports, 1)),
    of('relay, send, report, tally', 'lambdaRequests', invocations),
    of(
      'relay, send, report, tally',
      'lambdaTime',
      lambdaSeconds(invocations, mails * mail.calls, 0) + (mails * CORE_MS.mail * MB_SECONDS) / 1000,
    ),
    ...tableLines('mails', 'decisions, claims, reports, counters', mail, mails, ownKey),
    ...storageLines('mails', 'a year of messages', 12 * mails * mailBytes),
    of('logs', 'logs', (invocations * LOG_BYTES) / GB),
  ]
}

const customerLines = ({ customers, ownKey }: Asked, { stageChange, customerBytes }: Measures): readonly Line[] => {
  const changes = customers * STAGE_CHANGES_OF_MONTH
  return [
    ...storageLines('customers', 'customers and their facts', customers * customerBytes),
    ...tableLines('customers', 'stages that change by silence', stageChange, changes, ownKey),
    line('customers', 'our own events on the bus', 'busEvents', changes * stageChange.published),
    line('customers', 'tick, relay, tally', 'lambdaTime', lambdaSeconds(0, changes * stageChange.calls, 0)),
  ]
}

const idleLines = ({ ownKey }: Asked, { minute }: Measures): readonly Line[] => {
  const { alarms, dashboards, metrics, queues, pollers, pollSeconds, tasksOfMinute } = SYSTEM
  const of = (what: string, price: PriceName, quantity: number): Line => line('idle', what, price, quantity)
  const polls = (queues * pollers * MINUTES_OF_MONTH * 60) / pollSeconds
  const invocations = MINUTES_OF_MONTH * (1 + tasksOfMinute / QUEUE_BATCH)
  return [
    of('alarms', 'alarms', alarms),
    of('the dashboard', 'dashboards', dashboards),
    of('metrics', 'metrics', metrics),
    of('Lambda, asking empty queues', 'queueRequests', polls),
    of('the tick: tasks', 'queueRequests', MINUTES_OF_MONTH * 3 * Math.ceil(tasksOfMinute / QUEUE_BATCH)),
    of('the tick', 'lambdaRequests', invocations),
    of('the tick', 'lambdaTime', lambdaSeconds(invocations, MINUTES_OF_MONTH * minute.calls, 0)),
    ...tableLines('idle', 'the tick: looking who is due, and at the breakers', minute, MINUTES_OF_MONTH, ownKey),
    of('the log of the tick', 'logs', (invocations * LOG_BYTES) / GB),
    of('a key of your own', 'keys', ownKey ? 1 : 0),
  ]
}

/** The shell that EventBridge puts around a detail. */
const ENTRY_BYTES = 250
const CHUNK_BYTES = 64 * 1024

/** Each message is put by itself, received and deleted in batches. */
const queued = (messages: number, chunks: number): number => messages * chunks * (1 + 2 / QUEUE_BATCH)

const tableLines = (cause: Cause, what: string, use: Use, count: number, ownKey: boolean): readonly Line[] => [
  line(cause, what, 'tableWrites', use.writeUnits * count),
  line(cause, what, 'tableReads', use.readUnits * count),
  // DynamoDB asks for the key of a table about once in five minutes for each caller, and not once a row.
  line(cause, what, 'keyUses', ownKey && cause === 'idle' ? MINUTES_OF_MONTH * KEY_USES_OF_MINUTE : 0),
]
const KEY_USES_OF_MINUTE = 2

const storageLines = (cause: Cause, what: string, bytes: number): readonly Line[] => [
  line(cause, what, 'tableStorage', bytes / GB),
  line(cause, what, 'tableBackups', bytes / GB),
]

/** Memory in GB, by the time that a core is busy: Lambda gives a function its share of one by its memory. */
const MB_SECONDS = 1769 / 1024

const lambdaSeconds = (invocations: number, calls: number, events: number): number =>
  ((invocations * CORE_MS.invocation + calls * CORE_MS.call + events * CORE_MS.event) * MB_SECONDS) / 1000
