/** The auditor's own reading of what campaigns do: who enters, which steps are taken when, and what ends a journey. */
import type { Step } from '../../../shared/domain/campaign/campaign.ts'
import { assert } from '../../../shared/kernel/assert.ts'
import { JOURNEYS_MAX } from '../../../shared/kernel/limits.ts'
import type { Json } from '../../../shared/kernel/json.ts'
import type { Era, Published } from '../world/definitions.ts'
import { type Book, fact, messageKey, type OwnJourney } from './book.ts'
import { endIfDone, endJourney, type Ledger } from './own-ends.ts'
import { consider, moved } from './own-messages.ts'
import { drawn, holds } from './rules.ts'

/** The version of each campaign that takes entries in an era. */
export const latestOf = ({ campaigns }: Era): readonly Published[] =>
  campaigns
    .filter(({ campaign }) => !campaigns.some((other) => other.campaign.id === campaign.id && other.campaign.version > campaign.version))
    .sort((a, b) => (a.campaign.id < b.campaign.id ? -1 : 1))

/** Somebody triggered a campaign: lets them in or notes why not. */
export const trigger = (book: Book, { campaign, file }: Published, era: Era, by: string, at: number, ledger: Ledger): void => {
  const because = refusal(book, { campaign, file }, era, at)
  if (because !== null) return refuse(book, campaign.id, because, at)
  const { experiment } = campaign
  const place = experiment === null ? { variant: 'all', held: false } : drawn(experiment, book.customer)
  const before = experiment === null ? undefined : book.arms.get(experiment.id)
  const isOutside = place === 'outside'
  if (isOutside && before === undefined) return refuse(book, campaign.id, 'outside-traffic', at)

  // An arm that came along with somebody who turned out to be this customer is theirs, whatever arithmetic says.
  const held = before === undefined ? !isOutside && place.held : before.arm === 'holdout'
  const own = isOutside ? (experiment?.control ?? 'all') : place.variant
  const variant = before === undefined || held ? own : before.arm
  const entry = (book.entered.get(campaign.id)?.count ?? 0) + 1
  book.entered.set(campaign.id, { count: entry, lastAt: at })
  ledger.push(fact.entered(campaign.id, campaign.version, entry, variant, held, by, at))
  if (experiment !== null && before === undefined) {
    const arm = held ? 'holdout' : variant
    book.arms.set(experiment.id, { arm, at, totals: new Map() })
    ledger.push(fact.assigned(experiment.id, arm, at))
  }
  const journey: OwnJourney = { campaign, file, entry, variant, held, enteredAt: at, messages: [], wait: null, isThrough: false }
  book.journeys.push(journey)
  goOn(book, era, journey, 0, at, ledger)
}

/** Takes the steps that come after a wait. */
export const wakeUp = (book: Book, era: Era, journey: OwnJourney, ledger: Ledger): void => {
  assert(journey.wait !== null, 'it waits')
  const { step, until } = journey.wait
  journey.wait = null
  goOn(book, era, journey, step + 1, until, ledger)
}

/** Ends a journey before its time; what it owes and nobody claimed goes with it. */
export const leave = (book: Book, journey: OwnJourney, because: string, at: number, ledger: Ledger): void => {
  for (const message of journey.messages) {
    const { key, status: from } = message
    if (from !== 'owed' && from !== 'deferred') continue
    ledger.push(fact.moved({ key, from, to: 'refused', because: { type: 'journey-ended' }, until: null, isZoneUnknown: false }, at))
    moved(book, message, 'refused', null, at)
  }
  endJourney(book, journey, `exited by ${because}`, at, ledger)
}

export const refuse = (book: Book, campaign: string, because: string, at: number): void => {
  const before = book.refused.get(campaign)
  book.refused.set(campaign, { count: (before?.count ?? 0) + 1, because, at })
  book.refusals.set(because, (book.refusals.get(because) ?? 0) + 1)
}

/** Takes steps until one waits; what the last one owes may be over at once. */
const goOn = (book: Book, era: Era, journey: OwnJourney, from: number, at: number, ledger: Ledger): void => {
  const { campaign, entry } = journey
  const steps = campaign.paths.get(journey.variant)?.steps as readonly Step[]
  for (let step = from; step < steps.length; step += 1) {
    const taken = steps[step] as Step
    if (taken.type === 'wait') {
      assert(taken.until.by === 'duration', 'simulated campaigns wait so and so long')
      journey.wait = { step, until: at + taken.until.ms }
      ledger.push(fact.waiting(campaign.id, entry, step, journey.wait.until, at))
      return
    }
    assert(taken.type === 'send', 'simulated campaigns send and wait')
    const key = messageKey(campaign.id, entry, step)
    const staleAt = at + campaign.staleAfterMs
    const id = book.ids.get(key) ?? ''
    const times = {
      owedAt: at,
      staleAt,
      wantedUntil: staleAt,
      until: null,
      claimedAt: null,
      claimedTrulyAt: null,
      claimedTo: null,
      claimedUnder: [],
    }
    const message = { key, id, journey, step, status: 'owed', ...times }
    book.messages.set(key, message)
    journey.messages.push(message)
    ledger.push(fact.owed(campaign.id, entry, step, at))
    consider(book, era, message, at, ledger)
  }
  journey.isThrough = true
  endIfDone(book, journey, at, ledger)
}

const refusal = (book: Book, { campaign, file }: Published, era: Era, at: number): string | null => {
  if (campaign.status === 'ended') return 'campaign-not-active'
  if (campaign.startAt !== null && at < campaign.startAt) return 'not-started'
  if (campaign.endAt !== null && at >= campaign.endAt) return 'over'
  if (book.journeys.some((journey) => journey.campaign.id === campaign.id)) return 'already-in'
  const last = book.entered.get(campaign.id)
  if (last !== undefined && campaign.reentry.type === 'never') return 'entered-before'
  if (last !== undefined && campaign.reentry.type === 'after' && at < last.lastAt + campaign.reentry.durationMs) return 'entered-before'
  if (book.journeys.length >= JOURNEYS_MAX) return 'too-many-journeys'
  return holds(file.audience, (path) => attribute(book, era, path)) ? null : 'not-in-audience'
}

/** What the simulated audiences ask about. */
const attribute = (book: Book, era: Era, path: string): Json | undefined => {
  const [kind, name = ''] = path.split('.')
  if (kind === 'traits') return book.traits.get(name)?.value
  const { activity, returnedBy } = era.rules.policy.lifecycle
  if (kind === 'activity') return book.counted.filter(({ happening: { name } }) => activity.has(name) || returnedBy.has(name)).length
  return (revenueOf(book, era).get(name) ?? Number.NaN) / 100
}

/** Cents by currency of everything counted, refunds taken off. */
export const revenueOf = ({ counted }: Book, { rules }: Era): ReadonlyMap<string, number> => {
  const totals = new Map<string, number>()
  const { events, refunds } = rules.policy.revenue
  for (const { happening } of counted) {
    const sign = events.has(happening.name) ? 1 : refunds.has(happening.name) ? -1 : 0
    const { revenue, currency = 'USD' } = happening.properties
    if (sign === 0 || typeof revenue !== 'number') continue
    totals.set(String(currency), (totals.get(String(currency)) ?? 0) + sign * Math.round(revenue * 100))
  }
  return totals
}
