import type { Verdict } from '../../shared/contract/api.ts'
import type { Measure } from '../words/en/verdicts.ts'

const REVENUE = '.revenue'

/** Whether a metric is a share of customers or money: what `.revenue` ends is the mean of its sums. */
export const measureOfMetric = (metric: string, currency: string | null): Measure =>
  metric.endsWith(REVENUE) ? { type: 'money', currency } : { type: 'share' }

/** What a verdict's difference is measured in. */
export const measureOf = (verdict: Verdict, currency: string | null): Measure =>
  'metric' in verdict ? measureOfMetric(verdict.metric, currency) : { type: 'share' }

/** The metric itself, whichever way it is read. */
export const metricOf = (metric: string): string => (metric.endsWith(REVENUE) ? metric.slice(0, -REVENUE.length) : metric)
