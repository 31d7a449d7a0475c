/** `npm run sim -- experiments`: ten thousand simulated experiments of each kind, judged by the code that ships. */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { runOn } from '../pool.ts'
import { progressOf } from '../progress.ts'
import { type AssignmentOrder, ID_KINDS, type Independence, movedByRamp } from './assignment.ts'
import { goalsFrom } from './goals.ts'
import { addTallies, type Part, type Tally } from './tally.ts'
import { tableOf, unmetIn } from './text.ts'

const HELP = `npm run sim -- experiments [--runs N] [--seed TEXT] [--jobs N] [--markdown]

False winners, power, intervals, guardrails, sample ratios and assignments, measured beside what they must be.

  --runs N     of each scenario (10,000; the goals are written for that many)
  --seed TEXT  another draw (1)
  --jobs N     cores (all)
  --markdown   the table as docs/experiments.md has it
`

/** Runs a worker does before it tells: a few seconds. */
const PART_RUNS = 500
const PAIRED_EXPERIMENTS = 100
const PAIRED_CUSTOMERS = 20_000
const RAMPED_CUSTOMERS = 100_000

/** Answers whether every goal is met. */
export const simulateExperiments = async (args: readonly string[]): Promise<boolean> => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: 'string' },
      seed: { type: 'string', default: '1' },
      jobs: { type: 'string' },
      markdown: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return say(HELP)
  const goals = goalsFrom()
  if (goals === null) return complain('the goals are not on this machine: set REKINDLE_DATASETS')
  const runs = Number(values.runs ?? goals.runs)
  const jobs = Number(values.jobs ?? availableParallelism())
  if (!Number.isSafeInteger(runs) || runs < 1 || !Number.isSafeInteger(jobs) || jobs < 1) return complain(HELP)

  const orders: (Part | AssignmentOrder)[] = [
    ...goals.scenarios.flatMap((scenario) => partsOf(runs).map((size, part) => ({ scenario, runs: size, seed: `${values.seed}/${part}` }))),
    ...ID_KINDS.map((ids) => ({ ids, experiments: PAIRED_EXPERIMENTS, customers: PAIRED_CUSTOMERS, seed: values.seed })),
  ]
  const tallies = new Map<string, Tally>()
  const assignments: Independence[] = []
  const progress = progressOf('parts', orders.length)
  await runOn<Part | AssignmentOrder, Tally | Independence>(new URL('./worker.ts', import.meta.url), orders, jobs, (outcome) => {
    if ('ids' in outcome) assignments.push(outcome)
    else {
      const sofar = tallies.get(outcome.scenario)
      tallies.set(outcome.scenario, sofar === undefined ? outcome : addTallies(sofar, outcome))
    }
    progress.advance('')
    return true
  })
  progress.end()
  assignments.sort((a, b) => ID_KINDS.indexOf(a.ids) - ID_KINDS.indexOf(b.ids))
  const found = [...goals.read(tallies), ...goals.readAssignments(assignments, movedByRamp(RAMPED_CUSTOMERS, values.seed))]
  say(tableOf(found, values.markdown))
  const unmet = unmetIn(found)
  say(`\n${runs} runs of each of ${goals.scenarios.length} scenarios, seed ${values.seed}, ${progress.took()}`)
  return unmet.length === 0 ? say('every goal is met') : complain(`NOT MET:\n${unmet.map(({ goal }) => `  ${goal}`).join('\n')}`)
}

const partsOf = (runs: number): readonly number[] =>
  Array.from({ length: Math.ceil(runs / PART_RUNS) }, (_, part) => Math.min(PART_RUNS, runs - part * PART_RUNS))

const say = (text: string): true => {
  process.stdout.write(`${text}\n`)
  return true
}

const complain = (text: string): false => {
  process.stderr.write(`${text}\n`)
  return false
}
