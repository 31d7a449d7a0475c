/** What the plot of effects against the time they take draws. */
export type CurvePoint = { readonly effect: number; readonly takes: number; readonly isAsked: boolean; readonly says: string }
export type CurveData = {
  readonly points: readonly CurvePoint[]
  readonly effectName: (effect: number) => string
  readonly takesName: (takes: number) => string
}

export const CURVE_HEIGHT = 260
