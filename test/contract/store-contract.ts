/** What every store must do, told through the ports alone: SQLite and DynamoDB run the same tables. */
import { afterEach, beforeEach, describe } from 'vitest'
import type { ReplayStore } from '../../shared/ports/replay-store.ts'
import { changesContract } from './store/changes.ts'
import { commitContract } from './store/commits.ts'
import { definitionsContract } from './store/definitions.ts'
import { inspectionContract } from './store/inspection.ts'
import { messagesContract } from './store/messages.ts'
import { premisesContract } from './store/premises.ts'
import { replayContract } from './store/replay.ts'
import type { Current, Stores } from './store/stores.ts'
import { talliesContract } from './store/tallies.ts'
import { timelineContract } from './store/timeline.ts'
import { wakesContract } from './store/wakes.ts'

/** A store of its own for one test, empty. */
export type Opened<S> = { readonly stores: S; readonly close: () => Promise<void> }

export const storeContract = (name: string, open: () => Promise<Opened<Stores>>): void => {
  describe(name, () => {
    const stores = openForEach(open)
    commitContract(stores)
    wakesContract(stores)
    messagesContract(stores)
    timelineContract(stores)
    changesContract(stores)
    talliesContract(stores)
    definitionsContract(stores)
    inspectionContract(stores)
    premisesContract(stores)
  })
}

/** For stores that live in one file. */
export const fileContract = (name: string, open: () => Promise<Opened<Stores & { readonly replay: ReplayStore }>>): void => {
  describe(name, () => replayContract(openForEach(open)))
}

/** Opens a store for each test, and closes it. */
export const openForEach = <S>(open: () => Promise<Opened<S>>): Current<S> => {
  let opened: Opened<S> | null = null
  beforeEach(async () => {
    opened = await open()
  })
  afterEach(async () => opened?.close())
  return () => {
    if (opened === null) throw new Error('a store is open while a test runs')
    return opened.stores
  }
}
