import { SECOND_MS } from '../../shared/kernel/time.ts'

/** The same failure again is counted, and told once in so long. */
const AGAIN_EVERY_MS = 10 * SECOND_MS
/** Failures that are told apart; a process with more has one. */
const KINDS_MAX = 100

/** Writes what failed where people who run this look: what and where in our code, and nothing about a customer. */
export const errorLog = (write: (line: string) => void): ((error: unknown) => void) => {
  const told = new Map<string, { at: number; more: number }>()
  return (error) => {
    const line = lineOf(error)
    const now = performance.now()
    const before = told.get(line)
    if (before !== undefined && now - before.at < AGAIN_EVERY_MS) {
      before.more += 1
      return
    }
    if (told.size >= KINDS_MAX) told.clear()
    told.set(line, { at: now, more: 0 })
    const again = before === undefined || before.more === 0 ? '' : ` (and ${before.more} more like it)`
    write(`${new Date().toISOString()} ${line}${again}\n`)
  }
}

/** An address is whose it is; what stands in quotation marks may have come from outside. */
const lineOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'something that is no error was thrown'
  const text = error.message
    .replace(/[^\s@"']+@[^\s@"']+/g, '(address)')
    .replace(/"[^"]*"|'[^']*'/g, '(text)')
    .replace(/\s+/g, ' ')
    .slice(0, 300)
  const place = /\(?(?:file:\/\/)?[^()\s]*\/((?:shared|local)\/[^()\s]+:\d+):\d+\)?/.exec(error.stack ?? '')?.[1]
  return `${error.name}: ${text}${place === undefined ? '' : ` (${place})`}`
}
