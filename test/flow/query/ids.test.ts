import { describe, expect, it } from 'vitest'
import { type CustomerState, unknownCustomer } from '../../../shared/domain/customer/state.ts'
import type { Timed } from '../../../shared/flow/handle.ts'
import { handleAll } from '../../../shared/flow/intake.ts'
import { customerReport } from '../../../shared/flow/query/customer.ts'
import { storyOf } from '../../../shared/flow/query/explain.ts'
import { heldOf, idsOf } from '../../../shared/flow/query/ids.ts'
import { relay } from '../../../shared/flow/relay.ts'
import { send } from '../../../shared/flow/send.ts'
import { IDS_TOLD_MAX } from '../../../shared/kernel/limits.ts'
import { type CustomerId, customerId, type EpochMs } from '../../../shared/kernel/words.ts'
import { day, EMAIL, event, ORDER, rules, send as mail, steps, wait, welcome } from '../../domain/customer/world.ts'
import { BOB, type Flow, openFlow, orderOf, told } from '../world.ts'

const PHONE = customerId('anonymous:phone')
const TABLET = customerId('anonymous:tablet')
const CARL = customerId('carl')

const campaign = welcome({ paths: steps(mail(), wait(5), mail()) })
const company = rules({ campaigns: [campaign] })
const signedUp = (who: CustomerId, now: EpochMs): Timed => told(event('Signed Up', now, { customerId: who, ...EMAIL }))
const merging = (source: CustomerId, into: CustomerId, now: EpochMs): Timed => ({
  request: { type: 'merge', customerId: source, into },
  now,
})

const lived = async (...all: readonly (readonly Timed[])[]): Promise<Flow> => {
  const flow = openFlow(company)
  for (const requests of all) {
    await handleAll(flow.engine, requests)
    await relay(flow.engine, 'local', 0n)
    await send(flow.engine, requests[0]?.now ?? day(0))
  }
  return flow
}
const stateIn = async ({ stores }: Flow, who: CustomerId): Promise<CustomerState> =>
  (await stores.customers.load([who])).get(who) ?? unknownCustomer(who)

describe('the ids of a person', () => {
  const phone = signedUp(PHONE, day(1))
  const tablet = signedUp(TABLET, day(1))
  const bob = signedUp(BOB, day(2))
  it.each<{ what: string; all: readonly Timed[]; of: CustomerId; ids: readonly CustomerId[] }>([
    { what: 'nobody was merged', all: [phone], of: PHONE, ids: [PHONE] },
    { what: 'they were never heard of', all: [], of: BOB, ids: [BOB] },
    { what: 'one was', all: [phone, merging(PHONE, BOB, day(2))], of: BOB, ids: [BOB, PHONE] },
    { what: 'one we never heard of has nothing to tell', all: [bob, merging(PHONE, BOB, day(3))], of: BOB, ids: [BOB] },
    {
      what: 'two were, the newest first',
      all: [phone, tablet, merging(PHONE, BOB, day(2)), merging(TABLET, BOB, day(3))],
      of: BOB,
      ids: [BOB, TABLET, PHONE],
    },
    {
      what: 'one after another',
      all: [phone, bob, merging(PHONE, BOB, day(3)), signedUp(CARL, day(3)), merging(BOB, CARL, day(4))],
      of: CARL,
      ids: [CARL, BOB, PHONE],
    },
  ])('$what', async ({ all, of, ids }) => {
    const flow = await lived(...all.map((one) => [one]))
    expect(await idsOf(flow.stores.inspection, await stateIn(flow, of))).toEqual(ids)
  })

  it.each([
    { merges: IDS_TOLD_MAX - 1, ids: IDS_TOLD_MAX },
    { merges: IDS_TOLD_MAX, ids: IDS_TOLD_MAX },
  ])('are told up to a bound: $merges merges', async ({ merges, ids }) => {
    const flow = openFlow(rules())
    for (let n = 0; n < merges; n += 1) {
      const visitor = customerId(`anonymous:${n}`)
      await handleAll(flow.engine, [signedUp(visitor, day(1)), merging(visitor, BOB, day(2))])
    }
    const found = await idsOf(flow.stores.inspection, await stateIn(flow, BOB))
    expect([found.length, found[1]]).toEqual([ids, `anonymous:${merges - 1}`])
  })
})

describe('why a person got what they got', () => {
  const flowed = () =>
    lived(
      [orderOf(PHONE, day(1)), signedUp(PHONE, day(1))],
      [orderOf(BOB, day(2)), signedUp(BOB, day(2))],
      [merging(PHONE, BOB, day(3))],
      [merging(BOB, CARL, day(4))],
    )

  it('is told of every id they had, though each counted its entries by itself', async () => {
    const flow = await flowed()
    const state = await stateIn(flow, CARL)
    const { entries } = storyOf(state, await heldOf(flow.stores.inspection, state), campaign, company)
    expect(
      entries.map(({ under, entry, at, messages, waitingUntil, ended }) => ({
        ...{ under, entry, at, waitingUntil },
        mails: messages.map(({ status }) => status.name),
        ended: ended?.end,
      })),
    ).toEqual(
      [
        { under: PHONE, at: day(1) },
        { under: BOB, at: day(2) },
      ].map((one) => ({
        ...{ entry: 1, waitingUntil: null, mails: ['sent'], ended: { outcome: 'exited', because: { type: 'merged' } } },
        ...one,
      })),
    )
  })

  it('is not told of an entry of their own as if it were one of theirs before', async () => {
    const flow = await lived([signedUp(PHONE, day(1))], [signedUp(BOB, day(2))], [merging(PHONE, BOB, day(3))])
    const state = await stateIn(flow, BOB)
    const { entries } = storyOf(state, await heldOf(flow.stores.inspection, state), campaign, company)
    expect(entries.map(({ under, messages, waitingUntil, ended }) => [under, messages.length, waitingUntil, ended?.at ?? null])).toEqual([
      [PHONE, 1, null, day(3)],
      [null, 1, day(7), null],
    ])
  })

  it('stands in one timeline, each event and each merge once', async () => {
    const flow = await flowed()
    const report = await customerReport(flow.stores.customers, flow.stores.inspection, company, PHONE, day(5))
    expect(report?.messages.map(({ customerId: who }) => who)).toEqual([PHONE, BOB])
    expect(
      report?.timeline.flatMap((entry) =>
        entry.type === 'event'
          ? [entry.event.name]
          : /appeared|absorbed|merge|journey/.test(entry.fact.type)
            ? [`${entry.fact.type} ${entry.under}`]
            : [],
      ),
    ).toEqual([
      ORDER,
      'Signed Up',
      `appeared ${PHONE}`,
      ORDER,
      'Signed Up',
      `appeared ${BOB}`,
      `journey-ended ${PHONE}`,
      `absorbed ${BOB}`,
      `journey-ended ${BOB}`,
      'appeared null',
      'absorbed null',
    ])
  })
})
