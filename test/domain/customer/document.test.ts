import { describe, expect, it } from 'vitest'
import { documentOf } from '../../../shared/domain/customer/document.ts'
import { unknownCustomer } from '../../../shared/domain/customer/state.ts'
import { ANN, day, EMAIL, given, ORDER, RETAIL, rules } from './world.ts'

describe('a customer as conditions and templates see one', () => {
  it('who is unknown has nothing', () => {
    expect(documentOf(unknownCustomer(ANN), RETAIL)).toEqual({
      id: 'ann',
      stage: null,
      stageSince: null,
      traits: {},
      activity: { count: 0, firstAt: null, lastAt: null },
      events: {},
      revenue: {},
    })
  })

  it('who ordered and visited', () => {
    const ann = given(rules())
    ann.does(ORDER, day(0), { ...EMAIL, properties: { revenue: 12.34 } })
    ann.does(ORDER, day(40), { properties: { revenue: 500, currency: 'JPY' } })
    ann.does('Account Reopened', day(41))
    ann.does('Visited', day(42))
    const [first, second, third, fourth] = ['2026-01-01', '2026-02-10', '2026-02-11', '2026-02-12'].map((text) => `${text}T00:00:00.000Z`)
    expect(documentOf(ann.state(), RETAIL)).toEqual({
      id: 'ann',
      stage: 'active',
      stageSince: '2026-01-31T00:00:00.000Z',
      traits: { email: 'ann@example.com' },
      activity: { count: 3, firstAt: first, lastAt: third },
      events: {
        [ORDER]: { count: 2, firstAt: first, lastAt: second },
        'Account Reopened': { count: 1, firstAt: third, lastAt: third },
        Visited: { count: 1, firstAt: fourth, lastAt: fourth },
      },
      revenue: { USD: 12.34, JPY: 500 },
    })
  })

  it('is the same until something is decided', () => {
    const ann = given(rules())
    ann.does(ORDER, day(0))
    const before = documentOf(ann.state(), RETAIL)
    ann.wakes(day(29))
    expect(documentOf(ann.state(), RETAIL)).toEqual(before)
    ann.wakes(day(30))
    expect(documentOf(ann.state(), RETAIL)).not.toEqual(before)
  })

  it('takes inherited names as data', () => {
    const ann = given(rules())
    ann.does('__proto__', day(0), { traits: JSON.parse('{"__proto__": {"polluted": true}}') })
    const document = documentOf(ann.state(), RETAIL)
    expect(JSON.stringify(document.traits)).toBe('{"__proto__":{"polluted":true}}')
    expect(Object.keys(document.events as object)).toEqual(['__proto__'])
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
})
