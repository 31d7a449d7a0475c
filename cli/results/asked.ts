/** The options of `results`, which are the same on a folder and on a deployed system, and the answer to them. */
import { type Command, InvalidArgumentError } from 'commander'
import type { ResultList, ResultPage } from '../../shared/contract/api-results.ts'
import { resultCsv } from '../../shared/contract/result-csv.ts'
import { parseIso } from '../../shared/kernel/time.ts'
import { EXIT, Failure } from '../failure.ts'
import { answer, type Io } from '../io.ts'
import { wholeNumber } from '../options.ts'
import { resultListText } from './list.ts'
import { resultPageText } from './page.ts'

export type ResultOptions = {
  readonly json?: true
  readonly csv?: true
  readonly asOf?: string
  readonly phase?: number
  readonly by?: string
}

/** A campaign has fewer versions. */
const PHASE_MAX = 1_000_000

const dayOption = (text: string): string => {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && parseIso(text) !== null) return text
  throw new InvalidArgumentError('Give a day that is over in UTC, such as 2025-03-20.')
}

export const withResultOptions = (command: Command): Command =>
  command
    .argument('[id]', 'the experiment or campaign; without it all are listed')
    .option('--csv', 'answer as CSV: one row for each variant and metric, and one for each comparison')
    .option('--as-of <date>', 'as it was known at the end of this day (UTC), such as 2025-03-20', dayOption)
    .option('--phase <number>', 'another phase of it than the one under way', wholeNumber(1, PHASE_MAX))
    .option('--by <name>', 'of the break-downs, only this one')

/** Says what does not go together. */
export const checkedOptions = (id: string | undefined, { json, csv, asOf, phase, by }: ResultOptions): void => {
  if (json === true && csv === true) throw new Failure(EXIT.usage, 'An answer is JSON or CSV, not both.', 'Leave out --json or --csv.')
  if (id === undefined && (csv === true || asOf !== undefined || phase !== undefined || by !== undefined))
    throw new Failure(EXIT.usage, 'The list has no such option.', 'Name an experiment: rekindle results ID --as-of 2025-03-20.')
}

export const answerPage = <Page extends ResultPage>(io: Io, options: ResultOptions, page: Page, more: readonly string[]): void => {
  const shown = options.by === undefined ? page : { ...page, breakdowns: broken(page, options.by) }
  if (options.csv === true) void io.out.write(resultCsv(shown))
  else answer(io, options.json === true, shown, () => [resultPageText(shown, io.screen), ...more].join('\n'))
}

export const answerList = (io: Io, options: ResultOptions, list: ResultList): void =>
  answer(io, options.json === true, list, () => resultListText(list, io.screen))

const broken = ({ breakdowns }: ResultPage, by: string): ResultPage['breakdowns'] => {
  const found = breakdowns.filter((one) => one.by === by)
  if (found.length > 0) return found
  const known = [...new Set(breakdowns.map((one) => one.by))].join(', ')
  throw new Failure(
    EXIT.usage,
    `Nothing is broken down by ${by}.`,
    known === '' ? 'Nobody was counted in segments yet.' : `There are: ${known}.`,
  )
}
