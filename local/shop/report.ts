import { styleText } from 'node:util'
import type { ArmReadout, Comparison } from '../../shared/domain/experiment/analysis.ts'
import { HOLDOUT } from '../../shared/domain/experiment/experiment.ts'
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
  const { campaign, metric, entrants, immature } = trial
  const days = metric.windowMs / DAY_MS
  const title = heading(`What the campaign "${campaign.name}" really does (${campaign.id})`)
  if (entrants === 0) return [title, '  Nobody has come into it yet: give the shop more months (--months 6).'].join('\n')
  const head = dim(
    `  ${'variant'.padEnd(12)}${'customers'.padStart(10)}${'ordered'.padStart(9)}${'measured'.padStart(10)}${'truth'.padStart(8)}`,
  )
  const note = dim(`  Ordered: within ${days} days. ${grouped(immature)} of the ${grouped(entrants)} still have some of these days left.`)
  return [title, head, ...trial.readout.arms.map((arm) => armLine(trial, arm)), note, '', ...verdictLines(trial)].join('\n')
}

const armLine = ({ metric, truth, readout }: TrialReport, arm: ArmReadout): string => {
  const { conversions, rate } = arm.metrics[metric.name] ?? { conversions: 0, rate: null }
  const known = truth.find((one) => one.arm === arm.variant)?.rate ?? 0
  const most = Math.max(...readout.arms.map((one) => one.metrics[metric.name]?.rate ?? 0), ...truth.map((one) => one.rate))
  const numbers = `${grouped(arm.assigned).padStart(10)}${grouped(conversions).padStart(9)}${percentOrNone(rate).padStart(10)}${percent(known).padStart(8)}`
  return `  ${arm.variant.padEnd(12)}${numbers}  ${styleText('cyan', bar(most === 0 ? 0 : (rate ?? 0) / most, BAR_WIDTH / 2))}`
}

/** The comparison a marketer asks about first: the other variant against the control, and then against nobody being written to. */
const verdictLines = (trial: TrialReport): readonly string[] =>
  trial.readout.comparisons
    .filter(({ metric, against, variant }) => metric === trial.metric.name && (against !== HOLDOUT || variant !== controlOf(trial)))
    .flatMap((comparison) => ['', ...comparisonLines(trial, comparison)])
    .slice(1)

const comparisonLines = ({ truth, entrants }: TrialReport, comparison: Comparison): readonly string[] => {
  const { variant, against, difference, interval, pValue } = comparison
  const than = against === HOLDOUT ? 'without any mail' : `with "${against}"`
  if (difference === null || interval === null || pValue === null) return [`  Not enough data to compare "${variant}" ${than}.`]
  const [low, high] = interval
  const rateOf = (arm: string): number => truth.find((one) => one.arm === arm)?.rate ?? 0
  const known = rateOf(variant) - rateOf(against)
  const found = known >= low && known <= high
  const chance = pValue < 0.05 ? 'more than chance explains' : 'which chance alone may explain'
  return [
    `  Measured: with "${variant}" ${points(difference)} ordered than ${than}, ${chance}`,
    `            (95 % interval ${signed(low)} to ${signed(high)} points, p ${pValue < 0.0001 ? '< 0.0001' : `= ${pValue.toFixed(4)}`}).`,
    `  Truth:    ${points(known)}, counted on the same ${grouped(entrants)} people in each variant. ${styleText(found ? 'green' : 'yellow', found ? 'The interval holds it.' : 'The interval misses it, as one in twenty may.')}`,
  ]
}

const controlOf = ({ campaign }: TrialReport): string | undefined => campaign.experiment?.control

const nextText = ({ stories }: DemoReport, folder: string): string => {
  const { wonBack, heldOut, notAsked } = stories
  const onData = (command: string, why: string): string =>
    `  npm run -s rekindle -- ${command} --data ${folder}`.padEnd(72) + dim(`  ${why}`)
  const lines = [
    onData('stages', 'the same, and every transition'),
    onData('results win-back', 'the whole result, with revenue'),
    onData('results onboarding', 'the other experiment'),
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
