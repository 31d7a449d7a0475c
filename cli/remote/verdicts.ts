import { VERDICTS } from '../commands/verdicts.ts'
import { answer } from '../io.ts'
import { verdictsText } from '../verdict-text.ts'
import { type Add, type Shared, withJson, withRemoteExamples } from './options.ts'

/** `rekindle --stage NAME verdicts`. */
export const addVerdicts: Add = (program, io, open) => {
  const command = program
    .command('verdicts')
    .summary(VERDICTS.summary)
    .description(VERDICTS.description)
    .argument('[id]', VERDICTS.argument)
  withRemoteExamples(withJson(command), 'verdicts', 'verdicts win-back').action(async (id: string | undefined, { json }: Shared) => {
    const remote = await open()
    const list = await remote.ask('GET /api/verdicts', {}, id === undefined ? {} : { experiment: id })
    answer(io, json === true, list, () => verdictsText(list.verdicts))
  })
}
