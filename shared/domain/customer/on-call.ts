import type { CallId, EpochMs } from '../../kernel/words.ts'
import { type Draft, record } from './draft.ts'
import type { Input } from './input.ts'

/**
 * What became of a call to somebody's server. It is told once: whoever asks looks for {@link settledKey} first, for a call that was made
 * twice, by two at once or after a crash, is settled twice.
 */
export const onCallSettled = (draft: Draft, input: Input & { type: 'call-settled' }, at: EpochMs): void => {
  const { type, campaign, entry, call, outcome, status, attempts } = input
  draft.spilled.push([settledKey(call), at])
  record(draft, { type, campaign, entry, call, outcome, status, attempts }, at)
}

/** Under this key the customer keeps for some days that a call was settled, among the ids that were spilled. No event's id has a key like it. */
export const settledKey = (call: CallId): string => `~call:${call}`
