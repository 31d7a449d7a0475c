/** Who triggered a campaign and did not get in. That is no fact, so it is noted while it is decided. */
import type { EntryRefusal } from '../../domain/campaign/may-enter.ts'
import type { Decision } from '../../domain/customer/draft.ts'
import { type CustomerState, memoryOf } from '../../domain/customer/state.ts'
import { SIMULATED_ROWS_MAX } from '../../kernel/limits-simulation.ts'
import { dayOf } from '../../kernel/time.ts'
import type { CampaignId, CustomerId, EpochDay } from '../../kernel/words.ts'
import type { CustomerStore } from '../../ports/customer-store.ts'
import type { Listed, RefusedRow, SimulationReport } from './report.ts'

export type RefusalBook = {
  /** What came of something that arrived. */
  readonly decided: (decision: Pick<Decision, 'state' | 'reasons'>) => void
  /** The same store; what time alone decides is seen in what it commits. */
  readonly watched: (store: CustomerStore) => CustomerStore
  readonly byDay: () => ReadonlyMap<EpochDay, number>
  readonly byReason: () => SimulationReport['entryRefusals']
  readonly listed: () => Listed<RefusedRow> & { readonly customers: number }
}

/** Notes the refusals of one campaign. */
export const refusalBook = (campaign: CampaignId): RefusalBook => {
  const days = new Map<EpochDay, number>()
  const reasons = new Map<string, { readonly because: EntryRefusal; times: number }>()
  const rows: RefusedRow[] = []
  let total = 0
  let customers = 0

  const note = ({ id, campaigns }: CustomerState, because: EntryRefusal): void => {
    const refused = campaigns[campaign]?.refused
    if (refused === null || refused === undefined) return
    const { at, count } = refused
    total += 1
    if (count === 1) customers += 1
    days.set(dayOf(at), (days.get(dayOf(at)) ?? 0) + 1)
    const known = reasons.get(because.type)
    if (known === undefined) reasons.set(because.type, { because, times: 1 })
    else known.times += 1
    if (rows.length < SIMULATED_ROWS_MAX) rows.push({ customer: id, at, because })
  }
  return {
    decided: ({ state, reasons: said }) => {
      for (const reason of said) if (reason.type === 'entry-refused' && reason.campaign === campaign) note(state, reason.because)
    },
    watched: (store) => watchedBy(store, campaign, note),
    byDay: () => days,
    byReason: () => [...reasons.values()].sort((a, b) => b.times - a.times),
    listed: () => ({ total, rows, customers }),
  }
}

/** Far above what is woken at once. */
const LOADED_AT_ONCE = 10_000

/** Tells of each commit after which somebody was refused once more than when they were loaded. */
const watchedBy = (
  store: CustomerStore,
  campaign: CampaignId,
  note: (state: CustomerState, because: EntryRefusal) => void,
): CustomerStore => {
  const timesBefore = new Map<CustomerId, number>()
  const timesOf = (state: CustomerState): number => memoryOf(state, campaign).refused?.count ?? 0
  return {
    ...store,
    load: async (ids) => {
      const states = await store.load(ids)
      // Whoever decides loads just before they commit: what lies here longer is of somebody whose event was committed elsewhere.
      if (timesBefore.size > LOADED_AT_ONCE) timesBefore.clear()
      for (const state of states.values()) timesBefore.set(state.id, timesOf(state))
      return states
    },
    commit: async (commits) => {
      const results = await store.commit(commits)
      for (const [index, { state }] of commits.entries()) {
        const { refused } = memoryOf(state, campaign)
        if (results[index] !== 'committed' || refused === null || refused.at !== state.at) continue
        if (refused.count > (timesBefore.get(state.id) ?? 0)) note(state, refused.because)
      }
      timesBefore.clear()
      return results
    },
  }
}
