/** A thread in which one source reads otherwise, and the hunt for the first world that shows it. */
import { registerHooks } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import { assert } from '../../../shared/kernel/assert.ts'
import type { Fate, Hunt } from './run.ts'

const { mutant, seeds, first } = workerData as Hunt
const { file, original, mutated, invariant } = mutant
const place = new URL(`../../../${file}`, import.meta.url).href
let isIn = false

registerHooks({
  load: (url, context, next) => {
    const loaded = next(url, context)
    if (url !== place) return loaded
    const text = String(loaded.source)
    const times = text.split(original).length - 1
    assert(times === 1, `${file} contains ${times} times, not once: ${original}`)
    isIn = true
    return { ...loaded, source: text.replace(original, () => mutated) }
  },
})

// Only what is loaded from here on is changed.
const { runWorld } = await import('../run.ts')
assert(isIn, `${file} is part of what is simulated`)

const hunt = async (): Promise<Fate> => {
  const others = Array.from({ length: seeds }, (_, index) => index + 1).filter((seed) => seed !== first)
  for (const seed of first === null ? others : [first, ...others])
    if ((await runWorld(seed)).violations.some((one) => one.invariant === invariant)) return seed
  return 'SURVIVED'
}
parentPort?.postMessage(await hunt())
