/** Where a value may lie, both ends included, in the unit of the value. */
export type Interval = readonly [low: number, high: number]

/** The same distance to both sides of an estimate. */
export const around = (centre: number, halfWidth: number): Interval => [centre - halfWidth, centre + halfWidth]
