import { styleText } from 'node:util'
import type { ArmReadout, MetricReadout } from '../../shared/domain/experiment/readout.ts'
import { STAGES } from '../../shared/domain/lifecycle/stage.ts'
import { isoOf, DAY_MS } from '../../shared/kernel/time.ts'
import type { DemoReport, TrialReport } from './demo.ts'

/** The demo's end as people read it. */
export const reportText = (report: DemoReport, folder: string): string => {
  const main = report.trials.find(({ campaign }) => campaign.id === 'win-back') ?? report.trials[0]
  return [stagesText(report), ...(main === undefined ? [] : [resultText(main)]), nextText(report, folder)].join('\n\n')
}

/** `123456` as `123,456`. */
export const grouped = (value: number): string => Math.round(value).toLocaleString('en-US')

/** A bar of at most `width` characters, to the eighth of one. */
export const bar = (share: number, width: number): string => {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * width * 8)
  return '█'.repeat(Math.floor(eighths / 8)) + (' ▏▎▍▌▋▊▉'[eighths % 8] as string).trim()
}

const heading = (text: string): string => styleText('bold', text)
const dim = (text: string): string => styleText('dim', text)

const STAGE_COLOURS = { new: 'cyan', active: 'green', 'at-risk': 'yellow', dormant: 'magenta', churned: 'red' } as const
const BAR_WIDTH = 40

const stagesText = ({ endAt, stages }: DemoReport): string => {
  const standing = STAGES.map((stage) => ({
    name: stage as string,
    count: stages.stages[stage] ?? 0,
    colour: STAGE_COLOURS[stage] as Colour,
  }))
  const prospects = stages.customers - standing.reduce((sum, { count }) => sum + count, 0)
  const rows = [...standing, { name: 'prospects', count: prospects, colour: 'gray' as const }]
  const most = Math.max(...rows.map(({ count }) => count), 1)
  const lines = rows.map(({ name, count, colour }) => {
    const numbers = `${grouped(count).padStart(7)}  ${percent(count / Math.max(1, stages.customers), 0).padStart(5)}`
    return `  ${name.padEnd(10)}${numbers}  ${styleText(colour, bar(count / most, BAR_WIDTH))}`
  })
  const note = dim('  Prospects have an account and never ordered: shown, but no stage.')
  return [heading(`Where the ${grouped(stages.customers)} customers stand on ${isoOf(endAt).slice(0, 10)}`), ...lines, note].join('\n')
}

type Colour = (typeof STAGE_COLOURS)[keyof typeof STAGE_COLOURS] | 'gray'

const resultText = (trial: TrialReport): string => {
  const { campaign, metric, mature, immature, page } = trial
  const days = metric.windowMs / DAY_MS
  const title = heading(`What the campaign "${campaign.name}" really does (${campaign.id})`)
  if (mature === 0) return [title, `  Nobody has been in it for ${days} days yet: give the shop more months (--months 6).`].join('\n')
  const head = dim(
    `  ${'variant'.padEnd(12)}${'customers'.padStart(10)}${'ordered'.padStart(9)}${'measured'.padStart(10)}${'truth'.padStart(8)}`,
  )
  const note = dim(
    `  Of those whose ${days} days are over. ${grouped(immature)} more still have some of them left, and are not among them.`,
  )
  return [title, head, ...page.readout.arms.map((arm) => armLine(trial, arm)), note, '', ...comparedLines(trial)].join('\n')
}

/** Of the metric that decides, as a share of customers. */
const rateOf = ({ metric }: TrialReport, arm: ArmReadout): MetricReadout['mature'] | null =>
  arm.metrics.find((one) => one.metric === metric.name && one.measure === 'rate')?.mature ?? null

const armLine = (trial: TrialReport, arm: ArmReadout): string => {
  const { truth, page } = trial
  const own = rateOf(trial, arm)
  const rate = own?.level ?? null
  const known = truth.find((one) => one.arm === arm.variant)?.rate ?? 0
  const most = Math.max(...page.readout.arms.map((one) => rateOf(trial, one)?.level ?? 0), ...truth.map((one) => one.rate))
  const counts = `${grouped(own?.customers ?? 0).padStart(10)}${grouped(own?.conversions ?? 0).padStart(9)}`
  const numbers = `${counts}${percentOrNone(rate).padStart(10)}${percent(known).padStart(8)}`
  return `  ${arm.variant.padEnd(12)}${numbers}  ${styleText('cyan', bar(most === 0 ? 0 : (rate ?? 0) / most, BAR_WIDTH / 2))}`
}

/** What a marketer asks about first: the other variant against the control, and then all mail against nobody being written to. */
const comparedLines = (trial: TrialReport): readonly string[] => {
  const { metric, page } = trial
  const isOfMetric = (one: { readonly metric: string; readonly measure: string }): boolean =>
    one.metric === metric.name && one.measure === 'rate'
  const treated = page.readout.arms.flatMap(({ variant }) => (variant === page.holdout ? [] : [variant]))
  const compared = page.readout.comparisons
    .filter((one) => isOfMetric(one) && one.against !== page.holdout)
    .map((one) => ({ ...one, who: `"${one.variant}"`, of: [one.variant], than: `with "${one.against}"` }))
  const lifts = page.readout.lifts
    .filter(isOfMetric)
    .map((one) => ({ ...one, who: 'mail', of: treated, against: page.holdout ?? '', than: 'without any mail' }))
  return [...compared, ...lifts].flatMap((one) => ['', ...comparisonLines(trial, one)]).slice(1)
}

type Compared = {
  readonly who: string
  /** The variants that are taken together. */
  readonly of: readonly string[]
  readonly against: string
  readonly than: string
  readonly difference: number | null
  readonly interval: readonly [number, number] | null
}

const comparisonLines = (trial: TrialReport, { who, of, against, than, difference, interval }: Compared): readonly string[] => {
  if (difference === null || interval === null) return [`  Not enough data to compare ${who} ${than}.`]
  const [low, high] = interval
  const known = trueRate(trial, of) - trueRate(trial, [against])
  const isHeld = known >= low && known <= high
  const chance = low > 0 || high < 0 ? 'more than chance explains' : 'which chance alone may explain'
  return [
    `  Measured: with ${who} ${points(difference)} ordered than ${than}, ${chance}`,
    `            (between ${signed(low)} and ${signed(high)} points, however often one looks).`,
    `  Truth:    ${points(known)}, counted on the same ${grouped(trial.mature)} people in each variant. ${styleText(isHeld ? 'green' : 'yellow', isHeld ? 'The interval holds it.' : 'The interval misses it, as one in twenty may.')}`,
  ]
}

/** Several variants together weigh by their customers, as they do where they are measured. */
const trueRate = (trial: TrialReport, variants: readonly string[]): number => {
  const arms = trial.page.readout.arms.filter(({ variant }) => variants.includes(variant))
  const customers = arms.reduce((sum, arm) => sum + (rateOf(trial, arm)?.customers ?? 0), 0)
  return arms.reduce((sum, arm) => {
    const rate = trial.truth.find((one) => one.arm === arm.variant)?.rate ?? 0
    return sum + (customers === 0 ? 0 : (rate * (rateOf(trial, arm)?.customers ?? 0)) / customers)
  }, 0)
}

const nextText = ({ stories }: DemoReport, folder: string): string => {
  const { wonBack, heldOut, notAsked } = stories
  const onData = (command: string, why: string): string =>
    `  npm run -s rekindle -- ${command} --data ${folder}`.padEnd(72) + dim(`  ${why}`)
  const lines = [
    onData('stages', 'the same, and every transition'),
    onData('results win-back', 'the whole result: the verdict, and what it rests on'),
    onData('results', 'all experiments, and what all campaigns brought'),
    ...(wonBack === null ? [] : [onData(`customer ${wonBack}`, 'one whom the offer won back')]),
    ...(heldOut === null ? [] : [onData(`explain ${heldOut} win-back`, 'one who was left alone on purpose')]),
    ...(notAsked === null ? [] : [onData(`explain ${notAsked} onboarding`, 'one who may not be written to, and why')]),
    onData('messages', 'what became of every mail'),
    `  npm start -- --seed 8 --customers 1000`.padEnd(72) + dim('  another shop'),
  ]
  return [heading('What to try next'), ...lines].join('\n')
}

const percent = (share: number, digits = 1): string => `${(share * 100).toFixed(digits)} %`
const percentOrNone = (share: number | null): string => (share === null ? 'no data' : percent(share))
const signed = (share: number): string => `${share < 0 ? '−' : '+'}${Math.abs(share * 100).toFixed(1)}`
const points = (share: number): string => `${Math.abs(share * 100).toFixed(1)} points ${share < 0 ? 'fewer' : 'more'}`
