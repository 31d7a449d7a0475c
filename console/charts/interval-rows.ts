/** What the plot of intervals draws. Apart from the drawing, so that knowing its height does not fetch Plot. */
export type IntervalRow = {
  readonly name: string
  readonly difference: number
  readonly interval: readonly [number, number]
  /** The difference as the demo's shop knows it; null where nobody does. */
  readonly truth: number | null
  /** The difference and its interval in words of the reader. */
  readonly says: string
  /** The difference alone, for where there is no room. */
  readonly saysShort: string
}
export type IntervalRows = {
  readonly rows: readonly IntervalRow[]
  readonly tick: (value: number) => string
  /** Differences nearer to zero do not matter; null: nobody said which. */
  readonly band: number | null
  /** What all rows share; null: that is not asked. */
  readonly common: number | null
}

const ROW_HEIGHT = 58
export const AXIS_HEIGHT = 34

export const intervalsHeight = (rows: number): number => rows * ROW_HEIGHT + AXIS_HEIGHT
