import type { Formats } from '../formats.ts'
import { levelOf, type Measure, type MeasuredNumbers, signedOf, tickOf } from '../measure.ts'

export const measuredWords = (format: Formats): MeasuredNumbers => {
  const signed = (value: number, measure: Measure): string => signedOf(format, value, measure)
  const unit = ({ type }: Measure): string => (type === 'rate' ? ' 个百分点' : '')
  return {
    level: (value, measure) => levelOf(format, value, measure),
    difference: (value, measure) => `${signed(value, measure)}${unit(measure)}`,
    size: (value, measure) => `${signed(Math.abs(value), measure).replace('+', '')}${unit(measure)}`,
    interval: ([low, high], measure) => `${signed(low, measure)} 至 ${signed(high, measure)}${unit(measure)}`,
    ends: ([low, high], measure) => `${signed(low, measure)} 至 ${signed(high, measure)}`,
    tick: (value, measure) => tickOf(format, value, measure),
  }
}
