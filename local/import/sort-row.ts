import type { ImportMap } from '../../shared/contract/import-map.ts'
import { type Call, columnAt, placeOf, readRow } from '../../shared/contract/import-row.ts'
import { quarantineOf } from '../../shared/contract/quarantined.ts'
import { type Sorted, sortArrival } from '../../shared/flow/intake.ts'
import type { Request } from '../../shared/flow/request.ts'
import { assert } from '../../shared/kernel/assert.ts'
import type { Problem } from '../../shared/kernel/problem.ts'
import { customerId, type EpochMs } from '../../shared/kernel/words.ts'
import type { QuarantineEntry, QuarantineReason } from '../../shared/ports/quarantine.ts'
import type { FileRow } from './file-row.ts'

/** What a row of a file comes to: calls (perhaps none), or the quarantine, whole. */
export type SortedRow =
  | { readonly type: 'calls'; readonly line: number; readonly calls: readonly TakenCall[]; readonly leftOut: number }
  | { readonly type: 'quarantine'; readonly line: number; readonly entry: QuarantineEntry }

export type TakenCall = { readonly call: Call; readonly request: Request & { readonly type: 'event' } }

/**
 * Reads a row by its map and sends each of its calls through the door every event comes through. What is wrong is told in words of
 * the file (`line 17, column "ordered_at"`), all at once. `file` names the file where the row stands.
 */
export const sortRow = (map: ImportMap, file: string, found: FileRow, now: EpochMs): SortedRow => {
  if (found.type === 'unreadable') {
    const { line, text, problem, hint } = found
    return quarantined(map, file, line, text, 'invalid', null, [{ path: placeOf(line, null), problem, hint }], now)
  }
  const { row } = found
  const reading = readRow(map, row)
  if (!reading.ok) return quarantined(map, file, row.line, row.text, 'invalid', reading.customer, reading.problems, now)
  const refused: (Sorted & { readonly type: 'quarantine' })[] = []
  const problems: Problem[] = []
  const calls: TakenCall[] = []
  for (const call of reading.calls) {
    const sorted = sortArrival({ text: row.text, raw: call.raw, source: file, receivedAt: now }, { correctSkew: false })
    if (sorted.type === 'quarantine') {
      refused.push(sorted)
      problems.push(...sorted.entry.problems.map((problem) => ({ ...problem, path: placeOf(row.line, columnAt(map, call, problem.path)) })))
    } else {
      assert(sorted.request.type === 'event', 'an identify or track call of one customer is an event')
      calls.push({ call, request: { ...sorted.request, isHistory: true } })
    }
  }
  const [first] = refused
  if (first === undefined) return { type: 'calls', line: row.line, calls, leftOut: reading.leftOut }
  const { because, customerId } = first.entry
  return quarantined(map, file, row.line, row.text, because, customerId, once(problems), now)
}

const quarantined = (
  map: ImportMap,
  file: string,
  line: number,
  text: string,
  because: QuarantineReason,
  customer: string | null,
  problems: readonly Problem[],
  now: EpochMs,
): SortedRow => {
  const refused = {
    because: because === 'in-the-future' ? because : 'invalid',
    problems,
    customerId: customer === null ? null : customerId(customer),
  } as const
  return { type: 'quarantine', line, entry: quarantineOf(text, `${map.name} ${file} line ${line}`, now, refused) }
}

/** Two calls of a row may be refused for the same cell. */
const once = (problems: readonly Problem[]): readonly Problem[] =>
  problems.filter((one, index) => problems.findIndex(({ path, problem }) => path === one.path && problem === one.problem) === index)
