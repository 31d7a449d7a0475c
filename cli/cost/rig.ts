/** A few customers of one company on a metered table, and a clock that goes where it is told. */
import { relayChanges, tallyChanges } from '../../shared/flow/changes.ts'
import { intake } from '../../shared/flow/doors/take.ts'
import { sendOn } from '../../shared/flow/send-on.ts'
import { doTask, tasksOf } from '../../shared/flow/tasks.ts'
import { assert } from '../../shared/kernel/assert.ts'
import type { JsonObject } from '../../shared/kernel/json.ts'
import { isoOf, SECOND_MS } from '../../shared/kernel/time.ts'
import { type EpochMs, epochMs, type MessageId } from '../../shared/kernel/words.ts'
import type { Change } from '../../shared/ports/change-stream.ts'
import type { Company, Said } from './kinds.ts'
import { NONE, plus, type Use } from './use.ts'
import { type Metered, SHARDS, type World, worldOn } from './wiring.ts'

export type Rig = {
  readonly taker: World['taker']
  readonly now: () => EpochMs
  readonly go: (to: number) => void
  /** As a backend sends it about one of them. */
  readonly envelope: (what: Said, customer: number, at: number) => JsonObject
  /** The same of all of them, in one batch. */
  readonly take: (what: Said, at: number) => Promise<void>
  /** Does something and what follows from it by the stream, and says what all of it took. */
  readonly counted: (work: () => Promise<void>) => Promise<Use>
  /** Mails that wait for a sender; they do no longer. */
  readonly owed: () => readonly MessageId[]
  /** As one invocation does that was handed these, at the pace of the first allowance. */
  readonly send: (ids: readonly MessageId[]) => Promise<void>
  /** All tasks of the minute. */
  readonly doTasks: () => Promise<void>
}

export const rigOf = (company: Company, metered: Metered, customers: number, begin: EpochMs): Rig => {
  let now = begin
  const waiting: MessageId[] = []
  const clock = { now: () => now }
  const go = (to: number): void => {
    now = epochMs(to)
  }
  const queue = {
    put: async (ids: readonly MessageId[]) => void waiting.push(...ids),
    take: async (limit: number) => waiting.splice(0, limit),
  }
  const world = worldOn(metered.table, clock, company.rules, queue)
  const envelope = envelopes()
  return {
    ...{ taker: world.taker, now: clock.now, go, envelope, owed: () => waiting.splice(0) },
    take: async (what, at) => {
      const arrivals = Array.from({ length: customers }, (_, customer) => {
        const raw = envelope(what, customer, at)
        return { text: JSON.stringify(raw), raw, source: 'bus', receivedAt: epochMs(at) }
      })
      const refused = await intake(world.taker, arrivals, { correctSkew: false })
      assert(refused.length === 0, 'events of an estimate are taken')
    },
    counted: (work) => counted(metered, world, queue, work),
    send: async (ids) => {
      const left = [...ids]
      const own = { put: queue.put, take: async (limit: number) => left.splice(0, limit) }
      const pause = async (ms: number): Promise<void> => go(now + ms)
      const hasTime = (): boolean => true
      await sendOn({ ...world.sender, queue: own }, () => left.length, clock, pause, hasTime)
      assert(left.length === 0, 'mails of an estimate are sent')
      await pause(SECOND_MS)
    },
    doTasks: async () => {
      for (const task of tasksOf(SHARDS, now)) await doTask(world.tasks, task, clock, () => true)
    },
  }
}

const envelopes = (): Rig['envelope'] => {
  let said = 0
  return (what, customer, at) => {
    said += 1
    const messageId = `0b7c2f5e-6a0e-4a53-9f6e-${String(said).padStart(12, '0')}`
    return { ...what, messageId, userId: `customer-${10_000 + customer}`, timestamp: isoOf(epochMs(at)) }
  }
}

/** What is priced here asks nobody to do anything. */
const IDLE: Parameters<typeof relayChanges>[0]['hands'] = {
  tasks: { open: async () => {}, close: async () => {}, move: async () => {} },
  putCalls: async () => {},
}

const counted = async (
  metered: Metered,
  { tallies }: World,
  queue: Parameters<typeof relayChanges>[0]['queue'],
  work: () => Promise<void>,
): Promise<Use> => {
  metered.taken()
  await work()
  let use = NONE
  for (let changes: readonly Change[] | null = null; changes === null || changes.length > 0; ) {
    const { readUnits, writeUnits, calls, putUnits, changes: made } = metered.taken()
    changes = made
    const { relayed, published } = await relayChanges({ queue, publisher: { publish: async () => {} }, hands: IDLE }, changes)
    await tallyChanges(tallies, 'shard', changes)
    use = plus(use, { readUnits, writeUnits, calls, keptUnits: putUnits, queued: relayed, published })
  }
  return use
}
