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
import { earliestOf } from '../../shared/kernel/time.ts'
import { type EpochMs, epochMs } from '../../shared/kernel/words.ts'
import { deliveringTo, publisherOf } from '../demo/publisher.ts'
import { historyOf } from '../replay/history.ts'

export type ShopProgress = { readonly clock: EpochMs; readonly events: number; readonly mails: number }

/** What happened, as the shop knows it. */
export type ShopRun = { readonly events: number; readonly mails: readonly ReceivedMail[] }

/**
 * Runs a shop's history through the real flow in virtual time: customers act, what is due happens at its exact instant, mails
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
    const said = source.peek()
    const next = said !== null && said.at < shop.liveSince ? said : null
    const dueAt = earliestOf(batch.earliestDueAt(), history.nextAt())
    const isDue = dueAt !== null && dueAt <= shop.liveSince && (next === null || dueAt < next.at)
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

const requestOf = (event: ShopEvent): Request => {
  const raw = envelopeOf(event)
  const sorted = sortArrival({ text: '', raw, source: 'shop', receivedAt: event.at }, { correctSkew: false })
  assert(sorted.type === 'request', `what the shop publishes can be read: ${JSON.stringify(raw)}`)
  return sorted.request
}
