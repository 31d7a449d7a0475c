/** Requests compared as values: what is asked of DynamoDB is what a commit says, and nothing more. */
import { describe, expect, it } from 'vitest'
import { type Known, planOf } from '../../shared/adapters/dynamo/commit.ts'
import { factsIn, inOrder } from '../../shared/adapters/dynamo/fact-row.ts'
import type { Item } from '../../shared/adapters/dynamo/items.ts'
import { dueChange, isWrittenBy } from '../../shared/adapters/dynamo/state-row.ts'
import { wasMovedBy } from '../../shared/adapters/dynamo/message-row.ts'
import { encodeFact } from '../../shared/adapters/codec/fact.ts'
import { encodeMessage } from '../../shared/adapters/codec/message.ts'
import { encodeState } from '../../shared/adapters/codec/state.ts'
import type { Premise } from '../../shared/domain/customer/draft.ts'
import type { Settlement } from '../../shared/domain/messaging/message.ts'
import { FACT_ROW_BYTES_MAX, TRANSACTION_ACTIONS_MAX } from '../../shared/kernel/limits.ts'
import { addressDigest, campaignId, epochDay, messageId } from '../../shared/kernel/words.ts'
import { at, commitOf, doubtOf, factOf, marked, messageOf, stranger } from '../contract/samples.ts'

const KNOWN: Known = { standsAt: null, erasures: [], suppressions: [], writtenAt: at(9_000) }
const ann = (version: number) => ({ ...marked(stranger('ann'), 'now'), version })
const STATE = { pk: { S: 'C#ann' }, sk: { S: 'STATE' } }
const TEXT = { S: encodeState(ann(3)) }
const versioned = { ':v': { N: '3' }, ':w': { N: '4' }, ':s': TEXT }

describe('the common event', () => {
  it.each([
    { title: 'nothing due', dueAt: null, standsAt: null, set: '', values: {} },
    { title: 'due later than the index says', dueAt: 60, standsAt: 50, set: '', values: {} },
    { title: 'due when the index says', dueAt: 50, standsAt: 50, set: '', values: {} },
    { title: 'due earlier', dueAt: 49, standsAt: 50, set: ', q = :q, t = :t', values: { ':q': { S: 'due#7' }, ':t': { N: '49' } } },
    {
      title: 'due for the first time',
      dueAt: 50,
      standsAt: null,
      set: ', q = :q, t = :t',
      values: { ':q': { S: 'due#7' }, ':t': { N: '50' } },
    },
  ])('is one write on condition of the version: $title', ({ dueAt, standsAt, set, values }) => {
    const commit = commitOf(ann(3), { dueAt: dueAt === null ? null : at(dueAt) })
    expect(planOf(commit, { ...KNOWN, standsAt: standsAt === null ? null : at(standsAt) })).toMatchObject({
      type: 'state',
      update: {
        Key: STATE,
        UpdateExpression: `SET v = :w, s = :s${set}`,
        ConditionExpression: 'v = :v',
        ExpressionAttributeValues: { ...versioned, ...values },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    })
  })

  it.each([
    { dueAt: 70, expression: 'SET v = :w, s = :s, q = :q, t = :t REMOVE wf' },
    { dueAt: null, expression: 'SET v = :w, s = :s REMOVE wf, q, t' },
  ])('after a wake the index is set anew: $dueAt', ({ dueAt, expression }) => {
    const commit = commitOf(ann(3), { dueAt: dueAt === null ? null : at(dueAt), wakeFired: true })
    const plan = planOf(commit, { ...KNOWN, standsAt: at(10) })
    expect(plan).toMatchObject({ type: 'state', update: { UpdateExpression: expression }, due: { to: dueAt } })
  })

  it('timeline rows make no transaction of it', () => {
    expect(planOf(commitOf(ann(3), { timeline: [] }), KNOWN).type).toBe('state')
  })

  it.each([
    { stored: { v: { N: '4' }, s: TEXT }, isOwn: true },
    { stored: { v: { N: '5' }, s: TEXT }, isOwn: false },
    { stored: { v: { N: '4' }, s: { S: encodeState(stranger('ann')) } }, isOwn: false },
  ])('a writer knows its own: $stored.v.N', ({ stored, isOwn }) => {
    expect(isWrittenBy({ ...STATE, ...stored }, commitOf(ann(3)))).toBe(isOwn)
  })
})

describe('the report of a delivery', () => {
  const settlement: Settlement = { id: messageId('m'), from: 'sent', to: { name: 'delivered', at: at(50) } }
  const parts = { settlements: [settlement], facts: [factOf('moved')], leavesState: true, dueAt: at(80) }
  const KEY = { pk: { S: 'C#ann' }, sk: { S: 'M#m' } }

  it('is one write of the message, with the fact of it', () => {
    const plan = planOf(commitOf(ann(3), parts), { ...KNOWN, standsAt: at(80) })
    expect(plan).toEqual({
      type: 'move',
      update: {
        Key: KEY,
        UpdateExpression: 'SET st = :st, mv = :mv, mf = list_append(if_not_exists(mf, :none), :mf) REMOVE q, t',
        ConditionExpression: 'st = :from',
        ExpressionAttributeValues: {
          ':from': { S: 'sent' },
          ':st': { S: 'delivered' },
          ':mv': { S: '[50]' },
          ':none': { L: [] },
          ':mf': { L: [{ S: `3 9000 ${encodeFact(factOf('moved'))}` }] },
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    })
  })

  it.each([
    { title: 'the index would have to move', parts, standsAt: at(90) },
    { title: 'the state is another', parts: { ...parts, leavesState: false }, standsAt: at(80) },
    { title: 'somebody may not be written to from now on', parts, standsAt: at(80), suppressed: true },
  ])('is a transaction where $title', ({ parts, standsAt, suppressed }) => {
    const suppressions =
      suppressed === true ? [{ address: addressDigest('x'), because: 'hard-bounce', at: at(1), message: null } as const] : []
    expect(planOf(commitOf(ann(3), parts), { ...KNOWN, standsAt, suppressions }).type).toBe('transaction')
  })

  it('a writer knows its own move, also below later ones, and no other', () => {
    const plan = planOf(commitOf(ann(3), parts), { ...KNOWN, standsAt: at(80) })
    if (plan.type !== 'move') throw new Error('it is a move')
    const row = (...moves: readonly string[]): Item => ({ ...KEY, mf: { L: moves.map((S) => ({ S })) } })
    const own = `3 9000 ${encodeFact(factOf('moved'))}`
    const other = `3 9001 ${encodeFact(factOf('moved'))}`
    expect([row(own), row(own, other), row(other), row(), KEY].map((item) => wasMovedBy(item, plan.update))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
  })
})

describe('a decision', () => {
  it('is one transaction with every row of it', () => {
    const claimed: Settlement = { id: messageId('old'), from: 'owed', to: { name: 'claimed', at: at(5), leaseUntil: at(99) } }
    const commit = commitOf(ann(3), {
      dueAt: at(50),
      facts: [factOf('a'), factOf('b')],
      messages: [messageOf('ann', 'm', 20)],
      settlements: [claimed],
      spilled: [['seen', at(7)]],
    })
    expect(planOf(commit, KNOWN)).toEqual({
      type: 'transaction',
      ahead: [],
      due: { to: 50 },
      actions: [
        {
          Update: {
            Key: STATE,
            UpdateExpression: 'SET v = :w, s = :s, q = :q, t = :t',
            ConditionExpression: 'v = :v',
            ExpressionAttributeValues: { ...versioned, ':q': { S: 'due#7' }, ':t': { N: '50' } },
          },
        },
        {
          Put: {
            Item: {
              ...{ pk: { S: 'C#ann' }, sk: { S: 'F#000000000004#0000' } },
              ...{ f: { S: `${encodeFact(factOf('a'))}\n${encodeFact(factOf('b'))}` }, w: { N: '9000' } },
            },
          },
        },
        {
          Update: {
            Key: { pk: { S: 'C#ann' }, sk: { S: 'M#old' } },
            UpdateExpression: 'SET st = :st, mv = :mv, q = :q, t = :t',
            ConditionExpression: 'st = :from',
            ExpressionAttributeValues: {
              ...{ ':from': { S: 'owed' }, ':st': { S: 'claimed' }, ':mv': { S: '[5,99]' } },
              ...{ ':q': { S: expect.stringMatching(/^asked#\d$/) }, ':t': { N: '99' } },
            },
          },
        },
        {
          Put: {
            Item: {
              ...{ pk: { S: 'C#ann' }, sk: { S: 'M#m' }, b: { S: encodeMessage(messageOf('ann', 'm', 20)) } },
              ...{ st: { S: 'owed' }, mv: { S: '[]' }, oa: { N: '20' }, q: { S: expect.stringMatching(/^owed#\d$/) }, t: { N: '20' } },
            },
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
        { Put: { Item: { pk: { S: 'C#ann' }, sk: { S: 'S#seen' }, r: { N: '7' }, ttl: { N: String(60 * 3600 + 1) } } } },
        { Put: { Item: { pk: { S: 'M#m' }, sk: { S: '#' }, c: { S: 'ann' } } } },
      ],
    })
  })

  it('about somebody new writes the first state, where nobody of that id was erased', () => {
    const erasures = [{ pk: { S: 'E#digest' }, sk: { S: '#' } }]
    const plan = planOf(commitOf(stranger('ann'), { dueAt: at(50) }), { ...KNOWN, erasures })
    expect(plan).toMatchObject({
      type: 'transaction',
      actions: [
        {
          Put: {
            Item: { ...STATE, v: { N: '1' }, s: { S: encodeState(stranger('ann')) }, q: { S: 'due#7' }, t: { N: '50' } },
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
        { ConditionCheck: { Key: erasures[0], ConditionExpression: 'attribute_not_exists(pk)' } },
      ],
    })
  })

  it('keeps what is quarantined, once, without a condition that would undo it', () => {
    const plan = planOf(commitOf(ann(3), { quarantine: [doubtOf('q', 5, 'ann'), doubtOf('q', 6)] }), KNOWN)
    if (plan.type !== 'transaction') throw new Error('it is a transaction')
    expect(plan.actions).toHaveLength(2)
    expect(plan.actions[1]).toMatchObject({ Update: { Key: { pk: { S: 'Q#q' } }, ExpressionAttributeValues: { ':t': { N: '5' } } } })
    expect(plan.actions[1]?.Update).not.toHaveProperty('ConditionExpression')
  })

  it('of so many messages that their pointers have no room puts those ahead', () => {
    const messages = Array.from({ length: 66 }, (_, n) => messageOf('ann', `m${n}`, n))
    const plan = planOf(commitOf(ann(3), { messages }), KNOWN)
    if (plan.type !== 'transaction') throw new Error('it is a transaction')
    expect([plan.ahead.length, plan.actions.length]).toEqual([66, 67])
    expect(plan.ahead[0]).toEqual({ put: { pk: { S: 'M#m0' }, sk: { S: '#' }, c: { S: 'ann' } } })
    expect(planOf(commitOf(ann(3), { messages: messages.slice(0, 49) }), KNOWN)).toMatchObject({ ahead: [] })
    const more = Array.from({ length: TRANSACTION_ACTIONS_MAX }, (_, n) => messageOf('ann', `m${n}`, n))
    expect(() => planOf(commitOf(ann(3), { messages: more }), KNOWN)).toThrow('at most 100 rows')
  })

  it('of very many facts lies in as few rows as hold them, in order', () => {
    const facts = Array.from({ length: 5_000 }, (_, n) => factOf(`${n} ${'x'.repeat(80)}`))
    const plan = planOf(commitOf(ann(3), { facts }), KNOWN)
    if (plan.type !== 'transaction') throw new Error('it is a transaction')
    const rows = plan.actions.flatMap(({ Put }) => (Put?.Item === undefined ? [] : [Put.Item]))
    expect(rows.map(({ sk }) => sk?.S)).toEqual(['F#000000000004#0000', 'F#000000000004#0001', 'F#000000000004#0002'])
    for (const { f } of rows) expect(Buffer.byteLength(f?.S ?? '')).toBeLessThanOrEqual(FACT_ROW_BYTES_MAX)
    expect(inOrder([...rows].reverse()).map(({ fact }) => fact)).toEqual(facts)
  })
})

describe('what a commit takes for granted', () => {
  const free: Premise = { type: 'not-suppressed', address: addressDigest('x') }
  const spend = (perDay: number | null, perDayOfAll: number | null): Premise => ({
    type: 'spend',
    campaign: campaignId('spring'),
    day: epochDay(7),
    perDay,
    perDayOfAll,
  })
  const actionsOf = (premises: readonly Premise[], known: Partial<Known> = {}) => {
    const plan = planOf(commitOf(ann(3), { premises }), { ...KNOWN, ...known })
    return plan.type === 'transaction' ? plan.actions.slice(1) : []
  }

  it('is asked once of an address, and not where the commit itself suppresses it', () => {
    const check = { ConditionCheck: { Key: { pk: { S: 'X#x' }, sk: { S: '#' } }, ConditionExpression: 'attribute_not_exists(b)' } }
    expect(actionsOf([free, free])).toEqual([check])
    const suppressions = [{ address: addressDigest('x'), because: 'complaint', at: at(1), message: null } as const]
    expect(actionsOf([free], { suppressions })).toMatchObject([{ Update: { Key: check.ConditionCheck.Key } }])
  })

  it.each([
    { perDay: null, mails: 1, condition: undefined, room: undefined },
    { perDay: 5, mails: 1, condition: 'attribute_not_exists(n) OR n <= :room', room: '4' },
    { perDay: 5, mails: 3, condition: 'attribute_not_exists(n) OR n <= :room', room: '2' },
    { perDay: 1, mails: 1, condition: 'attribute_not_exists(n) OR n <= :room', room: '0' },
    { perDay: 1, mails: 2, condition: 'n <= :room', room: '-1' },
    { perDay: 0, mails: 1, condition: 'n <= :room', room: '-1' },
  ])('$mails mails of a budget of $perDay are one write of each of its rows', ({ perDay, mails, condition, room }) => {
    const [own, all, ...rest] = actionsOf(Array.from({ length: mails }, () => spend(perDay, null)))
    expect(rest).toEqual([])
    expect(own?.Update?.Key).toEqual({ pk: { S: 'B#7' }, sk: { S: 'C#spring' } })
    expect(own?.Update?.ConditionExpression).toBe(condition)
    expect(own?.Update?.ExpressionAttributeValues?.[':room']?.N).toBe(room)
    expect(own?.Update?.ExpressionAttributeValues?.[':mails']).toEqual({ N: String(mails) })
    expect(all?.Update?.Key).toEqual({ pk: { S: 'B#7' }, sk: { S: 'ALL' } })
    expect(all?.Update?.ConditionExpression).toBeUndefined()
  })

  it('a code is taken on condition that it is there, and nobody has it', () => {
    const coupon: Premise = { type: 'coupon', pool: 'p', code: 'Spring-1', campaign: campaignId('spring') }
    expect(actionsOf([coupon])).toMatchObject([
      { Update: { Key: { pk: { S: 'P#p' }, sk: { S: 'C#spring-1' } }, ConditionExpression: 'c = :c AND attribute_not_exists(u)' } },
    ])
  })
})

describe('facts', () => {
  it('of commits and of messages come in the order they were decided', () => {
    const row = (version: number, ...topics: readonly string[]): Item => ({
      ...{ pk: { S: 'C#ann' }, sk: { S: `F#00000000000${version}#0000` }, w: { N: '5' } },
      f: { S: topics.map((topic) => encodeFact(factOf(topic))).join('\n') },
    })
    const message = (...moves: readonly (readonly [version: number, writtenAt: number, topic: string])[]): Item => ({
      ...{ pk: { S: 'C#ann' }, sk: { S: 'M#m' } },
      mf: { L: moves.map(([version, writtenAt, topic]) => ({ S: `${version} ${writtenAt} ${encodeFact(factOf(topic))}` })) },
    })
    const items = [
      row(3, 'e'),
      message([1, 20, 'c'], [3, 5, 'f']),
      row(1, 'a', 'b'),
      message([1, 30, 'd']),
      { ...row(1), sk: { S: 'M#n' } },
    ]
    expect(inOrder(items).map(({ fact }) => (fact.type === 'consent-changed' ? fact.topic : ''))).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
    expect(factsIn(message([3, 77, 'a b\\n c']))).toEqual([{ fact: factOf('a b\\n c'), version: 3, writtenAt: 77 }])
  })
})

it.each([
  { dueAt: 5, wakeFired: false, standsAt: null, change: { to: 5 } },
  { dueAt: 5, wakeFired: false, standsAt: 5, change: 'none' },
  { dueAt: 5, wakeFired: false, standsAt: 6, change: { to: 5 } },
  { dueAt: 5, wakeFired: false, standsAt: 4, change: 'none' },
  { dueAt: null, wakeFired: false, standsAt: 4, change: 'none' },
  { dueAt: null, wakeFired: true, standsAt: 4, change: { to: null } },
  { dueAt: 9, wakeFired: true, standsAt: 4, change: { to: 9 } },
])('the index that says $standsAt and gets $dueAt (wake fired: $wakeFired): $change', ({ dueAt, wakeFired, standsAt, change }) => {
  const orNull = (value: number | null) => (value === null ? null : at(value))
  expect(dueChange({ dueAt: orNull(dueAt), wakeFired }, orNull(standsAt))).toEqual(change)
})
