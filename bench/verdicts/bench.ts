import { parseArgs } from 'node:util'
import { armAt, type ArmSums, looksAtAll, NOBODY } from '../../shared/domain/experiment/looks.ts'
import { judge } from '../../shared/domain/experiment/verdict.ts'
import { epochDay } from '../../shared/kernel/words.ts'
import { streamOf } from '../../test/simulation/experiments/chance.ts'
import { table } from '../table.ts'
import { CASES, type CaseRow, caseRow } from './cases.ts'
import { growthBook, klaviyo } from './peers.ts'
import { analysisOf, CENTS, COUNTED, drawerOf, RAW, SITUATIONS, type Situation } from './situations.ts'

export const VERDICTS_HELP = `The same data through GrowthBook's published formula, Klaviyo's published rule, and Rekindle.

  npm run bench -- verdicts [--runs N] [--markdown] [--json]

  --runs N     experiments of each situation (1000)
  --markdown   tables as docs/experiments.md has them

First single data sets, with what each says of them. Then experiments looked at on each of 28 days: how many name a winner or a loser.
`

/** Shares of experiments in which each named a difference at some look; null where its rule says nothing of such a metric. */
export type SituationRow = {
  readonly situation: string
  readonly isSame: boolean
  readonly growthBook: number
  readonly klaviyo: number | null
  readonly rekindle: number
}

export const benchVerdicts = async (
  args: readonly string[],
): Promise<{
  readonly text: string
  readonly json: { readonly cases: readonly CaseRow[]; readonly situations: readonly SituationRow[] }
}> => {
  const { values } = parseArgs({
    args: [...args],
    options: { runs: { type: 'string', default: '1000' }, markdown: { type: 'boolean', default: false } },
  })
  const runs = Number(values.runs)
  if (!Number.isSafeInteger(runs) || runs < 1) throw new Error(VERDICTS_HELP)
  const cases = CASES.map(caseRow)
  const situations = SITUATIONS.map((situation) => measured(situation, runs))
  return { text: textOf(cases, situations, runs, values.markdown), json: { cases, situations } }
}

const measured = (situation: Situation, runs: number): SituationRow => {
  const [draw, analysis, stream] = [drawerOf(situation), analysisOf(situation), streamOf(`verdicts/${situation.name}`)]
  const lastDay = epochDay(situation.days + situation.windowDays)
  let [book, clicks, ours] = [0, 0, 0]
  for (let run = 0; run < runs; run += 1) {
    const counted = draw(stream)
    const groups = looksAtAll(counted, situation.isMoney ? RAW : COUNTED, lastDay).map((look) =>
      situation.arms.map(({ name }) => armAt(look, name)),
    )
    if (groups.some(([control = NOBODY, ...variants]) => variants.some((one) => bookCalls(situation, control, one)))) book += 1
    if (!situation.isMoney && groups.some(([control = NOBODY, ...variants]) => klaviyo(control, variants).calls !== null)) clicks += 1
    const { type } = judge(analysis, counted, lastDay).verdict
    if (type === 'winner' || type === 'loser') ours += 1
  }
  const { name, isSame, isMoney } = situation
  return { situation: name, isSame, growthBook: book / runs, klaviyo: isMoney ? null : clicks / runs, rekindle: ours / runs }
}

const bookCalls = ({ isMoney }: Situation, control: ArmSums, variant: ArmSums): boolean =>
  growthBook(control, variant, isMoney ? CENTS : null).calls !== null

const textOf = (cases: readonly CaseRow[], situations: readonly SituationRow[], runs: number, asMarkdown: boolean): string => {
  const write = asMarkdown ? markdown : table
  const single = [
    ['data set', 'truth', 'GrowthBook', 'Klaviyo', 'Rekindle'],
    ...cases.map((row) => [row.data, row.truth, row.growthBook, row.klaviyo, row.rekindle]),
  ]
  const repeated = [
    ['situation', 'GrowthBook', 'Klaviyo', 'Rekindle', ''],
    ...situations.map((row) => [
      row.situation,
      percent(row.growthBook),
      row.klaviyo === null ? '–' : percent(row.klaviyo),
      percent(row.rekindle),
      row.isSame ? 'all of them false' : 'all of them true',
    ]),
  ]
  return `One data set, one look:\n\n${write(single)}\n\n${runs} experiments each, looked at every day: how many name a winner or a loser.\n\n${write(repeated)}`
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

const markdown = ([head = [], ...rows]: readonly (readonly string[])[]): string => {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
