/** A draft over real history, in virtual time, by the flow that would run it: nothing is sent, and nothing is kept. */
import { needsSweep } from '../../shared/flow/publishing/publish.ts'
import { booksOf } from '../../shared/flow/simulation/books.ts'
import { refusalBook } from '../../shared/flow/simulation/refusals.ts'
import type { Example, LeftOut, SimulationReport } from '../../shared/flow/simulation/report.ts'
import type { SimulatedRules } from '../../shared/flow/simulation/rules.ts'
import type { Engine } from '../../shared/flow/engine.ts'
import { wakeAll } from '../../shared/flow/tick.ts'
import { REPLAY_BATCH, TIMELINE_TTL_MS } from '../../shared/kernel/limits.ts'
import { SIMULATED_CODES_AT_ONCE, SIMULATED_FACTS_AT_ONCE, SIMULATED_STORY_MAX } from '../../shared/kernel/limits-simulation.ts'
import { digestOf } from '../../shared/kernel/digest.ts'
import { DAY_MS, latestOf } from '../../shared/kernel/time.ts'
import type { CustomerId, EpochMs } from '../../shared/kernel/words.ts'
import { STREAM_START } from '../../shared/ports/change-stream.ts'
import type { CustomerStore } from '../../shared/ports/customer-store.ts'
import type { Suppression } from '../../shared/domain/messaging/message.ts'
import { NO_CHAOS } from '../replay/chaos.ts'
import { type Arrived, type Progress, replay } from '../replay/replay.ts'
import { type Ephemeral, openEphemeral } from '../wiring-simulation.ts'
import { type SimulatedHistory, TOLD_BY_FACTS } from './history.ts'

export type Simulation = {
  readonly rules: SimulatedRules
  readonly history: SimulatedHistory
  readonly from: EpochMs
  readonly to: EpochMs
  /** Which customers are told of, and the secret where there is none. */
  readonly seed: string
  readonly examples: number
  /** What of the folder or system the timeline does not hold; null: there is neither. */
  readonly furniture: Furniture | null
  readonly onProgress: (progress: Progress) => void
}

export type Furniture = {
  /** Under which addresses are suppressed; null: one of the simulation's own, from the seed. */
  readonly secret: Uint8Array | null
  readonly suppressed: (digestOf: CustomerStore['addressDigest']) => Iterable<Pick<Suppression, 'address' | 'at'>>
  /** Codes that are nobody's, by pool. */
  readonly freeCodes: ReadonlyMap<string, number>
  /** Names of the events whose history is kept there. */
  readonly kept: ReadonlySet<string>
}

/** Plays history through once, and tells what the draft did with it. */
export const simulate = async (simulation: Simulation): Promise<SimulationReport> => {
  const { rules, history, from, to, seed, furniture } = simulation
  const place = openEphemeral('large', seed, furniture?.secret ?? null)
  const seen = { events: 0, firstAt: null as EpochMs | null, lastAt: null as EpochMs | null }
  try {
    let now = rules.before
    const book = refusalBook(rules.campaign.id)
    const engine = place.engine(
      () => now,
      book.watched,
      () => {},
    )
    await furnish(place, simulation)
    await replay({
      engine,
      place: place.stores.replay,
      plan: { paths: [], seed, chaos: NO_CHAOS, untils: [], until: to, horizon: to },
      arrivals: counted(history.until(to), seen),
      changes: [
        {
          at: from,
          make: async (at) => {
            now = rules.during
            // Who waits for a time or a segment of the draft hears of it by nothing else.
            if (needsSweep(rules.draft)) await lookAtEverybody(place, engine, at)
          },
        },
      ],
      onDecision: book.decided,
      batchSize: REPLAY_BATCH,
      onProgress: simulation.onProgress,
    })
    return await reportOf(simulation, place, book, seen)
  } finally {
    place.close()
  }
}

type SeenHistory = { events: number; firstAt: EpochMs | null; lastAt: EpochMs | null }

async function* counted(arrivals: AsyncIterable<readonly Arrived[]>, seen: SeenHistory): AsyncGenerator<readonly Arrived[]> {
  for await (const some of arrivals) {
    seen.events += some.length
    seen.firstAt ??= some[0]?.receivedAt ?? null
    seen.lastAt = latestOf(seen.lastAt, some.at(-1)?.receivedAt ?? null)
    yield some
  }
}

/** What stands around the customers: addresses nobody may write to as the simulation begins, and codes to give. */
const furnish = async ({ stores }: Ephemeral, { furniture, from, rules }: Simulation): Promise<void> => {
  for (const { address, at } of furniture?.suppressed(stores.customers.addressDigest) ?? [])
    if (at <= from) await stores.suppressions.put(address, { by: 'simulation', at, why: 'as it really stands' })
  const pools = new Set([...rules.during.campaigns.live.values()].flatMap(({ delivery }) => delivery.couponPool ?? []))
  for (const pool of pools) {
    const free = furniture?.freeCodes.get(pool) ?? 0
    for (let made = 0; made < free; made += SIMULATED_CODES_AT_ONCE) {
      const count = Math.min(SIMULATED_CODES_AT_ONCE, free - made)
      await stores.coupons.add(
        pool,
        Array.from({ length: count }, (_, index) => digestOf('simulated code', pool, String(made + index))),
      )
    }
  }
}

const lookAtEverybody = async ({ stores }: Ephemeral, engine: Engine, at: EpochMs): Promise<void> => {
  for (let after: string | null = null; ; ) {
    const { customers, next }: Awaited<ReturnType<typeof stores.roster.page>> = await stores.roster.page(0, 1, after)
    await wakeAll(engine, customers, at)
    if (next === null) return
    after = next
  }
}

const reportOf = async (
  { rules, history, from, to, seed, examples, furniture }: Simulation,
  { stores }: Ephemeral,
  book: ReturnType<typeof refusalBook>,
  seen: SeenHistory,
): Promise<SimulationReport> => {
  const { campaign, beside, salts } = rules
  const books = booksOf(campaign, from, seed, examples)
  let appeared = 0
  for (let after = STREAM_START; ; ) {
    const { items, to: next } = await stores.changes.facts('local', after, SIMULATED_FACTS_AT_ONCE)
    for (const row of items) {
      if (row.fact.type === 'appeared') appeared += 1
      books.take(row)
    }
    if (items.length === 0) break
    after = next
  }
  const { chosen, ...told } = books.told(book.byDay())
  return {
    campaign: {
      id: campaign.id,
      name: campaign.name,
      version: campaign.version,
      salts,
      hasHoldout:
        (campaign.experiment?.assignedBy.type === 'campaign' && campaign.experiment.assignedBy.allocation.holdoutBps > 0) || false,
    },
    fromAt: from,
    toAt: to,
    history: { of: history.of, ...seen, quarantined: await stores.quarantine.count(), customers: appeared },
    beside,
    ...told,
    entryRefusals: book.byReason(),
    refused: book.listed(),
    examples: await storiesOf(stores, campaign.id, chosen, from),
    leftOut: [...rules.leftOut, ...leftOutBy(rules, history, furniture, from, to, seen)],
  }
}

const storiesOf = async (
  { inspection }: Ephemeral['stores'],
  campaign: string,
  customers: readonly CustomerId[],
  from: EpochMs,
): Promise<readonly Example[]> => {
  const stories: Example[] = []
  for (const customer of customers) {
    const facts = (await inspection.factsOf(customer)).filter((fact) => fact.at >= from && 'campaign' in fact && fact.campaign === campaign)
    stories.push({ customer, facts: facts.slice(0, SIMULATED_STORY_MAX) })
  }
  return stories
}

const leftOutBy = (
  rules: SimulatedRules,
  history: SimulatedHistory,
  furniture: Furniture | null,
  from: EpochMs,
  to: EpochMs,
  { firstAt, lastAt }: SeenHistory,
): readonly LeftOut[] => {
  const wasThere = rules.salts === 'published'
  const kept = furniture?.kept
  const asked = history.of === 'file' || kept === undefined ? [] : [...rules.during.namedEvents]
  const unkept = asked.filter((name) => !kept?.has(name) && !TOLD_BY_FACTS.includes(name))
  const pool = rules.campaign.delivery.couponPool
  return [
    ...(unkept.length === 0 ? [] : [{ type: 'not-kept' as const, events: unkept.sort() }]),
    ...gap(from, firstAt === null ? to : earlier(firstAt, to)),
    ...(lastAt === null ? [] : gap(from > lastAt ? from : lastAt, to)),
    ...(firstAt !== null && firstAt < from && wasThere ? [{ type: 'entered-before' as const }, { type: 'under-way' as const }] : []),
    ...(history.of !== 'file' ? [{ type: 'attributes-of-today' as const }, { type: 'kept-for' as const, ms: TIMELINE_TTL_MS }] : []),
    ...(pool !== null && (furniture?.freeCodes.get(pool) ?? 0) === 0 ? [{ type: 'no-codes' as const, pool }] : []),
    { type: 'no-reactions' as const },
  ]
}

/** A day without an event is nothing special. */
const gap = (from: EpochMs, to: EpochMs): readonly LeftOut[] => (to - from > DAY_MS ? [{ type: 'no-history', fromAt: from, toAt: to }] : [])

const earlier = (a: EpochMs, b: EpochMs): EpochMs => (a < b ? a : b)
