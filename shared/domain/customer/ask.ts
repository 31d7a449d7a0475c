/** Conditions over a customer: their attributes, what they did, and the segments they are in. */
import { assert } from '../../kernel/assert.ts'
import type { JsonObject } from '../../kernel/json.ts'
import { earliestOf } from '../../kernel/time.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { About, Done, History } from '../conditions/about.ts'
import { ask } from '../conditions/ask.ts'
import type { Asking } from '../conditions/compile.ts'
import { type Condition, type Did, NO_GROUPS } from '../conditions/condition.ts'
import { changesAt as leavesAt, doneBy, reachesBackTo } from '../conditions/history.ts'
import type { Campaign } from '../campaign/campaign.ts'
import { didsWithin } from '../campaign/segment.ts'
import type { LifecycleEvent } from '../event/event.ts'
import { countedDone, countedUntil } from './counted.ts'
import { documentOf } from './document.ts'
import type { Draft } from './draft.ts'
import type { Known } from './known.ts'
import type { Rules } from './rules.ts'
import type { CustomerState } from './state.ts'

/** Since when somebody is on a way, for those who ask since then. */
type Begun = { readonly enteredAt: EpochMs }

/**
 * Whether a condition over the customer holds as they stand; `journey`: of whose steps it is, null where it is of none. Where that needs
 * events nobody has loaded yet, they are noted in the draft as wanted, and the answer does not count: the decision is made again with them.
 */
export const asks = (draft: Draft, rules: Rules, condition: Condition, journey: Begun | null, at: EpochMs): boolean => {
  const entryAt = journey?.enteredAt ?? null
  return settled(draft, ask(condition, seen(draft, rules), aboutOf(draft, rules, at, entryAt)), at, entryAt)
}

/** Whether the customer is in the audience of a campaign; asked of all that share a trigger together. */
export const inAudience = (draft: Draft, rules: Rules, campaign: Campaign, at: EpochMs): boolean => {
  if (campaign.audience === null) return true
  const shared = rules.campaigns.audiences.get(campaign)
  if (shared === undefined) return asks(draft, rules, campaign.audience, null, at)
  return settled(draft, askingOf(draft, rules, shared.program(), at)(shared.index), at, null)
}

/**
 * The next instant after `at` at which a condition that was just asked may be answered otherwise though nothing happens; null: never.
 * Where that needs events nobody has loaded yet, they are noted as wanted.
 */
export const changesAt = (draft: Draft, rules: Rules, condition: Condition, at: EpochMs): EpochMs | null => {
  let next: EpochMs | null = null
  for (const did of didsWithin(condition, rules.segments)) {
    const counted = countedUntil(draft.state.metrics, did, at, null)
    const events = counted === 'unknown' ? knownOf(draft.known, draft.timeline, did, reachesBackTo(did.reach, at, null)) : null
    if (counted === 'unknown' && events === null) settled(draft, [did], at, null)
    else next = earliestOf(next, events === null ? (counted as EpochMs | null) : leavesAt(did, events, at, null))
  }
  return next
}

/** What conditions may ask of a customer as they stand, for whoever only looks. Events that are known say more than the counts. */
export const aboutSeen = (state: CustomerState, rules: Rules, known: Known, now: EpochMs, entryAt: EpochMs | null): About => {
  const history: History = (did, at, since) => timelineDone(known, [], did, at, since) ?? countedDone(state.metrics, did, at, since)
  return { groups: NO_GROUPS, history, segments: rules.segments, now, entryAt }
}

/** The same of a draft. */
const aboutOf = (draft: Draft, rules: Rules, now: EpochMs, entryAt: EpochMs | null): About => {
  const history: History = (did, at, since) =>
    countedDone(draft.state.metrics, did, at, since) ?? timelineDone(draft.known, draft.timeline, did, at, since)
  return { groups: NO_GROUPS, history, segments: rules.segments, now, entryAt }
}

const timelineDone = (known: Known, fresh: readonly LifecycleEvent[], did: Did, now: EpochMs, entryAt: EpochMs | null): Done | null => {
  const events = knownOf(known, fresh, did, reachesBackTo(did.reach, now, entryAt))
  return events === null ? null : doneBy(did, events, now, entryAt)
}

/** All events of the name after an instant, those of the very input among them; null: nobody has loaded them. What is stored stands. */
const knownOf = (known: Known, fresh: readonly LifecycleEvent[], did: Did, after: EpochMs): readonly LifecycleEvent[] | null => {
  const stored = known.get(did.event)
  if (stored === undefined || stored.after > after) return null
  const more = fresh.filter(({ name, id }) => name === did.event && !stored.events.some((one) => one.id === id))
  return more.length === 0 ? stored.events : [...stored.events, ...more]
}

const settled = (draft: Draft, answer: boolean | readonly Did[], at: EpochMs, entryAt: EpochMs | null): boolean => {
  if (typeof answer === 'boolean') return answer
  for (const { event, reach } of answer) draft.wants.push({ event, after: reachesBackTo(reach, at, entryAt) })
  return false
}

/** The document of a customer as they stand, made once while they stand so. */
export const seen = (draft: Draft, rules: Rules): JsonObject => {
  const { state, seen: before } = draft
  if (before !== null && before.traits === state.traits && before.metrics === state.metrics && before.standing === state.standing)
    return before.document
  const { traits, metrics, standing } = state
  const document = documentOf(state, rules.policy)
  draft.seen = { traits, metrics, standing, document, asking: null }
  return document
}

/** To ask a program: while the customer stands as they do, what is answered stays answered. */
const askingOf = (
  draft: Draft,
  rules: Rules,
  program: { readonly asking: (document: JsonObject, about: About) => Asking },
  at: EpochMs,
): Asking => {
  const document = seen(draft, rules)
  assert(draft.seen !== null, 'a document was made')
  const { asking } = draft.seen
  if (asking !== null && asking.program === program && asking.at === at) return asking.ask
  const opened = program.asking(document, aboutOf(draft, rules, at, null))
  draft.seen = { ...draft.seen, asking: { program, at, ask: opened } }
  return opened
}
