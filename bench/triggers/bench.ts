import { readCounts } from '../conditions/bench.ts'
import { median } from '../conditions/text.ts'
import { table } from '../table.ts'
import { type Measured, measureTriggers } from './measure.ts'

export const TRIGGERS_HELP = `What an event costs where many campaigns are live and one in a hundred listens to it.

  npm run bench -- triggers [--events N] [--runs N] [--json]

  --events N  different events                 (1000)
  --runs N    turns; medians are shown         (5)

Peers, in the same turns: a plain closure for each campaign, all of them asked of every event: its whole rule, or the event's name first.
`

const SIZES = [100, 1_000, 10_000]

/** Measures the index of triggers beside closures over all campaigns. */
export const benchTriggers = async (args: readonly string[]): Promise<{ readonly text: string; readonly json: readonly Measured[] }> => {
  const { events, runs } = readCounts(args, { events: '1000', runs: '5' })
  const measured = SIZES.map((campaigns) => measureTriggers(campaigns, events, runs))
  return { text: triggersText(measured), json: measured }
}

export const triggersText = (measured: readonly Measured[]): string => {
  const head = ['campaigns', 'ours', 'closures, whole rule', 'times less', 'closures, name first', 'times less']
  const lines = measured.map(({ campaigns, costs }) => [
    String(campaigns),
    `${median(costs.map(({ ours }) => ours)).toFixed(2)} µs`,
    `${median(costs.map(({ whole }) => whole)).toFixed(2)} µs`,
    median(costs.map(({ whole, ours }) => whole / ours)).toFixed(0),
    `${median(costs.map(({ nameFirst }) => nameFirst)).toFixed(2)} µs`,
    median(costs.map(({ nameFirst, ours }) => nameFirst / ours)).toFixed(1),
  ])
  return `Processor time of one event that one campaign in a hundred listens to, their audiences asked:\n\n${table([head, ...lines])}`
}
