import type { ReceivedMail } from '../../examples/shop/reactions.ts'
import type { Shop } from '../../examples/shop/shop.ts'
import type { Demo } from '../../shared/contract/api.ts'
import { PACES } from '../../shared/contract/api.ts'
import type { Rules } from '../../shared/domain/customer/rules.ts'
import { isoOf, SECOND_MS } from '../../shared/kernel/time.ts'
import { epochMs } from '../../shared/kernel/words.ts'
import type { DemoControl } from '../api/context.ts'
import { carryingOf } from '../live/carrying.ts'
import { leadOf, type PacedClock, pacedClock } from '../live/clock.ts'
import { openFeed } from '../live/feed.ts'
import { judgingOf } from '../live/judging.ts'
import { keepLiveRecord, type LiveRecord } from '../live/record.ts'
import { roundsOf } from '../live/rounds.ts'
import type { Life } from '../live/serve.ts'
import { sweepingOf } from '../live/sweeping.ts'
import type { Local } from '../wiring.ts'
import { demoSteps } from './live.ts'
import { deliveringTo, publisherOf, receivedMail } from './publisher.ts'
import { openTruths } from './truth.ts'

type DemoRecord = Extract<LiveRecord, { readonly mode: 'demo' }>

/** A shop that goes on where it stood: the same clock, the same customers, and what they will still do because of mails they have. */
export const demoLife = async (local: Local, rules: Rules, shop: Shop, record: DemoRecord): Promise<Life> => {
  const { stores } = local
  const clock = pacedClock(record.clock, record.pace, () => performance.now())
  const feed = openFeed(clock.now)
  const bare = local.engine(rules)
  const truths = openTruths({ shop, stream: stores.changes, campaigns: () => bare.rules().campaigns.live })
  const publisher = publisherOf(shop, record.doneUntil)
  const deliver = (mail: ReceivedMail): void => {
    publisher.react(mail)
    truths.delivered(mail)
  }
  await tellEarlierMails(local, deliver)
  const mailer = deliveringTo(bare, (mail) => {
    deliver(mail)
    feed.sent()
  })
  const engine = { ...bare, mailer }
  const carrying = carryingOf({ engine, stores, caller: local.caller(NOWHERE), clock, changed: () => feed.changed('tasks') })
  const judging = judgingOf({ local, engine, changed: () => feed.changed('campaigns') })
  const rounds = roundsOf(engine, () => feed.changed('stages', 'campaigns'), carrying, sweepingOf(engine, stores))
  await rounds.start(clock.now())
  const steps = demoSteps({ engine, rounds, publisher, clock, onArrival: (taken) => feed.arrived(taken, 'shop') }, record.doneUntil)

  let keptUntil = record.doneUntil
  /** Before a clock may show an instant, it is kept: whoever comes after this process begins there or later. */
  const keep = async (leadMs: number): Promise<void> => {
    const doneUntil = steps.doneUntil()
    const until = epochMs(Math.max(clock.now(), doneUntil + leadMs))
    await keepLiveRecord(stores.live, { ...record, pace: clock.pace(), doneUntil, clock: until }, doneUntil)
    keptUntil = doneUntil
    clock.allow(until)
  }
  const turn: Life['turn'] = async (tell) => {
    const pace = clock.pace()
    if (clock.allowedUntil() - clock.now() < PACES[pace] * SECOND_MS) await keep(leadOf(pace))
    const left = await steps.turn()
    judging.round(steps.doneUntil(), tell)
    // A clock that stands needs no more room, and what was still to do by its time is done: whoever reads the folder sees that, too.
    if (PACES[clock.pace()] === 0 && left === 'done' && steps.doneUntil() > keptUntil) await keep(0)
    return left
  }
  const demo: DemoControl = {
    state: () => stateOf(clock, shop),
    setPace: async (pace) => {
      clock.setPace(pace)
      await keep(leadOf(pace))
    },
    truthOf: truths.of,
  }
  const leave = async (): Promise<void> => {
    await judging.close()
    await carrying.close()
    await keep(0)
  }
  // A publisher's clock is ours, and not the shop's: what it calls now is now here.
  const publishersNow = () => epochMs(Date.now())
  return { local, engine, clock, publishersNow, feed, turn, leave, demo }
}

const stateOf = (clock: PacedClock, shop: Shop): Demo => ({
  pace: clock.pace(),
  clock: isoOf(clock.now()),
  liveSince: isoOf(shop.liveSince),
  endsAt: isoOf(shop.endAt),
})

/** Its customers do not exist: nobody's server hears of them. */
const NOWHERE = { web: false, loopback: false } as const

/** Mails that lie in the inbox, told again: what their readers do because of them and was not said yet is still to come. */
const tellEarlierMails = async ({ stores }: Local, deliver: (mail: ReceivedMail) => void): Promise<void> => {
  for (let after = 0; ; ) {
    const mails = await stores.inbox.list(after, PAGE)
    for (const mail of mails) deliver(await receivedMail(stores.customers, mail, mail.at))
    const last = mails.at(-1)
    if (last === undefined) return
    after = last.position
  }
}

const PAGE = 1_000
