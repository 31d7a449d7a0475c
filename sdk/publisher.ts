/** The publisher a backend uses: typed by its catalogue, checked before anything waits, one id an event for ever. */
import { randomUUID } from 'node:crypto'
import type { EventCatalogue } from '../shared/contract/event-catalogue.ts'
import type { JsonObject } from '../shared/kernel/json.ts'
import {
  EVENT_DEPTH_MAX,
  PUBLISHER_ATTEMPTS_MAX,
  PUBLISHER_BUDGET_MS,
  PUBLISHER_BYTES_MAX,
  PUBLISHER_CLOSE_MS,
  PUBLISHER_EVENTS_MAX,
  PUBLISHER_LINGER_MS,
  PUBLISHER_PAUSE_MS,
  PUBLISHER_PAUSE_MS_MAX,
  PUBLISHER_REQUESTS_MAX,
} from '../shared/kernel/limits.ts'
import type { Problem } from '../shared/kernel/problem.ts'
import { problemsOf, safeName } from './check.ts'
import { copied, type Envelope } from './envelope.ts'
import { outboxOf, type OutboxLimits, type Surroundings } from './outbox.ts'
import { bytesOf, type Transport } from './transport.ts'

/** A catalogue that knows its types, as `rekindle events codegen` writes it. */
export type Catalogue<Events, Traits> = EventCatalogue & { readonly '~types'?: { readonly events: Events; readonly traits: Traits } }

export type PublisherOptions<Events, Traits> = {
  readonly catalogue: Catalogue<Events, Traits>
  readonly transport: Transport
  /**
   * What could not be delivered, with the events themselves apart, for they are about people: keep these and `publish` them later, with
   * the ids they have. An event that is lost may still have arrived: its answer got lost.
   */
  readonly onLost: (lost: readonly Lost[], envelopes: readonly Envelope[]) => void | Promise<void>
  readonly limits?: Partial<OutboxLimits>
  /** For tests of your own: a clock, and chance. */
  readonly around?: Surroundings
}

/** Without a word of what it said or whom it was about, so that it may be logged. */
export type Lost = { readonly messageId: string; readonly event: string; readonly because: string; readonly attempts: number }

export type Publisher<Events, Traits> = {
  /** Something happened. Resolves with the event's id once it waits to be sent; while the buffer is full it waits for room. */
  readonly track: <Name extends keyof Events & string>(call: Track<Events, Name>) => Promise<string>
  /** Something is so about a customer. With both ids it says, for good, that the visitor is the user. */
  readonly identify: (call: Said & { readonly traits?: Partial<Traits> }) => Promise<string>
  /** Two ids are one customer, for good: `userId` stays. */
  readonly alias: (call: { readonly userId: string; readonly previousId: string } & Common) => Promise<string>
  /** An envelope as it is: what was lost, what an outbox of your own kept, a page or a group. */
  readonly publish: (envelope: Envelope) => Promise<string>
  /** Resolves once all that was published before is delivered, or lost and told to `onLost`. */
  readonly flush: () => Promise<void>
  /** As `flush`, for so long at most (8 s unless told); what then still waits is lost. Nothing is taken any more. */
  readonly close: (withinMs?: number) => Promise<void>
  /** Events in memory. */
  readonly waiting: () => number
}

export type Track<Events, Name extends keyof Events> = Said & { readonly event: Name } & (Record<never, never> extends Events[Name]
    ? { readonly properties?: Events[Name] }
    : { readonly properties: Events[Name] })

type Said = Common & Who
type Who = { readonly userId: string; readonly anonymousId?: string } | { readonly userId?: never; readonly anonymousId: string }
type Common = {
  /** Yours, where the event has one already: that of the row of an outbox, of the order and what happened to it. */
  readonly messageId?: string
  /** When it happened; unless told, now. */
  readonly timestamp?: string | Date
  readonly context?: JsonObject
}

/** Refused before it was sent. Its words name fields and never values: they may be logged. */
export class InvalidEvent extends Error {
  override name = 'InvalidEvent'
  readonly problems: readonly Problem[]
  constructor(event: string, problems: readonly Problem[]) {
    const [first] = problems
    const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
    super(`The event ${event} cannot be published: ${first?.path === '' ? 'it' : first?.path} ${first?.problem}${more}. ${first?.hint}`)
    this.problems = problems
  }
}

export const createPublisher = <Events, Traits>(options: PublisherOptions<Events, Traits>): Publisher<Events, Traits> => {
  const { catalogue, transport, onLost, limits = {}, around = REAL } = options
  const outbox = outboxOf(transport, { ...LIMITS, ...limits }, around, (lost) => {
    const envelopes = lost.map(({ item }) => JSON.parse(item.text) as Envelope)
    return onLost(
      lost.map(({ item, because, attempts }, index) => ({
        messageId: item.messageId,
        event: nameOf(envelopes[index] as Envelope, catalogue),
        because,
        attempts,
      })),
      envelopes,
    )
  })
  const publish = async (given: Envelope): Promise<string> => {
    const envelope = copied(given, EVENT_DEPTH_MAX + 3) as Envelope
    const problems = problemsOf(envelope, catalogue, around.now())
    if (problems.length > 0) throw new InvalidEvent(nameOf(envelope, catalogue), problems)
    const text = JSON.stringify(envelope)
    await outbox.put({ messageId: envelope.messageId, text, bytes: bytesOf(text) })
    return envelope.messageId
  }
  const call = (type: Envelope['type'], said: Partial<Omit<Envelope, 'timestamp'>> & { readonly timestamp?: string | Date }) =>
    publish({ ...said, type, messageId: said.messageId ?? randomUUID(), timestamp: isoOf(said.timestamp ?? new Date(around.now())) })
  return {
    track: (said) => call('track', said as Partial<Omit<Envelope, 'timestamp'>>),
    identify: (said) => call('identify', said as Partial<Omit<Envelope, 'timestamp'>>),
    alias: (said) => call('alias', said),
    publish,
    flush: outbox.flush,
    close: (withinMs = PUBLISHER_CLOSE_MS) => outbox.close(withinMs),
    waiting: outbox.waiting,
  }
}

const LIMITS: OutboxLimits = {
  eventsMax: PUBLISHER_EVENTS_MAX,
  bytesMax: PUBLISHER_BYTES_MAX,
  lingerMs: PUBLISHER_LINGER_MS,
  requestsMax: PUBLISHER_REQUESTS_MAX,
  attemptsMax: PUBLISHER_ATTEMPTS_MAX,
  budgetMs: PUBLISHER_BUDGET_MS,
  pauseMs: PUBLISHER_PAUSE_MS,
  pauseMsMax: PUBLISHER_PAUSE_MS_MAX,
}

const REAL: Surroundings = {
  now: () => Date.now(),
  random: () => Math.random(),
  after: (ms, call) => {
    const timer = setTimeout(call, ms)
    return () => clearTimeout(timer)
  },
}

/** A date that is none becomes text that is none, and is told so with the rest. */
const isoOf = (at: string | Date): string => (typeof at === 'string' ? at : Number.isNaN(at.getTime()) ? '' : at.toISOString())

const nameOf = ({ type, event }: Envelope, catalogue: EventCatalogue): string => {
  if (type !== 'track') return type
  return typeof event === 'string' && Object.hasOwn(catalogue.events, event) ? event : safeName(String(event))
}
