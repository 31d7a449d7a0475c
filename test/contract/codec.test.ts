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

/** What schema 4 writes where schema 3 had left things unsaid. */
const raisedState3 = (stored: string): string =>
  stored.replace('{"s":3', '{"s":4').replace('"x":["e","a",4,["orders",1,10]]', '"x":["e","a",4,["orders",1,10,0],1,null,[],0]')
const raisedFact3 = (stored: string): string =>
  stored
    .replace('[3,7', '[4,7')
    .replace(/^(\[4,7,"entered","c",1,2,"a",([01]),.*)\]$/, (_, row, held) => `${row},${held === '1' ? '"campaign"' : 'null'}]`)
    .replace('"assigned","e","a"]', '"assigned","e","a",1,null,[],0]')
    .replace('1,500,"250000"]', '1,500,"250000",1,1,500,0,null,[],0]')
    .replace('["e","a",4,["orders",1,10]]', '["e","a",4,["orders",1,10,0],1,null,[],0]')

/** What schema 3 writes where schema 2 had left things unsaid, and schema 4 after it. */
const raisedState2 = (stored: string): string =>
  raisedState3(
    stored
      .replace('{"s":2', '{"s":3')
      .replace(/(\["[mn]",0,"[a-z]+",\d+,(?:null|\d+)\]|4,\[\],\[\])\]/g, '$1,null,[]]')
      .replace('["already-in",2]]]', '["already-in",2]],[]]'),
  )
const raisedFact2 = (stored: string): string =>
  raisedFact3(
    stored
      .replace('[2,7', '[3,7')
      .replace('["stage","at-risk","dormant"]]', '["stage","at-risk","dormant"],null]')
      .replace(/^(\[3,7,"(?:owed|waiting)",.*)\]$/, '$1,null,null]')
      .replace(/^(\[3,7,"journey-ended",.*)\]$/, '$1,null,null,null]')
      .replace('["c",2,4]', '["c",2,4,[]]'),
  )

/** What schema 2 writes where schema 1 had left things unsaid, and schema 3 after it. */
const raisedState = (stored: string): string =>
  raisedState2(
    stored
      .replace('{"s":1', '{"s":2')
      .replace('"k":["*","withdrawn",3]', '"k":["*","withdrawn",3,null,null]')
      .replace('["m",0,"owed"]', '["m",0,"owed",4,null]'),
  )
const raisedFact = (stored: string): string =>
  raisedFact2(
    stored
      .replace('[1,7', '[2,7')
      .replace('"granted",3]', '"granted",3,"opt-in",null]')
      .replace('["no-consent","opt-in"]]', '["no-consent","opt-in"],null,0]')
      .replace('["c",2,4]]', '["c",2,4],[]]'),
  )

/** Rows of stores that are out there. They must be read for ever: never change one, only add. */
describe('rows of schema 1 are read', () => {
  it('state', () => {
    const stored =
      '{"s":1,"at":7,"t":["email","a@b.c",1],"m":[1,2,null,null,3],"c":["Order Completed",2,1,2,[0,2],[-28,1]],"r":["USD",-5],' +
      '"g":["at-risk",4,["silent",2,60]],"k":["*","withdrawn",3],"j":[["c",1,2,"a",1,4,[0,9],["m",0,"owed"]],["d",1,1,"b",0,4,[],[]]],' +
      '"p":["c",2,4,[1,5,["already-in",2]]],"x":["e","a",4,["orders",1,10]],"i":[5,3,4,"x",6,"y",1]}'
    const state = decodeState(customerId('ann'), 3, stored)
    expect(state).toMatchSnapshot()
    expect(encodeState(state)).toBe(raisedState(stored))
  })

  it.each([
    '{"s":1,"at":7,"i":[null,null,null,"x",6],"w":["merged","bob",7]}',
    '{"s":1,"at":7,"t":["email","a@b.c",1],"w":["sealed","bob",7],"d":3}',
    '{"s":1,"at":7,"w":["redirected","bob",7]}',
    '{"s":1,"at":7,"t":["email","a@b.c",1],"d":1}',
  ])('state of one who was merged, or into whom others were: %s', (stored) => {
    const state = decodeState(customerId('ann'), 3, stored)
    expect(state).toMatchSnapshot()
    expect(encodeState(state)).toBe(raisedState(stored))
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
    expect(encodeFact(fact)).toBe(raisedFact(stored))
  })
})

describe('rows of schema 2 are read', () => {
  it('state', () => {
    const stored =
      '{"s":2,"at":7,"k":["*","withdrawn",3,null,"one-click","@sms/offers","granted",2,"double-opt-in",null],"f":["weekly",9,5],' +
      '"n":["m","c",1,"offers",50,1,6,"n","c",2,"news",10,0,7],"b":["digest",4],"u":["c","spring","ABC","plain",5,null],' +
      '"j":[["c",1,2,"a",1,4,[],["n",0,"deferred",7,99]]]}'
    const state = decodeState(customerId('ann'), 3, stored)
    expect(state).toMatchSnapshot()
    expect(encodeState(state)).toBe(raisedState2(stored))
  })

  it.each([
    '[2,7,"consent-changed","*","pending",3,null,"form"]',
    '[2,7,"preferences-changed","monthly",null,3]',
    '[2,7,"coupon-given","c","spring","ABC","plain"]',
    '[2,7,"coupon-redeemed","c","spring","ABC","plain"]',
    '[2,7,"message-moved","c",1,"m",0,"a","owed","deferred",["quiet-hours","Asia/Tokyo",0,99],99,0]',
    '[2,7,"message-moved","c",1,"m",0,"a","owed","refused",["capped","offers",2,604800000,"win-back"],null,0]',
    '[2,7,"message-moved","c",1,"m",0,"a","owed","refused",["over-budget","all",500],null,0]',
    '[2,7,"message-moved","c",1,"m",0,"a","owed","refused",["suppressed","hard-bounce",5],null,0]',
    '[2,7,"message-moved","c",1,"m",0,"a","owed","claimed",null,null,1]',
    '[2,7,"absorbed","anonymous:a",2,[],["c",2,4],["c","spring","ABC","plain",5,6]]',
    '[2,7,"entered","c",1,2,"a",1,["stage","at-risk","dormant"]]',
    '[2,7,"owed","c",1,"m",0]',
    '[2,7,"waiting","c",1,1,99]',
    '[2,7,"journey-ended","c",1,["completed"]]',
  ])('fact %s', (stored) => {
    const fact = decodeFact(stored)
    expect(fact).toMatchSnapshot()
    expect(encodeFact(fact)).toBe(raisedFact2(stored))
  })
})

describe('rows of schema 3 are read', () => {
  it('state', () => {
    const stored =
      '{"s":3,"at":7,"j":[["c",1,2,"a",1,4,[3,9],[],"order 7",["profile"]],["d",1,1,"b",0,4,["paused",2,6],[],null,[]],' +
      '["e",1,1,"b",0,4,["leaving",["step","enough"]],[],null,[]]],"p":["c",2,4,null,["digest"]],' +
      '"o":["t","c",2,4,6]}'
    const state = decodeState(customerId('ann'), 3, stored)
    expect(state).toMatchSnapshot()
    expect(encodeState(state)).toBe(raisedState3(stored))
  })

  it('state of one who was assigned', () => {
    const stored = '{"s":3,"at":7,"x":["e","a",4,["orders",1,10]]}'
    const state = decodeState(customerId('ann'), 3, stored)
    expect(state).toMatchSnapshot()
    expect(encodeState(state)).toBe(raisedState3(stored))
  })

  it.each([
    '[3,7,"entered","c",1,2,"a",0,["date","traits.birthday",7],null]',
    '[3,7,"entered","c",1,2,"a",0,["schedule",7],null]',
    '[3,7,"entered","c",1,2,"a",0,["segment","vip","left"],null]',
    '[3,7,"entered","c",1,2,"a",0,["event","Order Completed"],"order 7"]',
    '[3,7,"entered","c",1,2,"a",1,["event","Order Completed"],null]',
    '[3,7,"assigned","e","a"]',
    '[3,7,"outcome","e","orders","a",1,2,1,500,"250000"]',
    '[3,7,"absorbed","anonymous:a",2,["e","a",4,["orders",1,10]],[],[]]',
    '[3,7,"owed","c",1,"m",0,2,"a"]',
    '[3,7,"waiting","c",1,1,99,2,"a"]',
    '[3,7,"waited","c",1,1,"event",2,"a"]',
    '[3,7,"chose","c",1,1,"else",2,"a"]',
    '[3,7,"took","c",1,1,"task",1,2,"a"]',
    '[3,7,"milestone","c",1,"profile",2,"a"]',
    '[3,7,"leaving","c",1,1,["no-date","traits.renewalAt"],2,"a"]',
    '[3,7,"paused","c",1,1,2,"a"]',
    '[3,7,"resumed","c",1,1,2,"a"]',
    '[3,7,"journey-ended","c",1,["exited",["step","enough"]],null,2,"a"]',
    '[3,7,"journey-ended","c",1,["exited",["segment","vip","entered"]],1,2,"a"]',
    '[3,7,"journey-moved","c",1,"a",2,1,3,4]',
    '[3,7,"traits-updated","c",1,{"plan":"pro","points":0.5,"old":null},["notes"]]',
    '[3,7,"emitted","c",1,1,"Trial Ends",{"days":3}]',
    '[3,7,"task-opened","c",1,"t",1,"Call them",null,"sales",99,{"traits":{"phone":"1"}}]',
    '[3,7,"task-closed","c",1,"t","done","Bo","They were nice."]',
    '[3,7,"called","c",1,"call",1,"https://crm.example/",{"plan":"pro"}]',
    '[3,7,"call-settled","c",1,"call","failed",503,6]',
    '[3,7,"segment-changed","vip",2,"left"]',
  ])('fact %s', (stored) => {
    const fact = decodeFact(stored)
    expect(fact).toMatchSnapshot()
    expect(encodeFact(fact)).toBe(raisedFact3(stored))
  })
})

describe('rows of schema 4 are read', () => {
  it('state', () => {
    const stored =
      '{"s":4,"at":7,"p":["c",0,null,[1,5,["in-other-experiment","e"]],[]],' +
      '"x":["e","a",4,["orders",1,-10,3],3,17,["stage","new","traits.plan","–"],2,"$global","treated",4,[],18,9999,[],0]}'
    const state = decodeState(customerId('ann'), 3, stored)
    expect(state).toMatchSnapshot()
    expect(encodeState(state)).toBe(stored)
  })

  it.each([
    '[4,7,"entered","c",1,2,"a",1,["schedule",7],null,"global"]',
    '[4,7,"entered","c",1,2,"a",1,["schedule",7],null,"campaign"]',
    '[4,7,"entered","c",1,2,"a",0,["schedule",7],null,null]',
    '[4,7,"assigned","e","a",3,17,["stage","new","traits.plan","–"],2]',
    '[4,7,"outcome","e","orders","a",1,2,1,500,"250000",3,1,700,0,null,["stage","new"],2]',
    '[4,7,"outcome","e","per-visit","a",1,2,0,0,"0",3,0,0,1,[1,"3","500"],[],0]',
    '[4,7,"absorbed","anonymous:a",2,["e","a",4,["orders",1,10,2],3,17,["stage","new"],2],[],[]]',
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
    ['{"s":5}', 'A newer Rekindle wrote this state'],
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
    ['{"s":2,"k":["*","granted",1]}', 'consent'],
    ['{"s":2,"k":["*","granted",1,"because",null]}', 'basis of a consent'],
    ['{"s":2,"f":["daily",null,1]}', 'frequency'],
    ['{"s":2,"n":["m","c",1]}', 'mails that count'],
    ['{"s":2,"b":["digest",null]}', 'soft bounces'],
    ['{"s":2,"u":["c","spring",7,"plain",5,null]}', 'code'],
    ['{"s":3,"x":["e","a",4]}', 'exposures'],
    ['{"s":4,"x":["e","a",4,[],1,null,[]]}', 'exposures'],
    ['{"s":4,"x":["e","a",4,["orders",1,10],1,null,[],0]}', 'outcomes'],
    ['{"s":4,"x":["e","a",4,[],1,null,["stage"],0]}', 'names and texts'],
  ])('state %s', (stored, says) => {
    const read = () => decodeState(customerId('ann'), 1, stored)
    expect(read).toThrow(Defect)
    expect(read).toThrow('customer "ann"')
    expect(read).toThrow(says)
  })

  it.each([
    '',
    '{}',
    '[5,7,"appeared"]',
    '[4,7,"assigned","e","a",null,17,[],2]',
    '[4,7,"assigned","e","a",3,17,["stage"],2]',
    '[4,7,"entered","c",1,2,"a",1,["schedule",7],null,"nobody"]',
    '[4,7,"outcome","e","orders","a",1,2,1,500,"250000",3,2,700,0,null,[],2]',
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
