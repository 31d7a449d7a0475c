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
  I16: 'Entries are exactly those that trigger, audience, traffic and re-entry rule allow, as many at a time as the campaign says; every other is refused for its reason.',
  I17: 'Each entry owes each step once, in order, at the instant its waits say.',
  I18: 'Journeys end when an exit, a withdrawal, a step or their last message ends them, and then only.',
  I19: 'A customer is assigned once in an experiment, to the arm that arithmetic says, and keeps it.',
  I20: 'Outcomes are those in the window after assignment, with their money.',
  I21: 'Counters equal a recount of the facts, and experiments the sums over customers.',
  I22: 'Nobody is forgotten: what is due by itself is done within half a day, and after the faults nothing is left undone.',
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
  I38: 'While a campaign is paused nothing of it is claimed, nobody takes a step and nobody enters; what waited goes on afterwards, each at a moment of their own within what was asked for.',
  I39: 'A wait is over when its time has come, its event came or its checklist is done, and then only.',
  I40: 'Everybody goes the way that a branch or the arithmetic of a split says, and what stands there reaches nobody else.',
  I41: 'What steps do is done once and says what they say; tasks are listed, and closed once.',
  I42: 'A call is made under one key, as its step said, until somebody takes it or it is given up, and is settled once.',
  I43: 'Who is taken over by another version goes on at the step of the same name, and owes no step of that name twice.',
  I44: 'Segments are entered and left when what they ask changes, and then only.',
  I45: 'Nobody stays in a campaign for ever: a journey ends, or waits for a moment to come, or for a campaign that is paused.',
} as const

export type Invariant = keyof typeof INVARIANTS

/** What was seen and what the books say instead. */
export type Violation = { readonly invariant: Invariant; readonly about: string; readonly seen: string; readonly expected: string }
export type Violate = (invariant: Invariant, about: string, seen: string, expected: string) => void
