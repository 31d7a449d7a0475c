import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeEvent, encodeEvent } from '../../shared/adapters/codec/event.ts'
import { decodeFact, encodeFact } from '../../shared/adapters/codec/fact.ts'
import { decodeMessage, encodeMessage, encodeStatus } from '../../shared/adapters/codec/message.ts'
import { decodeState, encodeState } from '../../shared/adapters/codec/state.ts'
import type { CustomerState } from '../../shared/domain/customer/state.ts'
import { unknownCustomer } from '../../shared/domain/customer/state.ts'
import { Defect } from '../../shared/kernel/assert.ts'
import { DAY_MS } from '../../shared/kernel/time.ts'
import { currency, customerId, epochDay, epochMs, minor } from '../../shared/kernel/words.ts'
import { anyEvent, anyFact, anyMessage, anyState } from './arbitraries.ts'

describe('what is stored comes back as it was', () => {
  const same = <T>(arbitrary: fc.Arbitrary<T>, again: (value: T) => T) =>
    fc.assert(
      fc.property(arbitrary, (value) => isDeepStrictEqual(again(value), value)),
      { numRuns: 2_000 },
    )

  it('states', () => same(anyState, (state) => decodeState(state.id, state.version, encodeState(state))))
  it('facts', () => same(anyFact, (fact) => decodeFact(encodeFact(fact))))
  it('events', () => same(anyEvent, (event) => decodeEvent({ ...event, body: encodeEvent(event) })))
  it('messages', () =>
    same(anyMessage, (message) => {
      const { status } = message
      return decodeMessage({ ...message, body: encodeMessage(message), status: status.name, moved: encodeStatus(status) })
    }))
})

/** CDNOW's average customer: known by two attributes, three orders on three days, active. */
const ORDERED_AT = [epochMs(852_120_000_000), epochMs(854_712_000_000), epochMs(857_736_000_000)] as const
const [FIRST, SECOND, LAST] = ORDERED_AT
const AVERAGE: CustomerState = {
  ...unknownCustomer(customerId('00001')),
  version: 4,
  at: LAST,
  traits: { email: { value: 'customer00001@example.com', at: FIRST }, createdAt: { value: '1997-01-01T12:00:00.000Z', at: FIRST } },
  metrics: {
    firstSeenAt: FIRST,
    lastSeenAt: LAST,
    endedAt: null,
    returnedAt: null,
    lastEventAt: LAST,
    counts: {
      'Order Completed': {
        total: 3,
        firstAt: FIRST,
        lastAt: LAST,
        days: ORDERED_AT.map((at) => [epochDay(Math.floor(at / DAY_MS)), 1]),
        blocks: [],
      },
    },
    revenue: { [currency('USD')]: minor(7_733) },
  },
  standing: { stage: 'active', since: SECOND, because: { type: 'recent', lastSeenAt: LAST, atRiskMs: 60 * DAY_MS } },
  receipts: {
    completeSince: null,
    ids: [
      ['cdnow-u-00001', FIRST],
      ['cdnow-o-1', FIRST],
      ['cdnow-o-23456', SECOND],
      ['cdnow-o-45678', LAST],
    ],
    spilled: null,
  },
}

describe('the size of a state', () => {
  it.each([
    { title: 'a stranger', state: unknownCustomer(customerId('a')), bytesMax: 7 },
    { title: 'an average customer of CDNOW', state: AVERAGE, bytesMax: 500 },
  ])('of $title is at most $bytesMax bytes', ({ state, bytesMax }) => {
    expect(Buffer.byteLength(encodeState(state))).toBeLessThanOrEqual(bytesMax)
  })
})

/** Rows of stores that are out there. They must be read for ever: never change one, only add. */
describe('rows of schema 1 are read', () => {
  it('state', () => {
    const stored =
      '{"s":1,"at":7,"t":["email","a@b.c",1],"m":[1,2,null,null,3],"c":["Order Completed",2,1,2,[0,2],[-28,1]],"r":["USD",-5],' +
      '"g":["at-risk",4,["silent",2,60]],"k":["*","withdrawn",3],"j":[["c",1,2,"a",1,4,[0,9],["m",0,"owed"]],["d",1,1,"b",0,4,[],[]]],' +
      '"p":["c",2,4,[1,5,["already-in",2]]],"x":["e","a",4,["orders",1,10]],"i":[5,3,4,"x",6,"y",1]}'
    const state = decodeState(customerId('ann'), 3, stored)
    expect(state).toMatchSnapshot()
    expect(encodeState(state)).toBe(stored)
  })

  it.each([
    '{"s":1,"at":7,"i":[null,null,null,"x",6],"w":["merged","bob",7]}',
    '{"s":1,"at":7,"t":["email","a@b.c",1],"w":["sealed","bob",7],"d":3}',
    '{"s":1,"at":7,"w":["redirected","bob",7]}',
    '{"s":1,"at":7,"t":["email","a@b.c",1],"d":1}',
  ])('state of one who was merged, or into whom others were: %s', (stored) => {
    const state = decodeState(customerId('ann'), 3, stored)
    expect(state).toMatchSnapshot()
    expect(encodeState(state)).toBe(stored)
  })

  it.each([
    '[1,7,"appeared"]',
    '[1,7,"stage-changed",null,"new",["first-seen",1,30]]',
    '[1,7,"consent-changed","*","granted",3]',
    '[1,7,"entered","c",1,2,"a",1,["stage","at-risk","dormant"]]',
    '[1,7,"owed","c",1,"m",0]',
    '[1,7,"waiting","c",1,1,99]',
    '[1,7,"settling","c",1]',
    '[1,7,"journey-ended","c",1,["exited",["event","Order Completed"]]]',
    '[1,7,"message-moved","c",1,"m",0,"a","owed","refused",["no-consent","opt-in"]]',
    '[1,7,"assigned","e","a"]',
    '[1,7,"crossover","e","a","b"]',
    '[1,7,"outcome","e","orders","a",1,2,1,500,"250000"]',
    '[1,7,"merge-begun","bob"]',
    '[1,7,"merge-lifted"]',
    '[1,7,"absorbed","anonymous:a",2,["e","a",4,["orders",1,10]],["c",2,4]]',
    '[1,7,"merged","bob","at-risk"]',
    '[1,7,"merged","bob",null]',
    '[1,7,"redirected","bob"]',
    '[1,7,"journey-ended","c",1,["exited",["merged"]]]',
  ])('fact %s', (stored) => {
    const fact = decodeFact(stored)
    expect(fact).toMatchSnapshot()
    expect(encodeFact(fact)).toBe(stored)
  })
})

describe('nonsense is a defect that says where', () => {
  it.each([
    ['not JSON', 'cannot be read'],
    ['null', 'state'],
    ['[]', 'schema of state'],
    ['{}', 'schema of state'],
    ['{"s":0}', 'schema of state'],
    ['{"s":1.5}', 'schema of state'],
    ['{"s":2}', 'A newer Rekindle wrote this state'],
    ['{"s":1,"at":"7"}', 'clock of a customer'],
    ['{"s":1,"at":0.5}', 'clock of a customer'],
    ['{"s":1,"t":["email","a@b.c"]}', 'traits'],
    ['{"s":1,"t":["email","a@b.c",null]}', 'instant of an attribute'],
    ['{"s":1,"t":{}}', 'traits'],
    ['{"s":1,"m":[1,2,3]}', 'returned'],
    ['{"s":1,"c":["a",1,1,1,[1],[]]}', 'buckets'],
    ['{"s":1,"r":["USD",0.1]}', 'revenue'],
    ['{"s":1,"g":["asleep",1,["ended",1]]}', 'stage'],
    ['{"s":1,"g":["new",1,["bored",1,2]]}', 'reason of a stage'],
    ['{"s":1,"k":["*","maybe",1]}', 'consent'],
    ['{"s":1,"j":[["c",1,1,"a",2,4,[],[]]]}', 'holdout of a journey'],
    ['{"s":1,"p":["c",1,1,[1,1,["shy"]]]}', 'refusal of an entry'],
    ['{"s":1,"i":[null,null,null,"x",null]}', 'instant of a receipt'],
    ['{"s":1,"i":[null,5,null]}', 'spilled until'],
    ['{"s":1,"w":["married","bob",7]}', 'merge'],
    ['{"s":1,"w":["merged","bob"]}', 'instant of a merge'],
    ['{"s":1,"d":0.5}', 'depth of merges'],
  ])('state %s', (stored, says) => {
    const read = () => decodeState(customerId('ann'), 1, stored)
    expect(read).toThrow(Defect)
    expect(read).toThrow('customer "ann"')
    expect(read).toThrow(says)
  })

  it.each([
    '',
    '{}',
    '[2,7,"appeared"]',
    '[1,null,"appeared"]',
    '[1,7,"vanished"]',
    '[1,7,"owed","c"]',
    '[1,7,"message-moved","c",1,"m",0,"a","owed","lost",null]',
  ])('fact %s', (stored) => {
    expect(() => decodeFact(stored)).toThrow(Defect)
  })

  it.each([
    { ...AVERAGE, at: epochMs(Number.NaN) },
    { ...AVERAGE, metrics: { ...AVERAGE.metrics, lastSeenAt: epochMs(0.5) } },
    { ...AVERAGE, metrics: { ...AVERAGE.metrics, revenue: { [currency('USD')]: minor(2 ** 53) } } },
    { ...AVERAGE, receipts: { ...AVERAGE.receipts, ids: [['x', epochMs(Number.POSITIVE_INFINITY)] as const] } },
  ])('is not written either (%#)', (state) => {
    expect(() => encodeState(state)).toThrow(Defect)
  })
})
