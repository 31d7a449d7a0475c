/** All that is kept of everybody, handed out in pages of whatever size and put in order elsewhere: the same from every store. */
import { describe, expect, it } from 'vitest'
import { openCollectedPast } from '../../../shared/adapters/sqlite/collected.ts'
import type { PastPage } from '../../../shared/contract/api-past.ts'
import { pastHandlers } from '../../../shared/flow/api/past.ts'
import { collectedPage } from '../../../shared/flow/simulation/past-page.ts'
import { addressDigest, customerId, END_OF_TIME } from '../../../shared/kernel/words.ts'
import type { CustomerStore } from '../../../shared/ports/customer-store.ts'
import type { Definition, DefinitionStore } from '../../../shared/ports/definitions.ts'
import type { CollectedPast, PastPages } from '../../../shared/ports/past.ts'
import { at, commitOf, doubtOf, eventOf, factOf, messageOf } from '../samples.ts'
import { person } from './directory.ts'
import type { Current } from './stores.ts'

type Kept = { readonly customers: CustomerStore; readonly past: PastPages; readonly definitions: DefinitionStore }

const SOMEBODY = { name: 'ann', role: 'admin', via: 'cli' } as const

/** Collected through the API, `rows` at a time. */
export const collectPast = async ({ past, ...rest }: Kept, collected: CollectedPast, rows: number): Promise<readonly PastPage[]> => {
  const handlers = pastHandlers({ stores: { ...rest, past: { page: (after) => past.page(after, rows) } } })
  const pages: PastPage[] = []
  for (let after: string | null = null; ; ) {
    const reply = await handlers['GET /api/past'](after === null ? {} : { after }, {}, SOMEBODY)
    if (!reply.ok) throw new Error(JSON.stringify(reply.refused))
    pages.push(reply.value)
    // As it goes over the line.
    collected.take(collectedPage(JSON.parse(JSON.stringify(reply.value)) as PastPage))
    if (reply.value.next === null) return pages
    after = reply.value.next
  }
}

export const pastContract = (stores: Current<Kept>): void => {
  describe('the past', () => {
    it.each([1, 2, 7, 1_000])('is the same in pages of %i rows, in order of time', async (rows) => {
      await everybody(stores().customers)
      const collected = openCollectedPast()
      try {
        const pages = await collectPast(stores(), collected, rows)
        expect(pages.length).toBeGreaterThan(rows === 1 ? 10 : 0)
        expect([...collected.until(END_OF_TIME)].flat().map(shortly)).toEqual([
          'first ben@1 {"email":"ben@example.com","plan":"pro"}',
          'event ben@1 e1 Order Completed',
          'first ann@3 {"email":"Ann@Example.com"}',
          ...Array.from({ length: 12 }, (_, n) => `event ann@3 e${String(n).padStart(2, '0')} Order Completed`),
          'word ann@3 Subscribed {"topic":"z"} said @3',
          'word ann@3 Subscribed {"topic":"a"} said @3',
          'word ann@5 Subscribed {"topic":"later"} said @4',
          'event ben@9 e0 $identify',
        ])
        expect([collected.things(at(3)), collected.things(at(2)), collected.customers()]).toEqual([17, 2, 3])
        expect([...collected.names()].sort()).toEqual(['$identify', 'Order Completed'])
        expect([...collected.suppressed()]).toEqual([
          { address: 'ben.former@example.com', at: 7 },
          { address: 'Ann@Example.com', at: 8 },
        ])
      } finally {
        collected.close()
      }
    })

    it('is empty where nobody was heard of, and goes on from no other place than it gave', async () => {
      const { past } = stores()
      const collected = openCollectedPast()
      await collectPast(stores(), collected, 5)
      expect([...collected.until(END_OF_TIME)]).toEqual([])
      collected.close()
      for (const after of ['', 'x', '[]', '["",""]', '["a"]', '7/1', '{}', 'null', '["\\ud800","b"]'])
        expect({ after, page: await past.page(after, 5) }).toEqual({ after, page: null })
    })

    it('has every published version, a bounded answer at a time', async () => {
      const versions = ['a', 'b', 'c'].map(
        (id): Definition => ({
          ...{ kind: 'template', id, version: 1, publishedAt: at(1), saltSeed: 'salt', author: 'ann', note: null },
          source: { html: id.repeat(600_000) },
        }),
      )
      for (const one of versions) await stores().definitions.publish(one)
      const handler = pastHandlers({ stores: stores() })['GET /api/definitions']
      const told: string[] = []
      let after: string | null = null
      let answers = 0
      do {
        const reply: Awaited<ReturnType<typeof handler>> = await handler(after === null ? {} : { after }, {}, SOMEBODY)
        if (!reply.ok) throw new Error(JSON.stringify(reply.refused))
        told.push(...reply.value.items.map(({ id, saltSeed }) => `${id} ${saltSeed}`))
        after = reply.value.next
        answers += 1
      } while (after !== null)
      expect({ told, answers }).toEqual({ told: ['a salt', 'b salt', 'c salt'], answers: 2 })
      expect(await handler({ after: 'nothing' }, {}, SOMEBODY)).toMatchObject({ ok: false, because: 'not-right' })
    })
  })
}

type Thing = ReturnType<CollectedPast['until']> extends Iterable<readonly (infer One)[]> ? One : never

const shortly = (thing: Thing): string => {
  if (thing.type === 'first') return `first ${thing.customer}@${thing.at} ${JSON.stringify(thing.traits)}`
  const { customerId: id, name, occurredAt, properties } = thing.event
  return thing.type === 'event'
    ? `event ${id}@${thing.at} ${thing.event.id} ${name}`
    : `word ${id}@${thing.at} ${name} ${JSON.stringify({ topic: properties.topic })} said @${occurredAt}`
}

/** Ann did much at one instant and said a few words, Ben had another address once; one was merged into her, one was never heard of since. */
const everybody = async (customers: CustomerStore): Promise<void> => {
  const ann = person('ann', { email: 'Ann@Example.com' })
  const deeds = Array.from({ length: 12 }, (_, n) => eventOf('ann', `e${String(11 - n).padStart(2, '0')}`, 3))
  const said = { ...factOf('later', 4), at: at(5) }
  await customers.commit([
    commitOf(ann, {
      facts: [factOf('z', 3), factOf('a', 3)],
      timeline: deeds,
      messages: [messageOf('ann', 'm1', 4)],
      quarantine: [doubtOf('d', 1, 'ann')],
    }),
    commitOf(person('ben', { email: 'ben@example.com', plan: 'pro' }), {
      timeline: [
        eventOf('ben', 'e1', 1),
        { ...eventOf('ben', 'e0', 9, '$identify'), type: 'identify', traits: { email: 'ben.former@example.com' } },
      ],
      suppressions: [
        { address: customers.addressDigest('ben.former@example.com'), because: 'by-hand', at: at(7), message: null },
        { address: customers.addressDigest('ann@example.com'), because: 'complaint', at: at(8), message: null },
        { address: addressDigest('somebody else'), because: 'complaint', at: at(8), message: null },
      ],
    }),
    commitOf(
      { ...person('gone', { email: 'gone@example.com' }), merge: mergedInto('ann') },
      { facts: [factOf('gone', 1)], timeline: [eventOf('gone', 'e', 1)] },
    ),
    commitOf(person('silent', {})),
  ])
  await customers.commit([commitOf({ ...ann, version: 1 }, { facts: [said] })])
}

const mergedInto = (id: string) => ({ status: 'merged', into: customerId(id), at: at(2) }) as const
