import type { EpochMs } from '../../kernel/words.ts'
import { type Consent, type ConsentPolicy, standingConsent } from './consent.ts'
import type { Refusal } from './message.ts'

/** All that the last look before a mail needs. */
export type Contact = {
  readonly sendingOn: boolean
  readonly campaignActive: boolean
  /** The journey is still there and still owes this message. */
  readonly journeyStands: boolean
  readonly address: string | null
  readonly consent: Consent
  readonly consentPolicy: ConsentPolicy
  /** Has been active at least once: the ground of a soft opt-in. */
  readonly isCustomer: boolean
  readonly topic: string
  readonly staleAt: EpochMs
  readonly held: boolean
}

export type Verdict =
  | { readonly say: 'send'; readonly address: string }
  | { readonly say: 'refuse'; readonly because: Refusal }
  | { readonly say: 'drop-stale' }
  | { readonly say: 'withhold' }

/** Order is policy: the switches, then law, then preference, then the moment; the holdout last, so that both arms meet the same gates. */
export const mayContact = (contact: Contact, now: EpochMs): Verdict => {
  if (!contact.journeyStands) return refuse({ type: 'journey-ended' })
  if (!contact.sendingOn) return refuse({ type: 'sending-off' })
  if (!contact.campaignActive) return refuse({ type: 'campaign-not-active' })
  if (contact.address === null) return refuse({ type: 'no-address' })

  const consent = standingConsent(contact.consent, contact.topic)
  if (consent?.status === 'withdrawn') return refuse({ type: 'withdrawn', at: consent.at })
  const { basis } = contact.consentPolicy
  const allowed = consent?.status === 'granted' || (basis === 'soft-opt-in' && contact.isCustomer)
  if (!allowed) return refuse({ type: 'no-consent', basis })

  if (now >= contact.staleAt) return { say: 'drop-stale' }
  return contact.held ? { say: 'withhold' } : { say: 'send', address: contact.address }
}

const refuse = (because: Refusal): Verdict => ({ say: 'refuse', because })
