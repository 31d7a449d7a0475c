import { basename } from 'node:path'
import { columnsOf } from '../../shared/contract/import-row.ts'
import type { LifecycleEvent } from '../../shared/domain/event/event.ts'
import type { RevenuePolicy } from '../../shared/domain/metrics/metrics.ts'
import { moneyOf } from '../../shared/domain/metrics/money.ts'
import type { JsonObject } from '../../shared/kernel/json.ts'
import { SURVEY_DISTINCT_MAX, SURVEY_PROBLEMS_MAX, SURVEY_ROWS_MAX } from '../../shared/kernel/limits.ts'
import type { Problem } from '../../shared/kernel/problem.ts'
import { earliestOf, latestOf } from '../../shared/kernel/time.ts'
import type { Currency, EpochMs } from '../../shared/kernel/words.ts'
import { readDefinitions, rulesFrom } from '../definitions.ts'
import { sizeOf } from '../replay/lines.ts'
import { checkTemplate, isDataFolder, openLocal } from '../wiring.ts'
import type { ImportProgress } from './import.ts'
import { filesOf, type ImportDefinitions } from './into-folder.ts'
import { readMapFile } from './map-file.ts'
import { readRows } from './rows.ts'
import { type SortedRow, sortRow } from './sort-row.ts'

export type SurveyRequest = {
  readonly folder: string
  readonly path: string
  readonly mapPath: string
  readonly definitions: ImportDefinitions
  readonly now: EpochMs
  readonly onProgress: (progress: ImportProgress) => void
}

/** What an import would bring in. */
export type Survey = {
  readonly rows: number
  readonly customers: number
  /** Calls by name, each id once. */
  readonly calls: Readonly<Record<string, number>>
  readonly from: EpochMs | null
  readonly until: EpochMs | null
  /** In minor units, as the policy counts money. */
  readonly revenue: Readonly<Record<Currency, bigint>>
  /** Calls that the folder's book holds already. */
  readonly known: number
  /** Calls whose id stood in this file before. */
  readonly repeated: number
  readonly leftOut: number
  readonly silent: number
  readonly quarantined: number
  /** True where the file has more ids than are told apart: customers are at least so many, and repeated ones count as new. */
  readonly isPartial: boolean
  readonly problems: readonly Problem[]
  /** How often each kind of problem is there, most often first. */
  readonly kinds: readonly { readonly kind: string; readonly count: number }[]
  /** Columns the map reads and no row has: misspelt, perhaps. CSV says so before, by its first line. */
  readonly neverSeen: readonly string[]
  readonly preview: readonly { readonly line: number; readonly calls: readonly JsonObject[] }[]
}

/** Reads a whole file by its map and says what it holds. Writes nothing, and makes no folder. */
export const survey = async ({ folder, path, mapPath, definitions, now, onProgress }: SurveyRequest): Promise<Survey> => {
  await sizeOf([path])
  const { map } = await readMapFile(mapPath)
  const asked = await readDefinitions(filesOf(definitions), '', checkTemplate)
  const local = isDataFolder(folder) ? openLocal(folder, 'read') : null
  try {
    const published = (await local?.stores.definitions.all()) ?? []
    const rules = rulesFrom(published.length === 0 || definitions.policy !== null ? asked : published, checkTemplate)
    const tally = openTally(rules.policy.revenue)
    const neverSeen = new Set(columnsOf(map))
    let rowCount = 0
    for await (const { rows, bytesRead } of readRows(path, map.file, columnsOf(map))) {
      for (const one of rows) if (one.type === 'row') for (const name of neverSeen) if (one.row.cells.has(name)) neverSeen.delete(name)
      const sorted = rows.map((row) => sortRow(map, basename(path), row, now))
      const ids = sorted.flatMap((row) => (row.type === 'calls' ? row.calls.map(({ call }) => call.id) : []))
      const known = (await local?.stores.imports.known(ids)) ?? new Set<string>()
      for (const row of sorted) tally.add(row, known)
      rowCount += rows.length
      onProgress({ rows: rowCount, bytesRead })
    }
    return { ...tally.read(), rows: rowCount, neverSeen: [...neverSeen] }
  } finally {
    local?.close()
  }
}

/** Kinds of problems told apart: a file with more is read with the wrong map. */
const KINDS_MAX = 100

const openTally = (revenue: RevenuePolicy) => {
  const customers = new Set<string>()
  const ids = new Set<string>()
  const calls = new Map<string, number>()
  const sums = new Map<Currency, bigint>()
  const kinds = new Map<string, number>()
  const problems: Problem[] = []
  const preview: { line: number; calls: readonly JsonObject[] }[] = []
  const counts = { known: 0, repeated: 0, leftOut: 0, silent: 0, quarantined: 0 }
  let [from, until]: [EpochMs | null, EpochMs | null] = [null, null]
  let isPartial = false

  const isNew = (set: Set<string>, value: string): boolean => {
    if (set.has(value)) return false
    if (set.size >= SURVEY_DISTINCT_MAX) isPartial = true
    else set.add(value)
    return true
  }
  const addProblem = (problem: Problem): void => {
    if (problems.length < SURVEY_PROBLEMS_MAX) problems.push(problem)
    const kind = kindOf(problem)
    const name = kinds.has(kind) || kinds.size < KINDS_MAX ? kind : 'others'
    kinds.set(name, (kinds.get(name) ?? 0) + 1)
  }
  const addEvent = (event: LifecycleEvent): void => {
    isNew(customers, event.customerId)
    calls.set(event.name, (calls.get(event.name) ?? 0) + 1)
    from = earliestOf(from, event.occurredAt)
    until = latestOf(until, event.occurredAt)
    const sign = revenue.events.has(event.name) ? 1n : revenue.refunds.has(event.name) ? -1n : 0n
    const money =
      sign === 0n ? null : moneyOf(event.properties[revenue.property], event.properties[revenue.currencyProperty], revenue.currency)
    if (money !== null) sums.set(money.currency, (sums.get(money.currency) ?? 0n) + sign * BigInt(money.amount))
  }
  const add = (row: SortedRow, known: ReadonlySet<string>): void => {
    if (row.type === 'quarantine') {
      counts.quarantined += 1
      row.entry.problems.forEach(addProblem)
      return
    }
    counts.leftOut += row.leftOut
    if (row.calls.length === 0 && row.leftOut === 0) counts.silent += 1
    if (preview.length < SURVEY_ROWS_MAX) preview.push({ line: row.line, calls: row.calls.map(({ call }) => call.raw) })
    for (const { call, request } of row.calls) {
      if (known.has(call.id)) counts.known += 1
      else if (isNew(ids, call.id)) addEvent(request.event)
      else counts.repeated += 1
    }
  }
  const read = (): Omit<Survey, 'rows' | 'neverSeen'> => ({
    customers: customers.size,
    calls: Object.fromEntries([...calls].sort(([, a], [, b]) => b - a)),
    ...{ from, until, revenue: Object.fromEntries(sums), ...counts, isPartial, problems, preview },
    kinds: [...kinds].map(([kind, count]) => ({ kind, count })).sort((a, b) => b.count - a.count),
  })
  return { add, read }
}

/** A problem without its line and the values it shows. */
const kindOf = ({ path, problem }: Problem): string => {
  const column = /column (".*")$/.exec(path)?.[1]
  const plain = problem
    .replace(/"(?:[^"\\]|\\.)*"?…?/g, '…')
    .replace(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, '…')
    .replace(/\b\d+ cells/, '… cells')
  return column === undefined ? plain : `column ${column} ${plain}`
}
