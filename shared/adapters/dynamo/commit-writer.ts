import { assert } from '../../kernel/assert.ts'
import { TABLE_CALLS_AT_ONCE } from '../../kernel/limits.ts'
import type { Keys } from '../../kernel/keyed.ts'
import { type EpochMs, isErasedId } from '../../kernel/words.ts'
import type { Suppression } from '../../domain/messaging/message.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Commit, CommitResult, CustomerStore } from '../../ports/customer-store.ts'
import { firstOfEach, type Known, type Plan, planOf } from './commit.ts'
import type { DueMemory } from './due-memory.ts'
import { erasureKey } from './erased.ts'
import { type Item, nameOf, keyOfItem, wholeOf } from './items.ts'
import { wasMovedBy } from './message-row.ts'
import { inParallel } from './pool.ts'
import { dueAtOf, isWrittenBy, stateKey } from './state-row.ts'
import { isNews, suppressionKey } from './suppression-row.ts'
import type { Table, Update } from './table.ts'

/**
 * Commits each customer on its own condition. A conflict is only told where nothing was written: a transaction whose answer was lost is
 * asked for again under its token, and a single write whose condition fails when it is repeated looks whether the row is its own. One that
 * cannot tell, because others wrote on top of it meanwhile, answers `conflict`: it decided nothing, and whoever loads again finds its inputs
 * among the receipts.
 */
export const commitWriterOf = (
  table: Table,
  keys: Keys,
  due: DueMemory,
  clock: Clock,
  putTimeline: CustomerStore['putTimeline'],
): CustomerStore['commit'] => {
  const write = async (commit: Commit): Promise<CommitResult> => {
    const known = await knownOf(table, keys, due, commit, clock.now())
    if (known === 'conflict') return known
    const result = await carryOut(table, commit, planOf(commit, known), due)
    // What a crash in between leaves out is put when the event comes again.
    if (result === 'committed') await putTimeline(commit.timeline)
    return result
  }
  return async (commits) => {
    assert(new Set(commits.map(({ state }) => state.id)).size === commits.length, 'a batch holds one commit of each customer')
    const results = new Map<Commit, CommitResult>()
    const keep = async (commit: Commit): Promise<void> => void results.set(commit, await write(commit))
    const sharing = commits.filter(({ premises }) => premises.length > 0)
    const others = commits.filter(({ premises }) => premises.length === 0)
    // What reaches for the same budget or code goes one by one: side by side they would only stand in each other's way.
    await inParallel([others.map((one) => [one]), [sharing]].flat(), TABLE_CALLS_AT_ONCE, async (list) => {
      for (const commit of list) await keep(commit)
    })
    return commits.map((commit) => results.get(commit) as CommitResult)
  }
}

/** What has to be read beside a commit: for the common event nothing. */
const knownOf = async (table: Table, keys: Keys, due: DueMemory, commit: Commit, writtenAt: EpochMs): Promise<Known | 'conflict'> => {
  const erasures = erasuresFor(commit, keys)
  const standsAt = await standsAtOf(table, due, commit)
  if (erasures === 'conflict' || standsAt === 'conflict') return 'conflict'
  return { standsAt, erasures, suppressions: await newSuppressions(table, commit.suppressions), writtenAt }
}

/** Who was erased since the decision must not come back as somebody new, and nobody may be sent to them: whoever decides again sees it. */
const erasuresFor = ({ state: { id, version, merge } }: Commit, keys: Keys): readonly Item[] | 'conflict' => {
  const asNew = version === 0 && !isErasedId(id) ? [id] : []
  const target = merge !== null && merge.status !== 'merged' ? [merge.into] : []
  if (target.some(isErasedId)) return 'conflict'
  return firstOfEach([...asNew, ...target], (one) => one).map((one) => erasureKey(keys.customerDigest(one)))
}

/** Where the customer stands in the due index, where that matters; `conflict`: they changed. */
const standsAtOf = async (table: Table, due: DueMemory, { state, dueAt, wakeFired }: Commit): Promise<EpochMs | null | 'conflict'> => {
  const noted = due.of(state.id, state.version)
  if (noted !== 'unknown') return noted
  if (state.version === 0 || wakeFired || dueAt === null) return null
  const item = await table.get(stateKey(state.id))
  return item === null || wholeOf(item, 'v') !== state.version ? 'conflict' : dueAtOf(item)
}

const newSuppressions = async (table: Table, suppressions: readonly Suppression[]): Promise<readonly Suppression[]> => {
  if (suppressions.length === 0) return []
  const once = firstOfEach(suppressions, ({ address }) => address)
  const items = await table.batchGet(once.map(({ address }) => suppressionKey(address)))
  const byName = new Map(items.map((item) => [nameOf(keyOfItem(item)), item]))
  return once.filter((one) => isNews(one, byName.get(nameOf(suppressionKey(one.address))) ?? null))
}

const carryOut = async (table: Table, { state, ...commit }: Commit, plan: Plan, due: DueMemory): Promise<CommitResult> => {
  const result = await carriedOut(table, { state, ...commit }, plan)
  if (result === 'conflict') due.forget(state.id)
  else if (plan.type !== 'move') {
    const standsAt = plan.due === 'none' ? due.of(state.id, state.version) : plan.due.to
    if (standsAt === 'unknown') due.forget(state.id)
    else due.note(state.id, state.version + 1, standsAt)
  }
  return result
}

const carriedOut = async (table: Table, commit: Commit, plan: Plan): Promise<CommitResult> => {
  switch (plan.type) {
    case 'state':
      return updateOwn(table, plan.update, (item) => isWrittenBy(item, commit))
    case 'move':
      return updateOwn(table, plan.update, (item) => wasMovedBy(item, plan.update))
    case 'transaction': {
      if (plan.ahead.length > 0) await table.batchWrite(plan.ahead)
      const { type } = await table.transact(plan.actions)
      return type === 'written' ? 'committed' : 'conflict'
    }
  }
}

/** One write, and whether a row that no longer meets its condition is what an earlier try of it made. */
const updateOwn = async (table: Table, update: Update, isOwn: (item: Item) => boolean): Promise<CommitResult> => {
  const written = await table.update(update)
  if (written.type === 'written') return 'committed'
  return written.type === 'condition' && written.isRepeat && written.item !== null && isOwn(written.item) ? 'committed' : 'conflict'
}
