/** CDNOW's sample in both worlds: through bus, queues, Lambdas and DynamoDB Local with bad luck, and through the local process without. */
import { seededRandom } from '../../../shared/kernel/random.ts'
import { DAY_MS } from '../../../shared/kernel/time.ts'
import type { Deployed } from '../assembly.ts'
import type { Cloud } from '../cloud.ts'
import { type Books, cloudBooks } from './books.ts'
import { definitions, sampleLines, UNTIL } from './cdnow.ts'
import { runLocally } from './local-run.ts'
import { LET_IT_END_MS, openSystem, play, publish } from './system.ts'

export type Replayed = {
  readonly cloud: Books
  readonly local: Books
  readonly figures: Figures
  /** The cloud as it was left, still open; `close` ends it. */
  readonly world: Cloud
  readonly close: () => Promise<void>
}

export type Figures = {
  readonly customers: number
  readonly events: number
  readonly invocations: number
  readonly crashes: number
  readonly coldStarts: number
  readonly ticks: number
  readonly mails: number
  readonly tableCalls: number
  readonly seconds: number
}

/** What is unkind: everything on the bus twice, queues that repeat and mix, processes that are killed or thrown away. */
const LUCK = { duplicates: 0.05, shuffle: 0.1 } as const
const CRASHES = { crashes: 0.02, withinMs: 60, colds: 0.01 } as const
/** A sender that is killed between claim and call leaves a mail nobody may send again: not what the local run has. */
const UNHARMED = /-(send|publish)$/

export const replayed = async (
  made: Deployed,
  dynamo: string,
  { customers, seed, onProgress }: { readonly customers: number; readonly seed: number; readonly onProgress?: (text: string) => void },
): Promise<Replayed> => {
  const lines = sampleLines(customers, seed)
  const defined = definitions()
  const startedAt = performance.now()
  const start = (lines[0]?.at ?? 0) - DAY_MS
  const system = await openSystem(made, dynamo, { start, seed, luck: LUCK, shards: 4 })
  try {
    const { cloud } = system
    const answer = await publish(cloud, defined.files)
    if (answer.status !== 200) throw new Error(`publishing answered ${answer.status}: ${answer.body}`)
    // A tick more a minute would be work and prove nothing new: the outages have it.
    cloud.buses.setCopies(2, 1)
    for (const [name, fleet] of cloud.fleets) if (!UNHARMED.test(name)) fleet.setMishaps({ random: seededRandom(seed), ...CRASHES })
    let toldAt = 0
    await play(cloud, lines, UNTIL + LET_IT_END_MS, (at, played) => {
      if (performance.now() - toldAt < 10_000) return
      toldAt = performance.now()
      onProgress?.(`${new Date(at).toISOString().slice(0, 10)}: ${played} of ${lines.length} events`)
    })
    const seconds = Math.round((performance.now() - startedAt) / 1000)
    const counted = [...cloud.fleets.values()].map(({ counts }) => counts)
    const sum = (of: (counts: (typeof counted)[number]) => number): number => counted.reduce((total, counts) => total + of(counts), 0)
    return {
      cloud: await cloudBooks(cloud, dynamo, 'win-back'),
      local: await runLocally(defined, lines),
      figures: {
        customers: new Set(lines.map(({ customer }) => customer)).size,
        events: lines.length,
        invocations: sum(({ invocations }) => invocations),
        crashes: sum(({ crashes }) => crashes),
        coldStarts: sum(({ coldStarts }) => coldStarts),
        ticks: cloud.counts.ticks,
        mails: cloud.ses.inbox.length,
        tableCalls: [...cloud.gateway.calls].reduce((total, [name, count]) => total + (name.startsWith('dynamodb:') ? count : 0), 0),
        seconds,
      },
      world: cloud,
      close: system.close,
    }
  } catch (failure) {
    await system.close()
    throw failure
  } finally {
    defined.remove()
  }
}

export const told = ({ customers, events, invocations, crashes, coldStarts, ticks, mails, tableCalls, seconds }: Figures): string =>
  `CDNOW's sample in the cloud: ${customers} customers, ${events} events, each twice; ${invocations} invocations (${coldStarts} cold, ${crashes} killed), ${ticks} ticks, ${mails} mails, ${tableCalls} calls to the table, in ${seconds} s`
