import { assert } from '../../kernel/assert.ts'
import { FACT_ROW_BYTES_MAX, FACT_ROWS_MAX, TRANSACTION_ACTIONS_MAX } from '../../kernel/limits.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { Suppression } from '../../domain/messaging/message.ts'
import type { Commit } from '../../ports/customer-store.ts'
import { spill } from './event-row.ts'
import { createFacts } from './fact-row.ts'
import type { Item } from './items.ts'
import { createMessage, moveAlone, pointerOf, settle } from './message-row.ts'
import { premiseActions } from './premises.ts'
import { keepEntry } from './quarantine-row.ts'
import { leadsTo } from './ring.ts'
import { createState, type DueChange, dueChange, updateState } from './state-row.ts'
import { suppress } from './suppression-row.ts'
import type { Action, BatchedWrite, Update } from './table.ts'

/** What was read beside the commit to write it. */
export type Known = {
  /** Where the customer stands in the due index; null: nowhere. */
  readonly standsAt: EpochMs | null
  /** Rows that tell of an erasure, and must not be there. */
  readonly erasures: readonly Item[]
  /** Those of the commit's suppressions that say something new. */
  readonly suppressions: readonly Suppression[]
  /** The writer's own clock: by it a recount tells facts that are in their rows for certain. */
  readonly writtenAt: EpochMs
}

/** How a commit is written. */
export type Plan =
  /** Nothing was decided: one write of the state. */
  | { readonly type: 'state'; readonly update: Update; readonly due: DueChange }
  /** Nothing changed but one message: one write of its row. */
  | { readonly type: 'move'; readonly update: Update }
  /** `ahead`: what is written before, and means nothing until the transaction is. */
  | { readonly type: 'transaction'; readonly ahead: readonly BatchedWrite[]; readonly actions: readonly Action[]; readonly due: DueChange }

/**
 * The requests that write a commit, all of it or nothing. A transaction has at most 100 actions: facts share rows, and where messages are
 * many the rows that say whose they are go ahead, which is harmless, for they only say where to look, and always the same. What still has
 * more is a defect: the flow ends a fold long before (`FOLD_ROWS_FULL`), and one decision brings far less.
 */
export const planOf = (commit: Commit, known: Known): Plan => {
  const { state, facts, settlements } = commit
  const due = dueChange(commit, known.standsAt)
  const beside = besideOf(commit, known)
  const [settlement] = settlements
  if (commit.leavesState && settlement !== undefined && settlements.length === 1 && due === 'none' && beside.length === 0) {
    return { type: 'move', update: moveAlone(state.id, settlement, facts, state.version, known.writtenAt) }
  }
  const told = createFacts(state.id, state.version + 1, facts, known.writtenAt)
  assert(told.length <= FACT_ROWS_MAX, `a commit brings at most ${(FACT_ROWS_MAX * FACT_ROW_BYTES_MAX) / 1024} kB of facts`)
  const written = [...told, ...settlements.map((one) => ({ Update: settle(state.id, one) })), ...beside]
  if (state.version > 0 && written.length === 0) {
    return { type: 'state', update: { ...updateState(commit, due), ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }, due }
  }
  const pointers = commit.messages.map(pointerOf)
  const own = [state.version === 0 ? createState(commit) : { Update: updateState(commit, due) }, ...written]
  const all = [...own, ...pointers.map((Item) => ({ Put: { Item } }))]
  if (all.length <= TRANSACTION_ACTIONS_MAX) return { type: 'transaction', ahead: [], actions: all, due }
  assert(own.length <= TRANSACTION_ACTIONS_MAX, `a commit writes at most ${TRANSACTION_ACTIONS_MAX} rows, not ${own.length}`)
  return { type: 'transaction', ahead: pointers.map((put) => ({ put })), actions: own, due }
}

/** All that only a transaction can write, but facts and moves. */
const besideOf = ({ state, facts, messages, spilled, premises, quarantine }: Commit, known: Known): readonly Action[] => [
  ...known.erasures.map((Key): Action => ({ ConditionCheck: { Key, ConditionExpression: 'attribute_not_exists(pk)' } })),
  ...messages.map(createMessage),
  ...leadsTo(state.id, facts),
  ...firstOfEach(spilled, ([receipt]) => receipt).map((receipt) => spill(state.id, receipt)),
  ...known.suppressions.map((one) => ({ Update: suppress(one) })),
  ...premiseActions(
    state.id,
    premises,
    known.suppressions.map(({ address }) => address),
  ),
  ...firstOfEach(quarantine, ({ id }) => id).map((entry) => ({ Update: keepEntry(entry) })),
]

/** A transaction names a row once. */
export const firstOfEach = <T>(items: readonly T[], nameOf: (item: T) => string): readonly T[] => {
  const first = new Map<string, T>()
  for (const item of items) if (!first.has(nameOf(item))) first.set(nameOf(item), item)
  return [...first.values()]
}
