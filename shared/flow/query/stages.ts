import { LIFECYCLE_SCOPE, partsOf } from '../../domain/kpi/tally.ts'
import { type Stage, STAGES } from '../../domain/lifecycle/stage.ts'
import { isoOf } from '../../kernel/time.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { TallyStore } from '../../ports/tally-store.ts'

/** How many customers stand where, and how often each transition happened so far. Zeros are left out. */
export type StagesReport = {
  readonly asOf: string
  readonly customers: number
  readonly stages: Readonly<Partial<Record<Stage, number>>>
  readonly transitionsSoFar: Readonly<Record<string, number>>
}

/** Reads the stages from the tallies: who came into a stage less who left it. It costs the same for any number of customers. */
export const stagesReport = async (tallies: Pick<TallyStore, 'read'>, asOf: EpochMs): Promise<StagesReport> => {
  const counters = await tallies.read(LIFECYCLE_SCOPE)
  const transitions = new Map<string, number>()
  const standing = new Map<string, number>()
  for (const [counter, value] of counters) {
    const [kind, transition = ''] = partsOf(counter)
    if (kind !== 'transition') continue
    const [from = '', to = ''] = transition.split('>')
    add(transitions, transition, Number(value))
    add(standing, from, -Number(value))
    add(standing, to, Number(value))
  }
  return {
    asOf: isoOf(asOf),
    customers: Number(counters.get('customers') ?? 0n),
    stages: Object.fromEntries(STAGES.flatMap((stage) => ((standing.get(stage) ?? 0) === 0 ? [] : [[stage, standing.get(stage)]]))),
    transitionsSoFar: Object.fromEntries([...transitions].filter(([, count]) => count !== 0).sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}

const add = (counts: Map<string, number>, key: string, by: number): void => {
  counts.set(key, (counts.get(key) ?? 0) + by)
}
