/** What is done about what was found, once: told, promoted, stopped. Cut off anywhere it goes on with the next look. */
import type { Action, Experiment } from '../../domain/experiment/experiment.ts'
import { unreachable } from '../../kernel/assert.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { Publisher } from '../../ports/publisher.ts'
import type { Acted, LatchedVerdict, VerdictStore } from '../../ports/verdicts.ts'
import type { Switchboard } from '../switches.ts'
import { verdictEvent } from './notify.ts'
import { type Became, DONE, failed, moot } from './outcome.ts'
import type { Phase } from './phases.ts'
import { promote } from './promote.ts'
import type { RepublishPlace } from './republish.ts'
import { stop } from './stop.ts'

export type ActingWorld = {
  readonly verdicts: VerdictStore
  /** Null: there is no bus here. */
  readonly publisher: Publisher | null
  readonly switches: Pick<Switchboard, 'move' | 'store'>
  readonly publishing: RepublishPlace
}

/** An action that was tried; `failure`: what was thrown. */
export type Tried = { readonly found: LatchedVerdict; readonly acted: Acted; readonly failure: unknown }

/** Does what is wanted and not over yet, verdict by verdict: what fails is written down, keeps nothing else back, and is tried again. */
export const actOnAll = async (world: ActingWorld, phases: readonly Phase[], now: EpochMs): Promise<readonly Tried[]> => {
  const all = await world.verdicts.all()
  const tried: Tried[] = []
  for (const found of all.toSorted(furthestFirst)) {
    const phase = phases.find(({ experiment }) => experiment.id === found.experiment && experiment.phase === found.phase)
    if (phase === undefined) continue
    for (const action of wanted(phase.experiment, found)) {
      const { became, failure } = await attempt(() => act(world, { found, phase, all, phases }, action, now))
      const acted = { action, at: now, ...became }
      await world.verdicts.acted(found, acted)
      tried.push({ found, acted, failure })
    }
  }
  return tried
}

/** Of two winners of one day the better is promoted, and the other finds it done. */
const furthestFirst = (a: LatchedVerdict, b: LatchedVerdict): number =>
  a.day - b.day || Math.abs(b.estimate ?? 0) - Math.abs(a.estimate ?? 0)

const wanted = ({ onVerdict }: Experiment, { type, acted }: LatchedVerdict): readonly Action[] =>
  onVerdict[type].filter((action) => !acted.some((one) => one.action === action && one.outcome !== 'failed'))

const attempt = async (work: () => Promise<Became>): Promise<{ readonly became: Became; readonly failure: unknown }> => {
  try {
    return { became: await work(), failure: null }
  } catch (failure) {
    return { became: failed(failure instanceof Error ? failure.message : 'unknown failure'), failure }
  }
}

type About = {
  readonly found: LatchedVerdict
  readonly phase: Phase
  readonly all: readonly LatchedVerdict[]
  readonly phases: readonly Phase[]
}

const act = async (world: ActingWorld, about: About, action: Action, now: EpochMs): Promise<Became> => {
  switch (action) {
    case 'notify':
      if (world.publisher === null) return moot('there is no bus here')
      await world.publisher.publish([verdictEvent(about.found)])
      return DONE
    case 'promote':
      return promotable(about) ?? (await promote(world.publishing, about.found, now))
    case 'stop':
      return stoppable(about) ?? (await stop(world.switches, about.phase.experiment.campaign, about.found, now))
    default:
      return unreachable(action)
  }
}

/** Nothing wins where nothing can be believed, nor where the winner does harm. */
const promotable = ({ found, phase, all }: About): Became | null => {
  if (phase.standing !== 'current') return moot('a newer version began the experiment anew')
  const beside = all.filter(({ experiment, phase: of }) => experiment === found.experiment && of === found.phase)
  if (beside.some(({ type }) => type === 'broken')) return moot('the experiment is broken')
  return beside.some(({ type, variant }) => type === 'harmful' && variant === found.variant) ? moot('the variant does harm') : null
}

/** What an older phase says of a variant that nobody new gets is no reason to stop. */
const stoppable = ({ found, phase, phases }: About): Became | null => {
  if (phase.standing === 'current') return null
  const current = phases.find(({ experiment, standing }) => experiment.id === found.experiment && standing === 'current')
  const isStillSent = found.variant !== null && current?.experiment.arms.some(({ name }) => name === found.variant) === true
  return isStillSent ? null : moot('a newer version began the experiment anew, without what was wrong')
}
