import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calendarDayOf, dayCalled, daysOfMonth, weekdayOf } from '../../shared/kernel/calendar.ts'
import { DAY_MS } from '../../shared/kernel/time.ts'

describe('days as calendars call them', () => {
  it('are as the platform says, for ten thousand years', () => {
    const days = fc.integer({ min: -2_000_000, max: 2_000_000 })
    fc.assert(
      fc.property(days, (day) => {
        const date = new Date(day * DAY_MS)
        const called = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, dayOfMonth: date.getUTCDate() }
        expect(calendarDayOf(day)).toEqual(called)
        expect(dayCalled(called)).toBe(day)
        expect(weekdayOf(day)).toBe(date.getUTCDay() === 0 ? 7 : date.getUTCDay())
        expect(daysOfMonth(called.year, called.month)).toBe(new Date(Date.UTC(2000, called.month, 0)).getUTCDate() - leapless(called))
      }),
    )
  })
})

/** 29 days of February are asked of the year 2000, which has them. */
const leapless = ({ year, month }: { readonly year: number; readonly month: number }): number => {
  const end = new Date(0)
  end.setUTCFullYear(year, 2, 0)
  return month === 2 && end.getUTCDate() === 28 ? 1 : 0
}
