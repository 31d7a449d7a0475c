/** Work on all cores: each worker has one order at a time, a world's seed or a part of many experiments, and gets the next when it is done. */
import { Worker } from 'node:worker_threads'
import type { Verdict } from './run.ts'

/** What a world allocates dies with it: with room for it, a tenth of the time less goes to collecting. */
const YOUNG_MB = 64

/** A verdict, or the failure of the simulation itself. */
export type Outcome = { readonly verdict: Verdict; readonly repeats: boolean } | { readonly seed: number; readonly failure: string }

/** `twice`: the world is run again, to see that its history is the same. */
export type Order = { readonly seed: number; readonly twice: boolean }

/** Runs seeds in ascending order of start; `told` hears of each as it ends and answers whether to go on. */
export const runAll = (orders: readonly Order[], jobs: number, told: (outcome: Outcome) => boolean): Promise<void> =>
  runOn(new URL('./worker.ts', import.meta.url), orders, jobs, told)

/** The same for any worker that answers each order with one outcome. */
export const runOn = <Order, Outcome>(
  file: URL,
  orders: readonly Order[],
  jobs: number,
  told: (outcome: Outcome) => boolean,
): Promise<void> =>
  new Promise((resolve, reject) => {
    let next = 0
    let running = 0
    let isOver = false
    const workers: Worker[] = []
    const finish = (failure?: unknown): void => {
      if (isOver) return
      isOver = true
      for (const worker of workers) void worker.terminate()
      if (failure === undefined) resolve()
      else reject(failure)
    }
    const give = (worker: Worker): void => {
      const order = orders[next]
      if (order === undefined) {
        if (running === 0) finish()
        return
      }
      next += 1
      running += 1
      worker.postMessage(order)
    }
    for (let job = 0; job < Math.max(1, Math.min(jobs, orders.length)); job += 1) {
      const worker = new Worker(file, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } })
      workers.push(worker)
      worker.on('message', (outcome: Outcome) => {
        running -= 1
        if (isOver) return
        if (told(outcome)) give(worker)
        else finish()
      })
      worker.on('error', finish)
      give(worker)
    }
  })
