import type { TaskView } from '../../contract/api.ts'
import { API_PAGE } from '../../kernel/limits.ts'
import { isoOf } from '../../kernel/time.ts'
import { type EpochMs, taskId } from '../../kernel/words.ts'
import type { Task } from '../../ports/task-list.ts'
import { closeTask } from '../close-task.ts'
import type { Context } from './context.ts'
import { type Handlers, notPossible, notThere, replied } from './router.ts'

type Routes = 'GET /api/tasks' | 'POST /api/tasks/:id' | 'GET /api/webhooks/secret'

/** What people are to do: a page by its day, and closing one. And what those who are called prove us with. */
export const taskHandlers = ({ stores, engine, now, changed, webhookSecret }: Context): Pick<Handlers, Routes> => ({
  'GET /api/tasks': async ({ assignee = null, order = 'first-due', after = null }) => {
    const asked = { assignee, order, after: after === null ? null : taskId(after), limit: API_PAGE }
    const items = await stores.tasks.list(asked)
    const next = items.length === API_PAGE ? (items.at(-1)?.id ?? null) : null
    return replied({ items: items.map((task) => viewOf(task, now())), next, total: null })
  },
  'POST /api/tasks/:id': async ({ outcome, note = null }, { id }, caller) => {
    const done = await closeTask(engine, stores.tasks, { id, outcome, by: caller.name, note }, now())
    if (!done.ok) {
      if (done.because === 'not-there') return notThere('id', `is ${JSON.stringify(id)}, and there is no such task`, LOOK)
      if (done.because === 'moot') return notPossible('id', 'is of a task that is over, or whose customer is gone', LOOK)
      return notPossible('outcome', `comes too late: it was closed as ${done.was}`, 'What was said first stands.')
    }
    changed('tasks')
    return replied(viewOf(done.task, now()))
  },
  'GET /api/webhooks/secret': async () => replied({ secret: webhookSecret() }),
})

const LOOK = 'Look at the list again: GET /api/tasks.'

export const viewOf = (task: Task, now: EpochMs): TaskView => {
  const { entry: _, dueAt, openedAt, closed, ...rest } = task
  return {
    ...rest,
    dueAt: dueAt === null ? null : isoOf(dueAt),
    overdue: closed === null && dueAt !== null && dueAt < now,
    openedAt: isoOf(openedAt),
    closed: closed === null ? null : { ...closed, at: isoOf(closed.at) },
  }
}
