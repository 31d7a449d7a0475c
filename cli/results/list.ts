/** All experiments on one page. */
import type { ResultList, Together } from '../../shared/contract/api-results.ts'
import { countOf, countText, section, table } from '../format.ts'
import { amountText } from './numbers.ts'
import { inAscii, type Screen } from './screen.ts'
import { shortVerdict } from './verdict-words.ts'

export const resultListText = ({ results, together }: ResultList, { isUtf8 }: Screen): string => {
  if (results.length === 0) return 'Nothing is measured yet: a campaign is once it has a "goal".'
  const rows = results.map(({ id, phase, assigned, metric, verdict, latched, ...unit }) => [
    phase === 1 ? id : `${id}, phase ${phase}`,
    countText(assigned),
    metric,
    shortVerdict(verdict, unit),
    latched === null || latched.type === verdict.type ? '' : `found before: ${latched.type}`,
  ])
  const text = [
    table([['experiment', 'customers', 'metric', 'verdict', ''], ...rows], [1]),
    ...section('All campaigns together, of what their holdouts tell', together.map((one) => `  ${togetherWords(one)}`).join('\n')),
  ].join('\n')
  return isUtf8 ? text : inAscii(text)
}

const togetherWords = ({ currency, campaigns, untold, incremental }: Together): string => {
  const unit = currency === null ? ' conversions' : ` ${currency}`
  const why = currency === null ? 'no window of theirs has closed' : 'no cap, or no window of theirs has closed'
  if (incremental === null) return `${unit.trim()}: of ${countOf(untold, 'campaign')} it cannot be told (${why})`
  const without = untold === 0 ? '' : `; of ${countText(untold)} more it cannot be told (${why})`
  const range = incremental.interval === null ? '' : ` (${amountText(incremental.interval[0])} to ${amountText(incremental.interval[1])})`
  return `${amountText(incremental.estimate)}${unit}${range} that would not have come without ${countOf(campaigns, 'campaign')}${without}`
}
