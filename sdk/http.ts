/** Events to the HTTP intake (`POST /v1/batch`) with a write key: for backends outside AWS. */
import {
  BATCH_BYTES_MAX,
  BUS_CHUNK_BYTES,
  PUBLISHER_REQUEST_MS_MAX,
  PUBLISHER_PAUSE_MS_MAX,
  REFUSALS_ANSWERED_MAX,
} from '../shared/kernel/limits.ts'
import { type Outcome, type Prepared, reasonOf, type Transport } from './transport.ts'

export type HttpOptions = {
  /** Where the intake is, such as `https://abc.execute-api.eu-central-1.amazonaws.com`. Plain HTTP only to this machine. */
  readonly origin: string
  readonly writeKey: string
  /** How long one request may take. */
  readonly requestMs?: number
}

export const http = ({ origin, writeKey, requestMs = PUBLISHER_REQUEST_MS_MAX }: HttpOptions): Transport => {
  const url = addressOf(origin)
  const headers = { 'content-type': 'application/json', authorization: `Basic ${btoa(`${writeKey}:`)}` }
  return {
    // The function behind packs one request into as few entries of the bus as it takes.
    fullBytes: BUS_CHUNK_BYTES,
    // Every event that is refused is named in the answer.
    eventsMax: REFUSALS_ANSWERED_MAX,
    fits: fitting,
    send: async (events) => {
      try {
        const signal = AbortSignal.timeout(requestMs)
        const response = await fetch(url, { method: 'POST', headers, body: bodyOf(events), redirect: 'error', signal })
        return outcomesOf(response, await response.text(), events.length)
      } catch (error) {
        const because = reasonOf(error instanceof Error ? error.name : null)
        return events.map(() => ({ say: 'again', because, afterMs: 0 }))
      }
    },
  }
}

const LOOPBACK = ['127.0.0.1', '[::1]', 'localhost']

const addressOf = (origin: string): URL => {
  const url = new URL('/v1/batch', origin)
  if (url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.includes(url.hostname))) return url
  throw new TypeError('"origin" must begin with https://: the write key and what you publish travel with it.')
}

const OPENED = '{"batch":['
/** `,"sentAt":"2026-01-01T00:00:00.000Z"}` and the bracket before it. */
const SHELL_BYTES = OPENED.length + 40

const fitting = (queue: readonly Prepared[]): number => {
  let bytes = SHELL_BYTES
  const end = queue.findIndex(({ bytes: own }, index) => {
    bytes += own + 1
    return index === REFUSALS_ANSWERED_MAX || bytes > BATCH_BYTES_MAX
  })
  return end === -1 ? queue.length : Math.max(1, end)
}

/** `sentAt` is of the attempt: the intake corrects this machine's clock by it. */
const bodyOf = (events: readonly Prepared[]): string =>
  `${OPENED}${events.map(({ text }) => text).join(',')}],"sentAt":"${new Date().toISOString()}"}`

const outcomesOf = (response: Response, body: string, count: number): readonly Outcome[] => {
  const all = (outcome: Outcome): readonly Outcome[] => Array.from({ length: count }, () => outcome)
  const { status } = response
  const answer = status === 200 || status === 400 ? answerIn(body) : null
  if (answer !== null) {
    const refused = refusedIn(answer)
    // Each refused event lies in quarantine with all that is wrong with it, where who may see it can.
    return Array.from({ length: count }, (_, index) => (refused.has(index) ? { say: 'refused', because: 'quarantined' } : { say: 'taken' }))
  }
  if (status === 200) return all({ say: 'again', because: 'no-answer', afterMs: 0 })
  const isPassing = status === 408 || status === 425 || status === 429 || status >= 500
  if (isPassing) return all({ say: 'again', because: `http-${status}`, afterMs: afterMsOf(response) })
  return all({ say: 'refused', because: `http-${status}` })
}

/** Null: whoever answered, it was not the intake about these events. */
const answerIn = (body: string): { readonly refusals: readonly unknown[] } | null => {
  try {
    const answer: unknown = JSON.parse(body)
    const isAnswer =
      typeof answer === 'object' && answer !== null && 'taken' in answer && 'refusals' in answer && Array.isArray(answer.refusals)
    return isAnswer ? (answer as { readonly refusals: readonly unknown[] }) : null
  } catch {
    return null
  }
}

const refusedIn = ({ refusals }: { readonly refusals: readonly unknown[] }): ReadonlySet<unknown> =>
  new Set(refusals.map((refusal) => (typeof refusal === 'object' && refusal !== null && 'index' in refusal ? refusal.index : null)))

const afterMsOf = ({ headers }: Response): number => {
  const seconds = Number(headers.get('retry-after') ?? 0)
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds * 1000, PUBLISHER_PAUSE_MS_MAX) : 0
}
