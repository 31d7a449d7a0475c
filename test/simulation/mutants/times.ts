/** Guards of times, budgets and coupons taken out on purpose. */
import type { Mutant } from './mutant.ts'

const MAY_CONTACT = 'shared/domain/messaging/may-contact.ts'
const SEND_TIME = 'shared/domain/messaging/send-time.ts'
const GATES = 'shared/domain/customer/gates.ts'
const PREMISES = 'shared/adapters/sqlite/premises.ts'

const TIMES: readonly Mutant[] = [
  {
    invariant: 'I27',
    mistake: 'nights are not quiet',
    file: SEND_TIME,
    original: 'if (quietHours !== null && within(',
    mutated: 'if (quietHours !== null && zones.length > 9 && within(',
  },
  {
    invariant: 'I27',
    mistake: 'the window of a campaign is not looked at',
    file: SEND_TIME,
    original: 'if (window !== null && !isOpen(',
    mutated: 'if (window !== null && zones.length > 9 && !isOpen(',
  },
  {
    invariant: 'I27',
    mistake: "the clock of the company is everybody's",
    file: GATES,
    original: 'zones: isZoneUnknown ? policy.sending.zones : [zone]',
    mutated: 'zones: policy.sending.zones',
  },
  {
    invariant: 'I27',
    mistake: "where nobody knows the zone, one of the policy's is enough",
    file: GATES,
    original: 'zones: isZoneUnknown ? policy.sending.zones : [zone]',
    mutated: 'zones: isZoneUnknown ? policy.sending.zones.slice(0, 1) : [zone]',
  },
  {
    invariant: 'I27',
    mistake: 'a zone nobody knows is UTC',
    file: GATES,
    original: 'zones: isZoneUnknown ? policy.sending.zones : [zone]',
    mutated: "zones: isZoneUnknown ? ['UTC'] : [zone]",
  },
  {
    invariant: 'I27',
    mistake: 'on the nights on which clocks are changed the wall is believed',
    file: SEND_TIME,
    original: 'if (isStraight) return guess',
    mutated: 'if (isStraight || guess > 0) return guess',
  },
  {
    invariant: 'I27',
    mistake: 'a window past midnight belongs to the day after',
    file: SEND_TIME,
    original: 'time.from > time.until && minute < time.until',
    mutated: 'time.from > time.until && minute < 0',
  },
  {
    invariant: 'I27',
    mistake: 'the last minute of quiet hours is none',
    file: SEND_TIME,
    original: 'minute >= from || minute < until',
    mutated: 'minute >= from || minute < until - 1',
  },
  {
    invariant: 'I27',
    mistake: 'all gates were met when it was decided, so the claim does not ask for the time',
    file: MAY_CONTACT,
    original: 'if (badTime !== null)',
    mutated: "if (badTime !== null && occasion.moment === 'decision')",
  },
  {
    invariant: 'I27',
    mistake: 'the zone is remembered by the quarter of another',
    file: 'shared/kernel/zone.ts',
    original: 'if (asked !== quarter)',
    mutated: 'if (asked > quarter + 400 || Number.isNaN(quarter))',
  },
]

const BUDGETS_AND_CODES: readonly Mutant[] = [
  {
    invariant: 'I28',
    mistake: 'the claim does not look at budgets',
    file: MAY_CONTACT,
    original: 'if (spent !== null)',
    mutated: 'if (spent !== null && occasion.held)',
  },
  {
    invariant: 'I28',
    mistake: 'the commit does not look whether the budget was used up since',
    file: PREMISES,
    original: 'atMost === null || spentOn(day, key) + more <= atMost',
    mutated: 'atMost === null || spentOn(day, key) + more >= 0',
  },
  {
    invariant: 'I28',
    mistake: 'the day of the budget is that of UTC',
    file: 'shared/flow/surroundings.ts',
    original: 'budgetDayOf(rules.policy.sending.zones, now)',
    mutated: "budgetDayOf(['UTC'], now)",
  },
  {
    invariant: 'I28',
    mistake: 'what all campaigns sent is not counted',
    file: PREMISES,
    original: '        spend.run(premise.day, ALL)\n',
    mutated: '',
  },
  {
    invariant: 'I32',
    mistake: 'a mail without the code it promises',
    file: MAY_CONTACT,
    original: 'pool !== null && !occasion.hasCoupon',
    mutated: 'pool !== null && occasion.held && !occasion.hasCoupon',
  },
  {
    invariant: 'I32',
    mistake: 'the commit does not look whether somebody else has the code',
    file: PREMISES,
    original: 'return isFree.get(premise.pool, premise.code) !== undefined',
    mutated: 'return true',
  },
  {
    invariant: 'I32',
    mistake: 'each mail gives a new code',
    // Whoever asks for a code and whoever gives it both look: what both look at is forgotten.
    file: 'shared/domain/customer/state.ts',
    original: '(Object.hasOwn(state.coupons, id) ? state.coupons[id] : undefined) ?? null',
    mutated: 'state.version < 0 ? (state.coupons[id] ?? null) : null',
  },
  {
    invariant: 'I32',
    mistake: 'a code is redeemed each time',
    file: 'shared/domain/customer/on-event.ts',
    original: 'if (held.redeemedAt !== null || ',
    mutated: 'if (',
  },
]

export const TIME_MUTANTS: readonly Mutant[] = [...TIMES, ...BUDGETS_AND_CODES]
