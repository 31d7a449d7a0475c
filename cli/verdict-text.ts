/** What was found of experiments and done about it, as people read it, with the command that takes it back. */
import type { LatchedVerdict } from '../shared/domain/experiment/latched.ts'
import { unreachable } from '../shared/kernel/assert.ts'
import { isoDayOf } from '../shared/kernel/time.ts'
import { countOf, instantText } from './format.ts'
import { quoted } from './words.ts'

export const verdictsText = (verdicts: readonly LatchedVerdict[]): string =>
  verdicts.length === 0
    ? 'Nothing was found yet. Experiments are judged once an hour, by the days that are over, where Rekindle runs.'
    : verdicts.flatMap(linesOf).join('\n')

const linesOf = (found: LatchedVerdict): readonly string[] => {
  const phase = found.phase === 1 ? '' : `, phase ${found.phase}`
  return [
    `${isoDayOf(found.day)}  ${found.experiment}${phase}: ${foundWords(found)}`,
    ...found.acted.flatMap((one) => actedLines(found, one)),
  ]
}

const foundWords = ({ type, variant, against, metric, customers }: LatchedVerdict): string => {
  const [one, other] = [quoted(variant ?? ''), quoted(against ?? '')]
  const counted = `(${metric ?? ''}, ${countOf(customers, 'customer')})`
  switch (type) {
    case 'winner':
      return `${one} is better than ${other} ${counted}`
    case 'loser':
      return `${one} is worse than ${other} ${counted}`
    case 'no-difference':
      return `no difference worth having between ${one} and ${other} ${counted}`
    case 'harmful':
      return `${one} does more harm than ${other} ${counted}`
    case 'broken':
      return `broken, of ${countOf(customers, 'customer')} no number can be believed`
    default:
      return unreachable(type)
  }
}

type Acted = LatchedVerdict['acted'][number]

const actedLines = (found: LatchedVerdict, one: Acted): readonly string[] => {
  const why = one.why === null ? '' : `: ${one.why}`
  const again = one.outcome === 'failed' ? '; it is tried again with the next hour' : ''
  const back = one.outcome === 'done' ? takenBackBy(found, one) : null
  return [
    `  ${ACTION_WORDS[one.action]} ${OUTCOME_WORDS[one.outcome]} on ${instantText(one.at)}${why}${again}`,
    ...(back === null ? [] : [`    taken back by: ${back}`]),
  ]
}

const ACTION_WORDS: Readonly<Record<Acted['action'], string>> = { notify: 'telling the world', promote: 'promoting', stop: 'stopping' }
const OUTCOME_WORDS: Readonly<Record<Acted['outcome'], string>> = { done: 'was done', moot: 'was moot', failed: 'failed' }

/** What was told cannot be untold. A promotion is a version like any other: one before it is published anew. */
const takenBackBy = ({ experiment }: LatchedVerdict, { action }: Acted): string | null => {
  if (action === 'promote') return `rekindle rollback ${experiment} --to N (rekindle versions ${experiment})`
  // An experiment of a split bears its campaign's name before the point.
  return action === 'stop' ? `rekindle sending resume --campaign ${experiment.split('.')[0]} --because "…"` : null
}
