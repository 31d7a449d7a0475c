import { customerId, END_OF_TIME, taskId } from '../../kernel/words.ts'
import type { Task, TaskList, TasksAsked } from '../../ports/task-list.ts'
import { decodeTask, encodeTask } from '../codec/task.ts'
import { type Database, key } from './database.ts'
import type { Erased } from './erased.ts'

type Row = { readonly id: string; readonly customer: string; readonly body: string }

/** `due`: its day, or the end of time where it has none; `assignee` empty: nobody's. */
export const taskListOf = (database: Database, erased: Erased): TaskList => {
  const insert = database.prepare(
    'INSERT INTO tasks (id, customer, assignee, due, is_open, body) VALUES (?, ?, ?, ?, 1, ?) ON CONFLICT DO NOTHING',
  )
  const find = database.prepare<Row>('SELECT id, customer, body FROM tasks WHERE id = ?')
  const close = database.prepare('UPDATE tasks SET is_open = 0, body = ?2 WHERE id = ?1')
  const move = database.prepare('UPDATE tasks SET customer = ?2 WHERE customer = ?1')
  const forget = database.prepare('DELETE FROM tasks WHERE customer = ?')
  const place = database.prepare<{ due: number }>('SELECT due FROM tasks WHERE id = ?')
  const lists = listsOf(database)
  return {
    open: async (tasks) =>
      database.transaction(() => {
        for (const task of tasks) {
          if (erased.leftOf(task.customerId) !== null) continue
          insert.run(key(task.id), key(task.customerId), task.assignee ?? '', task.dueAt ?? END_OF_TIME, encodeTask(task))
        }
      }),
    close: async (id, closed) =>
      database.transaction(() => {
        const row = find.get(id)
        if (row === undefined) return
        const task = taskOf(row)
        if (task.closed === null) close.run(id, encodeTask({ ...task, closed }))
      }),
    list: async ({ assignee, order, after, limit }) => {
      const due = after === null ? null : (place.get(after)?.due ?? null)
      if (after !== null && due === null) return []
      const start = due === null ? (order === 'first-due' ? [-1, ''] : [Number.MAX_SAFE_INTEGER, '']) : [due, after ?? '']
      const rows = assignee === null ? lists.all[order].all(...start, limit) : lists.one[order].all(...start, limit, assignee)
      return rows.map(taskOf)
    },
    find: async (id) => {
      const row = find.get(id)
      return row === undefined ? null : taskOf(row)
    },
    move: async (from, to) => void database.transaction(() => move.run(from, key(to))),
    forget: async (customer) => void database.transaction(() => forget.run(customer)),
  }
}

const listsOf = (database: Database) => {
  const list = (order: TasksAsked['order'], whose: string) => {
    const [after, sorted] = order === 'first-due' ? ['>', 'ASC'] : ['<', 'DESC']
    return database.prepare<Row>(
      `SELECT id, customer, body FROM tasks WHERE is_open = 1 AND (due, id) ${after} (?1, ?2)${whose} ORDER BY due ${sorted}, id ${sorted} LIMIT ?3`,
    )
  }
  const both = (whose: string) => ({ 'first-due': list('first-due', whose), 'last-due': list('last-due', whose) })
  return { all: both(''), one: both(' AND assignee = ?4') }
}

const taskOf = ({ id, customer, body }: Row): Task => decodeTask(taskId(id), customerId(customer), body)
