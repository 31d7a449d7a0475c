/** Simulations beside a process that serves the folder: each in a thread, with a scratch folder that goes with it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { SimulationResult, SimulationState } from '../../shared/contract/api.ts'
import type { BeginSimulation, SimulationRun, SimulationWanted } from '../../shared/flow/editor/simulations.ts'
import { SIMULATION_MEGABYTES_MAX } from '../../shared/kernel/limits-editor.ts'
import type { Problem } from '../../shared/kernel/problem.ts'
import { isoOf } from '../../shared/kernel/time.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'

/** What the thread is given. */
export type Order = SimulationWanted & { readonly folder: string }

/** What it says. */
export type Said =
  | { readonly type: 'running'; readonly done: number; readonly clock: EpochMs }
  | { readonly type: 'done'; readonly result: SimulationResult }
  | { readonly type: 'failed'; readonly problem: Problem }

/** Begins simulations over the history of a data folder. */
export const simulatingIn =
  (folder: string): BeginSimulation =>
  (wanted) => {
    const scratch = mkdtempSync(join(tmpdir(), 'rekindle-beside-'))
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: { ...wanted, folder } satisfies Order,
      // Its store is made there, and goes away however the thread ends.
      env: { ...process.env, TMPDIR: scratch, TEMP: scratch },
      resourceLimits: { maxOldGenerationSizeMb: SIMULATION_MEGABYTES_MAX },
    })
    return runOf(worker, () => rmSync(scratch, { recursive: true, force: true }))
  }

const runOf = (worker: Worker, clean: () => void): SimulationRun => {
  let state: SimulationState = { state: 'running', done: 0, saying: null }
  const over = (last: SimulationState): void => {
    if (state.state === 'running') state = last
  }
  worker.on('message', (said: Said) => {
    if (said.type === 'running') state = { state: 'running', done: said.done, saying: isoOf(said.clock) }
    else if (said.type === 'done') over({ state: 'done', result: said.result })
    else over({ state: 'failed', problem: said.problem })
  })
  worker.on('error', (failure) => over({ state: 'failed', problem: broken(failure) }))
  const gone = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      over({ state: 'failed', problem: broken(null) })
      clean()
      resolve()
    })
  })
  return {
    state: () => state,
    stop: async () => {
      over({ state: 'stopped' })
      await worker.terminate()
      await gone
    },
  }
}

const broken = (failure: unknown): Problem => ({
  path: '',
  problem: `broke off: ${failure instanceof Error ? failure.message : 'the thread ended'}`,
  hint: 'Begin it again. If it breaks off again, `rekindle simulate` says more.',
})
