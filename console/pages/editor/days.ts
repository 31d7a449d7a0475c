/** Days of a simulation, as many as a picture has room for. */
import { DAY_MS } from '../../../shared/kernel/time.ts'

export type Day = { readonly day: string; readonly sent: number }

/** More bars than that are told as weeks. */
const DAYS_MAX = 45

/** The same, or as weeks that begin on Mondays. */
export const barsOf = (days: readonly Day[]): { readonly by: 'day' | 'week'; readonly bars: readonly Day[] } => {
  if (days.length <= DAYS_MAX) return { by: 'day', bars: days }
  const weeks = Map.groupBy(days, ({ day }) => mondayOf(day))
  return { by: 'week', bars: [...weeks].map(([day, some]) => ({ day, sent: some.reduce((sum, { sent }) => sum + sent, 0) })) }
}

/** The epoch began on a Thursday. */
const mondayOf = (day: string): string => {
  const number = Math.floor(Date.parse(day) / DAY_MS)
  return new Date((number - ((number + 3) % 7)) * DAY_MS).toISOString().slice(0, 10)
}
