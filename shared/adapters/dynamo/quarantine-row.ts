/**
 * The row of a quarantined entry: `b` its problems and text as JSON (a text may be cut within a character, which a text of its own would not
 * survive), `r` why, `c` about whom (empty: nobody knows), `q` and `t` where it stands among the open or the dismissed ones.
 */
import type { Problem } from '../../kernel/problem.ts'
import { customerId, epochMs } from '../../kernel/words.ts'
import type { CameBy, QuarantineEntry, QuarantineReason } from '../../ports/quarantine.ts'
import { type Item, keyOf, partitionOf, text, textOf, whole, wholeOf } from './items.ts'
import { lists, ONLY, partitions } from './layout.ts'
import type { Update } from './table.ts'

export const quarantineKey = (id: string): Item => keyOf(partitions.quarantine(id), ONLY)

/** Puts an entry that may be there already, open or dismissed: the first stands as it is. No condition, so that no commit fails by it. */
export const keepEntry = ({ id, at, because, customerId: customer, problems, text: came, cameBy }: QuarantineEntry): Update => ({
  Key: quarantineKey(id),
  UpdateExpression: `SET ${['b', 'r', 'c', 'q', 't'].map((name) => `${name} = if_not_exists(${name}, :${name})`).join(', ')}`,
  ExpressionAttributeValues: {
    ':b': text(JSON.stringify(cameBy === undefined ? [problems, came] : [problems, came, cameBy])),
    ':r': text(because),
    ':c': text(customer ?? ''),
    ':q': text(lists.quarantine),
    ':t': whole(at),
  },
})

export const entryOf = (item: Item): QuarantineEntry => {
  const [problems, came, cameBy] = JSON.parse(textOf(item, 'b')) as [Problem[], string, CameBy?]
  const customer = textOf(item, 'c')
  return {
    id: partitionOf(item).slice(partitions.quarantine('').length),
    at: epochMs(wholeOf(item, 't')),
    because: textOf(item, 'r') as QuarantineReason,
    customerId: customer === '' ? null : customerId(customer),
    problems,
    text: came,
    ...(cameBy === undefined ? {} : { cameBy }),
  }
}
