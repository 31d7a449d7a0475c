/** Tasks as pages have them: opened by what was decided, listed, and closed by a person. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TaskView } from '../../shared/contract/api.ts'
import { STREAM_START } from '../../shared/ports/change-stream.ts'
import { carryOutPage } from '../../shared/flow/carry-out.ts'
import { handle } from '../../shared/flow/handle.ts'
import { DAY_MS, isoOf, later } from '../../shared/kernel/time.ts'
import { customerId } from '../../shared/kernel/words.ts'
import { way } from '../domain/customer/laid.ts'
import { EMAIL, event, rules, welcome } from '../domain/customer/world.ts'
import { NOW, openConsole, type World } from './console.ts'

const TASK = { type: 'task', title: 'Telephone them', note: 'Ask how it goes.', dueMs: -DAY_MS, assignee: 'Ann', include: [] } as const
const company = rules({ campaigns: [welcome({ paths: way(TASK) })] })

let world: World
beforeEach(async () => {
  world = openConsole((context) => ({ ...context, engine: { ...context.engine, rules: () => company } }))
  const { engine, stores } = world.context
  const requests = ['c1', 'c2'].map((id, n) => {
    const one = { ...event('Signed Up', later(NOW, n), EMAIL), customerId: customerId(id) }
    return { request: { customerId: one.customerId, type: 'event', event: one }, now: one.occurredAt } as const
  })
  await handle(engine.store, company, requests)
  await carryOutPage({ tasks: stores.tasks, putCalls: async () => {} }, world.stores.changes, 'local', STREAM_START)
})
afterEach(() => world.close())

const list = async (query = ''): Promise<readonly TaskView[]> => (await world.ask(`/api/tasks${query}`)).body.items as TaskView[]
const close = (id: string, body: object, role: 'viewer' | 'marketer' = 'marketer') =>
  world.ask(`/api/tasks/${id}`, { method: 'POST', body, role })
const factsOf = async (customer: string) =>
  (await world.stores.inspection.factsOf(customerId(customer))).filter((fact) => fact.type === 'task-closed')

describe('tasks', () => {
  it('are listed as their campaign asked for them, and say when their day is over', async () => {
    const [first, second] = await list()
    expect(first).toMatchObject({
      ...{ customerId: 'c1', campaign: 'welcome', title: 'Telephone them', note: 'Ask how it goes.', assignee: 'Ann', closed: null },
      ...{ dueAt: isoOf(later(NOW, -DAY_MS)), overdue: true, openedAt: isoOf(NOW) },
    })
    expect(second?.customerId).toBe('c2')
    expect((await list('?order=last-due')).map(({ customerId: id }) => id)).toEqual(['c2', 'c1'])
    expect((await list(`?after=${first?.id}`)).map(({ customerId: id }) => id)).toEqual(['c2'])
    expect([(await list('?assignee=Ann')).length, (await list('?assignee=Ben')).length]).toEqual([2, 0])
  })

  it('are closed with who and what they say, once, and the history has it', async () => {
    const id = (await list())[0]?.id ?? ''
    expect((await close(id, { outcome: 'done' }, 'viewer')).status).toBe(403)
    const { status, body } = await close(id, { outcome: 'done', note: 'She is happy.' })
    expect([status, body.closed]).toEqual([200, { at: isoOf(NOW), outcome: 'done', by: 'ann', note: 'She is happy.' }])
    expect(await factsOf('c1')).toMatchObject([{ task: id, outcome: 'done', by: 'ann', note: 'She is happy.' }])
    expect((await list()).map(({ customerId: of }) => of)).toEqual(['c2'])
    expect((await close(id, { outcome: 'done', note: 'Again' })).body.closed).toMatchObject({ note: 'She is happy.' })
    expect((await close(id, { outcome: 'dismissed' })).status).toBe(409)
    expect(await factsOf('c1')).toHaveLength(1)
  })

  it('are dismissed where somebody looked and there is nothing to do', async () => {
    const id = (await list())[1]?.id ?? ''
    expect((await close(id, { outcome: 'dismissed', note: 'Moved away.' })).body.closed).toMatchObject({ outcome: 'dismissed' })
    expect(await factsOf('c2')).toMatchObject([{ outcome: 'dismissed', note: 'Moved away.' }])
  })

  it('that are over in truth, though the list does not know yet, are not closed again', async () => {
    const id = (await list())[0]?.id ?? ''
    const { engine } = world.context
    const request = {
      customerId: customerId('c1'),
      type: 'task-closed',
      task: id as never,
      outcome: 'dismissed',
      by: 'ben',
      note: null,
    } as const
    await handle(engine.store, company, [{ request, now: NOW }])
    expect((await close(id, { outcome: 'done' })).status).toBe(409)
    expect(await factsOf('c1')).toMatchObject([{ by: 'ben' }])
  })

  it.each([
    { what: 'no outcome', body: {} },
    { what: 'another outcome', body: { outcome: 'ended' } },
    { what: 'a long note', body: { outcome: 'done', note: 'x'.repeat(2_001) } },
    { what: 'a name for who did it', body: { outcome: 'done', by: 'ben' } },
  ])('are not closed with $what', async ({ body }) => {
    expect((await close((await list())[0]?.id ?? '', body)).status).toBe(400)
    expect(await list()).toHaveLength(2)
  })

  it('that are not there are not closed', async () => {
    expect((await close('nowhere', { outcome: 'done' })).status).toBe(404)
  })
})
