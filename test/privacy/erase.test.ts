import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { decide } from '../../shared/domain/customer/decide.ts'
import { unknownCustomer } from '../../shared/domain/customer/state.ts'
import { intake } from '../../shared/flow/doors/take.ts'
import { handle } from '../../shared/flow/handle.ts'
import { finishMerge } from '../../shared/flow/merge.ts'
import { erasePerson, extentOf } from '../../shared/flow/privacy/erase.ts'
import { heldBy, personsMeant, type Records } from '../../shared/flow/privacy/person.ts'
import { chase, relay } from '../../shared/flow/relay.ts'
import { send } from '../../shared/flow/send.ts'
import { CLAIM_LEASE_MS, UNCONFIRMED_AFTER_MS } from '../../shared/kernel/limits.ts'
import { later } from '../../shared/kernel/time.ts'
import { customerId, type CustomerId, type EpochMs, isErasedId } from '../../shared/kernel/words.ts'
import type { Mailer } from '../../shared/ports/mailer.ts'
import { day, event, ORDER } from '../domain/customer/world.ts'
import { ADDRESS, ANN, BOB, COMPANY, type Life, live, OLD, openLife, rowsIn, SECRETS, tracesIn, VISITOR } from './world.ts'

let life: Life
beforeEach(() => {
  life = openLife()
})
afterEach(() => life.close())

const erase = (id: CustomerId = ANN, at: EpochMs = day(127), records: Records = life.records) =>
  erasePerson(records, COMPANY, id, 'a test', at)
const loaded = async (id: CustomerId) => (await life.stores.customers.load([id])).get(id) ?? null
const entries = () => life.stores.quarantine.list(null, 100)
/** What is left of Ann under her own id, in the order of the tables. */
const leftOf = async (id: CustomerId) => (await loaded(id))?.id ?? null

/** Ann has a mail that is owed, and nobody has claimed it. */
const owing = async (at: EpochMs = day(1)) => {
  await life.says(ANN, ORDER, at, { traits: { email: ADDRESS }, properties: { revenue: 1, currency: 'USD' } })
  await life.says(ANN, 'Signed Up', at)
  await relay(life.engine, 'local', 0n)
  const [message] = await life.stores.inspection.messagesOf(ANN)
  if (message === undefined) throw new Error('a mail is owed')
  return message
}
const statusOf = async (id: Parameters<Life['stores']['customers']['messages']>[0][number]) =>
  (await life.stores.customers.messages([id]))[0]?.status

describe('somebody who is erased', () => {
  it('stands nowhere any more, in no row and no byte; whoever else is there stays as they were', async () => {
    await live(life)
    await life.turns(day(126))
    await life.counted()
    expect(tracesIn(life.folder, SECRETS).length).toBeGreaterThanOrEqual(SECRETS.length)
    const ofBob = () => [...rowsIn(life.folder)].map(([table, rows]) => [table, rows.filter((row) => row.includes(BOB))])
    const before = ofBob()
    await erase()
    expect(await life.stores.privacy.wipe('log')).toBe('wiped')
    expect(tracesIn(life.folder, SECRETS)).toEqual([])
    expect([...rowsIn(life.folder)].flatMap(([, rows]) => rows.filter((row) => SECRETS.some((secret) => row.includes(secret))))).toEqual([])
    expect(ofBob()).toEqual(before)
    expect(await life.stores.privacy.wipe('file')).toBe('wiped')
    expect(ofBob()).toEqual(before)
  })

  it('is told what was taken away, as it was said before', async () => {
    await live(life)
    await life.turns(day(126))
    const person = await heldBy(life.records, VISITOR)
    if (person === null) throw new Error('known under an id she had')
    const foretold = await extentOf(life.records, person)
    expect(foretold).toMatchObject({ ids: [ANN, VISITOR, OLD], mails: 2, visits: 1, quarantined: 2, coupons: 1, unsent: 0 })
    expect(await erase(OLD)).toEqual(foretold)
  })

  it('is found by an address, however it is spelled, and everybody who has it is meant', async () => {
    await live(life)
    await life.says('ann-at-work', '$identify', day(3), { type: 'identify', traits: { email: ' ann.secret@EXAMPLE.com' } })
    const meant = async (who: string) => (await personsMeant(life.records, who)).map(({ id }) => id)
    expect((await meant('ANN.SECRET@example.com')).toSorted()).toEqual([ANN, 'ann-at-work'])
    expect(await meant('nn.secret@example.com')).toEqual([])
    expect(await meant(VISITOR)).toEqual([ANN])
    await erase()
    expect(await meant('ann.secret@example.com')).toEqual(['ann-at-work'])
    expect([await meant(ANN), await meant(VISITOR), await meant('nobody')]).toEqual([[], [], []])
  })

  it('counts as before in every campaign and experiment, and is a customer no more; counted anew it is the same', async () => {
    await live(life)
    await life.turns(day(126))
    const before = await life.counted()
    await erase()
    const after = await life.counted()
    const changed = [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name))
    // She stood in "active", and half-way through a campaign.
    expect(changed.map((name) => [name.replace(/\/\d+$/, ''), before.get(name) ?? 0n, after.get(name) ?? 0n])).toEqual([
      ['lifecycle customers', 2n, 1n],
      ['campaign/win-back at/1/plain', 2n, 1n],
      ['lifecycle transition/active%3Eerased', 0n, 1n],
      ['campaign/win-back ended/exited', 0n, 1n],
    ])
    expect(await life.recounted()).toEqual(after)
    expect([...after].some(([name, total]) => name.includes('coupon-redeemed/spring') && total === 2n)).toBe(true)
  })

  it('counts right, too, where what came before was not counted yet', async () => {
    await live(life)
    await erase()
    const counted = await life.counted()
    expect(counted.get('lifecycle customers')).toBe(1n)
    expect(await life.recounted()).toEqual(counted)
  })

  it('erased again, nothing happens; nobody is erased of whom nothing was heard', async () => {
    await live(life)
    await erase()
    const rows = rowsIn(life.folder)
    expect([await erase(), await erase(VISITOR), await erase(customerId('nobody'))]).toEqual([null, null, null])
    expect(rowsIn(life.folder)).toEqual(rows)
    expect(await life.stores.privacy.erasedOn(ANN)).toEqual({ at: day(127), by: 'a test' })
    expect(await life.stores.privacy.erasedOn(OLD)).toEqual({ at: day(127), by: 'a test' })
    expect(await life.stores.privacy.erasedOn(BOB)).toBeNull()
  })

  it('is in no list and no search', async () => {
    await live(life)
    await erase()
    expect((await life.stores.inspection.customers(null, 10)).map(({ id }) => id)).toEqual([BOB])
    for (const words of [[], ['~erased'], ['ann']]) {
      const { customers } = await life.stores.directory.find({ words, stage: null }, null, 10)
      expect(customers.map(({ id }) => id)).toEqual(words.length === 0 ? [BOB] : [])
    }
  })
})

describe('what comes after an erasure', () => {
  it('an event is refused, and of it one line is kept, without a word of it', async () => {
    await live(life)
    await erase()
    for (const id of [ANN, VISITOR, OLD, ANN])
      await life.says(id, ORDER, day(128), { traits: { email: ADDRESS }, properties: { note: 'her own words' } })
    const erased = (await entries()).filter(({ because }) => because === 'erased')
    expect(erased).toHaveLength(3)
    expect(erased.every(({ customerId, text }) => customerId !== null && isErasedId(customerId) && text === '')).toBe(true)
    await life.turns(day(300))
    expect((await loaded(ANN))?.traits).toEqual({})
    await life.stores.privacy.wipe('log')
    expect(tracesIn(life.folder, SECRETS)).toEqual([])
  })

  it('what a door cannot read is refused in the same way', async () => {
    await live(life)
    await erase()
    const raw = { type: 'track', userId: ANN, event: 5, messageId: 'm-9' }
    await intake(life.engine, [{ text: JSON.stringify(raw), raw, source: 'bus', receivedAt: day(128) }], { correctSkew: false })
    expect((await entries()).map(({ because, text }) => [because, text])).toContainEqual(['erased', ''])
    await life.stores.privacy.wipe('log')
    expect(tracesIn(life.folder, SECRETS)).toEqual([])
  })

  it('the id of what is left is nobody’s to use', async () => {
    await live(life)
    await erase()
    const raw = { type: 'track', userId: (await leftOf(ANN)) ?? '', event: ORDER, messageId: 'm-9' }
    const [refused] = await intake(life.engine, [{ text: JSON.stringify(raw), raw, source: 'bus', receivedAt: day(128) }], {
      correctSkew: false,
    })
    expect(refused?.problems[0]?.path).toBe('userId')
  })

  it.each([
    { title: 'who was erased, into somebody', source: ANN, into: BOB },
    { title: 'somebody, into who was erased', source: BOB, into: ANN },
    { title: 'somebody unknown, into who was erased', source: customerId('new-1'), into: VISITOR },
  ])('nobody is merged: $title', async ({ source, into }) => {
    await live(life)
    await erase()
    await life.merges(source, into, day(128))
    expect((await loaded(BOB))?.merge).toBeNull()
    expect((await loaded(customerId('new-1')))?.merge ?? null).toBeNull()
    expect((await entries()).filter(({ because }) => because === 'erased')).toHaveLength(1)
    await life.stores.privacy.wipe('log')
    expect(tracesIn(life.folder, SECRETS)).toEqual([])
  })

  it('an import of the old history brings nobody back', async () => {
    await live(life)
    await erase()
    const one = event(ORDER, day(3), { customerId: ANN })
    await handle(life.engine.store, COMPANY, [{ request: { type: 'event', customerId: ANN, event: one, isHistory: true }, now: day(128) }])
    expect((await loaded(ANN))?.metrics.firstSeenAt).toBeNull()
  })

  it('a batch with several of them and others decides the others as always', async () => {
    await live(life)
    await erase()
    const told = [ANN, BOB, ANN, VISITOR].map((id, n) => ({
      request: { type: 'event' as const, customerId: id, event: event(ORDER, day(128, n), { customerId: id }) },
      now: day(128, n),
    }))
    const handled = await handle(life.engine.store, COMPANY, told)
    expect(handled.map(({ decision }) => decision?.reasons.some(({ type }) => type === 'erased'))).toEqual([true, false, true, true])
    expect((await loaded(BOB))?.metrics.counts[ORDER]?.total).toBe(3)
  })
})

describe('a mail on its way when somebody is erased', () => {
  it('that is owed is refused, and never leaves', async () => {
    const message = await owing()
    expect(await erase()).toMatchObject({ unsent: 1 })
    expect(await statusOf(message.id)).toEqual({ name: 'refused', at: day(127), because: { type: 'erased' } })
    await send(life.engine, day(127))
    await life.turns(day(128))
    expect(await life.stores.inbox.count()).toBe(0)
    const counted = await life.counted()
    expect(counted.get('campaign/welcome message/all/0/refused/erased')).toBe(1n)
    expect(await life.recounted()).toEqual(counted)
  })

  it.each([
    { answer: 'accepted', outcome: { type: 'sent' }, status: 'sent' },
    { answer: 'lost', outcome: { type: 'unknown' }, status: 'unknown' },
    { answer: 'refused', outcome: { type: 'rejected', detail: ADDRESS }, status: 'refused' },
    { answer: 'never left', outcome: { type: 'never-left' }, status: 'refused' },
  ] as const)('that is claimed is settled: $answer', async ({ outcome, status }) => {
    const message = await owing()
    await life.asks({ customerId: ANN, type: 'claim', message: message.id }, day(1))
    await erase()
    await life.asks({ customerId: ANN, type: 'report', message: message.id, outcome, about: day(1) }, day(127))
    expect((await statusOf(message.id))?.name).toBe(status)
    expect(await life.recounted()).toEqual(await life.counted())
    await life.turns(day(127))
    expect(await life.stores.inbox.count()).toBe(0)
  })

  it('of which nothing is heard is given up, not sent again', async () => {
    const message = await owing()
    await life.asks({ customerId: ANN, type: 'claim', message: message.id }, day(1))
    await erase(ANN, day(1, 1))
    const silent: Mailer = { ...life.engine.mailer, lookUp: async () => 'unknown' }
    for (const at of [later(day(1), CLAIM_LEASE_MS), later(day(1), UNCONFIRMED_AFTER_MS)])
      await chase({ ...life.engine, mailer: silent }, at)
    expect((await statusOf(message.id))?.name).toBe('unconfirmed')
  })

  it('that is handed over after all leaves nothing in the inbox', async () => {
    const message = await owing()
    let erasing: Promise<unknown> = Promise.resolve()
    const mailer: Mailer = {
      ...life.engine.mailer,
      send: async (mail, now) => {
        erasing = erase()
        await erasing
        return life.engine.mailer.send(mail, now)
      },
    }
    await send({ ...life.engine, mailer }, day(1))
    expect(await life.stores.inbox.count()).toBe(0)
    expect((await statusOf(message.id))?.name).toBe('refused')
    await life.stores.privacy.wipe('log')
    expect(tracesIn(life.folder, SECRETS)).toEqual([])
  })

  it('a bounce and a complaint that come late change nothing', async () => {
    const message = await owing()
    await send(life.engine, day(1))
    expect((await statusOf(message.id))?.name).toBe('sent')
    await erase()
    const address = life.stores.customers.addressDigest(ADDRESS)
    const rows = rowsIn(life.folder)
    const left = (await leftOf(ANN)) ?? ANN
    const about = { customerId: left, message: message.id }
    for (const outcome of [
      { type: 'bounced', kind: 'permanent', addresses: [address] },
      { type: 'complained', addresses: [address] },
    ] as const)
      await life.asks({ ...about, type: 'report', outcome, about: null }, day(128))
    await life.asks({ ...about, type: 'news', news: { type: 'bounced', saidAt: day(128), kind: 'permanent', detail: ADDRESS } }, day(128))
    await life.says(left, 'Unsubscribed', day(128))
    expect(rowsIn(life.folder)).toEqual(rows)
  })
})

describe('an erasure and somebody else at the same time', () => {
  /** The store as it is, with something that comes in between looking and erasing, the first time. */
  const interrupted = (work: () => Promise<unknown>): Records => {
    let isFirst = true
    const { privacy } = life.stores
    return {
      ...life.records,
      privacy: {
        ...privacy,
        erase: async (...args) => {
          if (isFirst) {
            isFirst = false
            await work()
          }
          return privacy.erase(...args)
        },
      },
    }
  }

  it.each([
    {
      title: 'a claim',
      work: (message: string) => life.asks({ customerId: ANN, type: 'claim', message: message as never }, day(1, 1)),
      status: 'claimed',
    },
    { title: 'an event', work: () => life.says(ANN, ORDER, day(2)), status: 'refused' },
    { title: 'a merge that begins', work: () => life.merges('late-1', ANN, day(2)), status: 'refused' },
  ])('$title that is committed first is seen', async ({ work, status }) => {
    const message = await owing()
    await erase(
      ANN,
      day(127),
      interrupted(() => work(message.id)),
    )
    expect((await statusOf(message.id))?.name).toBe(status)
    expect(
      [await leftOf(ANN), ...((await loaded(customerId('late-1'))) === null ? [] : [await leftOf(customerId('late-1'))])].every(
        (id) => id !== null && isErasedId(id),
      ),
    ).toBe(true)
    expect(await life.recounted()).toEqual(await life.counted())
  })

  it('an event decided before and committed after meets a conflict, and is refused', async () => {
    await owing()
    let isFirst = true
    const store = {
      ...life.engine.store,
      commit: async (commits: Parameters<typeof life.engine.store.commit>[0]) => {
        if (isFirst) {
          isFirst = false
          await erase()
        }
        return life.engine.store.commit(commits)
      },
    }
    const one = event(ORDER, day(128), { customerId: ANN, traits: { email: ADDRESS } })
    const [handled] = await handle(store, COMPANY, [{ request: { type: 'event', customerId: ANN, event: one }, now: day(128) }])
    expect(handled?.decision?.reasons).toEqual([{ type: 'erased' }])
    // Nor does somebody who was new when it was decided come back.
    const fresh = {
      ...decide(unknownCustomer(ANN), { type: 'event', event: one, seen: 'never', history: [] }, COMPANY, day(128)),
      dueAt: null,
      wakeFired: false,
      quarantine: [],
      leavesState: false,
    }
    expect(await life.engine.store.commit([fresh])).toEqual(['conflict'])
    await life.engine.store.putTimeline([one])
    expect(await life.stores.inspection.eventsOf(ANN)).toEqual([])
  })

  it('somebody whose merge was begun and not finished is the same person, and goes with them', async () => {
    await owing()
    await life.says('sealed-1', ORDER, day(2), { traits: { firstName: 'Annabella' } })
    await life.asks({ customerId: customerId('sealed-1'), type: 'merge', into: ANN }, day(3))
    expect((await loaded(customerId('sealed-1')))?.merge?.status).toBe('sealed')
    await erase()
    await finishMerge(life.engine.store, COMPANY, customerId('sealed-1'), day(127))
    expect(await leftOf(customerId('sealed-1')).then((id) => id !== null && isErasedId(id))).toBe(true)
    const counted = await life.counted()
    expect(counted.get('lifecycle customers')).toBe(0n)
    expect(await life.recounted()).toEqual(counted)
  })

  it('a crash half-way leaves all as it was', async () => {
    await live(life)
    const rows = rowsIn(life.folder)
    const { privacy } = life.stores
    let facts = 0
    const crashing: Records = {
      ...life.records,
      privacy: {
        ...privacy,
        erase: (commits, names, remains, note) =>
          privacy.erase(
            commits,
            names,
            {
              ...remains,
              fact: (fact, as) => {
                facts += 1
                if (facts > 20) throw new Error('killed')
                return remains.fact(fact, as)
              },
            },
            note,
          ),
      },
    }
    await expect(erase(ANN, day(127), crashing)).rejects.toThrow('killed')
    expect(rowsIn(life.folder)).toEqual(rows)
    expect(await erase()).not.toBeNull()
  })
})
