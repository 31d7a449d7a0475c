import { table } from '../../../bench/table.ts'
import { isMet, type Shown } from './goals.ts'

export const unmetIn = (found: readonly Shown[]): readonly Shown[] => found.filter((one) => !isMet(one))

/** What was measured beside what it must be, and what others measured of the same. */
export const tableOf = (found: readonly Shown[], asMarkdown: boolean): string => {
  const head = ['goal', 'measured', 'must be', 'others measured', '']
  const rows = found.map((one) => [
    one.goal,
    number(one.measured),
    boundsOf(one),
    one.reference === null ? '' : number(one.reference),
    markOf(one),
  ])
  if (!asMarkdown) return table([head, ...rows])
  const line = (cells: readonly string[]): string => `| ${cells.slice(0, 4).join(' | ')} |`
  return [line(head), '| --- | --- | --- | --- |', ...rows.map(line)].join('\n')
}

const boundsOf = ({ least, most }: Shown): string => {
  if (least !== null && most !== null) return `${number(least)} to ${number(most)}`
  if (least !== null) return `≥ ${number(least)}`
  return most === null ? '' : `≤ ${number(most)}`
}

const markOf = (one: Shown): string => {
  if (one.least === null && one.most === null) return ''
  return isMet(one) ? 'met' : 'NOT MET'
}

/** Shares to a hundredth of a percent, days and distances to two digits. */
const number = (value: number): string => (Number.isInteger(value) ? String(value) : value < 1 ? value.toFixed(4) : value.toFixed(2))
