/** Counters as so many customers a day would have left them: what the pages of results are read from. */
import { breakdownScope, counterOf, experimentScope, type Increment } from '../../shared/domain/kpi/tally.ts'
import { experimentId } from '../../shared/kernel/words.ts'

/** A day of one arm: so many were assigned, so many converted on the day itself, each bringing `each` minor units; and by metric, who else did what. */
export type ArmDay = {
  readonly assigned: number
  readonly converted: number
  readonly each?: number
  readonly others?: Readonly<Record<string, number>>
  readonly ratio?: { readonly metric: string; readonly events: number; readonly base: number }
}

export type Counting = {
  readonly experiment: string
  readonly phase?: number
  readonly metric: string
  readonly from: number
  readonly days: number
  readonly arms: Readonly<Record<string, ArmDay>>
  /** Segments of a break-down with their share of every count, which is the same in each arm but for `more` conversions a day. */
  readonly segments?: {
    readonly by: string
    readonly shares: Readonly<Record<string, number>>
    readonly more?: Readonly<Record<string, number>>
  }
}

/** The counters of a steady experiment. */
export const incrementsOf = (counting: Counting): readonly Increment[] => {
  const { experiment, phase = 1, days, from, arms, metric, segments } = counting
  const scope = experimentScope(experimentId(experiment), phase)
  return Object.entries(arms).flatMap(([arm, day]) =>
    Array.from({ length: days }, (_, index) => from + index).flatMap((on) => [
      ...of(scope, [], arm, on, day, metric),
      ...Object.entries(segments?.shares ?? {}).flatMap(([segment, share]) => {
        const more = segments?.more?.[`${arm} ${segment}`] ?? 0
        const others = Object.fromEntries(Object.entries(day.others ?? {}).map(([name, count]) => [name, Math.round(count * share)]))
        const part = { ...day, others, assigned: Math.round(day.assigned * share), converted: Math.round(day.converted * share) + more }
        return of(breakdownScope(experimentId(experiment), phase, segments?.by ?? ''), [segment], arm, on, part, metric)
      }),
    ]),
  )
}

const of = (
  scope: string,
  first: readonly string[],
  arm: string,
  on: number,
  { assigned, converted, each = 0, others = {}, ratio }: ArmDay,
  metric: string,
): readonly Increment[] => {
  const one = (by: number, ...parts: readonly string[]): readonly Increment[] =>
    by === 0 ? [] : [{ scope, counter: counterOf(...first, ...parts), by: BigInt(by) }]
  const outcome = (by: number, what: string, name: string): readonly Increment[] => one(by, what, arm, name, String(on), String(on))
  return [
    ...one(assigned, 'assigned', arm, String(on)),
    ...outcome(converted, 'conversions', metric),
    ...outcome(converted * each, 'sum', metric),
    ...outcome(converted * each * each, 'squares', metric),
    ...Object.entries(others).flatMap(([name, count]) => outcome(count, 'conversions', name)),
    ...(ratio === undefined
      ? []
      : [
          ...outcome(ratio.events, 'conversions', ratio.metric),
          ...outcome(ratio.events, 'sum', ratio.metric),
          ...outcome(ratio.events, 'squares', ratio.metric),
          ...outcome(ratio.base, 'base', ratio.metric),
          ...outcome(ratio.base * 3, 'base-squares', ratio.metric),
          ...outcome(ratio.events * 2, 'products', ratio.metric),
        ]),
  ]
}
