/**
 * Switches: `C#campaign` where each stands (all sending has the empty name), `L#n` every change for ever, `#` how many there are. Small,
 * moved by hand or by a breaker, and read each minute by whoever sends.
 */
import { ROW_ATTEMPTS_MAX } from '../../kernel/limits.ts'
import { campaignId, epochMs } from '../../kernel/words.ts'
import { Transient } from '../../ports/customer-store.ts'
import type { SwitchChange, SwitchStore } from '../../ports/switches.ts'
import { type Item, keyOf, text, textOf, whole, wholeOf, wholeOrNull } from './items.ts'
import { ONLY, partitions } from './layout.ts'
import type { Action, Table } from './table.ts'

export const switchStoreOf = (table: Table): SwitchStore => ({
  latest: async () => (await table.query(rowsFrom(STANDING))).items.map(changeOf),
  changes: async (limit) => (await table.query({ ...rowsFrom(CHANGE), ScanIndexForward: false }, limit)).items.map(changeOf),
  move: async (change) => {
    const key = keyOf(partitions.switches, STANDING + (change.campaign ?? ''))
    for (let attempt = 1; attempt <= ROW_ATTEMPTS_MAX; attempt += 1) {
      const rows = await table.batchGet([key, COUNT])
      const count = wholeOrNull(rows.find((row) => row.sk?.S === ONLY) ?? {}, 'n') ?? 0
      const stands = rows.find((row) => row.sk?.S !== ONLY)
      // One that was never moved is on.
      if ((stands === undefined || wholeOf(stands, 'o') === 1) === change.on) return false
      const written = await table.transact([countOne(count), { Put: { Item: { ...key, ...valuesOf(change) } } }, note(count, change)])
      if (written.type === 'written') return true
    }
    throw new Transient('somebody else moves the same switches')
  },
})

const STANDING = 'C#'
const CHANGE = 'L#'
const COUNT = keyOf(partitions.switches, ONLY)

const rowsFrom = (prefix: string) => ({
  KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
  ExpressionAttributeValues: { ':pk': text(partitions.switches), ':sk': text(prefix) },
})

/** Whoever moves any switch counts it: so two never decide on what the other changed meanwhile. */
const countOne = (count: number): Action => ({
  Update: {
    Key: COUNT,
    UpdateExpression: 'SET n = :next',
    ConditionExpression: count === 0 ? 'attribute_not_exists(n)' : 'n = :n',
    ExpressionAttributeValues: { ':next': whole(count + 1), ...(count === 0 ? {} : { ':n': whole(count) }) },
  },
})

const note = (n: number, change: SwitchChange): Action => ({
  Put: { Item: { ...keyOf(partitions.switches, CHANGE + String(n).padStart(9, '0')), ...valuesOf(change) } },
})

const valuesOf = ({ campaign, on, by, at, because, baseline }: SwitchChange): Item => ({
  ...{ c: text(campaign ?? ''), o: whole(on ? 1 : 0), y: text(by), i: whole(at), b: text(JSON.stringify([because, baseline])) },
})

const changeOf = (item: Item): SwitchChange => {
  const [because, baseline] = JSON.parse(textOf(item, 'b')) as [SwitchChange['because'], SwitchChange['baseline']]
  const campaign = textOf(item, 'c')
  return {
    campaign: campaign === '' ? null : campaignId(campaign),
    on: wholeOf(item, 'o') === 1,
    by: textOf(item, 'y') as SwitchChange['by'],
    at: epochMs(wholeOf(item, 'i')),
    because,
    baseline,
  }
}
