import { fullBucket, giveBackTo, heldUntil, takeFrom, type TokenBucket } from '../domain/messaging/token-bucket.ts'
import type { Allowance, Hold, Pace, PaceStore } from '../ports/pace.ts'

/** The pace that a mail service allows, kept in a row that all senders share. */
export const paceOf = (store: PaceStore, allowance: () => Promise<Allowance>): Pace => ({
  take: async (wanted, now) => {
    const rate = await allowance()
    return store.update((before) => {
      const { bucket, granted, againAt } = takeFrom(before?.bucket ?? fullBucket(rate, now), wanted, rate, now)
      return { after: { bucket, lastHold: before?.lastHold ?? null }, answer: { granted, againAt } }
    })
  },
  giveBack: async (unused, now) => {
    const rate = await allowance()
    await changeBucket(store, (before) => giveBackTo(before ?? fullBucket(rate, now), unused, rate, now))
  },
  hold: async ({ until, because, mails }, now) => {
    const rate = await allowance()
    await store.update((before) => {
      const bucket = heldUntil(before?.bucket ?? fullBucket(rate, now), until)
      const last = before?.lastHold ?? null
      // One trouble, however many senders met it: what came back while it lasts is counted together.
      const earlier = last !== null && now <= last.until ? last.mails : 0
      return { after: { bucket, lastHold: { until: bucket.heldUntil, because, mails: earlier + mails } }, answer: null }
    })
  },
  lastHold: lastHoldOf(store),
})

/** The hold that stands, or the last one, as the row has it: who only looks asks the mail service nothing. */
export const lastHoldOf = (store: Pick<PaceStore, 'read'>) => async (): Promise<Hold | null> => (await store.read())?.lastHold ?? null

const changeBucket = (store: PaceStore, change: (before: TokenBucket | null) => TokenBucket): Promise<null> =>
  store.update((before) => ({ after: { bucket: change(before?.bucket ?? null), lastHold: before?.lastHold ?? null }, answer: null }))
