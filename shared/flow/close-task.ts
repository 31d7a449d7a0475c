import { type EpochMs, taskId } from '../kernel/words.ts'
import type { Closed, Task, TaskList } from '../ports/task-list.ts'
import type { Decider } from './engine.ts'
import { handle } from './handle.ts'

export type Closing = { readonly id: string; readonly outcome: 'done' | 'dismissed'; readonly by: string; readonly note: string | null }

export type TaskClosed =
  | { readonly ok: true; readonly task: Task }
  /** `moot`: whom it is about is gone, or their journey ended it meanwhile. `was`: as what it was closed before. */
  | { readonly ok: false; readonly because: 'not-there' }
  | { readonly ok: false; readonly because: 'moot' }
  | { readonly ok: false; readonly because: 'closed-before'; readonly was: Closed['outcome'] }

/**
 * Closes a task: first it is decided, and then the list says so, at once, and once more by who follows what was decided. Said twice it is
 * done once; who says something else later is too late.
 */
export const closeTask = async (
  engine: Decider,
  tasks: TaskList,
  { id, outcome, by, note }: Closing,
  now: EpochMs,
): Promise<TaskClosed> => {
  const task = await tasks.find(taskId(id))
  if (task === null) return { ok: false, because: 'not-there' }
  if (task.closed !== null)
    return task.closed.outcome === outcome ? { ok: true, task } : { ok: false, because: 'closed-before', was: task.closed.outcome }
  const request = { customerId: task.customerId, type: 'task-closed', task: task.id, outcome, by, note } as const
  const [handled] = await handle(engine.store, engine.rules(), [{ request, now }])
  const fact = handled?.decision?.facts.find((one) => one.type === 'task-closed' && one.task === task.id)
  if (fact === undefined) return { ok: false, because: 'moot' }
  const closed: Closed = { at: fact.at, outcome, by, note }
  await tasks.close(task.id, closed)
  return { ok: true, task: { ...task, closed } }
}
