import type { Command } from 'commander'
import { STAGES } from '../../shared/domain/lifecycle/stage.ts'
import { type StagesReport, stagesReport } from '../../shared/flow/query/stages.ts'
import { epochMs } from '../../shared/kernel/words.ts'
import { reading } from '../folder.ts'
import { bar, countOf, countText, instantText, section, shareText, table } from '../format.ts'
import { answer, type Io } from '../io.ts'
import { type CommonOptions, withCommonOptions, withExamples } from '../options.ts'

/** `rekindle stages`: how many customers stand where. */
export const addStages = (program: Command, io: Io): void => {
  const command = program
    .command('stages')
    .summary('how many customers stand where')
    .description('How many customers stand in which lifecycle stage, and how often each change of stage happened.')
  withExamples(withCommonOptions(command), 'stages --data shop', 'stages --data shop --json').action(async (options: CommonOptions) =>
    reading(io, options.data, async ({ counters, asOf }) => {
      const report = await stagesReport(counters, asOf)
      answer(io, options.json === true, report, () => stagesText(report))
    }),
  )
}

const BAR_WIDTH = 30

/** The stages as a table with bars; prospects apart, for they have no stage. */
export const stagesText = ({ asOf, customers, stages, transitionsSoFar }: StagesReport): string => {
  const staged = STAGES.reduce((sum, stage) => sum + (stages[stage] ?? 0), 0)
  const rows = STAGES.map((stage) => {
    const count = stages[stage] ?? 0
    return [stage, countText(count), shareText(count, staged), bar(count, staged, BAR_WIDTH)]
  })
  const prospects = [['prospect', countText(customers - staged), '', 'identified, never active: no stage yet']]
  const transitions = Object.entries(transitionsSoFar).map(([transition, count]) => [transition.replace('>', ' → '), countText(count)])
  return [
    `${countOf(customers, 'customer')} as of ${instantText(epochMs(Date.parse(asOf)))}`,
    '',
    table([...rows, ...prospects], [1, 2]),
    ...section('Changes of stage so far', table(transitions, [1])),
  ].join('\n')
}
