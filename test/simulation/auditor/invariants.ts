/** What must hold whatever happens. Each is checked against the auditor's own books, and each has a mutant in ../mutants that breaks it. */

export const INVARIANTS = {
  I1: 'Nobody is mailed twice: no message, and no step of an entry, is accepted by the mail service more than once.',
  I2: 'Nothing is claimed after a withdrawal was committed.',
  I3: 'Nobody held out is ever mailed.',
  I4: 'Every message ends in a final state once the faults are over.',
  I5: 'What a row says of its mail is true: sent was accepted, refused was not, what came back came back, unconfirmed only after 72 hours without a word.',
  I6: 'Nothing is claimed once its journey was ended by an exit.',
  I7: 'Nothing is claimed at or after the instant at which it became stale.',
  I8: 'Nobody without an address, or without the basis of consent the policy asks for, is mailed.',
  I9: 'Nothing is claimed while sending is off, or its campaign has ended or is stopped, by rules at most a minute old.',
  I10: 'A mail is handed over within the lease of its claim, and by nobody who did not claim it.',
  I11: 'Those held out meet the same gates: withheld is what would have been sent, refused what would have been refused, for the same reason.',
  I12: 'No event is lost and none is counted twice: each is counted exactly once or lies in quarantine.',
  I13: 'Only an event that came too late to tell is doubted.',
  I14: 'Stages change exactly when and as the definition says, however late we got to it.',
  I15: 'A state is the fold of its facts.',
  I16: 'Entries are exactly those that trigger, audience, traffic and re-entry rule allow, one at a time; every other is refused for its reason.',
  I17: 'Each entry owes each step once, in order, at the instant its waits say.',
  I18: 'Journeys end when an exit, a withdrawal or their last message ends them, and then only.',
  I19: 'A customer is assigned once in an experiment, to the arm that arithmetic says, and keeps it.',
  I20: 'Outcomes are those in the window after assignment, with their money.',
  I21: 'Counters equal a recount of the facts, and experiments the sums over customers.',
  I22: 'Nobody is forgotten: after the faults nothing that was due is left undone.',
  I23: 'The newest word counts: consent and traits are what was said last, in whatever order it came.',
  I24: 'Nothing but outages and contention is ever thrown.',
  I25: 'Whoever turns out to be another is absorbed by them once and whole, and then is no customer any more.',
  I26: 'No frequency cap is exceeded in any rolling window that ends with a claim, and what is refused or put off for a cap met one that was full.',
  I27: 'Nothing is claimed in quiet hours or outside its window, in the zone of the customer as it stood at the claim, or in any zone of the policy where nobody knows it; what is put off goes at the first minute that is good.',
  I28: 'No budget is exceeded on any day of the company, by the clock of whoever claims, and what is put off for one met one that was used up.',
  I29: 'Nothing is claimed to an address once its suppression was committed, whoever has it; and addresses are suppressed for what came back, and for nothing else.',
  I30: 'Nothing is claimed while its reader has asked for a pause.',
  I31: 'Who has not confirmed gets the mail that asks them to, and no other; who has confirmed gets that mail no more.',
  I32: 'A code is given to one customer, one for each campaign, and redeemed once; nobody is refused one while there is one.',
  I34: 'Places under the caps are those of what is decided, put off for its hour, or claimed: refused, withheld and stale mail gives its place back at once.',
  I35: 'Where a cap has no room for both, the more important mail has the place: no reserved place of less importance stands in its way, and one that gives way waits or is dropped.',
  I36: 'Who is put off is looked at again when it was said, and ends in a final state; nothing is put off until after it is stale.',
  I37: 'What comes back about a mail is told once, however often and in whatever order it comes.',
} as const

export type Invariant = keyof typeof INVARIANTS

/** What was seen and what the books say instead. */
export type Violation = { readonly invariant: Invariant; readonly about: string; readonly seen: string; readonly expected: string }
export type Violate = (invariant: Invariant, about: string, seen: string, expected: string) => void
