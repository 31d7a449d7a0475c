import type { CustomerState } from '../../domain/customer/state.ts'
import type { Json, JsonObject } from '../../kernel/json.ts'
import { isoOf } from '../../kernel/time.ts'
import type { EpochMs } from '../../kernel/words.ts'
import { outside } from '../query/outside.ts'
import { type Held, heldBeside, type Person, type Records } from './person.ts'

/**
 * Everything that is held of one person, as one JSON document that explains itself; docs/privacy.md is its reference. Instants are ISO
 * 8601 in UTC, amounts are in minor units beside their currency.
 */
export const exportPerson = async (records: Records, person: Person, asked: string, now: EpochMs): Promise<JsonObject> => {
  const held = await heldBeside(records, person)
  return {
    format: 'rekindle.person/1',
    exportedAt: isoOf(now),
    askedFor: asked,
    explained: EXPLAINED,
    ids: person.ring.map(identity),
    ...standing(person),
    addresses: await addressesOf(records, held),
    ...(await history(records, person)),
    events: held.events.map(({ id, customerId, type, name, occurredAt, properties, traits }) => ({
      ...{ id, customer: customerId, type, name, at: isoOf(occurredAt), properties, traits },
    })),
    ...besides(held),
  }
}

const EXPLAINED: Readonly<Record<string, string>> = {
  ids: 'Every id this person had. One that was merged leads to the first. `received` names what was received lately, so that nothing is counted twice.',
  traits: 'What was said about them, and when it was said.',
  metrics: 'What was counted of what they did. Amounts are in the smallest unit of the currency.',
  lifecycle: 'The stage of the relation, since when, and why.',
  consent: 'What they agreed to or took back, for each topic: on which basis, where it was said, and when. "*" is every topic.',
  preferences: 'How often they want mail, and any pause.',
  journeys: 'Campaigns they are in.',
  campaigns: 'Campaigns they were in or were not let into, how often and why.',
  experiments: 'The variant they were assigned to, when, and what was counted since.',
  coupons: 'Codes that are theirs, and when each was given and used.',
  mailsCounted: 'Mails that count towards how many they get at most.',
  softBounces: 'Mails in a row that their mail server turned away for now.',
  addresses: 'Their addresses, and whether they may be written to.',
  facts: 'What was decided about them, in order, and what was heard of their mails.',
  messages: 'Mails that were decided on, where each stands, and why.',
  events: 'What was told to us about them, where a campaign, a metric or the policy names it.',
  mails: 'What the mails said that lie in the inbox of this installation. A mail service may hold copies of its own.',
  visits: 'When a link of their mails was followed, and by which program.',
  quarantine: 'What came in about them and could not be taken as it was.',
  codes: 'Codes as their pool has them.',
  receipts: 'More of the same, by a digest where an id is long.',
  onTheWay: 'What is held under an id whose merge is under way.',
}

const identity = ({ id, merge, version, at, receipts }: CustomerState): JsonObject => ({
  id,
  changes: version,
  lastDecidedAt: at === null ? null : isoOf(at),
  received: receipts.ids.map(([receipt, receivedAt]) => ({ receipt, receivedAt: isoOf(receivedAt) })),
  mergedInto: merge === null ? null : merge.into,
  mergedAt: merge === null ? null : isoOf(merge.at),
})

/** What stands now. All of it is with the first of the ring; those that were merged keep what tells duplicates. */
const standing = ({ ring }: Person): JsonObject => {
  const parts = ring.map((state): JsonObject => {
    const {
      traits,
      metrics,
      standing: lifecycle,
      consent,
      preferences,
      journeys,
      campaigns,
      exposures,
      coupons,
      contacts,
      softBounces,
    } = state
    return {
      traits: Object.fromEntries(Object.entries(traits).map(([name, { value, at }]) => [name, { value, saidAt: isoOf(at) }])),
      metrics: outside(metrics),
      lifecycle: outside(lifecycle),
      consent: outside(Object.fromEntries(Object.entries(consent).map(([topic, { at, ...said }]) => [topic, { ...said, saidAt: at }]))),
      preferences: outside(preferences),
      journeys: outside(journeys),
      campaigns: outside(campaigns),
      experiments: outside(exposures),
      coupons: outside(coupons),
      mailsCounted: outside(contacts),
      softBounces: outside(softBounces),
    }
  })
  const [own = {}, ...former] = parts
  // A merge that is under way: what is held of them is still theirs.
  const others = former.flatMap((part, index): Json[] => {
    const state = ring[index + 1]
    return state?.merge?.status === 'sealed' ? [{ id: state.id, ...part }] : []
  })
  return others.length === 0 ? own : { ...own, onTheWay: others }
}

const addressesOf = async ({ customers }: Records, { addresses }: Held): Promise<Json> =>
  Promise.all(
    addresses.map(async (address) => {
      const suppression = await customers.suppression(customers.addressDigest(address))
      const suppressed =
        suppression === null ? null : { because: suppression.because, at: isoOf(suppression.at), message: suppression.message }
      return { address, suppressed }
    }),
  )

const history = async ({ inspection }: Records, { ring }: Person): Promise<JsonObject> => {
  const facts: Json[] = []
  const messages: Json[] = []
  for (const { id } of ring) {
    for (const fact of await inspection.factsOf(id)) facts.push({ customer: id, ...(outside(fact) as JsonObject) })
    for (const message of await inspection.messagesOf(id)) messages.push(outside(message))
  }
  return { facts, messages }
}

const besides = ({ mails, visits, quarantine, coupons, receipts }: Held): JsonObject => ({
  mails: outside(mails),
  visits: outside(visits),
  quarantine: quarantine.map(({ id, at, because, problems, text }) => ({ id, at: isoOf(at), because, problems: outside(problems), text })),
  codes: outside(coupons),
  receipts: outside(receipts),
})
