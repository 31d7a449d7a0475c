/** Simulations that people begin in the console: one at a time, and the last few remembered with what came of them. */
import type { SimulationState } from '../../contract/api.ts'
import { SIMULATIONS_REMEMBERED } from '../../kernel/limits-editor.ts'
import type { EpochMs } from '../../kernel/words.ts'

/** `fromAt` and `toAt` null: as far as there is history. */
export type SimulationWanted = {
  readonly text: string
  readonly fromAt: EpochMs | null
  readonly toAt: EpochMs | null
  readonly now: EpochMs
}

/** One that was begun. */
export type SimulationRun = {
  readonly state: () => SimulationState
  /** Resolves once nothing of it is left; does nothing to one that is over. */
  readonly stop: () => Promise<void>
}

/** Begins one beside all else: whoever asks for something meanwhile is answered. */
export type BeginSimulation = (wanted: SimulationWanted) => SimulationRun

export type Simulations = {
  /** That of the same person is stopped; that of somebody else goes on, and this one is refused. */
  readonly begin: (wanted: SimulationWanted, by: string) => Promise<Begun>
  readonly find: (id: string) => SimulationRun | null
  /** Stops whatever runs; the process ends. */
  readonly close: () => Promise<void>
}

type Begun = { readonly ok: true; readonly id: string } | { readonly ok: false; readonly by: string; readonly since: EpochMs }
type Known = { readonly id: string; readonly by: string; readonly since: EpochMs; readonly run: SimulationRun }

/** `drawId`: the name of a run, that nobody guesses. */
export const simulationsOf = (begin: BeginSimulation, drawId: () => string): Simulations => {
  let known: readonly Known[] = []
  const running = (): Known | undefined => known.find(({ run }) => run.state().state === 'running')
  return {
    begin: async (wanted, by) => {
      for (let other = running(); other !== undefined; other = running()) {
        if (other.by !== by) return { ok: false, by: other.by, since: other.since }
        await other.run.stop()
      }
      const one = { id: drawId(), by, since: wanted.now, run: begin(wanted) }
      known = [one, ...known].slice(0, SIMULATIONS_REMEMBERED)
      return { ok: true, id: one.id }
    },
    find: (id) => known.find((one) => one.id === id)?.run ?? null,
    close: async () => {
      await Promise.all(known.map(({ run }) => run.stop()))
    },
  }
}
