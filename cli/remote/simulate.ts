import { keptOf } from '../../local/simulation/ask.ts'
import { historyInSystem } from '../../local/simulation/history.ts'
import type { Furniture } from '../../local/simulation/simulate.ts'
import { openCollected } from '../../local/wiring-simulation.ts'
import type { Api } from '../../shared/contract/api.ts'
import type { PastPage } from '../../shared/contract/api-past.ts'
import { collectedPage } from '../../shared/flow/simulation/past-page.ts'
import { epochMs } from '../../shared/kernel/words.ts'
import type { Definition } from '../../shared/ports/definitions.ts'
import type { CollectedPast } from '../../shared/ports/past.ts'
import { simulateCommand, type SimulateOptions, simulated } from '../commands/simulate.ts'
import type { Io } from '../io.ts'
import { collectingProgressOf } from '../progress.ts'
import type { Remote } from './client.ts'
import { type Add, withJson, withRemoteExamples } from './options.ts'

/** `rekindle --stage NAME simulate`: a draft over what a deployed system keeps, played on this machine. */
export const addSimulate: Add = (program, io, open) => {
  const command = withJson(simulateCommand(program, 'History is what the system keeps: it is read, and played on this machine.'))
  withRemoteExamples(
    command,
    'simulate campaigns/win-back.json --from 2026-04-01 --to 2026-07-01',
    'simulate win-back --from 2026-04-01 --to 2026-07-01 --alone --json',
  ).action(async (campaign: string, options: SimulateOptions) => {
    const remote = await open()
    const collected = openCollected()
    try {
      await simulated(io, campaign, options, {
        standing: () => standingIn(remote),
        past: async (standing) => {
          await collect(io, remote, collected, options.progress === true)
          return { history: historyInSystem(collected, options.to), furniture: await furnitureOf(remote, collected, standing) }
        },
      })
    } finally {
      collected.close()
    }
  })
}

/** The secret of the system never leaves it: addresses come as they are, and get digests under one of the simulation's own. */
const furnitureOf = async (remote: Remote, collected: CollectedPast, standing: readonly Definition[]): Promise<Furniture> => {
  const { pools } = await remote.ask('GET /api/coupons', {}, {})
  return {
    secret: null,
    suppressed: function* (digestOf) {
      for (const { address, at } of collected.suppressed()) yield { address: digestOf(address), at }
    },
    freeCodes: new Map(pools.map(({ name, free }) => [name, free])),
    kept: keptOf(standing, collected.names()),
  }
}

const standingIn = async (remote: Remote): Promise<readonly Definition[]> => {
  const standing: Definition[] = []
  for (let after: string | null = null; ; ) {
    const page: PageOfDefinitions = await remote.ask('GET /api/definitions', {}, after === null ? {} : { after })
    for (const one of page.items) standing.push({ ...one, publishedAt: epochMs(Date.parse(one.publishedAt)) })
    if (page.next === null) return standing
    after = page.next
  }
}

type PageOfDefinitions = Api['GET /api/definitions']['answer']

const collect = async (io: Io, remote: Remote, collected: CollectedPast, isAsked: boolean): Promise<void> => {
  const { customers } = await remote.ask('GET /api/status', {}, {})
  const progress = collectingProgressOf(io, isAsked, customers)
  try {
    for (let after: string | null = null; ; ) {
      const page: PastPage = await remote.ask('GET /api/past', {}, after === null ? {} : { after })
      collected.take(collectedPage(page))
      progress.show(collected.customers())
      if (page.next === null) return
      after = page.next
    }
  } finally {
    progress.done()
  }
}
