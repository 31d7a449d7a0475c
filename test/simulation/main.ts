import '../../shared/kernel/require-node-24.ts'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { INVARIANTS } from './auditor/invariants.ts'
import { type Count, countsOf } from './counts.ts'
import { coverageOf, SEEDS_TO_SHOW_ALL } from './coverage.ts'
import { runMutants, SEEDS_OF_MUTANT } from './mutants/run.ts'
import { type Outcome, runAll } from './pool.ts'
import { progressOf } from './progress.ts'

const HELP = `npm run sim -- [--seeds N] [--from N] [--seed N] [--jobs N] [--mutants [I7 …]]
npm run sim -- experiments --help

The real flow over the real embedded store, in worlds that fail: each seed is one world, always the same one.

  --seeds N    so many worlds (1,000)
  --from N     the first seed (1): a run that was stopped (Ctrl-C) says where to go on
  --seed N     this one alone, run twice to see that it repeats
  --jobs N     worlds at once (one a core)
  --mutants    take out one guard after another and see that each is missed; with names, those of these invariants alone
`

/** Of so many, one is run twice. */
const REPEAT_EVERY = 50
const SEEDS_SHOWN = 5

const say = (text: string): void => void process.stdout.write(`${text}\n`)

const wrongUse = (problem: string): never => {
  process.stderr.write(`${problem}\n\n${HELP}`)
  process.exit(2)
}

const whole = (text: string | undefined, otherwise: number): number => {
  const value = text === undefined ? otherwise : Number(text)
  return Number.isSafeInteger(value) && value >= 0 ? value : wrongUse(`${text} is no whole number`)
}

const describe = (outcome: Outcome): readonly string[] => {
  if ('failure' in outcome)
    return [`seed ${outcome.seed}: the simulation itself failed`, `  ${outcome.failure}`, ...reproduced(outcome.seed)]
  const { seed, violations } = outcome.verdict
  const lines = violations.flatMap(({ invariant, about, seen, expected }) => [
    `  ${invariant}  ${INVARIANTS[invariant]}`,
    `      at        ${about}`,
    `      seen      ${seen}`,
    `      expected  ${expected}`,
  ])
  const unlike = outcome.repeats ? [] : ['  run again, it had another history: something in it is not fixed by the seed']
  return [`seed ${seed}`, ...lines, ...unlike, ...reproduced(seed)]
}

const reproduced = (seed: number): readonly string[] => [`  reproduce with: npm run sim -- --seed ${seed}`, '']

const isBad = (outcome: Outcome): boolean => 'failure' in outcome || outcome.verdict.violations.length > 0 || !outcome.repeats

/** Runs worlds and tells of each that fails as it does, then how often each fault struck, and what never happened. Answers whether all is well. */
const simulate = async (from: number, seeds: number, jobs: number): Promise<boolean> => {
  const orders = Array.from({ length: seeds }, (_, index) => ({ seed: from + index, twice: seeds === 1 || index % REPEAT_EVERY === 0 }))
  const totals = countsOf()
  const done = new Set<number>()
  const bad: number[] = []
  const progress = progressOf('worlds', seeds)
  const stop = stopOnSignal()
  await runAll(orders, jobs, (outcome) => {
    done.add(seedOf(outcome))
    if (isBad(outcome)) {
      bad.push(seedOf(outcome))
      progress.end()
      for (const line of bad.length <= SEEDS_SHOWN ? describe(outcome) : [`seed ${seedOf(outcome)} failed, too`]) say(line)
    }
    if ('verdict' in outcome) for (const { kind, name, times } of outcome.verdict.counts) totals.add(kind, name, times)
    progress.advance(bad.length === 0 ? '' : `${bad.length} failed`)
    return !stop.isAsked()
  })
  progress.end()
  const neverHappened = tell(totals.all(), done.size)
  say(
    `${done.size} world(s) from seed ${from}, ${progress.took()}: ${bad.length === 0 ? 'nothing found' : `${bad.length} failed: ${bad.join(' ')}`}`,
  )
  const next = orders.find(({ seed }) => !done.has(seed))?.seed
  if (next !== undefined) say(`Stopped. To go on: npm run sim -- --from ${next} --seeds ${from + seeds - next}`)
  return bad.length === 0 && !neverHappened && next === undefined
}

/** Asked once, the next world that ends is the last: what else is under way is run by whoever goes on. Asked twice, it ends at once. */
const stopOnSignal = (): { readonly isAsked: () => boolean } => {
  let isAsked = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      isAsked = true
    })
  }
  return { isAsked: () => isAsked }
}

const seedOf = (outcome: Outcome): number => ('failure' in outcome ? outcome.seed : outcome.verdict.seed)

const tell = (counts: readonly Count[], seeds: number): boolean => {
  const { table, never } = coverageOf(counts)
  say(`How often it happened:\n${table}\n`)
  if (never.length === 0) return false
  if (seeds < SEEDS_TO_SHOW_ALL) {
    say(`${never.length} of these never happened, which is to be expected of fewer than ${SEEDS_TO_SHOW_ALL} worlds.`)
    return false
  }
  say(`Never happened, so nothing is known about it: ${never.join(', ')}`)
  return true
}

const readArguments = () => {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        seed: { type: 'string' },
        seeds: { type: 'string' },
        from: { type: 'string' },
        jobs: { type: 'string' },
        mutants: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (failure) {
    return wrongUse(failure instanceof Error ? failure.message : String(failure))
  }
}

if (process.argv[2] === 'experiments')
  process.exit((await (await import('./experiments/main.ts')).simulateExperiments(process.argv.slice(3))) ? 0 : 1)

const { values, positionals } = readArguments()
const strange = positionals.filter((name) => values.mutants !== true || !Object.hasOwn(INVARIANTS, name))
if (strange.length > 0) wrongUse(`${strange.join(', ')}: nothing the simulation knows`)
const jobs = Math.max(1, whole(values.jobs, availableParallelism()))
let isWell = true
if (values.help === true) say(HELP)
else if (values.mutants === true) isWell = await runMutants(positionals, jobs, whole(values.seeds, SEEDS_OF_MUTANT))
else if (values.seed !== undefined) isWell = await simulate(whole(values.seed, 1), 1, 1)
else isWell = await simulate(whole(values.from, 1), whole(values.seeds, 1_000), jobs)
process.exitCode = isWell ? 0 : 1
