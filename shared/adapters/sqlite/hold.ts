import { Transient } from '../../ports/customer-store.ts'
import { openDatabase } from './database.ts'

/**
 * Holds a file for this process alone and answers how to let go; null where another one holds it. The lock is the operating
 * system's, so that it ends with the process however that ends: nothing is left behind to be cleared away by hand.
 */
export const holdFile = (path: string): (() => void) | null => {
  const database = openDatabase(path, { readOnly: false, busyTimeoutMs: 0 })
  try {
    database.exec('BEGIN EXCLUSIVE')
    return database.close
  } catch (error) {
    database.close()
    if (error instanceof Transient) return null
    throw error
  }
}
