import type { Json } from '../../../shared/kernel/json.ts'

/** `each`: cents of one outcome; null: what its event says. */
type Money = { readonly each: number | null; readonly cap: number | null }
export type Wanted = { readonly event: string; readonly where?: Json | undefined }
export type OwnMetric = Wanted & {
  readonly name: string
  readonly afterMs: number
  readonly windowMs: number
  readonly money: Money | null
  readonly per: Wanted | null
}
