/** Options and arguments that several commands share, and the words they are read with. */
import { type Command, InvalidArgumentError } from 'commander'
import { parseIso } from '../shared/kernel/time.ts'
import type { EpochMs } from '../shared/kernel/words.ts'

export const DATA_FOLDER = '.rekindle'

/** How many rows a list prints: about a screen, and at most what one answer should hold. */
export const PAGE = { usual: 50, max: 10_000 } as const

/** What every command takes. */
export type CommonOptions = { readonly data: string; readonly json?: true }

export const withCommonOptions = (command: Command): Command =>
  command.option('--data <dir>', 'the data folder', DATA_FOLDER).option('--json', 'answer as JSON, for programs')

/** Examples at the end of a command's help; each line is what follows `rekindle`. */
export const withExamples = (command: Command, ...examples: readonly string[]): Command =>
  command.addHelpText('after', ['', 'Examples:', ...examples.map((example) => `  rekindle ${example}`)].join('\n'))

/** Reads a whole number within bounds. */
export const wholeNumber =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= min && value <= max) return value
    throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`)
  }

export const instant = (text: string): EpochMs => {
  const at = parseIso(text)
  if (at === null) throw new InvalidArgumentError('Give a day or an instant as ISO 8601: 1997-04-01 or 1997-04-01T00:00:00Z.')
  return at
}
