import { assert } from '../../kernel/assert.ts'
import type { Keys } from '../../kernel/keyed.ts'
import { TRANSACTION_ACTIONS_MAX } from '../../kernel/limits.ts'
import { epochMs, isErasedId } from '../../kernel/words.ts'
import type { Clock } from '../../ports/clock.ts'
import { Transient } from '../../ports/customer-store.ts'
import type { Privacy } from '../../ports/privacy.ts'
import { besideOf } from './beside.ts'
import { leave, NO_RECOUNT, takeAway, type Unfinished, unfinishedIn } from './erasure.ts'
import { erasureKey } from './erased.ts'
import { textOf, wholeOf } from './items.ts'
import { lists } from './layout.ts'
import { listed } from './lists.ts'
import { ringOf, withAddress } from './ring.ts'
import type { Action, Table } from './table.ts'

/** What of a person lies in the table: told whole, or taken out (erasure.ts). */
export const privacyOf = (table: Table, keys: Keys, clock: Clock): Privacy => ({
  withAddress: (address) => withAddress(table, address),
  ringOf: (id) => ringOf(table, id),
  beside: (ids, names) => besideOf(table, ids, names),
  erase: async (commits, names, remains, note) => {
    const ids = commits.map(({ state }) => state.id)
    const [person] = ids
    assert(person !== undefined && !ids.some(isErasedId), 'somebody is erased, and once')
    // Whoever joined them since would stay, and lead to somebody who is not there.
    const ring = (await ringOf(table, person)).map(({ id }) => id)
    if (ring.length !== ids.length || !ring.every((id) => ids.includes(id))) return 'conflict'
    const leaving = commits.map((commit) => ({ commit, digest: keys.customerDigest(commit.state.id), names }))
    const written = await writeAll(
      table,
      leaving.map((one) => leave(one, remains, note, clock.now())),
    )
    if (written === 'conflict') return written
    const left = leaving.map(({ commit, digest }): Unfinished => ({ id: commit.state.id, digest, at: note.at, names }))
    for (const one of left) await takeAway(table, one, remains, note.at)
    return 'erased'
  },
  finish: async (remains, now) => {
    const rows = await listed(table, { list: lists.erasing, after: null, limit: UNFINISHED_AT_ONCE })
    let left = 0
    for (const row of rows) if (!(await takeAway(table, unfinishedIn(row), remains, now))) left += 1
    return left
  },
  erasedOn: async (id) => {
    const row = await table.get(erasureKey(keys.customerDigest(id)))
    return row === null ? null : { at: epochMs(wholeOf(row, 'i')), by: textOf(row, 'y') }
  },
  // Rows that are gone are gone here. What backups hold of them goes with the backups.
  wipe: async () => 'wiped',
})

const UNFINISHED_AT_ONCE = 100

/**
 * All at once where a transaction holds them; else one after another, whoever the others lead to last: as long as that one stands, the rest can
 * be found.
 */
const writeAll = async (table: Table, each: readonly (readonly Action[])[]): Promise<'written' | 'conflict'> => {
  const all = each.flat()
  const steps = all.length < TRANSACTION_ACTIONS_MAX ? [all] : each.toReversed()
  for (const step of steps) {
    const done = await table.transact([NO_RECOUNT, ...step])
    if (done.type === 'condition' && done.failed.includes(0))
      throw new Transient('the counters are being counted anew: erase when that is over')
    if (done.type !== 'written') return 'conflict'
  }
  return 'written'
}
