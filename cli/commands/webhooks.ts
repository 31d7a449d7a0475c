import type { Command } from 'commander'
import { openLocal } from '../../local/wiring.ts'
import { answer, type Io } from '../io.ts'
import { type CommonOptions, withCommonOptions, withExamples } from '../options.ts'

/** `rekindle webhooks secret`: what those whom campaigns call prove us with. */
export const addWebhooks = (program: Command, io: Io): void => {
  const command = program.command('webhooks').summary('calls to servers that campaigns name')
  const secret = command
    .command('secret')
    .summary('what receivers prove calls with')
    .description('The secret by which receivers prove that a call is ours (Standard Webhooks). Whoever has it can call in our name.')
  withExamples(withCommonOptions(secret), 'webhooks secret --data shop').action(({ data, json }: CommonOptions) => {
    const local = openLocal(data, 'read')
    try {
      const told = local.webhookSecret()
      answer(io, json === true, { secret: told }, () => told)
    } finally {
      local.close()
    }
  })
}
