import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { minorPerUnit, moneyOf } from '../../../shared/domain/metrics/money.ts'
import { currency } from '../../../shared/kernel/words.ts'

const USD = currency('USD')

describe('an amount in minor units, rounded half away from zero', () => {
  it.each([
    { value: 12.5, code: 'USD', minor: 1_250 },
    { value: 0.005, code: 'USD', minor: 1 },
    { value: 0.0049, code: 'USD', minor: 0 },
    { value: 1.005, code: 'USD', minor: 101 },
    { value: -1.005, code: 'USD', minor: -101 },
    { value: 1.004, code: 'USD', minor: 100 },
    { value: 8.575, code: 'USD', minor: 858 },
    { value: 0.1 + 0.2, code: 'USD', minor: 30 },
    { value: 0, code: 'USD', minor: 0 },
    { value: -0, code: 'USD', minor: 0 },
    { value: -0.001, code: 'USD', minor: 0 },
    { value: 1e-7, code: 'USD', minor: 0 },
    { value: 1_000, code: 'JPY', minor: 1_000 },
    { value: 0.5, code: 'JPY', minor: 1 },
    { value: 0.4, code: 'JPY', minor: 0 },
    { value: 1.2345, code: 'KWD', minor: 1_235 },
    { value: 1.2344, code: 'KWD', minor: 1_234 },
    { value: 1, code: 'CLF', minor: 10_000 },
    { value: '12.50', code: 'USD', minor: 1_250 },
    { value: '-3', code: 'USD', minor: -300 },
    { value: '1.005', code: 'USD', minor: 101 },
    { value: '0012', code: 'USD', minor: 1_200 },
    { value: 5, code: 'usd', minor: 500 },
    { value: 90_071_992_547_409.9, code: 'USD', minor: 9_007_199_254_740_990 },
  ])('$value $code is $minor', ({ value, code, minor }) => {
    expect(moneyOf(value, code, USD)).toEqual({ currency: code.toUpperCase(), amount: minor })
  })

  it.each([{ code: undefined }, { code: null }])('without a currency ($code) it is that of the policy', ({ code }) => {
    expect(moneyOf(1, code, currency('EUR'))).toEqual({ currency: 'EUR', amount: 100 })
  })

  it.each([
    { value: Number.NaN, why: 'no number' },
    { value: Number.POSITIVE_INFINITY, why: 'infinite' },
    { value: 1e308, why: 'beyond what is exact' },
    { value: -1e308, why: 'beyond what is exact' },
    { value: 90_071_992_547_409.92, why: 'one cent beyond what is exact' },
    { value: '1e3', why: 'an exponent' },
    { value: '12,50', why: 'a comma' },
    { value: '1,250.00', why: 'a thousands separator' },
    { value: '$12', why: 'a sign' },
    { value: '+5', why: 'a plus' },
    { value: ' 5', why: 'a space' },
    { value: '5.', why: 'a point and no digits' },
    { value: '.5', why: 'no digit before the point' },
    { value: '1234567890123456', why: 'sixteen digits' },
    { value: '', why: 'nothing' },
    { value: true, why: 'a flag' },
    { value: null, why: 'null' },
    { value: undefined, why: 'missing' },
    { value: [5], why: 'a list' },
  ])('$value is none: $why', ({ value }) => {
    expect(moneyOf(value, 'USD', USD)).toBeNull()
  })

  it.each(['', 'US', 'USDT', 'U$D', '840', 'ÜSD', 5, ['USD'], {}])('%j is no currency', (code) => {
    expect(moneyOf(1, code, USD)).toBeNull()
  })

  it('every whole number of cents is read back from its decimal', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100_000_000_00, max: 100_000_000_00 }), (cents) => {
        expect(moneyOf(cents / 100, 'USD', USD)?.amount).toBe(cents === 0 ? 0 : cents)
        expect(moneyOf((cents / 100).toFixed(2), 'USD', USD)?.amount).toBe(cents === 0 ? 0 : cents)
      }),
    )
  })
})

describe('minor units in one unit', () => {
  it.each([
    { code: 'USD', units: 100 },
    { code: 'JPY', units: 1 },
    { code: 'KWD', units: 1_000 },
    { code: 'UYW', units: 10_000 },
    { code: 'XXX', units: 100 },
  ])('$code has $units', ({ code, units }) => {
    expect(minorPerUnit(currency(code))).toBe(units)
  })
})
