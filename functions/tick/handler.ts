import type { Context, SQSEvent } from 'aws-lambda'
import { readJson } from '../../shared/flow/doors/door.ts'
import { type Freshen, withRules } from '../../shared/flow/fresh.ts'
import { doTask, readTask, type Shards, tasksOf, type TaskWorld, type TimedTask } from '../../shared/flow/tasks.ts'
import { oneByOne } from '../../shared/flow/together.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import { type Invocation, type Observer, observed } from '../edge/observed.ts'
import { fromQueue, type Taken } from '../edge/queue.ts'

export type Tick = {
  readonly world: TaskWorld
  readonly shards: Shards
  readonly put: (tasks: readonly TimedTask[]) => Promise<void>
  readonly freshen: Freshen
  readonly clock: Clock
}

/** Puts the tasks of a minute, and does those it is handed; what there is no time for is put again. */
export const tickHandler = (observer: Observer, { world, shards, put, freshen, clock }: Tick) => {
  const minute = observed<object, void>(observer, () => put(tasksOf(shards, clock.now())))
  const work = withRules(freshen, clock, async (taken: Taken, { hasTime, count, log }: Invocation): Promise<void> => {
    const read = readJson(taken.text)
    const task = read.ok ? readTask(read.value) : null
    if (task === null) return log('error', 'is no task', { message: taken.id })
    const { woken, lagMs, chased, tripped, more } = await doTask(world, task, clock, hasTime)
    if (task.task === 'wake') count('wakeLag', lagMs ?? 0)
    if (woken > 0) count('woken', woken)
    if (chased > 0) count('chased', chased)
    for (const { campaign, because } of tripped) log('error', 'sending was stopped', { campaign, rate: because.rate, count: because.count })
    if (tripped.length > 0) count('stopped', tripped.length)
    if (more) await put([{ ...task, at: clock.now() }])
  })
  const tasks = fromQueue(observer, (taken, invocation) => oneByOne(taken, (one) => work(one, invocation), invocation.hasTime))
  return (event: object, context: Context): Promise<unknown> =>
    'Records' in event ? tasks(event as SQSEvent, context) : minute(event, context)
}
