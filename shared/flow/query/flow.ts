import { LIFECYCLE_SCOPE, partsOf } from '../../domain/kpi/tally.ts'
import { type Stage, STAGES } from '../../domain/lifecycle/stage.ts'
import { STAGE_FLOW_DAYS } from '../../kernel/limits.ts'
import { dayOf, isoDayOf } from '../../kernel/time.ts'
import { type EpochDay, type EpochMs, epochDay } from '../../kernel/words.ts'
import type { TallyStore } from '../../ports/tally-store.ts'

export type StageCounts = Readonly<Record<Stage, number>>

/** Who stands where, and how that came about day by day. */
export type StageFlow = {
  /** Everybody we ever heard of, those without a stage among them. */
  readonly known: number
  readonly standing: StageCounts
  /** Customers in each stage at the end of each day up to `asOf`, oldest first; at most {@link STAGE_FLOW_DAYS}. */
  readonly days: readonly { readonly day: string; readonly stages: StageCounts }[]
}

/** Reads the stages from the transition counters, which carry the day. It costs the same for any number of customers. */
export const stageFlow = async (tallies: Pick<TallyStore, 'read'>, asOf: EpochMs): Promise<StageFlow> => {
  const counters = await tallies.read(LIFECYCLE_SCOPE)
  const changes = new Map<EpochDay, Map<string, number>>()
  for (const [counter, value] of counters) {
    const [kind, transition = '', day = ''] = partsOf(counter)
    if (kind !== 'transition') continue
    const ofDay = changes.get(epochDay(Number(day))) ?? new Map<string, number>()
    changes.set(epochDay(Number(day)), ofDay)
    const [from = '', to = ''] = transition.split('>')
    ofDay.set(from, (ofDay.get(from) ?? 0) - Number(value))
    ofDay.set(to, (ofDay.get(to) ?? 0) + Number(value))
  }
  const days = daysOf(changes, dayOf(asOf))
  return { known: Number(counters.get('customers') ?? 0n), standing: standingOf(changes), days: days.slice(-STAGE_FLOW_DAYS) }
}

type Changes = ReadonlyMap<EpochDay, ReadonlyMap<string, number>>

const standingOf = (changes: Changes): StageCounts => {
  const sum = (stage: Stage): number => [...changes.values()].reduce((total, ofDay) => total + (ofDay.get(stage) ?? 0), 0)
  return Object.fromEntries(STAGES.map((stage) => [stage, sum(stage)])) as StageCounts
}

/** From the first day on which anything changed, or the oldest that is shown; what came before is in the first one's numbers. */
const daysOf = (changes: Changes, lastDay: EpochDay): StageFlow['days'] => {
  const earliest = [...changes.keys()].reduce((first, day) => (day < first ? day : first), lastDay)
  const firstDay = Math.max(earliest, lastDay - STAGE_FLOW_DAYS)
  const counts: Record<Stage, number> = { new: 0, active: 0, 'at-risk': 0, dormant: 0, churned: 0 }
  const add = (ofDay: ReadonlyMap<string, number> | undefined): void => {
    for (const stage of STAGES) counts[stage] += ofDay?.get(stage) ?? 0
  }
  for (const [day, ofDay] of changes) if (day < firstDay) add(ofDay)
  return Array.from({ length: lastDay - firstDay + 1 }, (_, index) => {
    const day = epochDay(firstDay + index)
    add(changes.get(day))
    return { day: isoDayOf(day), stages: { ...counts } }
  })
}
