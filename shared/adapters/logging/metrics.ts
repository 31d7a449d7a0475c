/**
 * Metrics as lines of the log, in CloudWatch's embedded metric format: no call, no permission, and nothing to lose when a function dies
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html).
 */
export type Metric = { readonly name: string; readonly unit: string }

/** Sums of one invocation. */
export type Recorder = {
  /** Adds to a count, or takes the largest of durations. */
  readonly add: (metric: Metric, value: number) => void
  /** The line, where anything was measured; a recorder is used once. */
  readonly line: (at: number) => string | null
}

export const recorderOf = (namespace: string, dimensions: Readonly<Record<string, string>>): Recorder => {
  const sums = new Map<Metric, number>()
  return {
    add: (metric, value) => {
      const before = sums.get(metric) ?? 0
      sums.set(metric, metric.unit === 'Count' ? before + value : Math.max(before, value))
    },
    line: (at) => (sums.size === 0 ? null : JSON.stringify(lineOf(namespace, dimensions, sums, at))),
  }
}

const lineOf = (
  namespace: string,
  dimensions: Readonly<Record<string, string>>,
  sums: ReadonlyMap<Metric, number>,
  at: number,
): object => ({
  _aws: {
    Timestamp: at,
    CloudWatchMetrics: [
      {
        Namespace: namespace,
        Dimensions: [Object.keys(dimensions)],
        Metrics: [...sums.keys()].map(({ name, unit }) => ({ Name: name, Unit: unit })),
      },
    ],
  },
  ...dimensions,
  ...Object.fromEntries([...sums].map(([{ name }, value]) => [name, value])),
})
