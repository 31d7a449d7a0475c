import { assert } from '../../kernel/assert.ts'

export type Transactions = {
  /**
   * Runs `work` as one transaction of the file, alone among all processes. What throws, or what `keeps` says no to, leaves no trace.
   */
  readonly transaction: <T>(work: () => T, keeps?: Keeps<T>) => T
  /**
   * From now on the transactions of so many milliseconds become durable together, and each page is written once for all of them. A
   * crash takes back whole transactions, the newest. Only for work that can be done again, and of which nothing outside the file was
   * told; other processes can read meanwhile, but not write. 0, as it begins: each is durable by itself.
   */
  readonly group: (durationMs: number) => void
  /** Makes durable what a group holds. */
  readonly settle: () => void
}

type Prepare = (sql: string) => { readonly run: () => number }
type Keeps<T> = (value: T) => boolean

/** `prepare` compiles a statement without rows; `isOpen` tells whether a transaction of the file is open. */
export const transactionsOf = (prepare: Prepare, isOpen: () => boolean): Transactions => {
  const begin = prepare('BEGIN IMMEDIATE')
  const commit = prepare('COMMIT')
  const rollback = prepare('ROLLBACK')
  const marked = markedOf(prepare, isOpen)
  let groupMs = 0
  let groupSince = 0
  let isInside = false

  const settle = (): void => {
    if (!isOpen()) return
    try {
      commit.run()
    } finally {
      // A commit that failed (a full disk) may have left the transaction open.
      if (isOpen()) rollback.run()
    }
  }
  const alone = <T>(work: () => T, keeps: Keeps<T>): T => {
    begin.run()
    try {
      const value = work()
      if (keeps(value)) settle()
      return value
    } finally {
      if (isOpen()) rollback.run()
    }
  }
  const grouped = <T>(work: () => T, keeps: Keeps<T>): T => {
    if (!isOpen()) {
      begin.run()
      groupSince = performance.now()
    }
    const value = marked(work, keeps)
    if (performance.now() - groupSince >= groupMs) settle()
    return value
  }
  return {
    transaction: (work, keeps = () => true) => {
      assert(!isInside, 'transactions of the file do not nest')
      isInside = true
      try {
        return groupMs === 0 ? alone(work, keeps) : grouped(work, keeps)
      } finally {
        isInside = false
      }
    },
    group: (durationMs) => {
      settle()
      groupMs = durationMs
    },
    settle,
  }
}

/** Runs work inside an open transaction so that it alone can be taken back. */
const markedOf = (prepare: Prepare, isOpen: () => boolean) => {
  const mark = prepare('SAVEPOINT one')
  const backToMark = prepare('ROLLBACK TO one')
  const unmark = prepare('RELEASE one')
  return <T>(work: () => T, keeps: Keeps<T>): T => {
    let isKept = false
    mark.run()
    try {
      const value = work()
      isKept = keeps(value)
      return value
    } finally {
      // Some errors have rolled back everything already; then there is no mark to go back to.
      if (isOpen() && !isKept) backToMark.run()
      if (isOpen()) unmark.run()
    }
  }
}
