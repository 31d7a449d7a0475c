import { unreachable } from '../../kernel/assert.ts'
import type { EpochMs } from '../../kernel/words.ts'
import { advance } from './advance.ts'
import { type Decision, type Draft, draftOf, record } from './draft.ts'
import type { Input } from './input.ts'
import { onEvent } from './on-event.ts'
import { onClaim, onReport } from './on-message.ts'
import type { Rules } from './rules.ts'
import type { CustomerState } from './state.ts'

/**
 * What one input means for one customer at `now`. Pure and total: whatever order inputs come in and however late, it first walks
 * the customer through every instant that was due before, then applies the input. A customer's own clock never runs back.
 */
export const decide = (state: CustomerState, input: Input, rules: Rules, now: EpochMs): Decision => {
  const at = state.at !== null && state.at > now ? state.at : now
  const draft = draftOf(state)
  if (isRepeated(input)) {
    onEvent(draft, rules, input, at)
    return draft
  }
  if (isStaleHint(state, input)) return draft
  advance(draft, rules, at, input.type === 'wake' ? 'up-to' : 'before')
  if (input.type === 'event' && state.at === null) record(draft, { type: 'appeared' }, at)
  draft.state = { ...draft.state, at }
  apply(draft, input, rules, at)
  return draft
}

/** A duplicate changes nothing, not even the customer's clock. */
const isRepeated = (input: Input): input is Input & { type: 'event' } => input.type === 'event' && input.seen === 'before'

/** Of somebody we never heard of nothing is due; their first event must still find them unknown. */
const isStaleHint = (state: CustomerState, input: Input): boolean => input.type === 'wake' && state.at === null

const apply = (draft: Draft, input: Input, rules: Rules, at: EpochMs): void => {
  switch (input.type) {
    case 'event':
      return onEvent(draft, rules, input, at)
    case 'wake':
      return
    case 'claim':
      return onClaim(draft, rules, input, at)
    case 'report':
      return onReport(draft, input, at)
    default:
      return unreachable(input)
  }
}
