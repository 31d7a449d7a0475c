/** A thread of its own for one simulation: the process that began it goes on answering. */
import { parentPort, workerData } from 'node:worker_threads'
import { resultOf } from '../../shared/flow/editor/simulation-result.ts'
import { assert } from '../../shared/kernel/assert.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import { BadFiles } from '../bad-files.ts'
import { openLocal } from '../wiring.ts'
import type { Order, Said } from './beside.ts'
import { simulateText } from './text.ts'

/** So often somebody who waits hears of it. */
const TOLD_EVERY_MS = 100

const say = (said: Said): void => parentPort?.postMessage(said)

const run = async ({ folder, ...wanted }: Order): Promise<void> => {
  const local = openLocal(folder, 'read')
  try {
    let toldAt = 0
    const onProgress = (done: number, clock: EpochMs): void => {
      const now = performance.now()
      if (now - toldAt < TOLD_EVERY_MS) return
      toldAt = now
      say({ type: 'running', done, clock })
    }
    say({ type: 'done', result: resultOf(await simulateText(local, { ...wanted, onProgress })) })
  } catch (failure) {
    const [first] = failure instanceof BadFiles ? failure.files : []
    const problem = first?.problems[0]
    if (first === undefined || problem === undefined) throw failure
    say({ type: 'failed', problem: { path: problem.path, problem: `${problem.problem}`, hint: problem.hint } })
  } finally {
    local.close()
  }
}

assert(parentPort !== null, 'only a process that waits for it starts this')
await run(workerData as Order)
