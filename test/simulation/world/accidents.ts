/** What happens to a world besides small misfortunes: restarts, rebuilt counters, wakes that fail for days, a rush at the minute the rules change. */
import { DAY_MS, HOUR_MS, later, MINUTE_MS, SECOND_MS } from '../../../shared/kernel/time.ts'
import type { CampaignId, CustomerId, EpochMs } from '../../../shared/kernel/words.ts'
import type { JsonObject } from '../../../shared/kernel/json.ts'
import type { Random } from '../../../shared/kernel/random.ts'
import type { Luck } from '../engine/faults.ts'
import type { Operations } from '../engine/operations.ts'
import type { Scheduler } from '../engine/scheduler.ts'
import { type Era, EVENTS } from './definitions.ts'
import type { Plan } from './focus.ts'
import type { Happening, Publisher } from './people.ts'

export type Span = { readonly start: EpochMs; readonly end: EpochMs }

/** Plans restarts and rebuilds. Only a process that is alone may ask after claims before their lease is over, and only an inbox can answer. */
export const planRestarts = (scheduler: Scheduler, luck: Luck, operations: Operations, mail: 'inbox' | 'ses', span: Span): void => {
  for (let times = 3; times > 0; times -= 1) {
    if (mail === 'inbox' && luck.strikes('process restarted')) scheduler.at(someday(luck, span), operations.restart)
  }
  if (luck.strikes('counters rebuilt')) scheduler.at(someday(luck, span), operations.rebuild)
}

/** Lets wakes of some customers fail for some days, by putting them into `poisoned`; answers who they are. */
export const planPoison = (
  scheduler: Scheduler,
  luck: Luck,
  customers: ReadonlySet<CustomerId>,
  poisoned: Set<CustomerId>,
  span: Span,
): ReadonlySet<CustomerId> => {
  const chosen = [...customers].filter(() => luck.strikes('wake poisoned'))
  for (const customer of chosen) {
    const at = someday(luck, span)
    scheduler.at(at, () => poisoned.add(customer))
    scheduler.at(later(at, DAY_MS + luck.random.below(5 * DAY_MS)), () => poisoned.delete(customer))
  }
  scheduler.at(span.end, () => poisoned.clear())
  return new Set(chosen)
}

/**
 * In the minute in which some machines know the new rules and others do not, people enter campaigns and go on at once. Where a world is
 * about journeys they can be written to, and do the same again some hours later: what was paused then comes to its steps.
 */
export const planRushes = (
  luck: Luck,
  { focus }: Pick<Plan, 'focus'>,
  eras: readonly Era[],
  customers: ReadonlySet<CustomerId>,
  publisher: Publisher,
  publish: (happening: Happening, at: EpochMs) => void,
): void => {
  for (const { from } of eras.slice(1)) {
    if (!luck.strikes('rush at new rules')) continue
    for (const customer of [...customers].slice(0, 8)) {
      // Some a moment before: what they owe is claimed under the new rules.
      const at = later(from, luck.random.below(24 * SECOND_MS) - 6 * SECOND_MS)
      for (const name of [EVENTS.quiz, EVENTS.order, EVENTS.signUp, EVENTS.card]) {
        publish(publisher.track(customer, name, at, { score: 90, revenue: 12, orderId: `rush-${from}` }), at)
      }
      const then = later(at, luck.random.below(MINUTE_MS))
      publish(publisher.track(customer, EVENTS.view, then), then)
      if (focus !== 'journeys') continue
      const before = later(at, -MINUTE_MS)
      publish(publisher.identify(customer, before, reachable(customer)), before)
      publish(publisher.track(customer, 'Subscribed', before, { confirmed: true }), before)
      for (const name of [EVENTS.quiz, EVENTS.order, EVENTS.view, EVENTS.card]) {
        const again = later(at, HOUR_MS + luck.random.below(8 * HOUR_MS))
        publish(publisher.track(customer, name, again, { score: 60, revenue: 9, orderId: 'o1' }), again)
      }
    }
  }
}

/** Everybody at once: for the same campaigns, their last codes, and what is left of their budgets. Or one customer, on all machines at once. */
export const planCrowds = (
  luck: Luck,
  { focus }: Pick<Plan, 'focus'>,
  customers: ReadonlySet<CustomerId>,
  publisher: Publisher,
  publish: (happening: Happening, at: EpochMs, isAlone: boolean) => void,
  span: Span,
): void => {
  const { random } = luck
  const isScarce = focus === 'last places'
  for (let times = isScarce ? 6 : 3; times > 0; times -= 1) {
    if (!luck.strikes('rush to a sale')) continue
    const at = someday(luck, span)
    const name = isScarce ? EVENTS.sale : random.pick([EVENTS.order, EVENTS.quiz, EVENTS.card])
    for (const customer of customers) {
      // Who cannot be written to takes no last place.
      if (isScarce) {
        publish(publisher.identify(customer, at, reachable(customer)), at, false)
        publish(publisher.track(customer, 'Subscribed', at, { confirmed: true }), at, false)
      }
      publish(publisher.track(customer, name, at, { score: 90, revenue: 60 }), at, false)
    }
  }
  for (const customer of customers) {
    if (!luck.strikes('one customer on all machines at once')) continue
    const at = someday(luck, span)
    for (let count = ON_ALL_MACHINES; count > 0; count -= 1) publish(publisher.track(customer, EVENTS.view, at), at, true)
  }
}

const reachable = (customer: CustomerId): JsonObject => ({
  name: `Person ${customer}`,
  email: `${customer.replaceAll(':', '-')}@example.com`,
})

/** In the hours around which clocks are changed everybody gives occasion to write to them. */
export const planNight = (
  random: Random,
  customers: ReadonlySet<CustomerId>,
  publisher: Publisher,
  publish: (happening: Happening, at: EpochMs, isAlone: boolean) => void,
  changeAt: EpochMs,
): void => {
  for (const customer of customers) {
    publish(publisher.identify(customer, later(changeAt, -10 * HOUR_MS), reachable(customer)), later(changeAt, -10 * HOUR_MS), false)
    for (let times = 8; times > 0; times -= 1) {
      const at = later(changeAt, random.below(13 * HOUR_MS) - 9 * HOUR_MS)
      publish(publisher.track(customer, random.pick([EVENTS.order, EVENTS.quiz, EVENTS.card]), at, { score: 90, revenue: 60 }), at, false)
    }
  }
}

/** More than anybody tries again. */
const ON_ALL_MACHINES = 90

const someday = ({ random }: Luck, { start, end }: Span): EpochMs => later(start, Math.floor((end - start) * random.next()))

/** Now and then a person stops a campaign or all sending, and turns it on again; and the breakers are looked at. */
export const planStops = (luck: Luck, campaigns: readonly CampaignId[], operations: Operations, span: Span): void => {
  for (let times = 2; times > 0; times -= 1) {
    if (!luck.strikes('stopped by a person')) continue
    const campaign = luck.random.chance(0.7) ? luck.random.pick(campaigns) : null
    const at = someday(luck, span)
    operations.turned({ campaign, on: false, why: 'a person looks at it' }, at)
    operations.turned({ campaign, on: true, why: 'it was nothing' }, later(at, HOUR_MS + luck.random.below(2 * DAY_MS)))
  }
  if (luck.strikes('breakers looked at')) for (let at = span.start; at < span.end; at = later(at, 8 * HOUR_MS)) operations.watched(at)
}
