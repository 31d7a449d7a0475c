/** What a replay really did, in the words of a simulation's report. */
import { openSqlite, storeFile } from '../../shared/adapters/sqlite/open.ts'
import type { EntryRow, MailRow } from '../../shared/flow/simulation/report.ts'
import { memoryOf } from '../../shared/domain/customer/state.ts'
import type { EntryRefusal } from '../../shared/domain/campaign/may-enter.ts'
import { campaignId, type CustomerId } from '../../shared/kernel/words.ts'

/** Entries, ends of mails, and of each customer how often and why last they did not enter. */
export type Done = {
  readonly entries: readonly EntryRow[]
  readonly mails: readonly MailRow[]
  readonly refused: ReadonlyMap<CustomerId, { readonly count: number; readonly at: number; readonly because: EntryRefusal }>
}

/** Read from the facts and the customers of a folder, without any of the code that simulates. */
export const doneIn = async (folder: string, campaign: string): Promise<Done> => {
  const stores = openSqlite(storeFile(folder), { readOnly: true })
  try {
    const entries: EntryRow[] = []
    const mails: MailRow[] = []
    for (let after = 0n; ; ) {
      const { items, to } = await stores.changes.facts('local', after, 10_000)
      if (items.length === 0) break
      after = to
      for (const { customerId: customer, fact } of items) {
        if (fact.type === 'entered' && fact.campaign === campaign) {
          const { at, entry, variant, held, key, trigger } = fact
          entries.push({ customer, at, entry, variant, held, key, trigger })
        }
        if (fact.type !== 'message-moved' || fact.campaign !== campaign) continue
        const { at, entry, step, variant, to: outcome, because } = fact
        if (outcome === 'sent' || outcome === 'withheld' || outcome === 'refused' || outcome === 'stale')
          mails.push({ customer, at, entry, step, variant, outcome, because })
      }
    }
    const refused = new Map<CustomerId, { count: number; at: number; because: EntryRefusal }>()
    for (const state of await stores.inspection.customers(null, 1_000_000)) {
      const memory = memoryOf(state, campaignId(campaign)).refused
      if (memory !== null) refused.set(state.id, memory)
    }
    return { entries, mails, refused }
  } finally {
    stores.close()
  }
}

/** Rows in an order of their own: of what happened at one instant to two customers either may be told first. */
export const inOrder = <Row extends { readonly customer: string; readonly at: number }>(rows: readonly Row[]): readonly string[] =>
  rows.map((row) => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)))).sort()
