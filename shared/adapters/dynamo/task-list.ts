/**
 * Tasks, two rows each. With those of their customer (`L#`), so that all of one person's are found: `b` what it is, `q` and `t` where it
 * stands in everybody's list. And alone (`O#`): `c` whose it is, `q` and `t` where it stands in the list of who is to do it. What is closed
 * stands in no list, and goes after some weeks.
 */
import { ROW_ATTEMPTS_MAX } from '../../kernel/limits.ts'
import { TASK_CLOSED_KEPT_MS } from '../../kernel/limits-effects.ts'
import { customerId, type CustomerId, END_OF_TIME, type EpochMs, taskId, type TaskId } from '../../kernel/words.ts'
import type { Clock } from '../../ports/clock.ts'
import { Transient } from '../../ports/customer-store.ts'
import type { Closed, Task, TaskList } from '../../ports/task-list.ts'
import { decodeTask, encodeTask } from '../codec/task.ts'
import { expiryOf, type Item, keyOf, keyOfItem, nameOf, partitionOf, sortOf, text, textOf, whole } from './items.ts'
import { EXPIRY, lists, ONLY, partitions } from './layout.ts'
import { listed } from './lists.ts'
import { stateKey } from './state-row.ts'
import type { Action, Table } from './table.ts'

export const taskListOf = (table: Table, clock: Clock): TaskList => {
  const find = async (id: TaskId): Promise<Task | null> => {
    for (let attempt = 1; attempt <= ROW_ATTEMPTS_MAX; attempt += 1) {
      const lead = await table.get(leadKey(id))
      if (lead === null) return null
      const row = await table.get(taskKey(customerOf(lead), id))
      if (row !== null) return taskOf(row)
      // It was another's a moment ago.
    }
    throw new Transient('others move a task at the same time')
  }
  return {
    find,
    open: async (tasks) => {
      for (const task of tasks) await openOne(table, task)
    },
    close: async (id, closed) => {
      for (let attempt = 1; attempt <= ROW_ATTEMPTS_MAX; attempt += 1) {
        const task = await find(id)
        if (task === null || task.closed !== null) return
        const written = await table.transact(closing(task, closed, clock.now()))
        if (written.type === 'written') return
      }
      throw new Transient('others change a task at the same time')
    },
    list: async ({ assignee, order, after, limit }) => {
      const task = after === null ? null : await find(after)
      if (after !== null && task === null) return []
      const key = task === null ? null : assignee === null ? taskKey(task.customerId, task.id) : leadKey(task.id)
      const found = await listed(table, {
        list: lists.tasks(assignee ?? ''),
        after: task === null || key === null ? null : { ...key, t: dueOf(task) },
        limit,
        newestFirst: order === 'last-due',
      })
      return assignee === null ? found.map(taskOf) : behind(table, found)
    },
    move: async (from, to) => {
      for (const row of await rowsOf(table, from)) await moveOne(table, row, to)
    },
    forget: (customer) => forgetTasks(table, customer),
  }
}

/** All of one customer's go, with what leads to them. */
export const forgetTasks = async (table: Table, customer: CustomerId): Promise<void> => {
  const rows = await rowsOf(table, customer)
  await table.batchWrite(rows.flatMap((row) => [{ delete: keyOfItem(row) }, { delete: leadKey(taskId(sortOf(row))) }]))
}

const taskKey = (customer: CustomerId, id: TaskId): Item => keyOf(partitions.tasks(customer), id)
const leadKey = (id: TaskId): Item => keyOf(partitions.task(id), ONLY)

const dueOf = ({ dueAt }: Task) => whole(dueAt ?? END_OF_TIME)

const rowsOf = async (table: Table, customer: CustomerId): Promise<readonly Item[]> => {
  const { items } = await table.query({
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': text(partitions.tasks(customer)) },
  })
  return items
}

const taskOf = (row: Item): Task =>
  decodeTask(taskId(sortOf(row)), customerId(partitionOf(row).slice(partitions.tasks(customerId('')).length)), textOf(row, 'b'))
const customerOf = (lead: Item): CustomerId => customerId(textOf(lead, 'c'))

/** Tasks in the order of the rows that lead to them; one that moves at this moment is left out, and comes with the next look. */
const behind = async (table: Table, leads: readonly Item[]): Promise<readonly Task[]> => {
  const keys = leads.map((lead) => taskKey(customerOf(lead), idOf(lead)))
  const rows = new Map((await table.batchGet(keys)).map((row) => [nameOf(keyOfItem(row)), row]))
  return keys.flatMap((key) => {
    const row = rows.get(nameOf(key))
    return row === undefined ? [] : [taskOf(row)]
  })
}
const idOf = (lead: Item): TaskId => taskId(partitionOf(lead).slice(partitions.task(taskId('')).length))

/**
 * Both rows, or none where one is there. Whoever was erased has no state any more: what comes of them late finds nothing, and in one
 * transaction with that nobody is erased in between.
 */
const openOne = async (table: Table, task: Task): Promise<void> => {
  const written = await table.transact([
    isThere(task.customerId),
    putNew({ ...taskKey(task.customerId, task.id), b: text(encodeTask(task)), q: text(lists.tasks('')), t: dueOf(task) }),
    putNew({
      ...{ ...leadKey(task.id), c: text(task.customerId) },
      ...(task.assignee === null ? {} : { q: text(lists.tasks(task.assignee)), t: dueOf(task) }),
    }),
  ])
  if (written.type === 'contended') throw new Transient('a task could not be put')
}

const isThere = (customer: CustomerId): Action => ({
  ConditionCheck: { Key: stateKey(customer), ConditionExpression: 'attribute_exists(pk)' },
})
const putNew = (Item: Item): Action => ({ Put: { Item, ConditionExpression: 'attribute_not_exists(pk)' } })

/** On condition that it is open, and whose it was. */
const closing = (task: Task, closed: Closed, now: EpochMs): readonly Action[] => {
  const gone = expiryOf(now, TASK_CLOSED_KEPT_MS)
  const names = { '#ttl': EXPIRY }
  return [
    {
      Update: {
        Key: taskKey(task.customerId, task.id),
        UpdateExpression: 'SET b = :b, #ttl = :ttl REMOVE q, t',
        ConditionExpression: 'attribute_exists(q)',
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: { ':b': text(encodeTask({ ...task, closed })), ':ttl': gone },
      },
    },
    {
      Update: {
        Key: leadKey(task.id),
        UpdateExpression: 'SET #ttl = :ttl REMOVE q, t',
        ConditionExpression: 'c = :c',
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: { ':c': text(task.customerId), ':ttl': gone },
      },
    },
  ]
}

/** One that changed meanwhile is looked at again by whoever tells of the merge again. */
const moveOne = async (table: Table, row: Item, to: CustomerId): Promise<void> => {
  const task = taskOf(row)
  const written = await table.transact([
    isThere(to),
    {
      Delete: {
        Key: keyOfItem(row),
        ConditionExpression: 'b = :b',
        ExpressionAttributeValues: { ':b': text(textOf(row, 'b')) },
      },
    },
    { Put: { Item: { ...row, ...taskKey(to, task.id) } } },
    {
      Update: {
        Key: leadKey(task.id),
        UpdateExpression: 'SET c = :to',
        ConditionExpression: 'c = :from',
        ExpressionAttributeValues: { ':to': text(to), ':from': text(task.customerId) },
      },
    },
  ])
  const wasErased = written.type === 'condition' && written.failed.includes(0)
  if (written.type !== 'written' && !wasErased) throw new Transient('a task changed while it moved')
}
