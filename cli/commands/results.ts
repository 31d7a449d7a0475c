import type { Command } from 'commander'
import type { Rules } from '../../shared/domain/customer/rules.ts'
import type { Experiment } from '../../shared/domain/experiment/experiment.ts'
import { type CouponNumbers, couponNumbers } from '../../shared/flow/query/coupons.ts'
import { resultList } from '../../shared/flow/query/results/list.ts'
import { resultPage } from '../../shared/flow/query/results/page.ts'
import type { Reader } from '../../shared/flow/query/results/reading.ts'
import { dayOf, parseIso } from '../../shared/kernel/time.ts'
import { campaignId, experimentId } from '../../shared/kernel/words.ts'
import { EXIT, Failure } from '../failure.ts'
import { type Folder, reading, unknown } from '../folder.ts'
import { countText, section, table } from '../format.ts'
import type { Io } from '../io.ts'
import { type CommonOptions, withCommonOptions, withExamples } from '../options.ts'
import { answerList, answerPage, checkedOptions, type ResultOptions, withResultOptions } from '../results/asked.ts'

const DESCRIPTION = [
  'What an experiment shows: the verdict in a sentence, what to do next, and the numbers it rests on. The id is that of an experiment, or of',
  'a campaign with a goal. By intention to treat: everybody counts once, in the variant they were first assigned; and the verdict counts',
  'only those whose window has closed. As of the last day that is over.',
].join(' ')

/** `rekindle results`: what experiments show, in a data folder. */
export const addResults = (program: Command, io: Io): void => {
  const command = withResultOptions(program.command('results').summary('what experiments and campaigns show').description(DESCRIPTION))
  withExamples(
    withCommonOptions(command),
    'results --data shop',
    'results win-back --data shop',
    'results win-back --data shop --as-of 2025-03-20 --json',
  ).action(async (id: string | undefined, options: CommonOptions & ResultOptions) => {
    checkedOptions(id, options)
    await reading(io, options.data, async (folder) => {
      const reader = readerOf(folder)
      if (id === undefined) answerList(io, options, await resultList(reader))
      else await answerResult(io, folder, reader, id, options)
    })
  })
}

const readerOf = ({ stores, counters, rules, asOf }: Folder): Reader => ({
  tallies: counters,
  verdicts: stores.verdicts,
  rules,
  now: asOf,
})

const answerResult = async (
  io: Io,
  { stores, counters, rules }: Folder,
  reader: Reader,
  id: string,
  options: ResultOptions,
): Promise<void> => {
  const experiment = measuredIn(rules, id)
  const at = options.asOf === undefined ? null : parseIso(options.asOf)
  const found = await resultPage(reader, experiment, { asOf: at === null ? null : dayOf(at), phase: options.phase ?? null })
  if (!found.ok) {
    const [problem] = found.problems
    throw new Failure(EXIT.usage, `--${problem?.path === 'asOf' ? 'as-of' : 'phase'} ${problem?.problem}.`, problem?.hint ?? '')
  }
  const campaign = rules.campaigns.live.get(campaignId(id))
  const coupons = campaign === undefined ? null : await couponNumbers(stores.coupons, counters, campaign)
  answerPage(io, options, { ...found.value, coupons }, couponLines(coupons))
}

const measuredIn = ({ campaigns, experiments }: Rules, id: string): Experiment => {
  const experiment = experiments.get(experimentId(id))
  if (experiment !== undefined) return experiment
  throw campaigns.live.has(campaignId(id))
    ? new Failure(
        EXIT.usage,
        `The campaign ${id} has no goal, so nothing is measured.`,
        'Give it a "goal": { "name": "order", "event": "Order Completed", "window": "30d" }.',
      )
    : unknown('experiment', id, [...experiments.keys()])
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
