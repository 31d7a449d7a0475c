/** `node:sqlite` behind the few verbs the adapters need: statements prepared once, transactions of the file, errors told apart. */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { assert, Defect } from '../../kernel/assert.ts'
import { Transient } from '../../ports/customer-store.ts'
import { type Transactions, transactionsOf } from './transactions.ts'

export type Database = Transactions & {
  readonly path: string
  /** Compiles a statement whose rows have the given shape; the SQL is ours, so the shape is what it says. */
  readonly prepare: <R = never>(sql: string) => Statement<R>
  readonly exec: (sql: string) => void
  readonly close: () => void
}

export type Statement<R> = {
  /** Runs it and returns how many rows it changed. */
  readonly run: (...values: Value[]) => number
  readonly get: (...values: Value[]) => R | undefined
  readonly all: (...values: Value[]) => readonly R[]
  /** The same one after the other, for more rows than memory should hold. Nothing else may be done with the statement meanwhile. */
  readonly each: (...values: Value[]) => Iterable<R>
}

export type Value = null | number | string | Uint8Array

/** How long a write waits for another process to finish its own: far above any transaction of ours, far below a lease. */
export const BUSY_TIMEOUT_MS = 5_000

/** The file cannot be used as it is, now or later: says what, where, and how to mend it. */
export class UnusableStore extends Error {
  override name = 'UnusableStore'
}

export type DatabaseOptions = { readonly readOnly: boolean; readonly busyTimeoutMs: number }

/** In place of a path: a file without a name, which is taken out of its folder as soon as it is open (https://sqlite.org/inmemorydb.html#temp_db). */
export const TEMPORARY = 'a temporary file'

export const openDatabase = (path: string, { readOnly, busyTimeoutMs }: DatabaseOptions): Database => {
  const guarded = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw translated(error, path)
    }
  }
  const sqlite = guarded(
    () => new DatabaseSync(path === TEMPORARY ? '' : path, { readOnly, timeout: busyTimeoutMs, enableForeignKeyConstraints: false }),
  )
  const prepare = <R>(sql: string): Statement<R> =>
    statementOf(
      guarded(() => sqlite.prepare(sql)),
      path,
    )
  const { transaction, group, settle } = transactionsOf(prepare, () => sqlite.isTransaction)
  return {
    path,
    prepare,
    transaction,
    group,
    settle,
    exec: (sql) => guarded(() => sqlite.exec(sql)),
    close: () => {
      if (!sqlite.isOpen) return
      settle()
      sqlite.close()
    },
  }
}

/**
 * A text as part of a key. SQLite and DynamoDB keep UTF-8, in which half a surrogate pair is another text: two ids would become one.
 * The doors refuse such ids; one that comes this far is a defect.
 */
export const key = (text: string): string => {
  assert(text.isWellFormed(), `an id or name is well-formed Unicode: ${JSON.stringify(text)}`)
  return text
}

const statementOf = <R>(statement: StatementSync, path: string): Statement<R> => ({
  run: (...values) => {
    try {
      return Number(statement.run(...(values as SQLInputValue[])).changes)
    } catch (error) {
      throw translated(error, path)
    }
  },
  get: (...values) => {
    try {
      return statement.get(...(values as SQLInputValue[])) as R | undefined
    } catch (error) {
      throw translated(error, path)
    }
  },
  all: (...values) => {
    try {
      return statement.all(...(values as SQLInputValue[])) as readonly unknown[] as readonly R[]
    } catch (error) {
      throw translated(error, path)
    }
  },
  each: function* (...values) {
    try {
      yield* statement.iterate(...(values as SQLInputValue[])) as Iterable<unknown> as Iterable<R>
    } catch (error) {
      throw translated(error, path)
    }
  },
})

const RESTORE = 'Restore the folder from a copy, or delete it and replay the events again.'

/** SQLite's primary result codes (https://sqlite.org/rescode.html) as our four kinds of failure. */
const translated = (error: unknown, path: string): unknown => {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return error
  const said = `SQLite said: ${error.message}.`
  switch (error.errcode & 0xff) {
    case 5: // BUSY
    case 6: // LOCKED
      return new Transient(`${path} was held by another process for too long. ${said}`)
    case 10: // IOERR
      return new Transient(`${path} could not be read or written. Look at the disk. ${said}`)
    case 13: // FULL
      return new Transient(`The disk of ${path} is full: make room and run the same command again. ${said}`)
    case 11: // CORRUPT
      return new UnusableStore(`${path} is damaged. ${RESTORE} ${said}`)
    case 26: // NOTADB
      return new UnusableStore(`${path} is not a Rekindle store: it is no SQLite file. Give another folder. ${said}`)
    case 14: // CANTOPEN
      return new UnusableStore(`${path} cannot be opened. It must be a file in a folder that exists and may be written. ${said}`)
    case 8: // READONLY
      return new UnusableStore(`${path} cannot be written: it was opened for reading, or this user may not write it. ${said}`)
    case 19: // CONSTRAINT
      return new Defect(`${path} holds what a new row says it cannot. ${said}`)
    default:
      return error
  }
}
