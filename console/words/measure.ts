import type { Formats } from './formats.ts'

/** What a number of a result is in: shares of customers, money a customer in units, or a ratio, in minor units where it is money. */
export type Measure =
  | { readonly type: 'rate' }
  | { readonly type: 'mean'; readonly currency: string | null }
  | { readonly type: 'ratio'; readonly currency: string | null }

/** Numbers of a result as a language writes them. */
export type MeasuredNumbers = {
  /** `5.20%`, `$12.40`: where a variant stands. */
  readonly level: (value: number, measure: Measure) => string
  /** `+1.80 points`, `+$1.20`. */
  readonly difference: (value: number, measure: Measure) => string
  /** `1.80 percentage points`, `$1.20`: how far two are apart, whichever way. */
  readonly size: (value: number, measure: Measure) => string
  /** `+0.60 to +3.10 points` */
  readonly interval: (ends: readonly [number, number], measure: Measure) => string
  /** The interval without its unit, for beside a number that has it. */
  readonly ends: (ends: readonly [number, number], measure: Measure) => string
  /** The mark of an axis. */
  readonly tick: (value: number, measure: Measure) => string
}

/** What the verdict of an experiment is in. */
export const measureIn = ({ measure, currency }: { readonly measure: Measure['type']; readonly currency: string | null }): Measure =>
  measure === 'rate' ? { type: 'rate' } : { type: measure, currency }

/** The mark of an axis: no more letters than it needs. */
export const tickOf = (format: Formats, value: number, measure: Measure): string =>
  measure.type === 'mean' ? format.amountShort(value, measure.currency ?? '') : signedOf(format, value, measure)

/** Where something stands: `5.20%`, `$12.40`, `1.8`. */
export const levelOf = (format: Formats, value: number, measure: Measure): string => {
  if (measure.type === 'rate') return format.share(value, 2)
  if (measure.type === 'mean') return format.amount(value, measure.currency ?? '')
  return measure.currency === null ? format.number(value) : format.money(value, measure.currency)
}

/** How far two are apart, with its sign and without the word for its unit. */
export const signedOf = (format: Formats, value: number, measure: Measure): string => {
  if (measure.type === 'rate') return format.points(value)
  if (measure.type === 'mean') return format.amountDifference(value, measure.currency ?? '')
  if (measure.currency === null) return format.numberDifference(value)
  return `${value > 0 ? '+' : ''}${format.money(value, measure.currency)}`
}
