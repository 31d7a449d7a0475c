import type { Command } from 'commander'
import { experimentId } from '../../shared/kernel/words.ts'
import { reading } from '../folder.ts'
import { answer, type Io } from '../io.ts'
import { type CommonOptions, withCommonOptions, withExamples } from '../options.ts'
import { verdictsText } from '../verdict-text.ts'

export const VERDICTS = {
  summary: 'what was found of experiments, and done about it',
  argument: 'the experiment or campaign; left out: all',
  description:
    'What was found of experiments, once for ever: winners, losers, harm, and what is broken, each with its day; what was done about it, and how to take that back. Where Rekindle runs it judges once an hour, by the days that are over.',
} as const

/** `rekindle verdicts` on a data folder. */
export const addVerdicts = (program: Command, io: Io): void => {
  const command = program
    .command('verdicts')
    .summary(VERDICTS.summary)
    .description(VERDICTS.description)
    .argument('[id]', VERDICTS.argument)
  withExamples(withCommonOptions(command), 'verdicts --data shop', 'verdicts win-back --json').action(
    async (id: string | undefined, { data, json }: CommonOptions) =>
      reading(io, data, async ({ stores }) => {
        const verdicts = id === undefined ? await stores.verdicts.all() : await stores.verdicts.of(experimentId(id))
        answer(io, json === true, { verdicts }, () => verdictsText(verdicts))
      }),
  )
}
