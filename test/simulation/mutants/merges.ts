/** Guards of merges taken out on purpose. */
import type { Mutant } from './mutant.ts'

export const MERGE_MUTANTS: readonly Mutant[] = [
  {
    invariant: 'I12',
    mistake: 'events of somebody who was merged go nowhere',
    file: 'shared/flow/batch.ts',
    original: "return 'obstacle' in about ? about :",
    mutated: "if (!('obstacle' in about) && about.behind.length > 0) return null\n    return 'obstacle' in about ? about :",
  },
  {
    invariant: 'I12',
    mistake: 'nobody asks the source whether it took an event before',
    file: 'shared/flow/request.ts',
    original: 'seenByAny(store, [...behind, pending], event, now)',
    mutated: 'seenByAny(store, [pending], event, now)',
  },
  {
    invariant: 'I25',
    mistake: 'a merge that goes on does not look whether it was absorbed',
    file: 'shared/flow/merge-step.ts',
    original: 'if (await store.wasSpilled(id, absorbKey(source))) return true',
    mutated: 'if (id === source) return true',
  },
  {
    invariant: 'I25',
    mistake: 'the tombstone comes before the target has absorbed',
    file: 'shared/flow/merge.ts',
    original: 'if (!(await isAbsorbed(store, id, ahead)))',
    mutated: 'if (await isAbsorbed(store, id, ahead))',
  },
  {
    invariant: 'I25',
    mistake: 'nobody of a circle of merges is merged',
    file: 'shared/flow/merge-step.ts',
    original: "if (last !== undefined) await commitStep(store, rules, last, { type: 'lift' }, now)",
    mutated: "for (const each of candidates) if (last !== undefined) await commitStep(store, rules, each, { type: 'lift' }, now)",
  },
  {
    invariant: 'I18',
    mistake: 'the journeys of somebody who is merged go on',
    file: 'shared/domain/customer/on-merge.ts',
    original: "for (const journey of draft.state.journeys) exit(draft, journey, { type: 'merged' }, at)",
    mutated: 'void exit',
  },
  {
    invariant: 'I20',
    mistake: 'the exposure that comes along takes the place of the one there is',
    file: 'shared/domain/customer/on-merge.ts',
    original: 'if (own === null || (id === GLOBAL_EXPERIMENT',
    mutated: 'if (exposureOf(source, id) !== null || (id === GLOBAL_EXPERIMENT',
  },
  {
    invariant: 'I21',
    mistake: 'who was merged is still counted as a customer',
    file: 'shared/domain/kpi/tally.ts',
    original: "{ scope: LIFECYCLE_SCOPE, counter: 'customers', by: -1n },",
    mutated: "{ scope: LIFECYCLE_SCOPE, counter: 'merged', by: -1n },",
  },
]
