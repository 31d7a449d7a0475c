/** A call, read where it was decided: a queue holds only the place, so that nothing of a person waits in it. */
import { customerId } from '../../kernel/words.ts'
import type { Call } from '../../ports/caller.ts'
import { factsIn } from './fact-row.ts'
import { keyOf } from './items.ts'
import { partitions } from './layout.ts'
import type { Table } from './table.ts'

/** Null: the fact is gone, for whom it was about was erased. `place`: as the stream of the table tells it. */
export const owedCallIn = async (
  table: Table,
  { customer, place }: { readonly customer: string; readonly place: string },
): Promise<Call | null> => {
  const cut = place.lastIndexOf('#')
  const id = customerId(customer)
  const row = await table.get(keyOf(partitions.customer(id), place.slice(0, cut)))
  const fact = row === null ? undefined : factsIn(row)[Number(place.slice(cut + 1))]?.fact
  if (fact?.type !== 'called') return null
  const { call, campaign, entry, url, body, at } = fact
  return { id: call, customerId: id, campaign, entry, url, body, at }
}
