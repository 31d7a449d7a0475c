/** When mail may reach somebody: never in the quiet hours of the company's policy, and only in the window a campaign asks for. */
import { SEND_TIME_REACH_MS } from '../../kernel/limits.ts'
import { MINUTE_MS } from '../../kernel/time.ts'
import type { EpochMs } from '../../kernel/words.ts'
import { localTimeOf, MINUTES_OF_DAY, type MinuteOfDay } from '../../kernel/zone.ts'

/** From `from` on, and before `until`. `from` may be later: then it spans midnight. Both the same is no time at all. */
export type DayTime = { readonly from: MinuteOfDay; readonly until: MinuteOfDay }

/** `days`: those on which the window opens; 1 is Monday, 7 is Sunday. A window that spans midnight belongs to the day it opens. */
export type SendWindow = { readonly time: DayTime; readonly days: ReadonlySet<number> }

export type SendTimes = {
  /** Null: none. */
  readonly quietHours: DayTime | null
  /** Null: any time. */
  readonly window: SendWindow | null
  /** Where the customer lives. Several where nobody knows: it must be a good time in all of them. */
  readonly zones: readonly string[]
}

/** Which rule says no in which zone, and when all of them say yes; null: not within {@link SEND_TIME_REACH_MS}. */
export type NotNow = { readonly rule: 'quiet-hours' | 'outside-window'; readonly zone: string; readonly until: EpochMs | null }

/** Null when mail may go at `at`. */
export const notNow = (times: SendTimes, at: EpochMs): NotNow | null => {
  const no = objection(times, at)
  return no === null ? null : { ...no, until: nextSendTime(times, at) }
}

/** The first instant at or after `at` to which no rule objects in any zone; null: none in reach. */
const nextSendTime = (times: SendTimes, at: EpochMs): EpochMs | null => {
  const end = at + SEND_TIME_REACH_MS
  for (let time = at; time <= end; ) {
    const no = objection(times, time)
    if (no === null) return time
    time = nextChange(times, no, time)
  }
  return null
}

type Objection = Pick<NotNow, 'rule' | 'zone'>

const objection = ({ quietHours, window, zones }: SendTimes, at: EpochMs): Objection | null => {
  for (const zone of zones) {
    if (quietHours !== null && within(quietHours, localTimeOf(zone, at).minute)) return { rule: 'quiet-hours', zone }
    if (window !== null && !isOpen(window, zone, at)) return { rule: 'outside-window', zone }
  }
  return null
}

/**
 * The first minute at which the objection no longer stands. The clock on the wall says how long that is, unless it is put forward or
 * back in between: then minute after minute is asked. Rules change on whole minutes, and so do all zones of our time.
 */
const nextChange = (times: SendTimes, no: Objection, at: EpochMs): EpochMs => {
  const minute = (Math.floor(at / MINUTE_MS) * MINUTE_MS) as EpochMs
  const stands = (time: EpochMs) => objection({ ...times, zones: [no.zone] }, time)?.rule === no.rule
  const { minute: now } = localTimeOf(no.zone, at)
  const goal = no.rule === 'quiet-hours' ? times.quietHours?.until : times.window?.time.from
  const ahead = ((goal ?? 0) - now + MINUTES_OF_DAY) % MINUTES_OF_DAY || MINUTES_OF_DAY
  const guess = (minute + ahead * MINUTE_MS) as EpochMs
  // A window may be shut for days: then the guess is its next opening hour, and the day decides there.
  const isStraight = localTimeOf(no.zone, guess).offset === localTimeOf(no.zone, at).offset
  if (isStraight) return guess
  let time = (minute + MINUTE_MS) as EpochMs
  for (const last = time + 2 * MINUTES_OF_DAY * MINUTE_MS; time < last && stands(time); ) time = (time + MINUTE_MS) as EpochMs
  return time
}

const within = ({ from, until }: DayTime, minute: MinuteOfDay): boolean =>
  from <= until ? minute >= from && minute < until : minute >= from || minute < until

const isOpen = ({ time, days }: SendWindow, zone: string, at: EpochMs): boolean => {
  const { minute, weekday } = localTimeOf(zone, at)
  if (!within(time, minute)) return false
  // After midnight it still is the window of the day before.
  const opened = time.from > time.until && minute < time.until ? (weekday === 1 ? 7 : weekday - 1) : weekday
  return days.has(opened)
}
