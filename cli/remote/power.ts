import type { PowerAsk } from '../../shared/contract/api-power.ts'
import { withPowerOptions } from '../commands/power.ts'
import { answer } from '../io.ts'
import { powerText } from '../power-text.ts'
import { type Add, type Shared, withRemoteExamples } from './options.ts'

/** `rekindle --stage NAME power`: what an experiment of a deployed system takes. */
export const addPower: Add = (program, io, open) => {
  const command = withPowerOptions(program.command('power').summary('how many customers an experiment takes'))
  withRemoteExamples(command, 'power win-back --lift 10% --days 60').action(
    async (campaign: string | undefined, { json, ...ask }: Shared & Omit<PowerAsk, 'campaign'>) => {
      const remote = await open()
      const said = await remote.ask('GET /api/power', {}, campaign === undefined ? ask : { ...ask, campaign })
      answer(io, json === true, said, () => powerText(said))
    },
  )
}
