import { DAY_MS } from '../../kernel/time.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { Cap } from './caps.ts'

/** What somebody chose in the preference centre, apart from topics, language and zone. */
export type Preferences = {
  readonly frequency: Frequency
  /** No mail before this instant; null: no pause. */
  readonly pausedUntil: EpochMs | null
  /** When they said so: the newest word counts. */
  readonly saidAt: EpochMs
}

/** As we send, at most one mail in seven days, or at most one in thirty. */
export const FREQUENCIES = ['all', 'weekly', 'monthly'] as const
export type Frequency = (typeof FREQUENCIES)[number]

/** The event by which the preference centre tells of it: `properties.frequency` and `properties.pausedUntil` (ISO 8601 or null). */
export const PREFERENCES_EVENT = 'Preferences Changed'

/** The cap somebody set for all mail to themselves. */
export const ownCaps = (preferences: Preferences | null): readonly Cap[] => {
  switch (preferences?.frequency) {
    case 'weekly':
      return [{ topic: null, atMost: 1, withinMs: 7 * DAY_MS }]
    case 'monthly':
      return [{ topic: null, atMost: 1, withinMs: 30 * DAY_MS }]
    default:
      return []
  }
}

/** The newest word counts; of two at one instant the one that asks for less mail. */
export const preferencesAfter = (before: Preferences | null, said: Preferences): Preferences => {
  if (before === null || said.saidAt > before.saidAt) return said
  if (said.saidAt < before.saidAt) return before
  const quieter = FREQUENCIES.indexOf(said.frequency) > FREQUENCIES.indexOf(before.frequency) ? said.frequency : before.frequency
  const pauses = [before.pausedUntil, said.pausedUntil].filter((until) => until !== null)
  const pausedUntil = pauses.length === 0 ? null : (Math.max(...pauses) as EpochMs)
  const after: Preferences = { frequency: quieter, pausedUntil, saidAt: said.saidAt }
  return after.frequency === before.frequency && after.pausedUntil === before.pausedUntil ? before : after
}
