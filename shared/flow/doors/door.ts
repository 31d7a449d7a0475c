/** What all doors share: a request as plain data in; what is to be taken, and the answer to give once it is committed, out. */
import { quarantineOf } from '../../contract/quarantined.ts'
import { isJsonObject, type Json } from '../../kernel/json.ts'
import { REFUSALS_ANSWERED_MAX } from '../../kernel/limits.ts'
import type { Problem } from '../../kernel/problem.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { CameBy, QuarantineEntry } from '../../ports/quarantine.ts'
import { type Sorted, sortArrival } from '../intake.ts'

export { readJson } from './read-json.ts'

/** A request whose body has been read: bounded, decompressed, decoded. Header names are in small letters. */
export type DoorRequest = {
  readonly path: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
  readonly receivedAt: EpochMs
  /** This request's own: what comes without an id of its own is named after it. */
  readonly requestId: string
  /** What publishers had on their clocks when sending, where ours shows another time on purpose. */
  readonly assumeSentAt?: EpochMs | undefined
  /** When it came the first time, where a mended body is read once more. */
  readonly arrivedAt?: EpochMs | undefined
}

export type DoorAnswer = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }

/** What came through, in order. The answer may be given only after all of it is committed. */
export type Opened = {
  readonly sorted: readonly Sorted[]
  /** Each of `sorted` as an envelope of the Segment Spec, for who passes it on instead of taking it; absent: this door only takes. */
  readonly envelopes?: readonly Json[]
  readonly answer: DoorAnswer
  /** Where in the body the path of one of several events stands; absent: the body is the event. */
  readonly placeOf?: Rename
}

/** One event out of a request, parsed or refused. `source` names the door: the same event sent there again is quarantined once. */
export const sortRaw = (raw: Json, source: string, request: DoorRequest): Sorted => {
  const { receivedAt, assumeSentAt, arrivedAt } = request
  const { text, isWhole } = textOf(raw)
  const sorted = sortArrival({ text, raw, source, receivedAt }, { correctSkew: true, assumeSentAt, arrivedAt })
  return isWhole ? cameBy(sorted, null, request) : sorted
}

/** What a door refuses before it is an event at all. Kept only to be looked at, unless it `cameBy` something. */
export const refusedAtDoor = (text: string, source: string, receivedAt: EpochMs, problems: readonly Problem[]): Sorted => ({
  type: 'quarantine',
  entry: quarantineOf(text, source, receivedAt, { because: 'invalid', customerId: null, problems }),
})

/** With a refused text, how a mended one is to be read. */
export const cameBy = (sorted: Sorted, request: CameBy['request'], { assumeSentAt }: DoorRequest): Sorted =>
  sorted.type === 'request' ? sorted : { ...sorted, entry: { ...sorted.entry, cameBy: { request, assumedSentAt: assumeSentAt ?? null } } }

/** A request without its body, as far as doors look at it. */
export const requestLine = ({ path, headers }: DoorRequest): NonNullable<CameBy['request']> => ({
  path,
  headers: Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value !== undefined && (name === 'content-type' || name.startsWith('ce-')) ? [[name, value]] : [],
    ),
  ),
})

/** 200 where everything or a part was taken, 400 where nothing could be; each refused event by its index. `notes`: taken, but. */
export const answerAbout = (sorted: readonly Sorted[], notes: readonly Problem[] = [], rename: Rename = same): DoorAnswer => {
  const refused = refusalsOf(sorted, rename)
  const taken = sorted.length - refused.length
  return jsonAnswer(taken > 0 ? 200 : 400, {
    success: taken > 0,
    taken,
    refused: refused.length,
    refusals: refused.slice(0, REFUSALS_ANSWERED_MAX),
    ...(notes.length === 0 ? {} : { notes }),
  })
}

/** The answer to a request of which nothing was even looked at. */
export const problemAnswer = (status: number, problem: Problem, headers: Readonly<Record<string, string>> = {}): DoorAnswer => {
  const answer = jsonAnswer(status, { success: false, problems: [problem] })
  return { ...answer, headers: { ...answer.headers, ...headers } }
}

/** An event that was refused, as publishers read about it. */
export type Refusal = {
  readonly index: number
  readonly because: QuarantineEntry['because']
  /** Where it lies in quarantine. */
  readonly quarantine: string
  readonly problems: readonly Problem[]
}

export const refusalsOf = (sorted: readonly Sorted[], rename: Rename = same): readonly Refusal[] =>
  sorted.flatMap((one, index) => {
    if (one.type === 'request') return []
    const { because, id, problems } = one.entry
    return [{ index, because, quarantine: id, problems: problems.map((problem) => ({ ...problem, path: rename(problem.path, index) })) }]
  })

/** A path of the envelope in the words of the format in which the publisher wrote it. */
export type Rename = (path: string, index: number) => string
const same: Rename = (path) => path

export const isCall = (json: Json): boolean => isJsonObject(json) && typeof json.type === 'string' && CALLS.includes(json.type)

/** The calls of the Segment Spec. */
export const CALLS: readonly string[] = ['track', 'identify', 'page', 'screen', 'group', 'alias']

const jsonAnswer = (status: number, body: object): DoorAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

/** Text for the quarantine. Parsing nests as deep as memory allows, writing only as deep as the stack. */
const textOf = (raw: Json): { readonly text: string; readonly isWhole: boolean } => {
  try {
    return { text: JSON.stringify(raw), isWhole: true }
  } catch {
    if (!isJsonObject(raw)) return { text: TOO_DEEP, isWhole: false }
    return { text: JSON.stringify(Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, shallow(value)]))), isWhole: false }
  }
}

const shallow = (value: Json): Json => {
  try {
    JSON.stringify(value)
    return value
  } catch {
    return TOO_DEEP
  }
}

const TOO_DEEP = '(nested too deeply to be written down)'
