/** What counts as activity, and how long a silence means what. One per system; written by the marketer as JSON. */
export type LifecyclePolicy = {
  /** A customer is new for so many milliseconds after their first activity. */
  readonly newMs: number
  /** Silences after which a customer is at risk, dormant, churned; each longer than the one before. */
  readonly atRiskMs: number
  readonly dormantMs: number
  readonly churnedMs: number
  /** Names of events that count as activity. */
  readonly activity: ReadonlySet<string>
  /** Names of events that end the relation at once: account deleted, subscription cancelled … */
  readonly churnedBy: ReadonlySet<string>
  /** Names of events that bring an ended relation back. They count as activity, too. */
  readonly returnedBy: ReadonlySet<string>
}
