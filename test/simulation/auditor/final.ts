/** What the auditor checks when the world has come to rest: the whole store against the books. */
import type { SqliteStores } from '../../../shared/adapters/sqlite/open.ts'
import { evolve } from '../../../shared/domain/customer/evolve.ts'
import { type CustomerState, unknownCustomer } from '../../../shared/domain/customer/state.ts'
import type { Fact } from '../../../shared/domain/fact/fact.ts'
import { isFinal, type Message } from '../../../shared/domain/messaging/message.ts'
import { UNCONFIRMED_AFTER_MS } from '../../../shared/kernel/limits.ts'
import { MINUTE_MS } from '../../../shared/kernel/time.ts'
import { type CustomerId, type EpochMs, experimentId } from '../../../shared/kernel/words.ts'
import type { QuarantineEntry } from '../../../shared/ports/quarantine.ts'
import { type Era, OUTSIDE } from '../world/definitions.ts'
import type { Auditor } from './auditor.ts'
import { type Book, emptyBook } from './book.ts'
import { checkPhases } from './compared.ts'
import { checkDelivery, checkSuppressed } from './final-delivery.ts'
import { checkJourneys, checkTasks } from './final-journeys.ts'
import { isTaken } from './mail.ts'
import { checkAllSettled } from './own-calls.ts'
import { passTime } from './own-decision.ts'
import { revenueOf } from './own-asks.ts'
import { wayOf } from './own-merge.ts'
import { statusAt } from './own-standing.ts'
import { stageAt } from './rules.ts'
import { checkTallies } from './tallies.ts'

const EVERYTHING = 1_000_000

/** Ticks come once a minute and clocks differ by one: what was due before that must be done. */
const REST_MS = 10 * MINUTE_MS

export const auditFinal = async (
  auditor: Auditor,
  stores: SqliteStores,
  era: Era,
  now: EpochMs,
  poisoned: ReadonlySet<CustomerId>,
): Promise<void> => {
  const { books, published } = auditor.world
  const quarantine = await stores.quarantine.list(null, EVERYTHING)
  checkEvents(auditor, quarantine, era, poisoned)

  checkMerges(auditor, quarantine)

  const states = (await stores.customers.load([...books.keys()])).values()
  const factsOf = new Map<CustomerId, readonly Fact[]>()
  for (const state of states) {
    const facts = await stores.inspection.factsOf(state.id)
    factsOf.set(state.id, facts)
    const book = books.get(state.id)
    if (book === undefined) auditor.violate('I12', state.id, 'a customer', 'nobody of that name')
    else if (state.merge !== null || book.merge !== null) checkMerged(auditor, book, state, facts)
    else checkCustomer(auditor, book, state, facts, era, now)
  }
  const shown = await stores.inspection.customers(null, EVERYTHING)
  for (const { id } of shown) if (books.get(id)?.merge !== null) auditor.violate('I25', id, 'shown as a customer', 'merged')
  for (const { customer } of published) {
    if ((books.get(customer)?.version ?? 0) > 0 && !factsOf.has(customer)) auditor.violate('I12', customer, 'no state', 'a customer')
  }
  const messages = await stores.inspection.messages(null, EVERYTHING)
  for (const message of messages) checkMessage(auditor, era, message, now)
  await checkSuppressed(auditor, stores)
  await checkTasks(auditor, stores)
  checkAllSettled(auditor.world.calls, auditor.violate)
  await checkTallies(auditor, stores.tallies, [...factsOf.values()].flat(), 'as folded')
  checkPhases(era, auditor.violate)
}

/** Each published event was counted or lies in quarantine, and nothing lies there without a reason. */
const checkEvents = (
  { world, violate }: Auditor,
  quarantine: readonly QuarantineEntry[],
  era: Era,
  poisoned: ReadonlySet<CustomerId>,
): void => {
  const quarantined = new Set<string>()
  for (const { because, text, customerId } of quarantine) {
    const { messageId, id } = text === '' ? {} : (JSON.parse(text) as { messageId?: string; id?: string })
    const event = messageId ?? id
    if (event !== undefined) quarantined.add(event)
    // Whoever is merged into somebody poisoned cannot be woken either.
    const isPoisoned = customerId !== null && wayOf(bookIn(world), customerId).way.some(({ customer }) => poisoned.has(customer))
    if (because === 'wake-failed' && customerId !== null && !isPoisoned) {
      violate('I24', customerId, 'a wake that failed again and again', 'nothing fails but what was poisoned')
    }
  }
  const fates = new Map<string, 'counted' | 'doubted'>()
  for (const { known } of world.books.values()) for (const [id, fate] of known) if (fates.get(id) !== 'counted') fates.set(id, fate)
  for (const { id, customer, type, name, properties } of world.published) {
    if (type === 'alias') continue
    const fate = fates.get(id)
    if (fate !== 'counted' && !quarantined.has(id))
      violate('I12', `${customer}, event ${id} (${name})`, fate ?? 'lost', 'counted or in quarantine')
    if (!era.rules.experiments.has(experimentId(OUTSIDE.id))) continue
    if (fate === 'counted' && properties.variation_id === 'forgotten' && !quarantined.has(id)) {
      violate('I12', `${customer}, event ${id}`, 'not in quarantine', 'unknown variant in quarantine')
    }
  }
}

const bookIn =
  (world: Auditor['world']) =>
  (customer: CustomerId): Book =>
    world.books.get(customer) ?? emptyBook(customer)

/** Whoever was said to be another is, unless it was the other who became them, or somebody else had said so before. */
const checkMerges = ({ world, violate }: Auditor, quarantine: readonly QuarantineEntry[]): void => {
  const refused = new Set(quarantine.map(({ text }) => (text === '' ? undefined : (JSON.parse(text) as { messageId?: string }).messageId)))
  const bookOf = bookIn(world)
  for (const { id, merges, spoiled } of world.published) {
    if (spoiled || refused.has(id)) continue
    for (const { source, into } of merges) {
      const { merge, lifted } = bookOf(source)
      const isOther = merge !== null || wayOf(bookOf, into).end?.customer === source
      // While they were about to be somebody else, this was the second word, which is not kept for the case that the first comes to nothing.
      const wasSecond = lifted && world.published.some((other) => other.merges.some((one) => one.source === source && one.into !== into))
      if (!isOther && !wasSecond) violate('I25', `${source}, said to be ${into}`, 'a customer of their own', 'merged')
    }
  }
}

/** What is left of somebody who was merged: their way, and nothing that could be taken for a customer. */
const checkMerged = ({ violate }: Auditor, book: Book, state: CustomerState, facts: readonly Fact[]): void => {
  const words = (merge: Book['merge']): string => (merge === null ? 'a customer' : `${merge.status} into ${merge.into}`)
  if (words(state.merge) !== words(book.merge)) violate('I25', book.customer, words(state.merge), words(book.merge))
  if (state.merge?.status === 'sealed') violate('I25', book.customer, 'sealed, after all faults were over', 'merged')
  const { id, version, at, receipts, merge } = state
  const [seen, wanted] = [JSON.stringify(state), JSON.stringify({ ...unknownCustomer(id), version, at, receipts, merge })]
  if (seen !== wanted) violate('I25', book.customer, seen, wanted)
  const folded = JSON.stringify(foldOf(id, facts))
  if (folded !== JSON.stringify(factual(state))) violate('I15', book.customer, JSON.stringify(factual(state)), folded)
}

const checkCustomer = (auditor: Auditor, book: Book, state: CustomerState, facts: readonly Fact[], era: Era, now: EpochMs): void => {
  const { violate } = auditor
  const differ = (invariant: Parameters<typeof violate>[0], what: string, seen: unknown, wanted: unknown): void => {
    const [a, b] = [JSON.stringify(seen), JSON.stringify(wanted)]
    if (a !== b) violate(invariant, `${state.id}, ${what}`, a, b)
  }
  differ('I12', 'counts', sorted(Object.entries(state.metrics.counts).map(([name, { total }]) => [name, total])), sorted(countsOf(book)))
  differ('I12', 'revenue', sorted(Object.entries(state.metrics.revenue)), sorted([...revenueOf(book, era)]))
  differ('I14', 'stage', state.standing?.stage ?? null, book.stage)
  differ('I14', 'stage by everything published', book.stage, stageByPublished(auditor, book, era))
  differ(
    'I23',
    'traits',
    sorted(Object.entries(state.traits).map(([name, { value }]) => [name, value])),
    sorted([...book.traits].map(([name, { value }]) => [name, value])),
  )
  differ(
    'I23',
    'consent',
    sorted(Object.entries(state.consent).map(([topic, { status, basis }]) => [topic, status, basis])),
    sorted([...book.consent].map(([topic, { status, basis }]) => [topic, status, basis])),
  )
  differ('I23', 'preferences', state.preferences, book.preferences)
  checkDelivery(auditor, book, state, now)
  checkJourneys(auditor, book, state, era, now - REST_MS)
  differ('I41', 'tasks', state.tasks.map(({ id }) => String(id)).sort(), book.tasks.map(({ id }) => id).sort())
  differ('I15', 'state and the fold of its facts', factual(state), foldOf(state.id, facts))

  const forgotten: Parameters<typeof passTime>[4] = []
  passTime(book, era, now - REST_MS, true, forgotten)
  for (const { text } of forgotten) violate('I22', state.id, 'nothing', text)
}

/** The stage from all that was published, in one look: but for what came too late even to be doubted. */
const stageByPublished = ({ world }: Auditor, book: Book, era: Era): string | null => {
  const { activity, churnedBy, returnedBy } = era.rules.policy.lifecycle
  const taken = new Map(book.counted.map(({ happening, occurredAt }) => [happening.id, occurredAt]))
  const members = book.members.map((member) => world.books.get(member) ?? emptyBook(member))
  const heard = world.published.flatMap((one) => {
    const isHeard = members.some(({ known, tooLate }) => known.has(one.id) && !tooLate.has(one.id))
    return isHeard ? [{ name: one.name, at: taken.get(one.id) ?? one.timestamp }] : []
  })
  const instants = (names: ReadonlySet<string>): readonly number[] => heard.filter(({ name }) => names.has(name)).map(({ at }) => at)
  const active = [...instants(activity), ...instants(returnedBy)]
  const first = active.length === 0 ? null : Math.min(...active)
  const last = active.length === 0 ? null : Math.max(...active)
  const latest = (of: readonly number[]): number | null => (of.length === 0 ? null : Math.max(...of))
  if (book.at === null) return null
  return stageAt(
    { first, last, ended: latest(instants(churnedBy)), returned: latest(instants(returnedBy)) },
    era.rules.policy.lifecycle,
    book.at,
  )
}

const countsOf = ({ counted }: Book): readonly (readonly [string, number])[] => {
  const counts = new Map<string, number>()
  for (const { happening } of counted) {
    if (happening.type !== 'identify') counts.set(happening.name, (counts.get(happening.name) ?? 0) + 1)
  }
  return [...counts]
}

/** All that facts say about a customer, and none of what only events do. */
const factual = ({ standing, consent, preferences, coupons, journeys, campaigns, exposures, tasks }: CustomerState) => ({
  standing,
  tasks,
  preferences,
  coupons: sorted(Object.entries(coupons)),
  consent: sorted(Object.entries(consent)),
  journeys,
  entries: sorted(
    Object.entries(campaigns).flatMap(([id, { entries, lastEnteredAt }]) => (entries === 0 ? [] : [[id, entries, lastEnteredAt]])),
  ),
  exposures: sorted(Object.entries(exposures)),
})

/** What the facts add up to; those of a flow that is broken may not even add up. */
const foldOf = (customer: CustomerId, facts: readonly Fact[]): unknown => {
  try {
    return factual(facts.reduce(evolve, unknownCustomer(customer)))
  } catch (failure) {
    return String(failure)
  }
}

const sorted = (entries: readonly (readonly unknown[])[]): readonly (readonly unknown[])[] =>
  [...entries].sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1))

/** When something must have happened to it. */
const nextLookAt = (status: Message['status'], owedAt: EpochMs): EpochMs => {
  switch (status.name) {
    case 'deferred':
      return status.until
    case 'claimed':
      return status.leaseUntil
    case 'unknown':
      return status.giveUpAt
    default:
      return owedAt
  }
}

const checkMessage = (
  { world, violate }: Auditor,
  era: Era,
  { id, customerId, campaign, entry, step, status, owedAt, staleAt, held }: Message,
  now: EpochMs,
): void => {
  const about = `${customerId}, message ${campaign}#${entry}.${step}`
  const wasAccepted = world.acceptances.has(id)
  const said = world.returned.get(id)
  const own = world.messageOf(id)?.message
  if (own === undefined || own.status !== status.name) violate('I5', about, status.name, own?.status ?? 'no such message')
  // A pause keeps it, until it is stale.
  const look = status.name === 'deferred' && statusAt(era, campaign, now) === 'paused' ? staleAt : nextLookAt(status, owedAt)
  if (!isFinal(status) && look < now - REST_MS) violate('I4', about, status.name, 'a final state, or a look at it to come')
  if (!isFinal(status) && staleAt + UNCONFIRMED_AFTER_MS + REST_MS < now) violate('I36', about, status.name, 'a final state')
  if (status.name === 'deferred' && status.until >= staleAt) violate('I36', about, `put off until ${status.until}`, `before ${staleAt}`)
  if (isTaken(status.name) && !wasAccepted) violate('I5', about, status.name, 'the mail service never had it')
  const isThrownAway = said?.has('Reject') === true || said?.has('RenderingFailure') === true
  const mayBeTaken =
    isTaken(status.name) || status.name === 'unconfirmed' || !isFinal(status) || (status.name === 'refused' && isThrownAway)
  if (wasAccepted && !mayBeTaken) violate('I5', about, status.name, 'the mail service has it')
  if (said?.has('Complaint') === true && status.name !== 'complained' && status.name !== 'unconfirmed')
    violate('I5', about, status.name, 'complained')
  const isHard = said?.has('HardBounce') === true || said?.has('Expired') === true
  if (status.name === 'bounced' && status.kind === 'permanent' && !isHard) violate('I5', about, 'bounced for good', 'for now')
  if (held && wasAccepted) violate('I3', about, 'mailed', 'held out')
}
