import { parentPort } from 'node:worker_threads'
import type { Order, Outcome } from './pool.ts'
import { runWorld } from './run.ts'

const outcomeOf = async ({ seed, twice }: Order): Promise<Outcome> => {
  try {
    const verdict = await runWorld(seed)
    return { verdict, repeats: !twice || (await runWorld(seed)).history === verdict.history }
  } catch (failure) {
    return { seed, failure: failure instanceof Error ? String(failure.stack) : String(failure) }
  }
}

parentPort?.on('message', (order: Order) => {
  void outcomeOf(order).then((outcome) => parentPort?.postMessage(outcome))
})
