/** The look that is taken by itself, once an hour: what was found of experiments is written down once for ever, and acted on. */
import { analysisOf } from '../domain/experiment/analysis-of.ts'
import { type Finding, findingsOf, harmsOf } from '../domain/experiment/findings.ts'
import type { Experiment } from '../domain/experiment/experiment.ts'
import type { Rules } from '../domain/customer/rules.ts'
import { experimentScope } from '../domain/kpi/tally.ts'
import { JUDGE_EVERY_MS } from '../kernel/limits-experiments.ts'
import { dayOf } from '../kernel/time.ts'
import type { EpochMs } from '../kernel/words.ts'
import type { TallyStore } from '../ports/tally-store.ts'
import { type LatchedVerdict, placeOf, type VerdictName } from '../ports/verdicts.ts'
import { actOnAll, type ActingWorld, type Tried } from './acting/act.ts'
import { phasesIn } from './acting/phases.ts'
import { type Reweighed, reweighAll } from './acting/reweigh.ts'
import { type Counters, countedUntil, lastDayOver } from './query/results/reading.ts'

export type JudgeWorld = ActingWorld & {
  readonly tallies: Pick<TallyStore, 'read'>
  /** Told of each phase that is under way when it was judged, with its counters; null: nobody keeps what it shows. */
  readonly looked: ((experiment: Experiment, tallies: Pick<TallyStore, 'read'>) => Promise<void>) | null
}

/** `latched`: found for the first time, by this very look. `left`: experiments there was no time for. */
export type Judged = {
  readonly looked: number
  readonly left: number
  readonly latched: readonly LatchedVerdict[]
  readonly tried: readonly Tried[]
  /** Experiments whose shares follow what works. */
  readonly reweighed: readonly Reweighed[]
}

/**
 * Judges by the days that are over, and looks for harm today, too. Each experiment on its own: others are judged, and acted on, where there is
 * time for no more. Called twice, or by two at once, it does the same once.
 */
export const judgeAll = async (
  world: JudgeWorld,
  rules: () => Rules,
  now: EpochMs,
  hasTime: () => boolean = () => true,
): Promise<Judged> => {
  const known = new Set((await world.verdicts.all()).map(nameOf))
  const open = phasesIn(rules(), now).filter(({ standing }) => standing !== 'closed')
  const latched: LatchedVerdict[] = []
  let looked = 0
  for (const { experiment, standing } of turned(open, now)) {
    if (!hasTime()) break
    looked += 1
    const counters = await world.tallies.read(experimentScope(experiment.id, experiment.phase))
    for (const found of foundIn(experiment, counters, known, now)) if (await world.verdicts.latch(found)) latched.push(found)
    if (standing === 'current') await world.looked?.(experiment, { read: async () => counters })
  }
  const tried = await actOnAll(world, phasesIn(rules(), now), now)
  const reweighed = hasTime() ? await reweighAll(world, phasesIn(rules(), now), now) : []
  return { looked, left: open.length - looked, latched, tried, reweighed }
}

/** What is to be written down of one experiment. Of what was found broken nothing more is. */
const foundIn = (experiment: Experiment, counters: Counters, known: ReadonlySet<string>, now: EpochMs): readonly LatchedVerdict[] => {
  const { id, phase } = experiment
  if (known.has(nameOf({ experiment: id, phase, type: 'broken', variant: null }))) return []
  const analysis = analysisOf(experiment)
  const [today, yesterday] = [dayOf(now), lastDayOver(now)]
  const found = findingsOf(analysis, countedUntil(counters, yesterday), yesterday)
  const isBroken = found.some(({ type }) => type === 'broken')
  const all: readonly Finding[] = isBroken ? found : [...found, ...harmsOf(analysis, countedUntil(counters, today), today)]
  return all.map((one): LatchedVerdict => ({ experiment: id, phase, ...one, at: now, acted: [] })).filter((one) => !known.has(nameOf(one)))
}

const nameOf = (name: VerdictName): string => JSON.stringify([name.experiment, placeOf(name)])

/** Where there is not time for all, another is the first with each hour. */
const turned = <T>(all: readonly T[], now: EpochMs): readonly T[] => {
  const first = all.length === 0 ? 0 : Math.floor(now / JUDGE_EVERY_MS) % all.length
  return [...all.slice(first), ...all.slice(0, first)]
}
