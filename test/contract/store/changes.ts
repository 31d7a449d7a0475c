import { describe, expect, it } from 'vitest'
import type { CustomerStore } from '../../../shared/ports/customer-store.ts'
import { type ChangeStream, type Page, STREAM_START, type StreamPosition } from '../../../shared/ports/change-stream.ts'
import { commitOf, factOf, messageOf, stranger, topicsOf } from '../samples.ts'
import type { Current, Stores } from './stores.ts'

export const changesContract = (stores: Current<Stores>): void => {
  describe('the change stream', () => {
    it('gives facts of a customer in the order they were committed, in pages of any size', async () => {
      const { customers, changes } = stores()
      await writeFacts(customers)
      for (const limit of [1, 2, 3, 100]) {
        const rows = await readAll(changes, changes.facts, limit)
        const of = (id: string) => topicsOf(rows.filter((row) => row.customerId === id).map(({ fact }) => fact))
        expect(of('ann')).toEqual(['a1', 'a2', 'a3', 'a4'])
        expect(of('ben')).toEqual(['b1', 'b2'])
        expect(rows).toHaveLength(6)
      }
    })

    it('gives messages as they become owed', async () => {
      const { customers, changes } = stores()
      await customers.commit([commitOf(stranger('ann'), { messages: [messageOf('ann', 'm1', 9), messageOf('ann', 'm2', 1)] })])
      await customers.commit([commitOf(stranger('ben'), { messages: [messageOf('ben', 'm3', 5)] })])
      for (const limit of [1, 2, 100]) expect([...(await readAll(changes, changes.owed, limit))].sort()).toEqual(['m1', 'm2', 'm3'])
    })

    it('has nothing after its end, and stays there', async () => {
      const { customers, changes } = stores()
      for (const read of [changes.facts, changes.owed]) {
        for (const shard of await changes.shards()) expect(await read(shard, STREAM_START, 10)).toEqual({ items: [], to: STREAM_START })
      }
      await writeFacts(customers)
      for (const shard of await changes.shards()) {
        const { to } = await changes.facts(shard, STREAM_START, 100)
        expect(await changes.facts(shard, to, 100)).toEqual({ items: [], to })
      }
    })

    it('goes on after a position with what was committed since', async () => {
      const { customers, changes } = stores()
      await writeFacts(customers)
      const ends = new Map<string, StreamPosition>()
      for (const shard of await changes.shards()) ends.set(shard, (await changes.facts(shard, STREAM_START, 100)).to)
      await customers.commit([commitOf({ ...stranger('ann'), version: 2 }, { facts: [factOf('late')] })])
      const pages = await Promise.all((await changes.shards()).map((shard) => changes.facts(shard, ends.get(shard) ?? STREAM_START, 100)))
      expect(topicsOf(pages.flatMap(({ items }) => items.map(({ fact }) => fact)))).toEqual(['late'])
    })
  })
}

const writeFacts = async (customers: CustomerStore): Promise<void> => {
  await customers.commit([
    commitOf(stranger('ann'), { facts: [factOf('a1'), factOf('a2')] }),
    commitOf(stranger('ben'), { facts: [factOf('b1')] }),
  ])
  await customers.commit([
    commitOf({ ...stranger('ben'), version: 1 }, { facts: [factOf('b2')] }),
    commitOf({ ...stranger('ann'), version: 1 }, { facts: [factOf('a3'), factOf('a4')] }),
  ])
}

type Read<T> = (shard: string, after: StreamPosition, limit: number) => Promise<Page<T>>

const readAll = async <T>(changes: ChangeStream, read: Read<T>, limit: number): Promise<readonly T[]> => {
  const items: T[] = []
  for (const shard of await changes.shards()) {
    let page = await read(shard, STREAM_START, limit)
    while (page.items.length > 0) {
      expect(page.items.length).toBeLessThanOrEqual(limit)
      items.push(...page.items)
      const next = await read(shard, page.to, limit)
      if (next.items.length > 0) expect(next.to).toBeGreaterThan(page.to)
      page = next
    }
  }
  return items
}
