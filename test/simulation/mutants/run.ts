/** Runs the simulation against each mutant, in a copy of the sources, until the invariant it stands for notices. */
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { assert } from '../../../shared/kernel/assert.ts'
import { INVARIANTS, type Invariant } from '../auditor/invariants.ts'
import { progressOf } from '../progress.ts'
import { MUTANTS } from './list.ts'
import type { Mutant } from './mutant.ts'

/** Worlds a mutant may live through before it counts as not caught. */
const SEEDS_MAX = 400

/** No world of a mutant takes longer than this, unless it goes in circles. */
const TIME_MAX_MS = 15 * 60_000

/** The seed at which it was caught, or how it got away. */
type Fate = number | 'SURVIVED' | { readonly failure: string }

/** Runs all mutants, or those of the invariants named; answers whether each was caught and every invariant has one. */
export const runMutants = async (named: readonly string[], jobs: number): Promise<boolean> => {
  const chosen = named.length === 0 ? MUTANTS : MUTANTS.filter(({ invariant }) => named.includes(invariant))
  const progress = progressOf('mutants', chosen.length)
  const fates: Fate[] = []
  const waiting = [...chosen.entries()]
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, mutant] = next
      fates[index] = await fateOf(mutant, `${mutant.invariant}-${index}`).catch((failure) => ({ failure: String(failure) }))
      progress.advance('')
    }
  }
  await Promise.all(Array.from({ length: jobs }, work))
  progress.end()
  for (const [index, mutant] of chosen.entries()) process.stdout.write(`${lineOf(mutant, fates[index] ?? 'SURVIVED')}\n`)
  const without = (Object.keys(INVARIANTS) as Invariant[]).filter((one) => !MUTANTS.some(({ invariant }) => invariant === one))
  const gotAway = fates.filter((fate) => typeof fate !== 'number').length
  process.stdout.write(`\n${chosen.length} mutants, ${progress.took()}: ${gotAway === 0 ? 'all caught' : `${gotAway} not caught`}\n`)
  if (without.length > 0) process.stdout.write(`Invariants without a mutant: ${without.join(', ')}\n`)
  return gotAway === 0 && without.length === 0
}

const lineOf = ({ invariant, mistake, file }: Mutant, fate: Fate): string => {
  const told = typeof fate === 'number' ? `caught at seed ${fate}` : fate === 'SURVIVED' ? fate : `FAILED: ${fate.failure}`
  return `${invariant.padEnd(5)}${mistake.padEnd(76)}${file.padEnd(46)}${told}`
}

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** Hunts one mutant in a copy. It lies in the project, but outside of node_modules, where types would not be stripped. */
const fateOf = async (mutant: Mutant, name: string): Promise<Fate> => {
  const folder = join(ROOT, '.mutants', name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const part of ['shared', 'test/simulation']) cpSync(join(ROOT, part), join(folder, part), { recursive: true })
  mutate(join(folder, mutant.file), mutant)
  const fate = await hunt(join(folder, 'test/simulation/main.ts'), mutant.invariant)
  rmSync(folder, { recursive: true, force: true })
  return fate
}

const mutate = (file: string, { original, mutated, file: shown }: Mutant): void => {
  const text = readFileSync(file, 'utf8')
  const times = text.split(original).length - 1
  assert(times === 1, `${shown} contains ${times} times, not once: ${original}`)
  writeFileSync(
    file,
    text.replace(original, () => mutated),
  )
}

const hunt = (main: string, invariant: Invariant): Promise<Fate> =>
  new Promise((resolve) => {
    const args = [main, '--hunt', invariant, '--seeds', String(SEEDS_MAX)]
    execFile(process.execPath, args, { timeout: TIME_MAX_MS }, (_, stdout, stderr) => {
      const said = /^(?:caught (\d+)|survived)$/m.exec(stdout)
      if (said === null) resolve({ failure: stderr === '' ? 'no word in time' : stderr })
      else resolve(said[1] === undefined ? 'SURVIVED' : Number(said[1]))
    })
  })
