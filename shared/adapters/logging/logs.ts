/** Lines of a log that hold no address: who was served is never in them, and no word of a failure that is not our own. */
import { Defect } from '../../kernel/assert.ts'

export type Level = 'info' | 'warn' | 'error'

/** Values of a line: numbers, and words of ours. */
export type Fields = Readonly<Record<string, string | number | boolean | null>>

export type Log = (level: Level, what: string, fields?: Fields) => void

/** One JSON object a line. `write` takes it without its line end. */
export const logTo =
  (write: (line: string) => void, always: Fields): Log =>
  (level, what, fields = {}) =>
    write(JSON.stringify({ level, what, ...always, ...fields }))

/**
 * What a log says of a failure. Messages of libraries and services repeat what they were given, addresses among it; what we say
 * ourselves holds none. Where it happened is said in any case.
 */
export const failureFields = (failure: unknown): Fields => {
  if (!(failure instanceof Error)) return { failure: typeof failure }
  const { name, stack = '' } = failure
  const said = failure as {
    readonly code?: unknown
    readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string }
  }
  return {
    failure: WORD.test(name) ? name : 'Error',
    ...(isOurs(failure) ? { message: failure.message } : {}),
    ...(typeof said.code === 'string' && WORD.test(said.code) ? { code: said.code } : {}),
    ...(said.$metadata?.httpStatusCode === undefined ? {} : { status: said.$metadata.httpStatusCode }),
    ...(said.$metadata?.requestId === undefined ? {} : { awsRequest: said.$metadata.requestId }),
    at: framesOf(stack),
  }
}

/** Names and codes are words; anything else may be data. */
const WORD = /^[\w.-]{1,64}$/

/** Classes of ours whose messages say what is wrong, and of nobody in particular. */
const OURS = new Set(['Transient', 'Contended', 'RulesBehind', 'NoRules', 'OutOfTime', 'PublishedMeanwhile', 'MissingSetting'])
const isOurs = (failure: Error): boolean => failure instanceof Defect || OURS.has(failure.name)

/** Frames alone: the first lines of a stack repeat the message. */
const framesOf = (stack: string): string =>
  stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, FRAMES_MAX)
    .map((line) => line.trim())
    .join(' < ')

const FRAMES_MAX = 8
