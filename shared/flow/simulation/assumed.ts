/** A campaign as a preview walks it: entered because somebody says so, in the variant they name. */
import type { Campaign } from '../../domain/campaign/campaign.ts'
import { type Rules, rulesOf } from '../../domain/customer/rules.ts'
import { HOLDOUT } from '../../domain/experiment/experiment.ts'
import { BUCKETS } from '../../kernel/hash.ts'
import { type Bps, bps, epochMs } from '../../kernel/words.ts'
import type { SimulatedRules } from './rules.ts'

/** The event that lets somebody in; no publisher's has such a name. */
export const ASSUMED_ENTRY = '$preview-entry'

/** Names of variants that may be asked for. */
export const variantsOf = ({ paths, experiment }: Campaign): readonly string[] =>
  experiment?.assignedBy.type === 'campaign' && experiment.assignedBy.allocation.holdoutBps > 0
    ? [...paths.keys(), HOLDOUT]
    : [...paths.keys()]

/** The rules by which it is walked alone; `variant` null: as it is drawn. */
export const assumedRules = ({ campaign, during }: SimulatedRules, variant: string | null): Rules => {
  const property = keyProperty(campaign)
  const assumed: Campaign = {
    ...campaign,
    publishedAt: epochMs(0),
    entry: { on: 'event', event: ASSUMED_ENTRY, where: null },
    audience: null,
    reentry: property === null ? { type: 'each' } : { type: 'each-key', property },
    experiment: campaign.experiment === null ? null : forced(campaign.experiment, variant),
  }
  const rules = rulesOf(during.policy, [assumed], [], true, { segments: [...during.segments.values()] })
  return { ...rules, namedEvents: new Set([...rules.namedEvents, ...during.namedEvents]) }
}

/** The property that tells journeys of one customer apart; null: nothing does. */
export const keyProperty = ({ reentry }: Campaign): string | null => (reentry.type === 'each-key' ? reentry.property : null)

const forced = (experiment: NonNullable<Campaign['experiment']>, variant: string | null): Campaign['experiment'] => {
  if (experiment.assignedBy.type !== 'campaign') return experiment
  const { allocation } = experiment.assignedBy
  const shareOf = (name: string, share: Bps): Bps => (variant === null || variant === HOLDOUT ? share : bps(name === variant ? BUCKETS : 0))
  return {
    ...experiment,
    assignedBy: {
      type: 'campaign',
      allocation: {
        ...allocation,
        trafficBps: bps(BUCKETS),
        holdoutBps: variant === null ? allocation.holdoutBps : bps(variant === HOLDOUT ? BUCKETS : 0),
        variants: allocation.variants.map(({ name, shareBps }) => ({ name, shareBps: shareOf(name, shareBps) })),
      },
    },
  }
}
