/** Amounts of an experiment as people read them. */
import type { Interval } from '../../shared/domain/statistics/interval.ts'
import { minorPerUnit } from '../../shared/domain/metrics/money.ts'
import { currency as currencyCode } from '../../shared/kernel/words.ts'
import { countText } from '../format.ts'

/** What a number is of: shares of customers, money a customer, or a ratio, whose money is in minor units. */
export type Unit = { readonly measure: 'rate' | 'mean' | 'ratio'; readonly currency: string | null }

/** `+1.20 points`, `−0.45 USD`, `+0.031` */
export const differenceText = (value: number, unit: Unit): string => `${signed(shownIn(value, unit))}${unitText(unit)}`

/** `0.41 to 2.08`, with signs where it is on both sides of nothing. */
export const intervalText = ([low, high]: Interval, unit: Unit): string => {
  const [from, to] = [shownIn(low, unit), shownIn(high, unit)]
  const isMixed = from < 0
  return isMixed ? `${signed(from)} to ${signed(to)}` : `${plain(from)} to ${plain(to)}`
}

/** `+1.20 points (0.41 to 2.08)`; without an interval the difference alone. */
export const estimateText = (estimate: number, interval: Interval | null, unit: Unit): string =>
  `${differenceText(estimate, unit)}${interval === null ? '' : ` (${intervalText(interval, unit)})`}`

/** A group's own rate, mean or ratio. */
export const levelText = (level: number | null, unit: Unit): string => {
  if (level === null) return '–'
  return unit.measure === 'rate' ? `${(100 * level).toFixed(2)} %` : plain(shownIn(level, unit))
}

/** `+1,234`, and of what is small with its decimals. */
export const amountText = (value: number): string => {
  const size = Math.abs(value)
  const text = size >= 100 ? countText(Math.round(size)) : decimals(size)
  return `${signOf(value)}${text}`
}

/** `+25.3 %`, without decimals where there are hundreds, and `> +1,000 %` where a number would look as if it were known. */
export const percentText = (share: number): string => {
  const size = 100 * Math.abs(share)
  if (size > 1_000) return `> ${signOf(share)}1,000 %`
  return `${signOf(share)}${size >= 100 ? countText(Math.round(size)) : size.toFixed(1)} %`
}

/** As it is shown: points are hundredths of all customers. */
const shownIn = (value: number, { measure, currency }: Unit): number => {
  if (measure === 'rate') return 100 * value
  return measure === 'ratio' && currency !== null ? value / minorPerUnit(currencyCode(currency)) : value
}

export const unitText = ({ measure, currency }: Unit): string => {
  if (measure === 'rate') return ' points'
  return currency === null ? '' : ` ${currency}`
}

const signed = (value: number): string => `${signOf(value)}${decimals(Math.abs(value))}`

const plain = (value: number): string => (value < 0 ? `−${decimals(-value)}` : decimals(value))

/** Two, and more where there would be nothing left to see. */
const decimals = (size: number): string => {
  if (size === 0 || size >= 0.1) return size.toFixed(2)
  return size >= 0.01 ? size.toFixed(3) : size.toPrecision(2)
}

const signOf = (value: number): string => (value > 0 ? '+' : value < 0 ? '−' : '')
