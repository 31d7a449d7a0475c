import { calendarDayOf, dayCalled } from '../../kernel/calendar.ts'
import { bucketOf } from '../../kernel/hash.ts'
import { dayOf } from '../../kernel/time.ts'
import { type CustomerId, type EpochDay, epochDay, type EpochMs } from '../../kernel/words.ts'
import type { AssignedBy, Experiment } from './experiment.ts'

/** What an instant is analysed with: the phase of the experiment, or of the global holdout the number of the period. */
export const phaseAt = ({ phase, assignedBy }: Pick<Experiment, 'phase' | 'assignedBy'>, at: EpochMs): number =>
  assignedBy.type === 'policy' ? Math.floor(monthOf(at) / assignedBy.months) : phase

/** The first day (UTC) of the period after the one that an instant lies in; null: it has none. */
export const nextPeriodDay = ({ assignedBy }: Pick<Experiment, 'assignedBy'>, at: EpochMs): EpochDay | null => {
  if (assignedBy.type !== 'policy') return null
  const { months } = assignedBy
  const next = (Math.floor(monthOf(at) / months) + 1) * months
  return epochDay(dayCalled({ year: 1970 + Math.floor(next / 12), month: (next % 12) + 1, dayOfMonth: 1 }))
}

/** Whether somebody is in the global holdout in one of its periods. Each draws anew, so nobody is left alone for ever. */
export const assignGlobally = (
  { salt, holdoutBps }: Extract<AssignedBy, { readonly type: 'policy' }>,
  phase: number,
  customer: CustomerId,
): { readonly held: boolean; readonly bucket: number } => {
  const bucket = bucketOf(`${salt}/${phase}/`, customer)
  return { held: bucket < holdoutBps, bucket }
}

/** Calendar months in UTC since January 1970. */
const monthOf = (at: EpochMs): number => {
  const { year, month } = calendarDayOf(dayOf(at))
  return (year - 1970) * 12 + month - 1
}
