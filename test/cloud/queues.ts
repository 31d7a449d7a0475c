/** SQS's standard queues: visibility, redelivery, counts of receipt, dead letters, delay, retention. */
import { createHash, randomUUID } from 'node:crypto'
import TinyQueue from 'tinyqueue'
import type { Random } from '../../shared/kernel/random.ts'
import type { Clock } from './clock.ts'
import { readPolicy, type Statement } from './policies.ts'
import { objectOf } from './resolve.ts'
import type { Assembly } from './template.ts'

export type QueueSpec = {
  readonly name: string
  readonly arn: string
  readonly url: string
  readonly visibilityMs: number
  readonly delayMs: number
  readonly retentionMs: number
  readonly deadLetter: { readonly arn: string; readonly receivesMax: number } | null
  /** What the queue's own policy says. */
  readonly policy: readonly Statement[]
}

export type QueueMessage = {
  readonly id: string
  readonly body: string
  readonly sentAt: number
  visibleAt: number
  receives: number
  firstReceivedAt: number | null
  /** The handle of the last receipt: an older one deletes nothing. */
  receipt: string | null
  deleted: boolean
}

export type Queue = {
  readonly spec: QueueSpec
  readonly send: (body: string, options?: SendOptions) => string
  /** Takes up to so many that are visible, and hides them. */
  readonly receive: (max: number, bytesMax?: number) => readonly QueueMessage[]
  /** Whether it was there under this handle. */
  readonly remove: (receipt: string) => boolean
  readonly changeVisibility: (receipt: string, ms: number) => boolean
  /** How many could be received now, counted up to a number, and since when the oldest of them could. */
  readonly visible: (atMost: number) => { readonly count: number; readonly since: number | null }
  /** All that is in it, hidden or not. */
  readonly depth: () => number
  readonly bodies: () => readonly string[]
  /** Dropped because nobody took them within the retention. */
  readonly expired: () => number
  readonly sent: () => number
  /** Moves all of a dead letter queue back, as a redrive does. */
  readonly redriveTo: (queue: Queue) => number
}

type SendOptions = { readonly delayMs?: number; readonly id?: string; readonly sentAt?: number }

export type QueueLuck = {
  readonly random: Random
  /** Share of messages that are delivered once more. */
  readonly duplicates: number
  /** Standard queues keep no order: share of messages that wait for a moment. */
  readonly shuffle: number
}

const SHUFFLE_MS = 1_500

/** `deadLetterOf`: the queue of an ARN. */
export const openQueue = (spec: QueueSpec, clock: Clock, deadLetterOf: (arn: string) => Queue, luck: QueueLuck | null = null): Queue => {
  const inside = new Map<QueueMessage, true>()
  const byReceipt = new Map<string, QueueMessage>()
  const hidden = new TinyQueue<{ readonly at: number; readonly message: QueueMessage }>([], (a, b) => a.at - b.at)
  const ready: QueueMessage[] = []
  const age = new TinyQueue<QueueMessage>([], (a, b) => a.sentAt - b.sentAt)
  let readyAt = 0
  let expired = 0
  let sent = 0

  const drop = (message: QueueMessage): void => {
    message.deleted = true
    inside.delete(message)
    if (message.receipt !== null) byReceipt.delete(message.receipt)
  }
  const hide = (message: QueueMessage, until: number): void => {
    message.visibleAt = until
    if (until <= clock.now()) return void ready.push(message)
    hidden.push({ at: until, message })
    clock.lookAt(until)
  }
  /** Brings forward what is visible by now, and drops what is too old. */
  const refresh = (): void => {
    const now = clock.now()
    for (let oldest = age.peek(); oldest !== undefined && oldest.sentAt + spec.retentionMs <= now; oldest = age.peek()) {
      age.pop()
      if (oldest.deleted) continue
      expired += 1
      drop(oldest)
    }
    for (let next = hidden.peek(); next !== undefined && next.at <= now; next = hidden.peek()) {
      hidden.pop()
      if (!next.message.deleted && next.message.visibleAt === next.at) ready.push(next.message)
    }
    while (readyAt < ready.length && isGone(ready[readyAt] as QueueMessage, now)) readyAt += 1
    if (readyAt > 1_000 && readyAt * 2 > ready.length) {
      ready.splice(0, readyAt)
      readyAt = 0
    }
  }
  const put = (body: string, { delayMs = spec.delayMs, id = randomUUID(), sentAt = clock.now() }: SendOptions): string => {
    const message: QueueMessage = { id, body, sentAt, visibleAt: 0, receives: 0, firstReceivedAt: null, receipt: null, deleted: false }
    inside.set(message, true)
    age.push(message)
    const moment = luck?.random.chance(luck.shuffle) === true ? luck.random.below(SHUFFLE_MS) : 0
    hide(message, clock.now() + delayMs + moment)
    return id
  }
  const take = (message: QueueMessage): QueueMessage | null => {
    const { deadLetter } = spec
    if (deadLetter !== null && message.receives >= deadLetter.receivesMax) {
      // It keeps the instant at which it was first sent, from which the dead letter queue's retention runs.
      deadLetterOf(deadLetter.arn).send(message.body, { id: message.id, sentAt: message.sentAt })
      drop(message)
      return null
    }
    if (message.receipt !== null) byReceipt.delete(message.receipt)
    message.receives += 1
    message.firstReceivedAt ??= clock.now()
    message.receipt = randomUUID()
    byReceipt.set(message.receipt, message)
    hide(message, clock.now() + spec.visibilityMs)
    return message
  }
  return {
    spec,
    send: (body, options = {}) => {
      sent += 1
      const id = put(body, options)
      if (luck?.random.chance(luck.duplicates) === true) put(body, { ...options, id })
      return id
    },
    receive: (max, bytesMax = Number.POSITIVE_INFINITY) => {
      refresh()
      const taken: QueueMessage[] = []
      let bytes = 0
      while (taken.length < max && readyAt < ready.length) {
        const message = ready[readyAt] as QueueMessage
        if (isGone(message, clock.now())) {
          readyAt += 1
          continue
        }
        bytes += message.body.length
        if (taken.length > 0 && bytes > bytesMax) break
        readyAt += 1
        const received = take(message)
        if (received !== null) taken.push(received)
      }
      return taken
    },
    remove: (receipt) => {
      const message = byReceipt.get(receipt)
      if (message !== undefined) drop(message)
      return message !== undefined
    },
    changeVisibility: (receipt, ms) => {
      const message = byReceipt.get(receipt)
      if (message !== undefined) hide(message, clock.now() + ms)
      return message !== undefined
    },
    visible: (atMost) => {
      refresh()
      let count = 0
      let since: number | null = null
      for (let index = readyAt; index < ready.length && count < atMost; index += 1) {
        const message = ready[index] as QueueMessage
        if (isGone(message, clock.now())) continue
        count += 1
        if (since === null || message.visibleAt < since) since = message.visibleAt
      }
      return { count, since }
    },
    depth: () => {
      refresh()
      return inside.size
    },
    bodies: () => [...inside.keys()].map(({ body }) => body),
    expired: () => {
      refresh()
      return expired
    },
    sent: () => sent,
    redriveTo: (queue) => {
      refresh()
      const all = [...inside.keys()]
      for (const message of all) {
        queue.send(message.body, { id: message.id })
        drop(message)
      }
      return all.length
    },
  }
}

/** Deleted, or hidden again since it stood in the list. */
const isGone = ({ deleted, visibleAt }: QueueMessage, now: number): boolean => deleted || visibleAt > now

/** A queue as an SQS event source hands its messages to a function. */
export const recordOf = (message: QueueMessage, queue: QueueSpec, region: string): object => ({
  messageId: message.id,
  receiptHandle: message.receipt,
  body: message.body,
  attributes: {
    ApproximateReceiveCount: String(message.receives),
    SentTimestamp: String(message.sentAt),
    SenderId: 'AIDAEXAMPLE',
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
  },
  messageAttributes: {},
  md5OfBody: md5Of(message.body),
  eventSource: 'aws:sqs',
  eventSourceARN: queue.arn,
  awsRegion: region,
})

export const md5Of = (text: string): string => createHash('md5').update(text).digest('hex')

/** The queues of the templates, with AWS's defaults where these say nothing. */
export const queueSpecs = (assembly: Assembly): readonly QueueSpec[] => {
  const policies = assembly.ofType('AWS::SQS::QueuePolicy', 'AWS::SQS::QueueInlinePolicy')
  return assembly.ofType('AWS::SQS::Queue').map(({ name, attributes, properties }) => {
    if (properties.FifoQueue === true) throw new Error(`${name}: queues that keep order are not known here`)
    const redrive = objectOf(properties.RedrivePolicy)
    const url = attributes.QueueUrl ?? ''
    return {
      name,
      arn: attributes.Arn ?? '',
      url,
      visibilityMs: Number(properties.VisibilityTimeout ?? 30) * 1000,
      delayMs: Number(properties.DelaySeconds ?? 0) * 1000,
      retentionMs: Number(properties.MessageRetentionPeriod ?? 345_600) * 1000,
      deadLetter:
        redrive.deadLetterTargetArn === undefined
          ? null
          : { arn: String(redrive.deadLetterTargetArn), receivesMax: Number(redrive.maxReceiveCount) },
      policy: policies
        .filter((policy) =>
          [policy.properties.Queue, ...(Array.isArray(policy.properties.Queues) ? policy.properties.Queues : [])].includes(url),
        )
        .flatMap((policy) => readPolicy(policy.properties.PolicyDocument, policy.path)),
    }
  })
}
