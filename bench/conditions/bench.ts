import { parseArgs } from 'node:util'
import { type Compared, compareEngines } from './measure.ts'
import { comparedText } from './text.ts'

export const CONDITIONS_HELP = `Entry conditions a second: ours beside other engines, which all have to give the same matches.

  npm run bench -- conditions [--rules N] [--customers N] [--runs N] [--json]

  --rules N      conditions of three to eight questions                    (100)
  --customers N  customers of some 25 fields; json-rules-engine gets every fiftieth of them  (10000)
  --runs N       turns of all engines; medians are shown                   (7)

All run in one process and in turns, each for a third of a second of processor time, so that ratios hold on a busy machine, too.
`

/** Measures all engines and says how they compare. */
export const benchConditions = async (args: readonly string[]): Promise<{ readonly text: string; readonly json: Compared }> => {
  const { rules, customers, runs } = readCounts(args, { rules: '100', customers: '10000', runs: '7' })
  const compared = await compareEngines(rules, customers, runs)
  return { text: comparedText(compared), json: compared }
}

/** Options that are whole numbers from 1 on. */
export const readCounts = <Name extends string>(
  args: readonly string[],
  fallbacks: Readonly<Record<Name, string>>,
): Record<Name, number> => {
  const options = Object.fromEntries(
    Object.entries<string>(fallbacks).map(([name, value]) => [name, { type: 'string', default: value } as const]),
  )
  const { values } = parseArgs({ args: [...args], options })
  const counts = Object.entries(values).map(([name, value]): [string, number] => {
    const count = Number(value)
    if (!Number.isInteger(count) || count < 1) throw new Error(`--${name} takes a whole number from 1 on, not "${value}".`)
    return [name, count]
  })
  return Object.fromEntries(counts) as Record<Name, number>
}
