/** The handler that makes calls, over the embedded store and a caller that answers as it is told. */
import { describe, expect, it } from 'vitest'
import { hookHandler } from '../../functions/hook/handler.ts'
import type { Attempt } from '../../shared/domain/call/after-attempt.ts'
import { CALL_KEPT_MS } from '../../shared/kernel/limits-effects.ts'
import { later } from '../../shared/kernel/time.ts'
import { callId, campaignId, customerId, type EpochMs } from '../../shared/kernel/words.ts'
import type { Call } from '../../shared/ports/caller.ts'
import { Transient } from '../../shared/ports/customer-store.ts'
import { day, rules } from '../domain/customer/world.ts'
import { openFlow } from '../flow/world.ts'
import { contextWith, failuresIn, sqsEvent, watched } from './world.ts'

const NOW = day(10)
const ANN = customerId('ann')
const callOf = (id: string, at: EpochMs = NOW): Call => ({
  ...{ id: callId(id), customerId: ANN, campaign: campaignId('onboarding'), entry: 1 },
  ...{ url: 'https://crm.example/secret-path', body: {}, at },
})

const opened = (answers: (id: string) => Attempt | Error) => {
  const flow = openFlow(rules({}))
  const observer = watched('hook')
  const made: string[] = []
  const over = new Set<string>()
  const hidden: [receipt: string, forMs: number][] = []
  const calls = new Map<string, Call>(
    [...['a', 'b', 'c'].map((id) => callOf(id)), callOf('old', later(NOW, -CALL_KEPT_MS))].map((one) => [one.id, one]),
  )
  const handler = hookHandler(observer, {
    engine: flow.engine,
    caller: {
      call: async ({ id }) => {
        made.push(id)
        const answer = answers(id)
        if (answer instanceof Error) throw answer
        return answer
      },
    },
    marks: { isOver: async (id) => over.has(id), over: async (id) => void over.add(id) },
    find: async (text) => calls.get(text) ?? null,
    hide: async (receipt, forMs) => void hidden.push([receipt, forMs]),
    ...{ freshen: async () => {}, clock: { now: () => NOW } },
  })
  const settled = async () =>
    (await flow.stores.inspection.factsOf(ANN)).flatMap((fact) =>
      fact.type === 'call-settled' ? [`${fact.call} ${fact.outcome} ${fact.status} after ${fact.attempts}`] : [],
    )
  return { handler, observer, made, over, hidden, settled }
}

const answered = (status: number): Attempt => ({ type: 'answered', status })

describe('hook', () => {
  it('makes all calls of a batch, reports those that are over, and hides the others until it is time', async () => {
    const statuses: Readonly<Record<string, number>> = { a: 200, b: 503, c: 410 }
    const { handler, observer, hidden, settled } = opened((id) => answered(statuses[id] ?? 0))
    expect(failuresIn(await handler(sqsEvent(['a', 'b', 'c'], NOW), contextWith()))).toEqual(['q-1'])
    expect((await settled()).toSorted()).toEqual(['a delivered 200 after 1', 'c failed 410 after 1'])
    expect(hidden.map(([receipt]) => receipt)).toEqual(['r-1'])
    expect(hidden[0]?.[1]).toBeGreaterThanOrEqual(5_000)
    expect(hidden[0]?.[1]).toBeLessThanOrEqual(10_000)
    expect(observer.counts).toMatchObject({ callsDelivered: 1, callsFailed: 1, handedBack: 1 })
    expect(JSON.stringify(observer.lines)).not.toMatch(/secret|crm\.example/)
  })

  it('counts attempts by how often the queue handed it out', async () => {
    const { handler, settled } = opened(() => answered(200))
    const event = sqsEvent(['a'], NOW)
    for (const record of event.Records) record.attributes.ApproximateReceiveCount = '7'
    await handler(event, contextWith())
    expect(await settled()).toEqual(['a delivered 200 after 7'])
  })

  it('makes no call that is over, nor one about somebody who is gone, nor one that is too old', async () => {
    const { handler, made, over, settled } = opened(() => answered(200))
    over.add('a')
    expect(failuresIn(await handler(sqsEvent(['a', 'gone', 'old'], NOW), contextWith()))).toEqual([])
    expect([made, await settled()]).toEqual([[], ['old failed null after 0']])
  })

  it('takes a call that the queue brings twice for one', async () => {
    const { handler, made } = opened(() => answered(200))
    await handler(sqsEvent(['a'], NOW), contextWith())
    await handler(sqsEvent(['a'], NOW), contextWith())
    expect(made).toEqual(['a'])
  })

  it('keeps one that fails by a defect of ours from harming the others', async () => {
    const { handler, observer, settled } = opened((id) => (id === 'b' ? new Transient('the table is away') : answered(200)))
    expect(failuresIn(await handler(sqsEvent(['a', 'b', 'c'], NOW), contextWith()))).toEqual(['q-1'])
    expect((await settled()).toSorted()).toEqual(['a delivered 200 after 1', 'c delivered 200 after 1'])
    expect(observer.counts.handedBack).toBe(1)
  })
})
