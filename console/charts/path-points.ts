/** What the plot of an estimate over time draws. Days are days since 1970-01-01, UTC. */
export type PathPoint = { readonly day: number; readonly difference: number; readonly interval: readonly [number, number] | null }

export type PathData = {
  readonly points: readonly PathPoint[]
  readonly band: number | null
  /** The day that decided, and what is said of it. */
  readonly decided: { readonly day: number; readonly says: string } | null
  /** Windows that are still open, and the difference with them; it is provisional. */
  readonly maturing: { readonly from: number; readonly until: number; readonly difference: number | null } | null
  readonly tick: (value: number) => string
  readonly dayName: (day: number) => string
}

export const PATH_HEIGHT = 300
