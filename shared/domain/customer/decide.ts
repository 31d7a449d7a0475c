import { assert, unreachable } from '../../kernel/assert.ts'
import type { EpochMs } from '../../kernel/words.ts'
import { advance, comingTo, enterTimed } from './advance.ts'
import { type Decision, type Draft, draftOf, record } from './draft.ts'
import type { Input } from './input.ts'
import { onEvent } from './on-event.ts'
import { onAbsorb, onLift, onSeal, onTombstone, sealRefusal } from './on-merge.ts'
import { type Known, NOTHING_KNOWN } from './known.ts'
import { onCallSettled } from './on-call.ts'
import { onClaim } from './on-claim.ts'
import { onErase, onErased } from './on-erase.ts'
import { onNews } from './on-news.ts'
import { onReport } from './on-report.ts'
import { onTaskClosed } from './tasks.ts'
import type { Rules } from './rules.ts'
import { reviewSegments } from './segments.ts'
import type { CustomerState } from './state.ts'

/**
 * What one input means for one customer at `now`. Pure and total: whatever order inputs come in and however late, it first walks
 * the customer through every instant that was due before, then applies the input. A customer's own clock never runs back. `known`: what
 * of the timeline was loaded; where the decision has to see more, it says so in `wants`, and is made again with it.
 */
export const decide = (state: CustomerState, input: Input, rules: Rules, now: EpochMs, known: Known = NOTHING_KNOWN): Decision => {
  const at = state.at !== null && state.at > now ? state.at : now
  const draft = draftOf(state, known)
  if (state.erasedAt !== null) {
    onErased(draft, input, at)
    return draft
  }
  if (input.type === 'erase') {
    onErase(draft, at)
    return draft
  }
  assert(input.type !== 'event' || state.merge === null, 'events of who is another customer go there')
  if (isRepeated(input)) {
    onEvent(draft, rules, input, at)
    return draft
  }
  if (isStaleHint(state, input) || isMootMerge(draft, input)) return draft
  advance(draft, rules, at, input.type === 'wake' ? 'up-to' : 'before')
  if ((input.type === 'event' || input.type === 'absorb') && state.at === null) record(draft, { type: 'appeared' }, at)
  const coming = comingTo(draft.state, rules, draft.state.at, at)
  // One who is lifted goes on where they stood: what was due since is caught up with.
  if (input.type !== 'lift') draft.state = { ...draft.state, at }
  apply(draft, input, rules, at, state.at !== null)
  if (draft.state.merge !== null || draft.state.erasedAt !== null) return draft
  enterTimed(draft, rules, coming, at, at)
  review(draft, rules, input, state.at === null, at)
  return draft
}

/** What an input told of them may have moved them into a segment or out of it; an old event lets nobody in anywhere. */
const review = (draft: Draft, rules: Rules, input: Input, isNew: boolean, at: EpochMs): void => {
  if (input.type === 'absorb') return reviewSegments(draft, rules, { isNew, triggers: false }, at)
  if (input.type !== 'event' || input.seen === 'too-late') return
  const isFresh = input.seen === 'never' && at - input.event.occurredAt <= rules.policy.entryMaxAgeMs
  reviewSegments(draft, rules, { isNew, triggers: isFresh }, at)
}

/** A duplicate changes nothing, not even the customer's clock. */
const isRepeated = (input: Input): input is Input & { type: 'event' } => input.type === 'event' && input.seen === 'before'

/** Of somebody we never heard of, or who is another, nothing is due; the first event of the former must still find them unknown. */
const isStaleHint = (state: CustomerState, input: Input): boolean => input.type === 'wake' && (state.at === null || state.merge !== null)

/** A merge that is not to be leaves no trace, not even in the customer's clock: only its reason. */
const isMootMerge = (draft: Draft, input: Input): boolean => {
  const because = input.type === 'seal' ? sealRefusal(draft.state, input.into) : null
  if (because !== null) draft.reasons.push({ type: 'merge-moot', because })
  return because !== null
}

const apply = (draft: Draft, input: Exclude<Input, { readonly type: 'erase' }>, rules: Rules, at: EpochMs, isKnown: boolean): void => {
  switch (input.type) {
    case 'event':
      return onEvent(draft, rules, input, at)
    case 'wake':
      return
    case 'claim':
      return onClaim(draft, rules, input, at)
    case 'report':
      return onReport(draft, input, at)
    case 'news':
      return onNews(draft, rules, input, at)
    case 'task-closed':
      return onTaskClosed(draft, input, at)
    case 'call-settled':
      return onCallSettled(draft, input, at)
    case 'seal':
      return onSeal(draft, input.into, at, isKnown)
    case 'absorb':
      return onAbsorb(draft, rules, input, at)
    case 'tombstone':
      return onTombstone(draft, at)
    case 'lift':
      return onLift(draft)
    default:
      return unreachable(input)
  }
}
