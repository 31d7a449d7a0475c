/** What one input must mean for one customer, worked out a second time. It writes the books and says which facts it expects. */
import type { Era } from '../world/definitions.ts'
import type { Happening } from '../world/people.ts'
import { type Book, type Counted, fact, type Word } from './book.ts'
import type { Ledger } from './own-ends.ts'
import { assign, attribute, countItself } from './own-exposures.ts'
import { followRules, hearWaits, listeningIn, rulesComeAt } from './own-hearing.ts'
import { goesOnAt, goOn, keyOf, leave, refuse, trigger } from './own-journeys.ts'
import { latestOf } from './own-latest.ts'
import { looksAt, reconsiderAll } from './own-messages.ts'
import { comingAt, enterTimed, reviewSegments, segmentsComeAt, timeComesAt } from './own-segments.ts'
import { holdsOf, stageAt, standing, supersedes, thresholds } from './rules.ts'

/** Lets everything happen that silence brings before an instant, or up to it. */
export const passTime = (book: Book, era: Era, until: number, including: boolean, ledger: Ledger): void => {
  if (book.merge !== null) return
  for (;;) {
    const due = nextInstant(book, era)
    if (due === null || due > until || (due === until && !including)) return
    const coming = comingAt(book, era, due)
    book.at = due
    followRules(book, era, due, ledger)
    judge(book, era, due, true, ledger)
    for (const { journey, place } of listeningIn(book)) {
      const at = goesOnAt(book, era, journey)
      if (at !== null && at <= due && journey.place === place && book.journeys.includes(journey)) goOn(book, era, journey, due, ledger)
    }
    reconsiderAll(book, era, due, ledger)
    enterTimed(book, era, coming, due, until, ledger)
    reviewSegments(book, era, false, true, due, ledger)
  }
}

/** The first instant, from the customer's own clock on, at which something changes though nobody says anything. */
const nextInstant = (book: Book, era: Era): number | null => {
  const { rules } = era
  const { at } = book
  if (at === null) return null
  const { lifecycle } = rules.policy
  if (stageAt(book.activity, lifecycle, at) !== book.stage) return at
  const changes = thresholds(book.activity, lifecycle).filter((instant) => {
    return instant > at && stageAt(book.activity, lifecycle, instant) !== stageAt(book.activity, lifecycle, instant - 1)
  })
  const onTheWay = book.journeys.flatMap((journey) => [
    goesOnAt(book, era, journey) ?? [],
    rulesComeAt(era, journey) ?? [],
    ...journey.messages.map((message) => looksAt(book, era, message) ?? []),
  ])
  const others = [timeComesAt(book, era, at) ?? [], segmentsComeAt(book, era) ?? []]
  const instants = [...changes, ...onTheWay.flat(), ...others.flat()].map((instant) => Math.max(instant, at))
  return instants.length === 0 ? null : Math.min(...instants)
}

/**
 * One event, heard for the first time or doubted. `doubt` is what the quarantine says of it. `elsewhere`: what was counted for somebody
 * who is about to be absorbed, and was seen in the timeline already.
 */
export const hear = (
  book: Book,
  era: Era,
  happening: Happening,
  doubt: string | null,
  now: number,
  ledger: Ledger,
  elsewhere: readonly Counted[],
): void => {
  const at = book.at === null ? now : Math.max(book.at, now)
  passTime(book, era, at, false, ledger)
  const isNew = book.at === null
  if (isNew) ledger.push(fact.appeared(at))
  const coming = comingAt(book, era, at)
  book.at = at
  const listening = listeningIn(book)
  const occurredAt = Math.min(happening.timestamp, now)
  const isDoubted = doubt === 'uncertain' || doubt === 'too-late'
  if (book.known.get(happening.id) !== 'counted') book.known.set(happening.id, isDoubted ? 'doubted' : 'counted')

  hearConsent(book, era, happening, occurredAt, at, ledger)
  hearPreferences(book, happening, occurredAt, at, ledger)
  if (doubt === 'too-late') {
    if (book.known.get(happening.id) === 'doubted') book.tooLate.add(happening.id)
    return enterTimed(book, era, coming, at, at, ledger)
  }
  hearTraits(book, happening, occurredAt)
  const before = book.activity
  observe(book, era, happening, occurredAt)
  const over = (triggers: boolean): void => {
    enterTimed(book, era, coming, at, at, ledger)
    reviewSegments(book, era, isNew, triggers, at, ledger)
  }
  if (doubt === 'uncertain') {
    judgeIfMoved(book, era, before, at, false, ledger)
    return over(false)
  }
  book.counted.push({ happening, occurredAt })
  const isFresh = at - occurredAt <= era.rules.policy.entryMaxAgeMs
  hearRedemption(book, happening, at, ledger)
  hearExits(book, happening, occurredAt, isFresh, at, ledger)
  hearExposure(book, era, happening, occurredAt, elsewhere, ledger)
  hearOutcome(book, era, happening, occurredAt, at, ledger)
  judgeIfMoved(book, era, before, at, isFresh, ledger)
  hearWaits(book, era, listening, { happening, occurredAt, isFresh }, at, ledger)
  hearEntries(book, era, happening, isFresh, at, ledger)
  over(isFresh)
}

/** The stage as far as something moved it: what silence changes at this very instant comes after it. */
export const judgeIfMoved = (book: Book, era: Era, before: Book['activity'], at: number, triggers: boolean, ledger: Ledger): void => {
  const { lifecycle } = era.rules.policy
  if (stageAt(before, lifecycle, at) !== stageAt(book.activity, lifecycle, at)) judge(book, era, at, triggers, ledger)
}

/** Names the stage anew; a change ends journeys and, where it triggers, begins others. */
const judge = (book: Book, era: Era, at: number, triggers: boolean, ledger: Ledger): void => {
  const to = stageAt(book.activity, era.rules.policy.lifecycle, at)
  const from = book.stage
  if (to === null || to === from) return
  book.stage = to
  ledger.push(fact.stage(from, to, at))
  for (const journey of [...book.journeys]) {
    if (journey.campaign.exits.some((exit) => exit.on === 'stage' && exit.stage === to)) leave(book, journey, `stage ${to}`, at, ledger)
  }
  if (!triggers) return
  for (const published of latestOf(era)) {
    const { entry } = published.campaign
    if (entry.on !== 'stage' || entry.stage !== to) continue
    if (entry.from === null || (from !== null && entry.from.has(from))) trigger(book, published, era, `${from ?? 'none'}>${to}`, at, ledger)
  }
}

const observe = (book: Book, era: Era, { name }: Happening, at: number): void => {
  const { activity, churnedBy, returnedBy } = era.rules.policy.lifecycle
  const min = (a: number | null): number => (a === null ? at : Math.min(a, at))
  const max = (a: number | null): number => (a === null ? at : Math.max(a, at))
  const own = book.activity
  if (activity.has(name) || returnedBy.has(name)) book.activity = { ...own, first: min(own.first), last: max(own.last) }
  if (churnedBy.has(name)) book.activity = { ...book.activity, ended: max(own.ended) }
  if (returnedBy.has(name)) book.activity = { ...book.activity, returned: max(own.returned) }
}

/** What an event says about consent: a yes, a yes that waits to be confirmed, or a no. */
const wordOf = ({ name, properties }: Happening, isDouble: boolean, at: number): Word => {
  if (name === 'Unsubscribed') return { status: 'withdrawn', at, basis: null }
  if (properties.confirmed === true) return { status: 'granted', at, basis: 'double-opt-in' }
  return isDouble ? { status: 'pending', at, basis: null } : { status: 'granted', at, basis: 'opt-in' }
}

const hearConsent = (book: Book, era: Era, happening: Happening, saidAt: number, at: number, ledger: Ledger): void => {
  const { name, properties } = happening
  if (name !== 'Subscribed' && name !== 'Unsubscribed') return
  const topic = typeof properties.topic === 'string' ? properties.topic : '*'
  const word = wordOf(happening, era.rules.policy.consent.isDouble, Math.min(saidAt, at + 1_000))
  if (!takeWord(book, topic, word, at, ledger) || word.status !== 'withdrawn') return
  leaveWithdrawn(book, [topic], at, ledger)
  countItself(book, era, '$unsubscribe', null, word.at, at, ledger)
}

/** Writes a word down if it is the one that counts; answers whether it is. */
export const takeWord = (book: Book, topic: string, word: Word, at: number, ledger: Ledger): boolean => {
  if (!supersedes(word, book.consent.get(topic))) return false
  book.consent.set(topic, word)
  ledger.push(fact.consent(topic, word, at))
  return true
}

const LESS = ['all', 'weekly', 'monthly'] as const
type Wish = NonNullable<Book['preferences']>

const hearPreferences = (book: Book, { name, properties }: Happening, saidAt: number, at: number, ledger: Ledger): void => {
  if (name !== 'Preferences Changed') return
  const frequency = LESS.find((one) => one === (properties.frequency ?? book.preferences?.frequency ?? 'all'))
  if (frequency === undefined) return
  const { pausedUntil: pause } = properties
  const pausedUntil = typeof pause === 'string' ? Date.parse(pause) : pause === undefined ? (book.preferences?.pausedUntil ?? null) : null
  // A pause of more than 400 days is a mistake, and a person looks at it.
  if (typeof pause === 'string' && (pausedUntil ?? 0) - saidAt > 400 * 86_400_000) return
  takeWish(book, { frequency, pausedUntil, saidAt: Math.min(saidAt, at + 1_000) }, at, ledger)
}

/** The newest wish counts; of two at one instant whatever means less mail. */
export const takeWish = (book: Book, wish: Wish, at: number, ledger: Ledger): void => {
  const before = book.preferences
  if (before !== null && before.saidAt > wish.saidAt) return
  const isTie = before !== null && before.saidAt === wish.saidAt
  const frequency = isTie && LESS.indexOf(before.frequency) > LESS.indexOf(wish.frequency) ? before.frequency : wish.frequency
  const pausedUntil = isTie ? latest(before.pausedUntil, wish.pausedUntil) : wish.pausedUntil
  if (isTie && frequency === before.frequency && pausedUntil === before.pausedUntil) return
  book.preferences = { frequency, pausedUntil, saidAt: wish.saidAt }
  ledger.push(fact.preferences(wish.frequency, wish.pausedUntil, wish.saidAt, at))
}

const latest = (a: number | null, b: number | null): number | null => (a === null || b === null ? (a ?? b) : Math.max(a, b))

/** Their own code, in letters of any size, redeems it once. */
const hearRedemption = (book: Book, { properties }: Happening, at: number, ledger: Ledger): void => {
  const { coupon } = properties
  if (typeof coupon !== 'string') return
  for (const [campaign, held] of book.coupons) {
    if (held.redeemed || held.code.toUpperCase() !== coupon.trim().toUpperCase()) continue
    held.redeemed = true
    ledger.push(fact.couponRedeemed(campaign, held.code, held.variant, at))
  }
}

/** Ends what is about one of these topics, if the last word about it is still a no. */
export const leaveWithdrawn = (book: Book, topics: readonly string[], at: number, ledger: Ledger): void => {
  for (const journey of [...book.journeys]) {
    const { topic } = journey.campaign
    const isAbout = topics.includes('*') || topics.includes(topic)
    if (isAbout && standing(book.consent, topic)?.status === 'withdrawn') leave(book, journey, 'withdrawn', at, ledger)
  }
}

const hearTraits = (book: Book, { traits }: Happening, saidAt: number): void => {
  for (const [name, value] of Object.entries(traits)) {
    const before = book.traits.get(name)
    const isNewer =
      before === undefined || saidAt > before.at || (saidAt === before.at && JSON.stringify(value) > JSON.stringify(before.value))
    if (name !== 'essay' && isNewer) book.traits.set(name, { value, at: saidAt })
  }
}

/** A fresh event ends every journey it is an exit of; an old one only those that had begun when it happened. */
const hearExits = (book: Book, happening: Happening, occurredAt: number, isFresh: boolean, at: number, ledger: Ledger): void => {
  for (const journey of [...book.journeys]) {
    if (!isFresh && occurredAt < journey.enteredAt) continue
    const exits = journey.file.exits ?? []
    const key = keyOf(journey.file.reentry ?? null, happening)
    const ends = exits.some(
      (exit) =>
        exit.event === happening.name && holdsOf(exit.where, happening.properties) && (exit.sameKey !== true || key === journey.key),
    )
    if (ends) leave(book, journey, happening.name, at, ledger)
  }
}

const hearEntries = (book: Book, era: Era, happening: Happening, isFresh: boolean, at: number, ledger: Ledger): void => {
  for (const published of latestOf(era)) {
    const { entry } = published.file
    if (entry.event !== happening.name || !holdsOf(entry.where, happening.properties)) continue
    if (isFresh) trigger(book, published, era, happening.name, at, ledger, happening)
    else refuse(book, published.campaign.id, 'event-too-old', at)
  }
}

/** Assigned elsewhere: the first variant we hear of stands, and outcomes heard before count if they lie in its window. */
const hearExposure = (
  book: Book,
  era: Era,
  { name, properties }: Happening,
  occurredAt: number,
  elsewhere: readonly Counted[],
  ledger: Ledger,
): void => {
  const id = String(properties.experiment_id)
  const { outside } = era.written
  const variant = String(properties.variation_id)
  const isOurs = name === 'Experiment Viewed' && outside?.id === id
  if (!isOurs || !(outside.variants as unknown as { name: string }[]).some((one) => one.name === variant)) return
  const before = book.arms.get(id)
  if (before !== undefined) {
    if (before.arm !== variant) ledger.push(fact.crossover(id, before.arm, variant, occurredAt))
    return
  }
  const exposure = assign(book, era, { experiment: id, phase: 1, arm: variant, bucket: null, breakdowns: [] }, occurredAt, ledger)
  const earlier = [...book.counted, ...elsewhere]
    .filter((one) => one.occurredAt > occurredAt)
    .sort((a, b) => a.occurredAt - b.occurredAt || (a.happening.id < b.happening.id ? -1 : 1))
  for (const one of earlier) attribute(era, id, exposure, one.happening, one.occurredAt, one.occurredAt, ledger)
}

const hearOutcome = (book: Book, era: Era, happening: Happening, occurredAt: number, at: number, ledger: Ledger): void => {
  for (const [id, exposure] of book.arms) attribute(era, id, exposure, happening, occurredAt, at, ledger)
  if (happening.type === 'page') countItself(book, era, '$visit', null, occurredAt, at, ledger)
}
