import type { Returns, StopReason } from '../domain/messaging/breaker.ts'
import type { CampaignId, EpochDay, EpochMs } from '../kernel/words.ts'

/** Of all sending (`campaign` null), or of one campaign: turned off or on, by whom, when and why. */
export type SwitchChange = {
  readonly campaign: CampaignId | null
  readonly on: boolean
  readonly by: 'breaker' | 'person'
  readonly at: EpochMs
  readonly because: StopReason
  /** What had come back on that day when it was turned on again, by campaign: only what comes later counts from then on. Null: it was turned off. */
  readonly baseline: Baseline | null
}

export type Baseline = { readonly day: EpochDay; readonly returns: Readonly<Record<CampaignId, Returns>> }

/** The switches, each change a row for ever. */
export type SwitchStore = {
  /** The latest change of each switch that was ever moved. */
  readonly latest: () => Promise<readonly SwitchChange[]>
  /** Moves a switch, where it does not stand there already; else false, and nothing is written. */
  readonly move: (change: SwitchChange) => Promise<boolean>
  /** Newest first, at most `limit`. */
  readonly changes: (limit: number) => Promise<readonly SwitchChange[]>
}
