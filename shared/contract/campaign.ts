/** The door for campaigns: from a marketer's JSON to one immutable version, or everything that is wrong with it. */
import { type Campaign, SOLE_VARIANT, type Step } from '../domain/campaign/campaign.ts'
import { saltsFrom } from '../domain/experiment/assign.ts'
import { type Experiment, HOLDOUT } from '../domain/experiment/experiment.ts'
import { BUCKETS } from '../kernel/hash.ts'
import type { Parsed } from '../kernel/problem.ts'
import { bps, campaignId, experimentId } from '../kernel/words.ts'
import { type CampaignFile, campaignFile } from './campaign-file.ts'
import { meaningProblems } from './campaign-meaning.ts'
import { type CheckTemplate, contentOf, defaultStaleAfterMs, type Judging, type Templates } from './campaign-steps.ts'
import { metricOf } from './metric-file.ts'
import { parseWith } from './problems.ts'
import { deliveryOf } from './sending.ts'

/** What publishing adds to a file: its version, what salts are derived from where the file has none, the judge of its texts, and templates. */
export type Publishing = {
  readonly version: number
  readonly saltSeed: string
  readonly checkTemplate: CheckTemplate
  readonly templates: Templates
}

/** Reads a campaign. Problems of shape come all at once; where there are none, all problems of meaning. */
export const parseCampaign = (source: unknown, publishing: Publishing): Parsed<Campaign> => {
  const shaped = parseWith(campaignFile, source)
  if (!shaped.ok) return shaped
  const problems = meaningProblems(shaped.value, judgingOf(shaped.value, publishing))
  return problems.length === 0 ? { ok: true, value: campaignOf(shaped.value, publishing) } : { ok: false, problems }
}

const judgingOf = ({ purpose, couponPool, templates: pins = {} }: CampaignFile, { checkTemplate, templates }: Publishing): Judging => ({
  ...{ checkTemplate, templates, pins, purpose },
  hasCoupons: couponPool !== undefined,
})

const campaignOf = (file: CampaignFile, publishing: Publishing): Campaign => {
  const { version, saltSeed } = publishing
  const paths = pathsOf(file, judgingOf(file, publishing))
  return {
    id: campaignId(file.id),
    version,
    name: file.name,
    topic: file.topic,
    status: file.status,
    startAt: file.start ?? null,
    endAt: file.end ?? null,
    entry: file.entry,
    audience: file.audience ?? null,
    reentry: file.reentry,
    experiment: experimentOf(file, saltSeed),
    paths,
    exits: file.exits,
    staleAfterMs: file.staleAfter ?? defaultStaleAfterMs([...paths.values()]),
    delivery: deliveryOf(file),
  }
}

const pathsOf = ({ steps = [], experiment }: CampaignFile, judging: Judging): ReadonlyMap<string, readonly Step[]> => {
  const resolved = (path: readonly Step[]): readonly Step[] =>
    path.map((step) => (step.type === 'wait' ? step : { type: 'send', content: contentOf(step.content, judging) ?? step.content }))
  if (experiment === undefined) return new Map([[SOLE_VARIANT, resolved(steps)]])
  return new Map(experiment.variants.map((variant) => [variant.name, resolved(variant.steps ?? steps)]))
}

/** A goal without an experiment is measured, too: on everybody who enters, as one arm that is compared with nothing. */
const experimentOf = (file: CampaignFile, saltSeed: string): Experiment | null => {
  if (file.goal === undefined) return null
  const id = experimentId(file.id)
  const { control, holdoutBps, trafficBps, salt, variants } = file.experiment ?? MEASURED_ONLY
  return {
    id,
    control,
    arms: armsOf(variants, holdoutBps),
    metrics: [file.goal, ...file.metrics].map(metricOf),
    assignedBy: {
      type: 'campaign',
      allocation: {
        salts: saltsFrom(salt ?? saltSeed, id),
        trafficBps: bps(trafficBps),
        holdoutBps: bps(holdoutBps),
        variants: variants.map(({ name, shareBps }) => ({ name, shareBps: bps(shareBps) })),
      },
    },
  }
}

const MEASURED_ONLY = {
  control: SOLE_VARIANT,
  holdoutBps: 0,
  trafficBps: BUCKETS,
  salt: undefined,
  variants: [{ name: SOLE_VARIANT, shareBps: BUCKETS }],
}

/** The holdout is drawn from every variant alike, so each keeps its share of those who are left. */
const armsOf = (variants: readonly { readonly name: string; readonly shareBps: number }[], holdoutBps: number): Experiment['arms'] => {
  const arms = variants.map(({ name, shareBps }) => ({ name, shareBps: bps((shareBps * (BUCKETS - holdoutBps)) / BUCKETS) }))
  return holdoutBps === 0 ? arms : [...arms, { name: HOLDOUT, shareBps: bps(holdoutBps) }]
}
