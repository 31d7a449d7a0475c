import type { Command } from 'commander'
import type { Rules } from '../../shared/domain/customer/rules.ts'
import type { ArmReadout, Comparison, Readout } from '../../shared/domain/experiment/analysis.ts'
import type { Experiment } from '../../shared/domain/experiment/experiment.ts'
import { type CouponNumbers, couponNumbers } from '../../shared/flow/query/coupons.ts'
import { resultsOf } from '../../shared/flow/query/results.ts'
import { durationOf } from '../../shared/kernel/time.ts'
import { campaignId, type EpochMs, experimentId } from '../../shared/kernel/words.ts'
import { EXIT, Failure } from '../failure.ts'
import { reading, unknown } from '../folder.ts'
import { countOf, countText, instantText, pValueText, section, table } from '../format.ts'
import { answer, type Io } from '../io.ts'
import { type CommonOptions, withCommonOptions, withExamples } from '../options.ts'

const DESCRIPTION = [
  'What an experiment shows: every variant against the control and, where there is one, against the holdout. The id is that of an',
  'experiment, or of a campaign with a goal. By intention to treat: everybody counts once, in the variant they were first assigned.',
].join(' ')

/** `rekindle results`: what an experiment shows, by the method `fixed`. */
export const addResults = (program: Command, io: Io): void => {
  const command = program
    .command('results')
    .summary('what an experiment or campaign shows')
    .description(DESCRIPTION)
    .argument('<id>', 'the experiment or campaign')
  withExamples(withCommonOptions(command), 'results win-back --data shop', 'results spring-mail --data shop --json').action(
    async (id: string, options: CommonOptions) =>
      reading(io, options.data, async ({ stores, rules, counters, asOf }) => {
        const experiment = rules.experiments.get(experimentId(id))
        if (experiment === undefined) throw notMeasured(rules, id)
        const readout = await resultsOf(counters, experiment)
        const campaign = rules.campaigns.live.get(campaignId(id))
        const coupons = campaign === undefined ? null : await couponNumbers(stores.coupons, counters, campaign)
        answer(io, options.json === true, { ...readout, coupons }, () =>
          [resultsText(measuredOf(experiment), readout, asOf), ...couponLines(coupons)].join('\n'),
        )
      }),
  )
}

const notMeasured = ({ campaigns, experiments }: Rules, id: string): Failure =>
  campaigns.live.has(campaignId(id))
    ? new Failure(
        EXIT.usage,
        `The campaign ${id} has no goal, so nothing is measured.`,
        'Give it a "goal": { "name": "order", "event": "Order Completed", "window": "30d" }.',
      )
    : unknown('experiment', id, [...experiments.keys()])

/** Below this p of the sample-ratio check something is broken for certain enough that no difference may be believed. */
const MISMATCH_BELOW = 0.001

const CAUTION = `The method "fixed" is valid at one date that was named beforehand. Looking every day and stopping at a good moment finds
differences that are not there. Customers whose window has not ended yet are included.`

/** An experiment as far as its results are told. `window`: how long after the assignment an outcome counts. */
export type Measured = { readonly id: string; readonly metrics: readonly MeasuredBy[] }
type MeasuredBy = { readonly name: string; readonly event: string; readonly window: string; readonly currency: string | null }

const measuredOf = ({ id, metrics }: Experiment): Measured => ({
  id,
  metrics: metrics.map(({ name, event, windowMs, revenue }) => ({
    name,
    event,
    window: durationOf(windowMs),
    currency: revenue?.currency ?? null,
  })),
})

export const resultsText = (experiment: Measured, { arms, comparisons, srm }: Readout, asOf: EpochMs): string => {
  const assigned = arms.reduce((sum, arm) => sum + arm.assigned, 0)
  return [
    `${experiment.id}: ${countOf(assigned, 'customer')} assigned, as of ${instantText(asOf)}`,
    '',
    srmText(srm),
    ...experiment.metrics.flatMap((metric) => [
      ...section(metricTitle(metric), table([...armHeader(metric), ...arms.map((arm) => armRow(arm, metric))], [1, 2, 3, 4])),
      '',
      table([COMPARISON_HEADER, ...comparisons.filter((one) => isOf(one, metric)).map((one) => comparisonRow(one, metric))], [1, 2, 3]),
    ]),
    '',
    CAUTION,
  ].join('\n')
}

/** What became of the codes of its pool. */
const couponLines = (coupons: CouponNumbers | null): readonly string[] =>
  coupons === null
    ? []
    : section(
        `Codes of ${coupons.pool}: ${countText(coupons.given)} given, ${countText(coupons.redeemed)} used, ${countText(coupons.free)} left`,
        table(
          [['variant', 'given', 'used'], ...coupons.variants.map((one) => [one.variant, countText(one.given), countText(one.redeemed)])],
          [1, 2],
        ),
      )

const srmText = (srm: Readout['srm']): string => {
  if (srm === null) return 'Sample ratio: not enough data.'
  const numbers = `chi-square ${srm.chiSquare.toFixed(2)}, p ${pValueText(srm.pValue)}`
  return srm.pValue < MISMATCH_BELOW
    ? `SAMPLE RATIO MISMATCH (${numbers}): the variants are not as large as their shares say. Something is broken; believe no difference below.`
    : `Sample ratio: the variants are as large as their shares say (${numbers}).`
}

const metricTitle = ({ name, event, window }: MeasuredBy): string => `${name}: “${event}” within ${window} of assignment`

const armHeader = ({ currency }: MeasuredBy): readonly (readonly string[])[] => [
  ['variant', 'customers', 'converted', 'rate', ...(currency === null ? [] : [`${currency} a customer`])],
]

const armRow = ({ variant, assigned, metrics }: ArmReadout, { name }: MeasuredBy): readonly string[] => {
  const metric = metrics[name]
  const revenue = metric?.revenue === undefined ? [] : [metric.revenue.mean === null ? 'not enough data' : metric.revenue.mean.toFixed(2)]
  const rate = metric?.rate ?? null
  return [variant, countText(assigned), countText(metric?.conversions ?? 0), rate === null ? 'not enough data' : percent(rate), ...revenue]
}

const COMPARISON_HEADER = ['compared', 'difference', '95 % interval', 'p']

const comparisonRow = (comparison: Comparison, metric: MeasuredBy): readonly string[] => {
  const { variant, against, difference, interval, pValue } = comparison
  const isRevenue = comparison.metric !== metric.name
  const amount = (value: number): string => (isRevenue ? signed(value.toFixed(2), value) : signed((100 * value).toFixed(2), value))
  const unit = isRevenue ? ` ${metric.currency ?? ''}` : ' points'
  return [
    `${variant} – ${against}`,
    difference === null ? 'not enough data' : `${amount(difference)}${unit}`,
    interval === null ? '–' : `${amount(interval[0])} to ${amount(interval[1])}`,
    pValue === null ? '–' : pValueText(pValue),
  ]
}

const isOf = ({ metric }: Comparison, { name }: MeasuredBy): boolean => metric === name || metric === `${name}.revenue`

const percent = (rate: number): string => `${(100 * rate).toFixed(2)} %`

const signed = (text: string, value: number): string => (value > 0 ? `+${text}` : text.replace('-', '−'))
