import { describe, expect, it } from 'vitest'
import { handle } from '../../shared/flow/handle.ts'
import { chase, recover, relay } from '../../shared/flow/relay.ts'
import { send } from '../../shared/flow/send.ts'
import { tick } from '../../shared/flow/tick.ts'
import { CLAIM_LEASE_MS, HAND_OVER_MS, RELAY_GRACE_MS, UNCONFIRMED_AFTER_MS } from '../../shared/kernel/limits.ts'
import { later } from '../../shared/kernel/time.ts'
import { type CustomerStore, Transient } from '../../shared/ports/customer-store.ts'
import type { Mailer } from '../../shared/ports/mailer.ts'
import { ANN, day, EMAIL, event, ORDER, rules, steps, send as mail, tested, welcome, winBack } from '../domain/customer/world.ts'
import { BOB, openFlow, orderOf, told } from './world.ts'

const company = rules({ campaigns: [winBack()] })

/** Ann and Bob are dormant since day 120, with a mail owed to each. */
const owing = async (initial = company) => {
  const flow = openFlow(initial)
  await handle(flow.engine.store, initial, [orderOf(ANN, day(0)), orderOf(BOB, day(0))])
  await tick(flow.engine, day(120))
  return flow
}
type Owing = Awaited<ReturnType<typeof owing>>
const relayed = async () => {
  const flow = await owing()
  await relay(flow.engine, 'local', 0n)
  return flow
}
/** A sender that dies right after its claims are committed. */
const dying = async (flow: Owing) => {
  flow.post.answer = new Error('killed')
  await expect(send(flow.engine, day(120))).rejects.toThrow('killed')
  flow.post.answer = { type: 'accepted' }
}

describe('from the stream to the mailer', () => {
  it('owed, relayed, claimed, handed over, sent', async () => {
    const flow = await owing()
    const position = await relay(flow.engine, 'local', 0n)
    expect(position).toBe(2n)
    expect(await send(flow.engine, day(120))).toEqual({ taken: 2, againAt: null, hold: null })
    expect(flow.post.mails.map(({ to, subject }) => [to, subject])).toEqual([
      ['ann@example.com', 'Hello'],
      ['ann@example.com', 'Hello'],
    ])
    expect([await flow.statuses(ANN), await flow.statuses(BOB)]).toEqual([['sent'], ['sent']])
    expect(await relay(flow.engine, 'local', position)).toBe(position)
    expect(await send(flow.engine, day(120))).toEqual({ taken: 0, againAt: null, hold: null })
  })

  it('the claim is committed before the mail leaves', async () => {
    const flow = await relayed()
    const statuses: string[] = []
    const mailer: Mailer = {
      ...flow.post,
      send: async () => {
        statuses.push(...(await flow.statuses(ANN)))
        return { type: 'accepted' }
      },
    }
    await send({ ...flow.engine, mailer }, day(120))
    expect(statuses).toEqual(['claimed', 'claimed'])
  })

  it.each([
    { answer: { type: 'rejected', detail: 'no such box' } as const, status: 'refused' },
    { answer: { type: 'unknown', detail: 'time-out' } as const, status: 'unknown' },
  ])('a mailer that says $answer.type: $status', async ({ answer, status }) => {
    const flow = await relayed()
    flow.post.answer = answer
    await send(flow.engine, day(120))
    expect(await flow.statuses(ANN)).toEqual([status])
  })

  it('what cannot be rendered never leaves', async () => {
    const flow = await relayed()
    await send({ ...flow.engine, renderer: { render: async () => ({ ok: false, detail: 'no firstName' }) } }, day(120))
    expect(flow.post.mails).toEqual([])
    expect((await flow.stores.inspection.messagesOf(ANN))[0]?.status).toEqual({
      name: 'refused',
      at: day(120),
      because: { type: 'not-renderable', detail: 'no firstName' },
    })
  })

  it.each([
    { heldUpMs: HAND_OVER_MS, mails: 2, status: 'sent' },
    { heldUpMs: HAND_OVER_MS + 1, mails: 0, status: 'owed' },
  ])('a sender held up for $heldUpMs ms after its claims: $status', async ({ heldUpMs, mails, status }) => {
    const flow = await relayed()
    await send(flow.engine, day(120), { now: () => later(day(120), heldUpMs) })
    expect(flow.post.mails).toHaveLength(mails)
    expect(await flow.statuses(ANN)).toEqual([status])
  })

  it('the holdout never leaves', async () => {
    const flow = await owing(rules({ campaigns: [tested({ holdout: 100 })] }))
    await relay(flow.engine, 'local', 0n)
    await send(flow.engine, day(120))
    expect([flow.post.mails, await flow.statuses(ANN)]).toEqual([[], ['withheld']])
  })

  it('an id that comes again and again is sent once', async () => {
    const flow = await relayed()
    const [message] = await flow.stores.inspection.messagesOf(ANN)
    const ids = [message, message, message].flatMap((one) => (one === undefined ? [] : [one.id]))
    for (let round = 0; round < 3; round += 1) {
      await send({ ...flow.engine, queue: { put: async () => {}, take: async () => ids } }, day(120))
    }
    expect(flow.post.mails).toHaveLength(1)
  })

  it('two senders at once send once', async () => {
    const flow = await relayed()
    const ids = await flow.engine.queue.take(10)
    const queue = { put: async () => {}, take: async () => ids }
    await Promise.all([1, 2, 3].map(() => send({ ...flow.engine, queue }, day(120))))
    expect(flow.post.mails).toHaveLength(2)
    expect([await flow.statuses(ANN), await flow.statuses(BOB)]).toEqual([['sent'], ['sent']])
  })

  it('a withdrawal committed before the claim wins', async () => {
    const flow = await relayed()
    let isFirst = true
    const store: CustomerStore = {
      ...flow.engine.store,
      commit: async (commits) => {
        if (isFirst) {
          isFirst = false
          await handle(flow.engine.store, company, [told(event('Unsubscribed', day(120)))])
        }
        return flow.engine.store.commit(commits)
      },
    }
    await send({ ...flow.engine, store }, day(120))
    expect(await flow.statuses(ANN)).toEqual(['refused'])
    expect(flow.post.mails).toHaveLength(1)
  })

  it('two mails of one customer in one batch go both', async () => {
    const both = rules({ campaigns: [winBack(), welcome({ paths: steps(mail('Welcome')) })] })
    const flow = openFlow(both)
    await handle(flow.engine.store, both, [orderOf(ANN, day(0)), told(event('Signed Up', day(119), EMAIL))])
    await tick(flow.engine, day(120))
    await relay(flow.engine, 'local', 0n)
    await send(flow.engine, day(120))
    expect(flow.post.mails.map(({ subject }) => subject).toSorted()).toEqual(['Hello', 'Welcome'])
    expect(await flow.statuses(ANN)).toEqual(['sent', 'sent'])
  })
})

describe('what nobody settled is looked after', () => {
  it.each([
    { now: later(day(120), RELAY_GRACE_MS - 1), passed: 0 },
    { now: later(day(120), RELAY_GRACE_MS), passed: 2 },
  ])('owed, and lost by the stream: passed on at $now: $passed', async ({ now, passed }) => {
    const flow = await owing()
    expect(await chase(flow.engine, now)).toBe(passed)
    expect((await send(flow.engine, now)).taken).toBe(passed)
    expect(flow.post.mails).toHaveLength(passed)
  })

  const leaseEnds = later(day(120), CLAIM_LEASE_MS)
  it('a claim within its lease is left alone', async () => {
    const flow = await relayed()
    await dying(flow)
    expect(await chase(flow.engine, later(leaseEnds, -1))).toBe(0)
    expect(await flow.statuses(ANN)).toEqual(['claimed'])
  })

  it.each([
    { answer: 'accepted', settled: ['sent'], mails: 2 },
    { answer: 'never-left', settled: ['owed'], mails: 4 },
    { answer: 'unknown', settled: ['unknown'], mails: 2 },
  ] as const)('a claim whose lease ended, and the mailer says $answer', async ({ answer, settled, mails }) => {
    const flow = await relayed()
    await dying(flow)
    flow.post.later = answer
    expect(await chase(flow.engine, leaseEnds)).toBe(2)
    expect([await flow.statuses(ANN), await flow.statuses(BOB)]).toEqual([settled, settled])
    await send(flow.engine, leaseEnds)
    // Both mails of the sender that died were handed over; whether they arrived only the mailer knows.
    expect(flow.post.mails).toHaveLength(mails)
  })

  it.each([
    { answer: 'accepted', settled: 'sent' },
    { answer: 'unknown', settled: 'unconfirmed' },
  ] as const)('an unknown one after 72 hours, and the mailer says $answer: $settled, for ever', async ({ answer, settled }) => {
    const flow = await relayed()
    flow.post.answer = { type: 'unknown', detail: 'time-out' }
    await send(flow.engine, day(120))
    expect(await chase(flow.engine, later(day(120), UNCONFIRMED_AFTER_MS - 1))).toBe(0)
    flow.post.later = answer
    expect(await chase(flow.engine, later(day(120), UNCONFIRMED_AFTER_MS))).toBe(2)
    expect(await flow.statuses(ANN)).toEqual([settled])
    expect(await chase(flow.engine, day(999))).toBe(0)
    expect((await send(flow.engine, day(999))).taken).toBe(0)
  })

  it('an outage of the store while asking changes nothing, and the next look finds it again', async () => {
    const flow = await relayed()
    await dying(flow)
    flow.post.later = 'accepted'
    const down: CustomerStore = {
      ...flow.engine.store,
      commit: async () => {
        throw new Transient('no connection')
      },
    }
    await expect(chase({ ...flow.engine, store: down }, leaseEnds)).rejects.toThrow(Transient)
    expect(await chase(flow.engine, leaseEnds)).toBe(2)
    expect(await flow.statuses(ANN)).toEqual(['sent'])
  })
})

describe('a process that starts and knows it is alone', () => {
  it.each([
    { answer: 'accepted', settled: ['sent'], mails: 2 },
    { answer: 'never-left', settled: ['sent'], mails: 4 },
    { answer: 'unknown', settled: ['unknown'], mails: 2 },
  ] as const)('settles its own claims at once, and the mailer says $answer', async ({ answer, settled, mails }) => {
    const flow = await relayed()
    await dying(flow)
    flow.post.later = answer
    expect(await recover(flow.engine, day(120, 1))).toBe(2)
    await send(flow.engine, day(120, 2))
    expect(await flow.statuses(ANN)).toEqual(settled)
    expect(flow.post.mails).toHaveLength(mails)
  })

  it('passes on what is owed, however young', async () => {
    const flow = await owing()
    expect(await recover(flow.engine, day(120))).toBe(2)
    await send(flow.engine, day(120))
    expect(flow.post.mails).toHaveLength(2)
  })

  it('leaves what is unknown to its 72 hours', async () => {
    const flow = await relayed()
    flow.post.answer = { type: 'unknown', detail: 'time-out' }
    await send(flow.engine, day(120))
    expect(await recover(flow.engine, day(121))).toBe(0)
  })

  it('an order meanwhile leaves nothing to send', async () => {
    const flow = await relayed()
    await dying(flow)
    flow.post.later = 'never-left'
    await handle(flow.engine.store, company, [told(event(ORDER, day(121)))])
    await recover(flow.engine, day(121, 1))
    await send(flow.engine, day(121, 2))
    expect(await flow.statuses(ANN)).toEqual(['refused'])
    expect(await flow.statuses(BOB)).toEqual(['sent'])
  })
})
