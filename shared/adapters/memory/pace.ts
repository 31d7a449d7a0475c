import type { Pace } from '../../ports/pace.ts'

/** The pace of a mailer that takes as many as come: our own inbox, in replays and on a laptop. */
export const unlimitedPace: Pace = {
  take: async (wanted, now) => ({ granted: wanted, againAt: now }),
  giveBack: async () => {},
  hold: async () => {},
  lastHold: async () => null,
}
