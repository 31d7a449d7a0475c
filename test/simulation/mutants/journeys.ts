/** What happens to people on their way through campaigns, gone wrong on purpose. */
import type { Mutant } from './mutant.ts'

const WALK = 'shared/domain/customer/walk.ts'
const WAITS = 'shared/domain/customer/waits.ts'
const DUE = 'shared/domain/customer/due.ts'

const PAUSES: readonly Mutant[] = [
  {
    invariant: 'I38',
    mistake: 'mail of a paused campaign is claimed',
    file: 'shared/domain/messaging/may-contact.ts',
    original: "if (occasion.campaign === 'paused')",
    mutated: "if (occasion.campaign === ('never' as string))",
  },
  {
    invariant: 'I38',
    mistake: 'whoever comes to a step of a paused campaign takes it',
    file: WALK,
    original: "if (statusAt(rules.campaigns, campaign.id, at) === 'paused')",
    mutated: "if (statusAt(rules.campaigns, campaign.id, at) === ('never' as string))",
  },
  {
    invariant: 'I38',
    mistake: 'who waits in a paused campaign goes on when their time comes',
    file: DUE,
    original: "if (position.status === 'waiting') return dueThrough(holds, position.wakeAt, id, campaign)",
    mutated: "if (position.status === 'waiting') return position.wakeAt",
  },
  {
    invariant: 'I38',
    mistake: 'after a pause everybody goes on at once, whatever was asked for',
    file: 'shared/domain/campaign/hold.ts',
    original: 'at = later(until, Math.floor((spreadMs *',
    mutated: 'at = later(until, Math.floor((0 * spreadMs *',
  },
  {
    invariant: 'I45',
    mistake: 'nobody wakes who was kept at a step by a pause',
    file: DUE,
    original: "return position.status === 'paused' ? dueThrough(holds, position.since, id, campaign) : null",
    mutated: 'return null',
  },
  {
    invariant: 'I16',
    mistake: 'a paused campaign lets people in',
    file: 'shared/domain/campaign/may-enter.ts',
    original: "if (candidate.status !== 'active')",
    mutated: "if (candidate.status !== 'active' && candidate.status !== 'paused')",
  },
]

const WAITS_AND_WAYS: readonly Mutant[] = [
  {
    invariant: 'I39',
    mistake: 'any event ends a wait for one',
    file: WAITS,
    original: "if (step?.type !== 'wait-for' || step.event !== event.name) return false",
    mutated: "if (step?.type !== 'wait-for') return false",
  },
  {
    invariant: 'I39',
    mistake: 'what a wait asks of its event is not looked at',
    file: WAITS,
    original: 'return step.where === null || evaluate(step.where, event.properties)',
    mutated: 'return step.where === null || evaluate !== null',
  },
  {
    invariant: 'I39',
    mistake: 'an event about one key ends the wait for another',
    file: WAITS,
    original: 'if (step.sameKey && keyOf(campaign, event) !== journey.key) return false',
    mutated: 'void keyOf',
  },
  {
    invariant: 'I39',
    mistake: 'what was done before a checklist began does not count',
    file: 'shared/domain/customer/milestones.ts',
    original: ' || asks(draft, rules, everDid(milestone), null, at)',
    mutated: ' && asks(draft, rules, everDid(milestone), null, at)',
  },
  {
    invariant: 'I17',
    mistake: 'the time of day that somebody waits for is that of the company',
    file: 'shared/domain/customer/clock.ts',
    original: 'return own !== null && isZone(own) ? own : (sending.zones[0] ?? ',
    mutated: 'return own !== null && isZone(own) && own.length > 99 ? own : (sending.zones[0] ?? ',
  },
  {
    invariant: 'I40',
    mistake: 'the last branch that holds is taken, not the first',
    file: WALK,
    original: 'step.ways.findIndex(',
    mutated: 'step.ways.findLastIndex(',
  },
  {
    invariant: 'I41',
    mistake: 'who comes through a branch that does not hold goes the way after it, not the other one',
    file: WALK,
    original: 'return step.ways[way]?.to ?? step.next',
    mutated: 'return step.ways[way]?.to ?? step.ways[0]?.to ?? step.next',
  },
  {
    invariant: 'I40',
    mistake: 'a split draws as the variants of its campaign do',
    file: 'shared/domain/campaign/splits.ts',
    original: 'salt}split/',
    mutated: 'salt}',
  },
  {
    invariant: 'I16',
    mistake: 'a key lets people in again',
    file: 'shared/domain/campaign/may-enter.ts',
    original: 'return hasEnteredFor(key) ?',
    mutated: "return hasEnteredFor(key + ' again') ?",
  },
  {
    invariant: 'I16',
    mistake: 'a moment that has long passed lets people in all the same',
    file: 'shared/domain/customer/advance.ts',
    original: 'if (now - at > entryMaxAgeMs) refuseEntry',
    mutated: 'if (now - at > 1_000 * entryMaxAgeMs) refuseEntry',
  },
  {
    invariant: 'I18',
    mistake: 'an exit for one key ends the journeys of all',
    file: 'shared/domain/customer/on-event.ts',
    original: '!sameKey || keyOf(campaign, event) === journey.key',
    mutated: '!sameKey || keyOf(campaign, event) !== undefined',
  },
]

const DEEDS: readonly Mutant[] = [
  {
    invariant: 'I41',
    mistake: 'who is held out gets what steps do beside mail',
    file: WALK,
    original: 'if (held) return\n',
    mutated: 'if (held === null) return\n',
  },
  {
    invariant: 'I41',
    mistake: 'points are set to what is added',
    file: 'shared/domain/customer/deeds.ts',
    original: "typeof before === 'number' ? before + by : Number.NaN",
    mutated: "typeof before === 'number' ? by : Number.NaN",
  },
  {
    invariant: 'I41',
    mistake: 'what people were to do stays to be done when a journey was ended',
    file: 'shared/domain/customer/end.ts',
    original: 'if (task.campaign === campaign && task.entry === entry) closeTask',
    mutated: 'if (task.campaign === campaign && task.entry === -entry) closeTask',
  },
  {
    invariant: 'I41',
    mistake: 'of what is asked for at once only one is listed',
    file: 'shared/flow/carry-out.ts',
    original: 'await tasks.open([task])\n      opened += 1',
    mutated: 'if (opened < 1) await tasks.open([task])\n      opened += 1',
  },
  {
    invariant: 'I42',
    mistake: 'a call that nobody answered counts as taken',
    file: 'shared/domain/call/after-attempt.ts',
    original: 'return again(call, number, null, attempt.because, owedAt, now)',
    mutated: "return { type: 'settled', outcome: 'delivered', status: null, because: attempt.because }",
  },
  {
    invariant: 'I42',
    mistake: 'each attempt of a call has a key of its own',
    file: 'shared/flow/call.ts',
    original: 'await caller.call(call, began, signal)',
    mutated: "await caller.call({ ...call, id: (call.id + '.' + number) as typeof call.id }, began, signal)",
  },
  {
    invariant: 'I42',
    mistake: 'a call that was made twice is settled twice',
    file: 'shared/flow/request.ts',
    original: '(await isKept(store, pending, settledKey(request.call))) ? null : request',
    mutated: "(await isKept(store, pending, settledKey(request.call) + ' not')) ? null : request",
  },
]

const MOVES_AND_SEGMENTS: readonly Mutant[] = [
  {
    invariant: 'I43',
    mistake: 'who moves to another version begins at its first step with a name',
    file: 'shared/domain/customer/move.ts',
    original: 'steps.findIndex(({ id }) => id === from.id)',
    mutated: 'steps.findIndex(({ id }) => id !== null)',
  },
  {
    invariant: 'I43',
    mistake: 'nobody goes on in another version',
    file: 'shared/domain/customer/move.ts',
    original: "campaign.migrate !== 'move' || campaign.version",
    mutated: "campaign.migrate !== ('never' as string) || campaign.version",
  },
  {
    invariant: 'I21',
    mistake: 'who moves is counted twice where they wait',
    file: 'shared/domain/customer/migrate.ts',
    original: "  record(draft, { type: 'waited', ...about, step, by: 'moved', path }, at)\n",
    mutated: '',
  },
  {
    invariant: 'I44',
    mistake: 'nobody is told who leaves a segment',
    file: 'shared/domain/customer/segments.ts',
    original: 'const isChange = before !== null && ',
    mutated: 'const isChange = isMember && before !== null && ',
  },
  {
    invariant: 'I44',
    mistake: 'segments are not looked at when time alone changed somebody',
    file: 'shared/domain/customer/advance.ts',
    original: 'reviewSegments(draft, rules, { isNew: false, triggers: true }, dueAt)',
    mutated: 'void reviewSegments',
  },
]

export const JOURNEY_MUTANTS: readonly Mutant[] = [...PAUSES, ...WAITS_AND_WAYS, ...DEEDS, ...MOVES_AND_SEGMENTS]
