/** Reacts to what was just committed with events that race it: withdrawals while a mail is owed, events at the very instant of a wake. */
import type { Random } from '../../../shared/kernel/random.ts'
import type { JsonObject } from '../../../shared/kernel/json.ts'
import { DAY_MS, isoOf, later, SECOND_MS } from '../../../shared/kernel/time.ts'
import { type CustomerId, customerId, type EpochMs } from '../../../shared/kernel/words.ts'
import type { Campaign } from '../../../shared/domain/campaign/campaign.ts'
import type { Fact } from '../../../shared/domain/fact/fact.ts'
import type { Commit } from '../../../shared/ports/customer-store.ts'
import type { Luck } from '../engine/faults.ts'
import { type Era, EVENTS } from './definitions.ts'
import { type Happening, type Publisher, wishOf, ZONES } from './people.ts'

export type Mischief = { readonly happening: Happening; readonly at: EpochMs; readonly way: Way }

/** `exactly`: on a machine whose clock says that instant. `alone`: at that true instant, with nothing beside it. */
export type Way = 'somehow' | 'exactly' | 'alone'

/**
 * As many in one world. An order made in reaction to a mail may lead to seven more mails, and so on: without an end to it one world in
 * some hundred would never come to rest.
 */
export const MISCHIEF_MAX = 400

export const mischiefAfter = (commit: Commit, era: Era, luck: Luck, publisher: Publisher, now: EpochMs): readonly Mischief[] => {
  const { random } = luck
  const customer = commit.state.id
  const soon = later(now, random.below(4 * SECOND_MS))
  const at = (happening: Happening, instant: EpochMs, way: Way = 'somehow'): Mischief => ({ happening, at: instant, way })
  const topicOf = (campaign: string) => ({ topic: era.rules.campaigns.live.get(campaign as Campaign['id'])?.topic ?? 'offers' })
  const all: Mischief[] = []
  for (const fact of commit.facts.filter((one) => isStillOpen(commit, one))) {
    all.push(...onTheWay(customer, fact, era, luck, publisher, now))
    if (fact.type === 'owed' && luck.strikes('withdrawal while a mail is owed')) {
      all.push(at(publisher.track(customer, 'Unsubscribed', soon, random.chance(0.5) ? {} : topicOf(fact.campaign)), soon))
    }
    if (fact.type === 'owed' && luck.strikes('exit while a mail is owed'))
      all.push(at(exitOf(fact.campaign, era, publisher, customer, soon), soon))
    if (fact.type === 'owed' && luck.strikes('merged while a mail is owed')) {
      all.push(at(publisher.alias(customer, somebodyElse(customer, random), soon), soon))
    }
    if (fact.type === 'message-moved' && fact.to === 'claimed' && luck.strikes('exit while a mail is claimed'))
      all.push(at(exitOf(fact.campaign, era, publisher, customer, now), now))
    if (fact.type === 'owed') all.push(...changesOfMind(customer, luck, publisher, soon).map((one) => at(one, soon)))
    if (fact.type === 'message-moved' && fact.until !== null && luck.strikes('wishes while a mail is deferred')) {
      const then = later(now, Math.floor((Math.min(fact.until, later(now, 5 * DAY_MS)) - now) * random.next()))
      all.push(at(wishWhileDeferred(customer, random, publisher, then), then))
    }
    if (fact.type === 'coupon-given' && random.chance(0.6))
      all.push(...redemptions(customer, fact.code, random, publisher, now).map((one) => at(one, one.timestamp)))
    if (fact.type === 'message-moved' && fact.to === 'claimed' && luck.strikes('merged while a mail is claimed')) {
      all.push(at(publisher.alias(customer, somebodyElse(customer, random), now), now))
    }
    if (fact.type === 'entered' && luck.strikes('merged into each other at once')) all.push(...circle(customer, random, publisher, soon))
    if (fact.type === 'message-moved' && fact.to === 'claimed' && luck.strikes('withdrawal while a mail is claimed')) {
      all.push(at(publisher.track(customer, 'Unsubscribed', now), now))
    }
    if (fact.type === 'assigned' && luck.strikes('outcome at the edge of its window')) {
      const edge = later(edgeOf(fact, era, random.below(3)), random.below(2))
      const order = publisher.track(customer, EVENTS.order, edge, { revenue: 60 })
      all.push(at(order, edge > now ? edge : now, edge > now && random.chance(0.5) ? 'exactly' : 'somehow'))
    }
  }
  const { dueAt } = commit
  if (dueAt !== null && dueAt > now && luck.strikes('event at the instant of a wake')) {
    all.push(
      at(
        publisher.track(customer, random.pick([EVENTS.order, EVENTS.quiz, EVENTS.view]), dueAt, { revenue: 25, score: 80 }),
        dueAt,
        'exactly',
      ),
    )
  }
  return all
}

/** What somebody waits for comes, now or when they wait no longer; or what they are in for comes again. */
const onTheWay = (
  customer: CustomerId,
  fact: Fact,
  { rules }: Era,
  luck: Luck,
  publisher: Publisher,
  now: EpochMs,
): readonly Mischief[] => {
  const { random } = luck
  if (fact.type === 'entered' && fact.key !== null && luck.strikes('key comes again')) {
    const at = later(now, random.below(2 * DAY_MS))
    const name = random.pick([EVENTS.order, EVENTS.refund])
    return [{ happening: publisher.track(customer, name, at, { revenue: 20, orderId: fact.key }), at, way: 'somehow' }]
  }
  if (fact.type !== 'waiting' || fact.path === null) return []
  const { version, variant } = fact.path
  const step = rules.campaigns.byVersion.get(`${version}:${fact.campaign}`)?.paths.get(variant)?.steps[fact.step]
  if (step?.type !== 'wait-for') return []
  const awaited = (at: EpochMs): Happening => publisher.track(customer, step.event, at, { revenue: 30, score: 70, orderId: 'o1' })
  if (fact.wakeAt > now && luck.strikes('awaited event at the instant of its time-out'))
    return [{ happening: awaited(fact.wakeAt), at: fact.wakeAt, way: 'exactly' }]
  if (!luck.strikes('awaited event comes')) return []
  const at = later(now, Math.floor(Math.max(0, fact.wakeAt - now) * random.next() * 1.2))
  return [{ happening: awaited(at), at, way: 'somehow' }]
}

/** What was refused as soon as it was owed leaves nothing to race. */
const isStillOpen = ({ messages }: Commit, fact: Fact): boolean =>
  fact.type !== 'owed' || messages.some(({ id, status: { name } }) => id === fact.message && (name === 'owed' || name === 'deferred'))

/** Somebody changes what their next mail depends on, while it is on its way. */
const changesOfMind = (customer: CustomerId, luck: Luck, publisher: Publisher, at: EpochMs): readonly Happening[] => {
  const { random } = luck
  const all: Happening[] = []
  const wishes = (properties: JsonObject): void => void all.push(publisher.track(customer, 'Preferences Changed', at, properties))
  if (luck.strikes('pause while a mail is owed')) wishes({ pausedUntil: isoOf(later(at, random.below(4 * DAY_MS))) })
  if (luck.strikes('less mail wished while a mail is owed')) wishes({ frequency: random.pick(['weekly', 'monthly']) })
  if (luck.strikes('moved to another zone while a mail is owed'))
    all.push(publisher.identify(customer, at, { timezone: random.pick(ZONES) }))
  if (luck.strikes('other address while a mail is owed'))
    all.push(
      publisher.identify(customer, at, {
        email: random.pick(['family@example.com', `moved-${customer.replaceAll(':', '-')}@example.com`, null]),
      }),
    )
  return all
}

const wishWhileDeferred = (customer: CustomerId, random: Random, publisher: Publisher, at: EpochMs): Happening =>
  random.pick([
    () => publisher.track(customer, 'Preferences Changed', at, wishOf(random, at)),
    () => publisher.track(customer, 'Unsubscribed', at),
    () => publisher.identify(customer, at, { timezone: random.pick(ZONES) }),
    () => publisher.track(customer, EVENTS.order, at, { revenue: 30 }),
  ])()

/** They buy with the code, some of them twice, in small letters, or with one that is not theirs. */
const redemptions = (customer: CustomerId, code: string, random: Random, publisher: Publisher, now: EpochMs): readonly Happening[] =>
  Array.from({ length: 1 + random.below(2) }, () => {
    const coupon = random.pick([code, code, code.toLowerCase(), 'SPRING-0', ` ${code} `])
    return publisher.track(customer, EVENTS.order, later(now, random.below(2 * DAY_MS)), { revenue: 40, coupon })
  })

/** Only our own ids can be given as the one that stays. */
const somebodyElse = (customer: CustomerId, random: Random): CustomerId => {
  const other = customerId(`c${random.below(8)}`)
  return other === customer ? customerId('c8') : other
}

/** Two or three say at the same moment, each to another machine, that they are each other. */
const circle = (customer: CustomerId, random: Random, publisher: Publisher, at: EpochMs): readonly Mischief[] => {
  const others = [customerId(`c${random.below(4)}`), customerId(`c${4 + random.below(4)}`)].filter((other) => other !== customer)
  const own = customer.startsWith('anonymous:') ? [] : [customer]
  const all = [...own, ...others].slice(0, 2 + random.below(2))
  return all.map((one, index) => {
    const next = all[(index + 1) % all.length] as CustomerId
    return { happening: publisher.alias(one, next, at), at, way: 'alone' }
  })
}

const exitOf = (campaign: string, { rules }: Era, publisher: Publisher, customer: CustomerId, at: EpochMs): Happening => {
  const exits = rules.campaigns.live.get(campaign as Campaign['id'])?.exits ?? []
  const exit = exits.find((one) => one.on === 'event')
  return publisher.track(customer, exit?.on === 'event' ? exit.event : EVENTS.order, at, { revenue: 70, score: 70 })
}

/** The instant of assignment itself, or the last of one window. */
const edgeOf = (fact: Fact & { type: 'assigned' }, { rules }: Era, which: number): EpochMs => {
  const metric = rules.experiments.get(fact.experiment)?.metrics[0]
  return which === 0 || metric === undefined ? fact.at : later(fact.at, metric.windowMs)
}
