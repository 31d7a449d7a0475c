/** Gates of delivery taken out on purpose, and what keeps caps. */
import type { Mutant } from './mutant.ts'

const MAY_CONTACT = 'shared/domain/messaging/may-contact.ts'
const CAPS = 'shared/domain/messaging/caps.ts'
const GATES = 'shared/domain/customer/gates.ts'
const MOVES = 'shared/domain/customer/move-message.ts'
const PREMISES = 'shared/adapters/sqlite/premises.ts'

const SWITCHES_AND_LAW: readonly Mutant[] = [
  {
    invariant: 'I9',
    mistake: 'nobody looks whether a person or a breaker stopped it',
    file: MAY_CONTACT,
    original: 'if (occasion.stop !== null)',
    mutated: 'if (occasion.stop !== null && occasion.held === null)',
  },
  {
    invariant: 'I8',
    mistake: 'somebody without an address is claimed all the same',
    file: MAY_CONTACT,
    original: 'if (address === null && isClaim)',
    mutated: 'if (address === null && isClaim && occasion.held)',
  },
  {
    invariant: 'I29',
    mistake: 'the claim does not look at suppressions',
    file: MAY_CONTACT,
    original: 'if (suppression !== null)',
    mutated: 'if (suppression !== null && occasion.held)',
  },
  {
    invariant: 'I29',
    mistake: 'the commit does not look whether the address was suppressed since',
    file: PREMISES,
    original: 'return suppressed.get(premise.address) === undefined',
    mutated: 'return true',
  },
  {
    invariant: 'I31',
    mistake: 'who has not confirmed gets everything',
    file: MAY_CONTACT,
    original: "if (consent?.status === 'granted') return null\n  // Who",
    mutated: "if (consent?.status === 'granted' || consent?.status === 'pending') return null\n  // Who",
  },
  {
    invariant: 'I31',
    mistake: 'who has confirmed is asked again',
    file: MAY_CONTACT,
    original: "if (consent?.status === 'granted') return { type: 'already-confirmed'",
    mutated: "if (consent?.status === ('never' as string) && consent !== null) return { type: 'already-confirmed'",
  },
  {
    invariant: 'I30',
    mistake: 'a pause is not heeded',
    file: MAY_CONTACT,
    original: 'if (pausedUntil !== null && now < pausedUntil)',
    mutated: 'if (pausedUntil !== null && now < pausedUntil && occasion.held)',
  },
  {
    invariant: 'I23',
    mistake: 'the wish that arrives last counts, not the newest',
    file: 'shared/domain/messaging/preferences.ts',
    original: 'said.saidAt > before.saidAt) return said',
    mutated: 'said.saidAt > 0) return said',
  },
]

const CAPS_AND_PLACES: readonly Mutant[] = [
  {
    invariant: 'I26',
    mistake: 'a cap allows one more',
    file: CAPS,
    original: 'counted.length + 1 - cap.atMost',
    mutated: 'counted.length - cap.atMost',
  },
  {
    invariant: 'I26',
    mistake: 'what is decided and not claimed yet does not count',
    file: CAPS,
    original: "(contact.status === 'reserved' || later(contact.at, cap.withinMs) > now)",
    mutated: "contact.status === 'claimed' && later(contact.at, cap.withinMs) > now",
  },
  {
    invariant: 'I26',
    mistake: 'a claim counts from the instant at which it was decided',
    // Whoever takes the place and whoever moves the message both say when: what both say is undone.
    file: 'shared/domain/customer/on-claim.ts',
    original:
      "return moveMessage(draft, message, { name: 'claimed', at, leaseUntil: later(at, CLAIM_LEASE_MS) }, at, occasion.isZoneUnknown)",
    mutated:
      "moveMessage(draft, message, { name: 'claimed', at, leaseUntil: later(at, CLAIM_LEASE_MS) }, at, occasion.isZoneUnknown)\n      draft.state = { ...draft.state, contacts: draft.state.contacts.map((one) => (one.message === message.id ? { ...one, at: message.owedAt } : one)) }\n      return",
  },
  {
    invariant: 'I26',
    mistake: 'a cap of one topic counts all mail',
    file: CAPS,
    original: '(cap.topic === null || cap.topic === contact.topic) &&',
    mutated: '',
  },
  {
    invariant: 'I26',
    mistake: 'the wish for less mail is not a cap',
    file: MAY_CONTACT,
    original: '[...occasion.caps, ...ownCaps(occasion.preferences)]',
    mutated: '[...occasion.caps, ...ownCaps(null)]',
  },
  {
    invariant: 'I26',
    mistake: 'mail that reached them under another id is forgotten',
    file: 'shared/domain/customer/on-merge.ts',
    original: "contacts.filter(({ status }) => status === 'claimed')",
    mutated: "contacts.filter(({ status }) => status === ('never' as string))",
  },
  {
    invariant: 'I34',
    mistake: 'refused mail keeps its place',
    file: MOVES,
    original: "    case 'refused':\n    case 'withheld':\n    case 'stale':\n      return contacts.filter",
    mutated: "    case 'withheld':\n    case 'stale':\n      return contacts.filter",
  },
  {
    invariant: 'I34',
    mistake: 'mail that waits for room keeps a place',
    file: GATES,
    original: 'else release(draft, message.id)',
    mutated: 'else void release',
  },
  {
    invariant: 'I34',
    mistake: 'who is held out takes a place',
    file: GATES,
    original: 'if (message.held) return',
    mutated: 'if (message.held === null) return',
  },
  {
    invariant: 'I35',
    mistake: 'the less important mail keeps its place',
    file: CAPS,
    original: "one.status === 'reserved' && one.priority < wanting.priority",
    mutated: "one.status === 'reserved' && one.priority < wanting.priority && one.priority < 0",
  },
  {
    invariant: 'I26',
    mistake: 'mail that was claimed gives way',
    file: CAPS,
    original: "one.status === 'reserved' && one.priority < wanting.priority",
    mutated: 'one.priority < wanting.priority',
  },
  {
    invariant: 'I35',
    mistake: 'the loser of a place goes all the same',
    file: GATES,
    original: 'for (const contact of displaces) displace(draft, rules, contact, message, at)',
    mutated: 'for (const contact of displaces) if (contact.at < 0) displace(draft, rules, contact, message, at)',
  },
  {
    invariant: 'I26',
    mistake: 'the least important deferred mail is looked at first',
    file: 'shared/domain/customer/advance.ts',
    original: 'priorityOf(b) - priorityOf(a) ||',
    mutated: 'priorityOf(a) - priorityOf(b) ||',
  },
  {
    invariant: 'I22',
    mistake: 'who waits is not looked at again',
    file: 'shared/domain/customer/due.ts',
    original: "if (one.status !== 'deferred') return null",
    mutated: "if (one.status !== 'deferred' || one.owedAt >= 0) return null",
  },
  {
    invariant: 'I36',
    mistake: 'mail is put off until nobody wants it any more',
    file: MAY_CONTACT,
    original: 'return until >= staleAt ? refuse(because) :',
    mutated: 'return until < 0 ? refuse(because) :',
  },
]

export const GATE_MUTANTS: readonly Mutant[] = [...SWITCHES_AND_LAW, ...CAPS_AND_PLACES]
