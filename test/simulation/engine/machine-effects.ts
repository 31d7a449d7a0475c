/** One machine's view of what steps ask others to do: lists of tasks, calls, and sweeps, each of whose ports may fail. */
import type { Caller } from '../../../shared/ports/caller.ts'
import type { CallStore } from '../../../shared/ports/calls.ts'
import type { Roster } from '../../../shared/ports/roster.ts'
import type { SweepStore } from '../../../shared/ports/sweeps.ts'
import type { TaskList } from '../../../shared/ports/task-list.ts'
import { meetCall } from './caller.ts'
import { call, type Site, type Task } from './machine.ts'

export type { Site } from './machine.ts'

export const tasksOn = (site: Site, task: Task): TaskList => {
  const { tasks } = site.stores
  const write = <T>(work: () => Promise<T>): Promise<T> => call(site, task, work, 'commit fails', 'commit answer lost')
  return {
    open: (some) => write(() => tasks.open(some)),
    close: (id, closed) => write(() => tasks.close(id, closed)),
    list: (asked) => call(site, task, () => tasks.list(asked), 'read fails'),
    find: (id) => call(site, task, () => tasks.find(id), 'read fails'),
    move: (from, to) => write(() => tasks.move(from, to)),
    forget: (customer) => write(() => tasks.forget(customer)),
  }
}

export const callStoreOn = (site: Site, task: Task): CallStore => {
  const { calls } = site.stores
  const write = (work: () => Promise<void>): Promise<void> => call(site, task, work, 'commit fails', 'commit answer lost')
  return {
    put: (some) => write(() => calls.put(some)),
    due: (until, limit, without) => call(site, task, () => calls.due(until, limit, without), 'read fails'),
    again: (id, attempts, at) => write(() => calls.again(id, attempts, at)),
    settle: (id) => {
      if (site.luck.strikes('crash before a call is put aside')) site.crashed(task.self)
      return write(() => calls.settle(id))
    },
  }
}

/** The other side takes a call at some moment of it; whether we hear of that is another matter. */
export const callerOn = (site: Site, task: Task): Caller => ({
  call: async ({ id, url, body }) => {
    const { scheduler, luck } = site
    const began = scheduler.now()
    const met = meetCall(luck)
    await scheduler.pause(task.self, Math.floor(met.afterMs / 2))
    site.called({ id, url, body }, met, began)
    await scheduler.pause(task.self, Math.ceil(met.afterMs / 2))
    if (luck.strikes('crash after a call')) site.crashed(task.self)
    await scheduler.pause(task.self, 0)
    return met.attempt
  },
})

export const rosterOn = (site: Site, task: Task): Roster => ({
  page: (part, parts, after) => call(site, task, () => site.stores.roster.page(part, parts, after), 'read fails'),
})

export const sweepsOn = (site: Site, task: Task): SweepStore => {
  const { sweeps } = site.stores
  return {
    begin: (sweep) => call(site, task, () => sweeps.begin(sweep), 'commit fails', 'commit answer lost'),
    note: (...how) => call(site, task, () => sweeps.note(...how), 'commit fails', 'commit answer lost'),
    find: (id) => call(site, task, () => sweeps.find(id), 'read fails'),
  }
}
