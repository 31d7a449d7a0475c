/** Runs the simulation against each mutant until the invariant it stands for notices. Each lives in a thread of its own, whose sources are changed as they are read. */
import { Worker } from 'node:worker_threads'
import { INVARIANTS, type Invariant } from '../auditor/invariants.ts'
import { progressOf } from '../progress.ts'
import { CAUGHT_AT } from './caught.ts'
import { MUTANTS } from './list.ts'
import type { Mutant } from './mutant.ts'

/** Worlds a mutant may live through before it counts as not caught. */
export const SEEDS_OF_MUTANT = 400

/** No mutant takes longer than this, unless it goes in circles. */
const TIME_MAX_MS = 15 * 60_000

/** The seed at which it was caught, or how it got away. */
export type Fate = number | 'SURVIVED' | { readonly failure: string }

/** What a thread is told: the mutant, how many worlds it may live through, and where to look first. */
export type Hunt = { readonly mutant: Mutant; readonly seeds: number; readonly first: number | null }

/** Runs all mutants, or those of the invariants named; answers whether each was caught and every invariant has one. */
export const runMutants = async (named: readonly string[], jobs: number, seeds: number): Promise<boolean> => {
  const chosen = named.length === 0 ? MUTANTS : MUTANTS.filter(({ invariant }) => named.includes(invariant))
  const progress = progressOf('mutants', chosen.length)
  const fates: Fate[] = []
  const waiting = [...chosen.entries()]
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, mutant] = next
      fates[index] = await fateOf(mutant, seeds)
      process.stdout.write(`${lineOf(mutant, fates[index])}\n`)
      progress.advance('')
    }
  }
  await Promise.all(Array.from({ length: jobs }, work))
  progress.end()
  const without = (Object.keys(INVARIANTS) as Invariant[]).filter((one) => !MUTANTS.some(({ invariant }) => invariant === one))
  const gotAway = fates.filter((fate) => typeof fate !== 'number').length
  process.stdout.write(`\n${chosen.length} mutants, ${progress.took()}: ${gotAway === 0 ? 'all caught' : `${gotAway} not caught`}\n`)
  if (without.length > 0) process.stdout.write(`Invariants without a mutant: ${without.join(', ')}\n`)
  return gotAway === 0 && without.length === 0
}

const lineOf = ({ invariant, mistake, file }: Mutant, fate: Fate): string => {
  const told = typeof fate === 'number' ? `caught at seed ${fate}` : fate === 'SURVIVED' ? fate : `FAILED: ${fate.failure}`
  return `${invariant.padEnd(5)}${mistake.padEnd(92)}${file.padEnd(46)}${told}`
}

/** Hunts one mutant in a thread that sees its sources. */
export const fateOf = (mutant: Mutant, seeds: number): Promise<Fate> =>
  new Promise((resolve) => {
    const hunt: Hunt = { mutant, seeds, first: CAUGHT_AT[mutant.mistake] ?? null }
    const thread = new Worker(new URL('./hunt.ts', import.meta.url), { workerData: hunt })
    const end = (fate: Fate): void => {
      clearTimeout(timer)
      void thread.terminate()
      resolve(fate)
    }
    const timer = setTimeout(() => end({ failure: 'no word in time' }), TIME_MAX_MS)
    thread.on('message', end)
    thread.on('error', (failure) => end({ failure: String(failure) }))
  })
