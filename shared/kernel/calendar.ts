/** Days as calendars call them: whole days since 1970-01-01 into year, month and day, and back. No clock and no zone. */

export type CalendarDay = {
  readonly year: number
  /** 1 is January. */
  readonly month: number
  readonly dayOfMonth: number
}

/** What a day is called (the proleptic Gregorian calendar, counted from 1 March of the year 0: then a leap day is the last of its year). */
export const calendarDayOf = (day: number): CalendarDay => {
  const shifted = day + DAYS_BEFORE_1970
  const era = Math.floor(shifted / DAYS_OF_ERA)
  const ofEra = shifted - era * DAYS_OF_ERA
  const yearOfEra = Math.floor((ofEra - Math.floor(ofEra / 1_460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365)
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * ofYear + 2) / 153)
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    dayOfMonth: ofYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  }
}

/** The day that is called so. A day its month lacks is not asked for: see {@link daysOfMonth}. */
export const dayCalled = ({ year, month, dayOfMonth }: CalendarDay): number => {
  const shiftedYear = month <= 2 ? year - 1 : year
  const era = Math.floor(shiftedYear / 400)
  const yearOfEra = shiftedYear - era * 400
  const ofYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + dayOfMonth - 1
  const ofEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + ofYear
  return era * DAYS_OF_ERA + ofEra - DAYS_BEFORE_1970
}

/** How many days a month has. */
export const daysOfMonth = (year: number, month: number): number => {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
}

/** 1 is Monday, 7 is Sunday; 1970-01-01 was a Thursday. */
export const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1

/** From 1 March of the year 0 to 1970-01-01; and 400 years, after which leap days come again as they were. */
const DAYS_BEFORE_1970 = 719_468
const DAYS_OF_ERA = 146_097
