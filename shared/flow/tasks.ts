/** What happens by itself as time goes on, in pieces that several processes share. */
import { SEND_BATCH, TASK_KEPT_MS, VISITS_BATCH, WAKES_AT_ONCE } from '../kernel/limits.ts'
import { unreachable } from '../kernel/assert.ts'
import { isJsonObject, type Json } from '../kernel/json.ts'
import { later } from '../kernel/time.ts'
import { type EpochMs, epochMs } from '../kernel/words.ts'
import type { Clock } from '../ports/clock.ts'
import { type Tripped, watch } from './breakers.ts'
import { takeSorted } from './doors/take.ts'
import type { Engine } from './engine.ts'
import { chase } from './relay.ts'
import { wakeDue } from './tick.ts'
import { tellVisits, type VisitWorld } from './visits.ts'

export type Task =
  /** Wake who is due in one shard of the due index. */
  | { readonly task: 'wake'; readonly shard: number }
  /** Look after messages of one shard that nobody settled. */
  | { readonly task: 'chase'; readonly shard: number }
  /** Tell of visits whose second is over. */
  | { readonly task: 'visits' }
  /** Stop what brings too much back. */
  | { readonly task: 'breakers' }
  /** Show those who count that the stream flows. */
  | { readonly task: 'heartbeat' }

/** A task, and when it was put: it stands for the minute from then on. */
export type TimedTask = Task & { readonly at: EpochMs }

/** How many shards the indexes of the store have. */
export type Shards = { readonly due: number; readonly pending: number }

/** The tasks of one minute. */
export const tasksOf = ({ due, pending }: Shards, at: EpochMs): readonly TimedTask[] => [
  ...range(due).map((shard): TimedTask => ({ task: 'wake', shard, at })),
  ...range(pending).map((shard): TimedTask => ({ task: 'chase', shard, at })),
  { task: 'visits', at },
  { task: 'breakers', at },
  { task: 'heartbeat', at },
]

/** Reads a task; null: it is none of ours. */
export const readTask = (json: Json): TimedTask | null => {
  if (!isJsonObject(json) || typeof json.at !== 'number') return null
  const at = epochMs(json.at)
  switch (json.task) {
    case 'wake':
    case 'chase':
      return typeof json.shard === 'number' && Number.isInteger(json.shard) ? { task: json.task, shard: json.shard, at } : null
    case 'visits':
    case 'breakers':
    case 'heartbeat':
      return { task: json.task, at }
    default:
      return null
  }
}

/** What tasks need: the engine, where visits are noted, and how long the mail queue is. */
export type TaskWorld = Omit<VisitWorld, 'engine'> & {
  readonly engine: Pick<Engine, 'store' | 'rules' | 'quarantine' | 'queue' | 'tallies' | 'switches'> & {
    readonly mailer: Pick<Engine['mailer'], 'lookUp'>
  }
  /** Mails that wait in the queue, roughly: what is in it was not lost by the stream. */
  readonly mailsWaiting: () => Promise<number>
  readonly beat: (now: EpochMs) => Promise<void>
}

export type TaskDone = {
  readonly woken: number
  /** How long the oldest wake had been due; null: none was. */
  readonly lagMs: number | null
  readonly chased: number
  readonly tripped: readonly Tripped[]
  /** Whether there is more to do than there was time for. */
  readonly more: boolean
}

const NOTHING: TaskDone = { woken: 0, lagMs: null, chased: 0, tripped: [], more: false }

/** Does a task as long as there is time. One that waited too long is dropped: the one that was put since does the same. */
export const doTask = async (world: TaskWorld, task: TimedTask, clock: Clock, hasTime: () => boolean): Promise<TaskDone> => {
  const now = clock.now()
  if (now > later(task.at, TASK_KEPT_MS)) return NOTHING
  switch (task.task) {
    case 'wake':
      return wakeShard(world, task.shard, clock, hasTime)
    case 'chase':
      return { ...NOTHING, chased: await chaseShard(world, task.shard, now) }
    case 'visits':
      return { ...NOTHING, more: await tellAll(world, clock, hasTime) }
    case 'breakers':
      return { ...NOTHING, tripped: await watch(world.engine, now) }
    case 'heartbeat':
      await world.beat(now)
      return NOTHING
    default:
      return unreachable(task)
  }
}

const wakeShard = async ({ engine }: TaskWorld, shard: number, clock: Clock, hasTime: () => boolean): Promise<TaskDone> => {
  let woken = 0
  let lagMs: number | null = null
  for (;;) {
    const now = clock.now()
    const batch = await wakeDue(engine, now, WAKES_AT_ONCE, shard)
    woken += batch.woken
    if (batch.since !== null) lagMs = Math.max(lagMs ?? 0, now - batch.since)
    if (batch.woken < WAKES_AT_ONCE) return { ...NOTHING, woken, lagMs }
    if (!hasTime()) return { ...NOTHING, woken, lagMs, more: true }
  }
}

/** What waits in the queue for its pace looks as if the stream had lost it; then only claims that nobody answered are looked after. */
const chaseShard = async ({ engine, mailsWaiting }: TaskWorld, shard: number, now: EpochMs): Promise<number> => {
  const isBusy = (await mailsWaiting()) > SEND_BATCH
  return isBusy ? chase(engine, now, shard, 'unanswered') : chase(engine, now, shard)
}

const tellAll = async (world: VisitWorld, clock: Clock, hasTime: () => boolean): Promise<boolean> => {
  for (;;) {
    const told = await tellVisits(world, takeSorted(world.engine), clock.now())
    if (told < VISITS_BATCH) return false
    if (!hasTime()) return true
  }
}

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index)
