import '../shared/kernel/require-node-24.ts'
import { cpus, totalmem } from 'node:os'
import { benchCold, COLD_HELP } from './cold/bench.ts'
import { benchConditions, CONDITIONS_HELP } from './conditions/bench.ts'
import { benchLoad, LOAD_HELP } from './load/bench.ts'
import { benchLong, LONG_HELP } from './long/bench.ts'
import { benchMessages, MESSAGES_HELP } from './messages/bench.ts'
import { benchReplay, REPLAY_HELP } from './replay/bench.ts'
import { benchTriggers, TRIGGERS_HELP } from './triggers/bench.ts'
import { benchVerdicts, VERDICTS_HELP } from './verdicts/bench.ts'

/** A benchmark: what it answers, its own options, and how to run it. Its answer is text, or a value for `--json`. */
type Benchmark = {
  readonly about: string
  readonly help: string
  readonly run: (args: readonly string[]) => Promise<{ readonly text: string; readonly json: unknown }>
}

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  replay: {
    about: 'events a second through the whole flow, memory, bytes written; beside bare node:sqlite; and ten times the customers',
    help: REPLAY_HELP,
    run: benchReplay,
  },
  load: {
    about: 'the server under the highest rate it takes, over HTTP: events a second, latency, memory; and the same answers as a replay',
    help: LOAD_HELP,
    run: benchLoad,
  },
  long: {
    about: 'one process over a million events: time and memory by the tenth, size of the file, and the console before and after',
    help: LONG_HELP,
    run: benchLong,
  },
  messages: {
    about: 'a mail on its way out: render, compose, settle a second, each beside a peer; and a pace held on a real clock',
    help: MESSAGES_HELP,
    run: benchMessages,
  },
  cold: {
    about: 'cold starts of the functions: import of each bundle beside an empty handler with the same clients, and the first answer',
    help: COLD_HELP,
    run: benchCold,
  },
  conditions: {
    about: 'entry conditions a second, beside six other engines that give the same matches',
    help: CONDITIONS_HELP,
    run: benchConditions,
  },
  triggers: {
    about: 'what an event costs where one campaign in a hundred listens, beside closures over all of them',
    help: TRIGGERS_HELP,
    run: benchTriggers,
  },
  verdicts: {
    about:
      'which experiments are called by GrowthBook, Klaviyo and Rekindle: false winners under daily looks, and data sets they disagree about',
    help: VERDICTS_HELP,
    run: benchVerdicts,
  },
}

const help = (): string => {
  const names = Object.entries(BENCHMARKS).map(([name, { about }]) => `  ${name.padEnd(12)}${about}`)
  return `Measures, each time on this machine and beside a named peer. Numbers and what bounds them: docs/benchmarks.md

  npm run bench -- NAME [options] [--json]

${names.join('\n')}

  npm run bench -- NAME --help      its options
`
}

const main = async ([name, ...rest]: readonly string[]): Promise<number> => {
  const benchmark = name === undefined || !Object.hasOwn(BENCHMARKS, name) ? undefined : BENCHMARKS[name]
  if (benchmark === undefined) {
    const asked = name === undefined || name === '--help' || name === '-h'
    ;(asked ? process.stdout : process.stderr).write(asked ? help() : `There is no benchmark "${name}".\n\n${help()}`)
    return asked ? 0 : 2
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    process.stdout.write(benchmark.help)
    return 0
  }
  const asJson = rest.includes('--json')
  try {
    const { text, json } = await benchmark.run(rest.filter((one) => one !== '--json'))
    const machine = {
      node: process.version,
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memoryGb: Math.round(totalmem() / 1e9),
    }
    const named = `Node ${process.version}, ${machine.cores} cores (${machine.cpu}), ${machine.memoryGb} GB`
    process.stdout.write(asJson ? `${JSON.stringify({ machine, ...(json as object) }, null, 2)}\n` : `${text}\n\n${named}\n`)
    return 0
  } catch (failure) {
    process.stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\n`)
    return 1
  }
}

process.exitCode = await main(process.argv.slice(2))
