import type { ImportMap } from '../../shared/contract/import-map.ts'
import { columnsOf } from '../../shared/contract/import-row.ts'
import { openBatch } from '../../shared/flow/batch.ts'
import type { Engine } from '../../shared/flow/engine.ts'
import { tallyAll } from '../../shared/flow/tally.ts'
import { IMPORT_BATCH } from '../../shared/kernel/limits.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import type { ImportCounts, ImportRecord, ImportStore } from '../../shared/ports/import-store.ts'
import type { QuarantineEntry } from '../../shared/ports/quarantine.ts'
import { FolderInUse } from '../folder-in-use.ts'
import type { FileRow } from './file-row.ts'
import { readRows } from './rows.ts'
import { type SortedRow, sortRow, type TakenCall } from './sort-row.ts'

export type ImportJob = {
  readonly engine: Engine
  readonly imports: ImportStore
  readonly map: ImportMap
  readonly path: string
  /** As it stands in the store: where to go on. */
  readonly record: ImportRecord
  readonly now: () => EpochMs
  readonly onProgress: (progress: ImportProgress) => void
}

export type ImportProgress = { readonly rows: number; readonly bytesRead: number }

/**
 * Brings a file's rows in as history: every row is decided at the instant the import began, so the order of rows does not show and
 * no wait ends between two of them; what is told triggers nothing. The place in the file, the ids and what was decided are one
 * commit, so a run that was killed goes on where it stopped. Answers the record as it stands at the end.
 */
export const runImport = async (job: ImportJob): Promise<ImportRecord> => {
  const { engine, imports, map, path } = job
  let { record } = job
  let skip = record.counts.rows
  for await (const { rows, bytesRead } of readRows(path, map.file, columnsOf(map))) {
    const fresh = rows.slice(Math.min(skip, rows.length))
    skip -= rows.length - fresh.length
    for (let from = 0; from < fresh.length; from += IMPORT_BATCH) {
      record = await takeBatch(job, record, fresh.slice(from, from + IMPORT_BATCH))
      job.onProgress({ rows: record.counts.rows, bytesRead })
    }
  }
  await tallyAll(engine.stream, engine.tallies)
  const finished = { ...record, finishedAt: job.now() }
  await imports.put(finished)
  return finished
}

const takeBatch = async ({ engine, imports, map }: ImportJob, record: ImportRecord, rows: readonly FileRow[]): Promise<ImportRecord> => {
  const now = record.startedAt
  const sorted = rows.map((row) => sortRow(map, record.file, row, now))
  const { fresh, known } = await newCalls(imports, sorted)
  const batch = openBatch(engine.store, engine.rules())
  await batch.preload(fresh.map(({ request }) => request.customerId))
  for (const { request } of fresh) await batch.add(request, now)
  const counts = countedAfter(record.counts, sorted, fresh.length, known)
  const to: ImportRecord = { ...record, counts }
  const commits = batch.commits()
  const quarantine = sorted.flatMap((row): readonly QuarantineEntry[] => (row.type === 'quarantine' ? [row.entry] : []))
  const ids = fresh.map(({ call }) => call.id)
  if ((await imports.commitAt({ commits, quarantine, ids }, record.counts.rows, to)) !== 'committed') throw new FolderInUse()
  return to
}

/** Calls that neither the book holds nor this batch has had before. */
const newCalls = async (
  imports: ImportStore,
  sorted: readonly SortedRow[],
): Promise<{ readonly fresh: readonly TakenCall[]; readonly known: number }> => {
  const calls = sorted.flatMap((row) => (row.type === 'calls' ? row.calls : []))
  const seen = new Set(await imports.known(calls.map(({ call }) => call.id)))
  const fresh: TakenCall[] = []
  for (const one of calls) {
    if (seen.has(one.call.id)) continue
    seen.add(one.call.id)
    fresh.push(one)
  }
  return { fresh, known: calls.length - fresh.length }
}

export const NO_COUNTS: ImportCounts = { rows: 0, taken: 0, known: 0, leftOut: 0, silent: 0, quarantined: 0 }

const countedAfter = (before: ImportCounts, sorted: readonly SortedRow[], taken: number, known: number): ImportCounts => {
  let { leftOut, silent, quarantined } = before
  for (const row of sorted) {
    if (row.type === 'quarantine') quarantined += 1
    else {
      leftOut += row.leftOut
      if (row.calls.length === 0 && row.leftOut === 0) silent += 1
    }
  }
  return { rows: before.rows + sorted.length, taken: before.taken + taken, known: before.known + known, leftOut, silent, quarantined }
}
