import type { Formats } from '../formats.ts'
import { levelOf, type Measure, type MeasuredNumbers, signedOf, tickOf } from '../measure.ts'

export const measuredWords = (format: Formats): MeasuredNumbers => {
  const signed = (value: number, measure: Measure): string => signedOf(format, value, measure)
  return {
    level: (value, measure) => levelOf(format, value, measure),
    difference: (value, measure) => `${signed(value, measure)}${measure.type === 'rate' ? ' points' : ''}`,
    size: (value, measure) => `${signed(Math.abs(value), measure).replace('+', '')}${measure.type === 'rate' ? ' percentage points' : ''}`,
    interval: ([low, high], measure) => `${signed(low, measure)} to ${signed(high, measure)}${measure.type === 'rate' ? ' points' : ''}`,
    ends: ([low, high], measure) => `${signed(low, measure)} to ${signed(high, measure)}`,
    tick: (value, measure) => tickOf(format, value, measure),
  }
}
