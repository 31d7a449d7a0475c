import { decide } from '../../domain/customer/decide.ts'
import type { Rules } from '../../domain/customer/rules.ts'
import { remainsOfFact, remainsOfStatus } from '../../domain/kpi/remains.ts'
import { isFinal } from '../../domain/messaging/message.ts'
import { ATTEMPTS_MAX } from '../../kernel/limits.ts'
import type { CustomerId, EpochMs } from '../../kernel/words.ts'
import type { Commit } from '../../ports/customer-store.ts'
import type { Remains } from '../../ports/privacy.ts'
import { folded, openFold } from '../fold.ts'
import { Contended } from '../handle.ts'
import { heldBeside, type Person, type Records, rootOf } from './person.ts'

/** What an erasure takes away. */
export type Extent = {
  readonly ids: readonly CustomerId[]
  readonly facts: number
  readonly events: number
  readonly messages: number
  /** Of the messages: those that are refused because of it. */
  readonly unsent: number
  readonly mails: number
  readonly visits: number
  readonly quarantined: number
  readonly coupons: number
}

/** Says what would be erased, and changes nothing. */
export const extentOf = async (records: Records, person: Person): Promise<Extent> => {
  const { inspection } = records
  const ids = person.ring.map(({ id }) => id)
  const held = await heldBeside(records, person)
  const [facts, messages] = [await Promise.all(ids.map(inspection.factsOf)), await Promise.all(ids.map(inspection.messagesOf))]
  const unsent = messages.flat().filter(({ status }) => !isFinal(status) && status.name !== 'claimed' && status.name !== 'unknown')
  return {
    ids,
    facts: facts.flat().length,
    events: held.events.length,
    messages: messages.flat().length,
    unsent: unsent.length,
    mails: held.mails.length,
    visits: held.visits.length,
    quarantined: held.quarantine.length,
    coupons: held.coupons.length,
  }
}

/**
 * Forgets one person under all the ids they had, in one transaction, on condition that none of them changed since it was looked. What was
 * claimed before comes to its end under the new id; whatever is committed afterwards meets somebody who was erased. Erased again, nothing
 * happens. Answers what was erased; null: there was nothing left.
 */
export const erasePerson = async (records: Records, rules: Rules, id: CustomerId, by: string, now: EpochMs): Promise<Extent | null> => {
  const { customers, privacy } = records
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const root = await rootOf(customers, id)
    const person: Person = { id: root, ring: await privacy.ringOf(root) }
    const [state] = person.ring
    if (state === undefined || state.erasedAt !== null) return null
    const [extent, { names }] = [await extentOf(records, person), await heldBeside(records, person)]
    const commits = person.ring.map(
      (one): Commit => folded(openFold(one), decide(one, { type: 'erase' }, rules, now), false, rules, now).commit,
    )
    if ((await privacy.erase(commits, names, REMAINS, { at: now, by })) === 'erased') return extent
  }
  throw new Contended(1)
}

/** Goes on with erasures that were cut off; see `Privacy.finish`. */
export const finishErasures = ({ privacy }: Pick<Records, 'privacy'>, now: EpochMs): Promise<number> => privacy.finish(REMAINS, now)

const REMAINS: Remains = { fact: remainsOfFact, status: remainsOfStatus }
