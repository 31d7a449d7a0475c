/** Pauses by true time alone, whatever the books say of a decision; and whether what was due was done in time. */
import type { Fact } from '../../../shared/domain/fact/fact.ts'
import { CLAIM_LEASE_MS } from '../../../shared/kernel/limits.ts'
import type { Commit } from '../../../shared/ports/customer-store.ts'
import type { Task } from '../engine/machine.ts'
import type { Era } from '../world/definitions.ts'
import type { OwnMessage } from './book.ts'
import type { Violate } from './invariants.ts'
import { type OwnHold, standingOf } from './own-standing.ts'

const MINUTE = 60_000
/** Rules are a minute old at most, and clocks a minute off. */
const KNOWN_AFTER_MS = 2 * MINUTE + 1_000

/** The pause of a campaign that everybody has known of for so long at an instant; null: there is none. */
const pauseKnownAt = (era: Era, campaign: string, at: number, forMs = 0): OwnHold | null =>
  standingOf(era, campaign).holds.find(({ from, until }) => at >= from + KNOWN_AFTER_MS + forMs && (until === null || at < until)) ?? null

/** Nobody who set out while a campaign was known to be paused lets anybody in, takes a step, or claims. */
export const checkPauses = ({ startedAt }: Task, { facts }: Commit, era: Era, about: string, violate: Violate): void => {
  for (const fact of facts) {
    const campaign = actsFor(fact)
    const pause = campaign === null ? null : pauseKnownAt(era, campaign, startedAt)
    // What was due before is done late, and is of its own instant.
    if (pause === null || fact.at < pause.from) continue
    violate('I38', about, `${fact.type} of ${campaign} @ ${iso(fact.at)}`, `nothing: paused since ${iso(pause.from)}`)
  }
}

const actsFor = (fact: Fact): string | null => {
  const acts = fact.type === 'entered' || fact.type === 'owed' || fact.type === 'took' || fact.type === 'chose'
  return acts || (fact.type === 'message-moved' && fact.to === 'claimed') ? fact.campaign : null
}

/** What was claimed before a pause may leave for as long as its claim stands. */
export const checkHandedOver = ({ key, campaign }: OwnMessage, era: Era, at: number, violate: Violate): void => {
  const pause = pauseKnownAt(era, campaign.id, at, CLAIM_LEASE_MS)
  if (pause !== null) violate('I38', `${key} handed over @ ${iso(at)}`, 'mailed', `nothing: paused since ${iso(pause.from)}`)
}

/** Longer than machines are frozen and outages last. */
const LATE_MS = 12 * 3_600_000

/** Whatever changes by itself is done soon after its moment. */
export const checkLate = ({ facts }: Commit, trueAt: number, about: string, violate: Violate): void => {
  for (const fact of facts) {
    const isByItself = (fact.type === 'waited' && fact.by === 'time') || fact.type === 'resumed' || fact.type === 'journey-moved'
    if (isByItself && trueAt - fact.at > LATE_MS)
      violate('I22', about, `${fact.type} of ${iso(fact.at)} done @ ${iso(trueAt)}`, 'soon after')
  }
}

const iso = (at: number): string => new Date(at).toISOString()
