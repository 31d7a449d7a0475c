import type { CampaignId, EpochMs } from '../../kernel/words.ts'
import type { Journey, JourneyEnd, Position } from '../journey/journey.ts'
import { type Contact, remembered } from '../messaging/caps.ts'
import type { Message, MessageStatus, Refusal } from '../messaging/message.ts'
import { type Draft, record } from './draft.ts'
import { journeyOf } from './evolve.ts'

/** What of a message its move needs. */
export type Moving = Pick<Message, 'id' | 'campaign' | 'entry' | 'step' | 'variant'> & { readonly status: Pick<MessageStatus, 'name'> }

/** Moves a message to another status: its row, the fact of it, and the end of its journey where nothing else was open. */
export const moveMessage = (draft: Draft, message: Moving, to: MessageStatus, at: EpochMs, isZoneUnknown = false): void => {
  noteMove(draft, message, to, at, isZoneUnknown)
  completeIfSettled(draft, message.campaign, message.entry, at)
}

/** The same, where the journey ends anyway. */
export const noteMove = (draft: Draft, message: Moving, to: MessageStatus, at: EpochMs, isZoneUnknown = false): void => {
  const { id, campaign, entry, step, variant, status } = message
  const because: Refusal | null = to.name === 'refused' || to.name === 'deferred' ? to.because : null
  const until = to.name === 'deferred' ? to.until : null
  draft.settlements.push({ id, from: status.name, to })
  const moved = { message: id, step, variant, from: status.name, to: to.name, because, until, isZoneUnknown }
  record(draft, { type: 'message-moved', campaign, entry, ...moved }, at)
  draft.state = { ...draft.state, contacts: contactsAfter(draft.state.contacts, id, to, at) }
}

/** Ends a journey that goes no further, once nothing of it is unsettled. */
export const completeIfSettled = (draft: Draft, campaign: CampaignId, entry: number, at: EpochMs): void => {
  const journey = journeyOf(draft.state, campaign, entry)
  const end = journey === null ? null : endOf(journey.position)
  if (journey === null || end === null || journey.unsettled.length > 0) return
  record(draft, { type: 'journey-ended', campaign, entry, end, waitedAt: null, path: pathOf(journey) }, at)
}

const endOf = (position: Position): JourneyEnd | null => {
  switch (position.status) {
    case 'settling':
      return { outcome: 'completed' }
    case 'leaving':
      return { outcome: 'exited', because: position.because }
    case 'waiting':
    case 'paused':
      return null
  }
}

/** Of which path a journey's steps are. */
export const pathOf = ({ version, variant }: Journey): { readonly version: number; readonly variant: string } => ({ version, variant })

/** Holds a place under the frequency caps for a message. Held-out customers get none, so they need none. */
export const reserve = (draft: Draft, contact: Contact, reachMs: number, at: EpochMs): void => {
  const others = draft.state.contacts.filter(({ message }) => message !== contact.message)
  draft.state = { ...draft.state, contacts: [...remembered(others, reachMs, at), contact] }
}

/** Gives up a message's place, as for one that waits for room. */
export const release = (draft: Draft, message: Contact['message']): void => {
  if (!draft.state.contacts.some((one) => one.message === message)) return
  draft.state = { ...draft.state, contacts: draft.state.contacts.filter((one) => one.message !== message) }
}

/** A claim counts from its instant on; what never left gives its place back, and what never left but is owed again keeps it. */
const contactsAfter = (contacts: readonly Contact[], message: Contact['message'], to: MessageStatus, at: EpochMs): readonly Contact[] => {
  if (!contacts.some((one) => one.message === message)) return contacts
  switch (to.name) {
    case 'claimed':
      return contacts.map((one) => (one.message === message ? { ...one, status: 'claimed', at } : one))
    case 'owed':
      return contacts.map((one) => (one.message === message ? { ...one, status: 'reserved', at } : one))
    case 'deferred':
      return contacts.map((one) => (one.message === message ? { ...one, at: to.until } : one))
    // Handed over although nobody knew: a place that is only held would be held for ever.
    case 'sent':
      return contacts.map((one) => (one.message === message && one.status === 'reserved' ? { ...one, status: 'claimed', at } : one))
    case 'refused':
    case 'withheld':
    case 'stale':
      return contacts.filter((one) => one.message !== message)
    default:
      return contacts
  }
}
