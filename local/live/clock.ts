import { type Pace, PACES } from '../../shared/contract/api.ts'
import { SECOND_MS } from '../../shared/kernel/time.ts'
import { type EpochMs, epochMs } from '../../shared/kernel/words.ts'
import type { Clock } from '../../shared/ports/clock.ts'

/** A clock that runs at a pace, and only as far as it was allowed to: what it has shown is then never taken back, however the process ends. */
export type PacedClock = Clock & {
  readonly pace: () => Pace
  readonly setPace: (pace: Pace) => void
  /** How far it may go. Where that is reached it stands still, and what it stood still is not made up for. */
  readonly allow: (until: EpochMs) => void
  readonly allowedUntil: () => EpochMs
}

/** `ticks` counts milliseconds of ours from anywhere, and never backwards. */
export const pacedClock = (startAt: EpochMs, startPace: Pace, ticks: () => number): PacedClock => {
  let pace = startPace
  let base = startAt
  let since = ticks()
  let limit = startAt
  const now = (): EpochMs => {
    const shown = epochMs(Math.floor(base + (ticks() - since) * PACES[pace]))
    if (shown <= limit) return shown
    base = limit
    since = ticks()
    return limit
  }
  return {
    now,
    pace: () => pace,
    setPace: (next) => {
      base = now()
      since = ticks()
      pace = next
    },
    allow: (until) => {
      // First it is seen how far it came within the old limit.
      now()
      limit = until > limit ? until : limit
    },
    allowedUntil: () => limit,
  }
}

/** How far ahead of what is done a clock of this pace is allowed to go: two seconds of ours. */
export const leadOf = (pace: Pace): number => 2 * SECOND_MS * PACES[pace]

/** The time of this machine, but never before an instant, and never backwards when somebody sets it. */
export const wallClock = (notBefore: EpochMs): Clock => {
  let latest = notBefore
  return {
    now: () => {
      latest = epochMs(Math.max(latest, Date.now()))
      return latest
    },
  }
}
