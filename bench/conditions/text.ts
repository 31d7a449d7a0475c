import { grouped, table } from '../table.ts'
import type { Compared } from './measure.ts'

/** The middle of several numbers. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

export const comparedText = ({ rules, matches, engines }: Compared): string => {
  const lines = engines.map(({ name, generatesCode, customers, perSecond, ratio }) => [
    name,
    grouped(customers),
    grouped(median(perSecond)),
    median(ratio).toFixed(2),
    `${Math.min(...ratio).toFixed(2)} to ${Math.max(...ratio).toFixed(2)}`,
    generatesCode ? 'yes' : '',
  ])
  const head = ['engine', 'customers', 'a second', 'ours is × as fast', 'in each turn', 'generates code']
  return `${rules} conditions; all engines give the same ${grouped(matches)} matches. Evaluations a second of processor time, one thread:\n\n${table([head, ...lines])}`
}
