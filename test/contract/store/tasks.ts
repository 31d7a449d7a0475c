/** What every store does with what people are to do. */
import { describe, expect, it } from 'vitest'
import { campaignId, customerId, type EpochMs, taskId } from '../../../shared/kernel/words.ts'
import type { CustomerStore } from '../../../shared/ports/customer-store.ts'
import type { Closed, Task, TaskList } from '../../../shared/ports/task-list.ts'
import { at, commitOf, stranger } from '../samples.ts'
import type { Current } from './stores.ts'

type Stores = { readonly tasks: TaskList; readonly customers: CustomerStore }

export const taskOf = (id: string, customer: string, dueAt: EpochMs | null, assignee: string | null = null): Task => ({
  ...{ id: taskId(id), customerId: customerId(customer), campaign: campaignId('onboarding'), entry: 2 },
  ...{ title: `Telephone ${id}`, note: null, assignee, dueAt, about: { plan: 'gold', tags: ['a', null] } },
  ...{ openedAt: at(1), closed: null },
})
export const CLOSED: Closed = { at: at(9), outcome: 'done', by: 'ann@shop.example', note: 'She is happy.' }

export const tasksContract = (stores: Current<Stores>): void => {
  const people = (...ids: readonly string[]) => stores().customers.commit(ids.map((id) => commitOf(stranger(id))))
  const listed = async (asked: Partial<Parameters<TaskList['list']>[0]> = {}): Promise<readonly string[]> =>
    (await stores().tasks.list({ assignee: null, order: 'first-due', after: null, limit: 50, ...asked })).map(({ id }) => id)

  describe('tasks', () => {
    it('are put once, and found as they were put', async () => {
      await people('c1')
      const { tasks } = stores()
      const first = taskOf('t1', 'c1', at(5), 'Ann')
      await tasks.open([first])
      await tasks.open([first, { ...first, title: 'Another' }])
      expect([await tasks.find(taskId('t1')), await tasks.find(taskId('t2'))]).toEqual([first, null])
      expect(await listed()).toEqual(['t1'])
    })

    it('are listed by their day, what has none last, in pages, and the other way round', async () => {
      await people('c1', 'c2')
      const { tasks } = stores()
      await tasks.open([taskOf('a', 'c1', at(7)), taskOf('b', 'c2', null), taskOf('c', 'c1', at(3)), taskOf('d', 'c2', at(5))])
      expect(await listed()).toEqual(['c', 'd', 'a', 'b'])
      expect(await listed({ order: 'last-due' })).toEqual(['b', 'a', 'd', 'c'])
      expect(await listed({ limit: 2 })).toEqual(['c', 'd'])
      expect(await listed({ limit: 2, after: taskId('d') })).toEqual(['a', 'b'])
      expect(await listed({ limit: 2, after: taskId('b') })).toEqual([])
      expect(await listed({ order: 'last-due', limit: 1, after: taskId('a') })).toEqual(['d'])
      expect(await listed({ after: taskId('nowhere') })).toEqual([])
    })

    it('comes page by page past all of one day, each once', async () => {
      await people('c1')
      const ids = Array.from({ length: 23 }, (_, n) => `t${String(n).padStart(2, '0')}`)
      await stores().tasks.open(ids.map((id) => taskOf(id, 'c1', at(5))))
      const found: string[] = []
      for (let after: string | null = null; ; ) {
        const page: readonly string[] = await listed({ limit: 5, after: after === null ? null : taskId(after) })
        found.push(...page)
        if (page.length < 5) break
        after = page.at(-1) ?? null
      }
      expect(found.toSorted()).toEqual(ids)
    })

    it('are listed by who is to do them', async () => {
      await people('c1')
      const { tasks } = stores()
      await tasks.open([taskOf('a', 'c1', at(7), 'Ann'), taskOf('b', 'c1', at(5), 'Ben'), taskOf('c', 'c1', at(3), 'Ann')])
      expect(await listed({ assignee: 'Ann' })).toEqual(['c', 'a'])
      expect(await listed({ assignee: 'Ann', order: 'last-due', limit: 1 })).toEqual(['a'])
      expect(await listed({ assignee: 'Ann', after: taskId('c') })).toEqual(['a'])
      expect([await listed({ assignee: 'Ben' }), await listed({ assignee: 'ann' })]).toEqual([['b'], []])
    })

    it('are closed once: who was first stands, and what is told again opens nothing', async () => {
      await people('c1')
      const { tasks } = stores()
      const task = taskOf('t1', 'c1', at(5), 'Ann')
      await tasks.open([task, taskOf('t2', 'c1', at(6), 'Ann')])
      await tasks.close(taskId('t1'), CLOSED)
      await tasks.close(taskId('t1'), { ...CLOSED, outcome: 'dismissed' })
      await tasks.close(taskId('nowhere'), CLOSED)
      await tasks.open([task])
      expect([await listed(), await listed({ assignee: 'Ann' })]).toEqual([['t2'], ['t2']])
      expect(await tasks.find(taskId('t1'))).toEqual({ ...task, closed: CLOSED })
      // A page that ended with it goes on behind it.
      expect([await listed({ after: taskId('t1') }), await listed({ assignee: 'Ann', after: taskId('t1') })]).toEqual([['t2'], ['t2']])
    })

    it('follow whom they are about, open and closed, and are told of again in vain', async () => {
      await people('c1', 'c2')
      const { tasks } = stores()
      const [open, closed, other] = [taskOf('a', 'c1', at(5), 'Ann'), taskOf('b', 'c1', at(6)), taskOf('c', 'c2', at(7))]
      await tasks.open([open, closed, other])
      await tasks.close(closed.id, CLOSED)
      await tasks.move(customerId('c1'), customerId('c2'))
      await tasks.move(customerId('c1'), customerId('c2'))
      await tasks.open([open])
      const to = { customerId: customerId('c2') }
      expect(await tasks.find(open.id)).toEqual({ ...open, ...to })
      expect(await tasks.find(closed.id)).toEqual({ ...closed, ...to, closed: CLOSED })
      expect([await listed(), await listed({ assignee: 'Ann' })]).toEqual([['a', 'c'], ['a']])
      await tasks.close(open.id, CLOSED)
      expect(await listed()).toEqual(['c'])
    })

    it('go with whom they are about, and nobody else’s do', async () => {
      await people('c1', 'c2')
      const { tasks } = stores()
      await tasks.open([taskOf('a', 'c1', at(5), 'Ann'), taskOf('b', 'c1', at(6)), taskOf('c', 'c2', at(7), 'Ann')])
      await tasks.close(taskId('b'), CLOSED)
      await tasks.forget(customerId('c1'))
      expect([await tasks.find(taskId('a')), await tasks.find(taskId('b'))]).toEqual([null, null])
      expect([await listed(), await listed({ assignee: 'Ann' })]).toEqual([['c'], ['c']])
    })
  })
}
