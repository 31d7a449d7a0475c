/** What all doors share: a request as plain data in; what is to be taken, and the answer to give once it is committed, out. */
import { quarantineOf } from '../../contract/quarantined.ts'
import { isJsonObject, type Json } from '../../kernel/json.ts'
import { REFUSALS_ANSWERED_MAX } from '../../kernel/limits.ts'
import type { Parsed, Problem } from '../../kernel/problem.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { QuarantineEntry } from '../../ports/quarantine.ts'
import { type Sorted, sortArrival } from '../intake.ts'

/** A request whose body has been read: bounded, decompressed, decoded. Header names are in small letters. */
export type DoorRequest = {
  readonly path: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
  readonly receivedAt: EpochMs
  /** What publishers had on their clocks when sending, where ours shows another time on purpose. */
  readonly assumeSentAt?: EpochMs | undefined
}

export type DoorAnswer = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }

/** What came through, in order. The answer may be given only after all of it is committed. */
export type Opened = { readonly sorted: readonly Sorted[]; readonly answer: DoorAnswer }

/** JSON, or where it stops being JSON. */
export const readJson = (text: string): Parsed<Json> => {
  try {
    return { ok: true, value: JSON.parse(text) as Json }
  } catch (error) {
    const place = /position \d+/.exec(error instanceof Error ? error.message : '')?.[0]
    const problem = text === '' ? 'is empty' : place === undefined ? 'is not JSON' : `is not JSON, from ${place} on`
    return { ok: false, problems: [{ path: '', problem, hint: 'Send JSON. NaN, comments and trailing commas are none.' }] }
  }
}

/** One event out of a request, parsed or refused. `source` names the door: the same event sent there again is quarantined once. */
export const sortRaw = (raw: Json, source: string, { receivedAt, assumeSentAt }: DoorRequest): Sorted =>
  sortArrival({ text: textOf(raw), raw, source, receivedAt }, { correctSkew: true, assumeSentAt })

/** What a door refuses before it is an event at all. */
export const refusedAtDoor = (text: string, source: string, receivedAt: EpochMs, problems: readonly Problem[]): Sorted => ({
  type: 'quarantine',
  entry: quarantineOf(text, source, receivedAt, { because: 'invalid', customerId: null, problems }),
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
type Rename = (path: string, index: number) => string
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
const textOf = (raw: Json): string => {
  try {
    return JSON.stringify(raw)
  } catch {
    return isJsonObject(raw)
      ? JSON.stringify(Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, shallow(value)])))
      : TOO_DEEP
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
