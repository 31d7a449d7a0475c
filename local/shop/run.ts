import TinyQueue from 'tinyqueue'
import { envelopeOf, type ShopEvent } from '../../examples/shop/event.ts'
import type { ReceivedMail } from '../../examples/shop/reactions.ts'
import type { Shop } from '../../examples/shop/shop.ts'
import { openBatch } from '../../shared/flow/batch.ts'
import type { Engine } from '../../shared/flow/engine.ts'
import { sortArrival } from '../../shared/flow/intake.ts'
import type { Request } from '../../shared/flow/request.ts'
import { tallyAll } from '../../shared/flow/tally.ts'
import { assert } from '../../shared/kernel/assert.ts'
import { REPLAY_BATCH } from '../../shared/kernel/limits.ts'
import { type EpochMs, epochMs } from '../../shared/kernel/words.ts'
import type { Mailer } from '../../shared/ports/mailer.ts'
import { historyOf } from '../replay/history.ts'

export type ShopProgress = { readonly clock: EpochMs; readonly events: number; readonly mails: number }

/** What happened, as the shop knows it. */
export type ShopRun = { readonly events: number; readonly mails: readonly ReceivedMail[] }

/**
 * Runs a shop through the real flow in virtual time until its end: customers act, what is due happens at its exact instant, mails
 * are delivered, and customers react to them, which is why no file could be replayed instead.
 */
export const runShop = async (engine: Engine, shop: Shop, onProgress: (progress: ShopProgress) => void): Promise<ShopRun> => {
  const source = publisherOf(shop)
  const mails: ReceivedMail[] = []
  const mailer = deliveringTo(engine, (mail) => {
    mails.push(mail)
    source.react(mail)
  })
  const history = historyOf({ ...engine, mailer }, null, async () => {})
  let batch = openBatch(engine.store, engine.rules())
  let clock = epochMs(0)
  let events = 0

  const flush = async (): Promise<void> => {
    const results = await engine.store.commit(batch.commits())
    assert(!results.includes('conflict'), 'nobody else writes into this folder')
    batch = openBatch(engine.store, engine.rules())
    await history.refresh()
    onProgress({ clock, events, mails: mails.length })
  }
  await history.start()
  for (;;) {
    const next = source.peek()
    const dueAt = earliest(batch.earliestDueAt(), history.nextAt())
    const isDue = dueAt !== null && dueAt <= shop.endAt && (next === null || dueAt < next.at)
    if (batch.size() > 0 && (isDue || next === null || batch.size() >= REPLAY_BATCH)) await flush()
    else if (isDue) {
      // One instant at a time, for the mails of this one may make something happen before the next.
      await history.runUntil(clock, dueAt, 'up-to')
      clock = dueAt
    } else if (next !== null) {
      await batch.add(requestOf(source.take()), next.at)
      clock = next.at
      events += 1
    } else break
  }
  await tallyAll(engine.stream, engine.tallies)
  return { events, mails }
}

/** What the shop has to say, in order, while customers react to what they get. */
const publisherOf = (shop: Shop) => {
  const reactions = new TinyQueue<ShopEvent>([], (a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
  let position = 0
  const peek = (): ShopEvent | null => {
    const unasked = shop.events[position]
    const reaction = reactions.peek()
    if (unasked === undefined) return reaction ?? null
    return reaction !== undefined && reaction.at < unasked.at ? reaction : unasked
  }
  const take = (): ShopEvent => {
    const next = peek()
    assert(next !== null, 'what is taken was seen before')
    if (next === shop.events[position]) position += 1
    else reactions.pop()
    return next
  }
  const react = (mail: ReceivedMail): void => {
    for (const event of shop.reactTo(mail)) reactions.push(event)
  }
  return { peek, take, react }
}

/** The engine's own mailer, which tells the customer about each mail it accepted. */
const deliveringTo = ({ mailer, store }: Engine, deliver: (mail: ReceivedMail) => void): Mailer => ({
  ...mailer,
  send: async (mail, now) => {
    const answer = await mailer.send(mail, now)
    const [message] = await store.messages([mail.id])
    assert(message !== undefined, 'a mail is a row before it is a mail')
    const { customerId: customer, campaign, variant, entry, step } = message
    if (answer.type === 'accepted') deliver({ customer, campaign, variant, entry, step, at: now })
    return answer
  },
})

const requestOf = (event: ShopEvent): Request => {
  const raw = envelopeOf(event)
  const sorted = sortArrival({ text: '', raw, source: 'shop', receivedAt: event.at }, { correctSkew: false })
  assert(sorted.type === 'request', `what the shop publishes can be read: ${JSON.stringify(raw)}`)
  return sorted.request
}

const earliest = (a: EpochMs | null, b: EpochMs | null): EpochMs | null => (a === null || (b !== null && b < a) ? b : a)
