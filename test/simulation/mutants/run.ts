/** Runs the simulation against each mutant, in a copy of the sources, until the invariant it stands for notices. */
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { assert } from '../../../shared/kernel/assert.ts'
import { INVARIANTS, type Invariant } from '../auditor/invariants.ts'
import { progressOf } from '../progress.ts'
import { MUTANTS, type Mutant } from './list.ts'

/** Worlds a mutant may live through before it counts as not caught. */
const SEEDS_MAX = 400

type Found = { readonly mutant: Mutant; readonly seed: number | null }

/** Runs all mutants, or those of the invariants named; answers whether each was caught and every invariant has one. */
export const runMutants = async (named: readonly string[], jobs: number): Promise<boolean> => {
  const chosen = named.length === 0 ? MUTANTS : MUTANTS.filter(({ invariant }) => named.includes(invariant))
  const progress = progressOf('mutants', chosen.length)
  const found: Found[] = []
  const waiting = [...chosen.entries()]
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, mutant] = next
      found[index] = { mutant, seed: await caughtAt(mutant, `${mutant.invariant}-${index}`) }
      progress.advance('')
    }
  }
  await Promise.all(Array.from({ length: jobs }, work))
  progress.end()
  for (const { mutant, seed } of found) process.stdout.write(`${lineOf(mutant, seed)}\n`)
  const without = (Object.keys(INVARIANTS) as Invariant[]).filter((one) => !MUTANTS.some(({ invariant }) => invariant === one))
  const survivors = found.filter(({ seed }) => seed === null)
  process.stdout.write(
    `\n${found.length} mutants, ${progress.took()}: ${survivors.length === 0 ? 'all caught' : `${survivors.length} survived`}\n`,
  )
  if (without.length > 0) process.stdout.write(`Invariants without a mutant: ${without.join(', ')}\n`)
  return survivors.length === 0 && without.length === 0
}

const lineOf = ({ invariant, mistake, file }: Mutant, seed: number | null): string =>
  `${invariant.padEnd(5)}${mistake.padEnd(80)}${file.padEnd(48)}${seed === null ? 'SURVIVED' : `caught at seed ${seed}`}`

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** The first seed in which the mutant's invariant is broken, or null. The copy lies in the project, but outside of node_modules, where types would not be stripped. */
const caughtAt = async (mutant: Mutant, name: string): Promise<number | null> => {
  const folder = join(ROOT, '.mutants', name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const part of ['shared', 'test/simulation']) cpSync(join(ROOT, part), join(folder, part), { recursive: true })
  mutate(join(folder, mutant.file), mutant)
  const said = await hunt(join(folder, 'test/simulation/main.ts'), mutant.invariant)
  rmSync(folder, { recursive: true, force: true })
  return said
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

const hunt = (main: string, invariant: Invariant): Promise<number | null> =>
  new Promise((resolve, reject) => {
    execFile(process.execPath, [main, '--hunt', invariant, '--seeds', String(SEEDS_MAX)], (_, stdout, stderr) => {
      const said = /^(?:caught (\d+)|survived)$/m.exec(stdout)
      if (said === null) reject(new Error(`the simulation of a mutant for ${invariant} failed:\n${stderr}`))
      else resolve(said[1] === undefined ? null : Number(said[1]))
    })
  })
