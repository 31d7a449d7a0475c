/** When people entered, and how often: schedules, events and segments. */
import type { JsonObject } from '../../kernel/json.ts'
import { isoOf } from '../../kernel/time.ts'
import type { EpochMs } from '../../kernel/words.ts'
import { allOf, type Asked, EVERYBODY, NOBODY } from './asked.ts'
import { eventsFrom, whereOf } from './events.ts'
import type { Teller } from './finding.ts'
import { audienceOf, type Segments } from './segments.ts'
import type { EventDimensions, PinpointJourney, Schedule } from './shapes.ts'
import { durationFrom, earliestOn, instantFrom, offsetMinutes, type Wall, wallAt } from './times.ts'

/** The fields of a campaign that say who enters when. */
export type Coming = { readonly fields: JsonObject; readonly audience: Asked }

type Times = {
  readonly StartTime?: string | null | undefined
  readonly EndTime?: string | null | undefined
  readonly Timezone?: string | null | undefined
}
/** `wall`: what clocks show at the start, each customer's own or those of UTC. Null: no instant is said. */
type Period = {
  readonly wall: Wall | null
  readonly zone: 'customer' | 'UTC'
  readonly startAt: EpochMs | null
  readonly endAt: EpochMs | null
}

const periodFrom = ({ StartTime, EndTime, Timezone }: Times, isLocal: boolean, teller: Teller): Period => {
  const zone = isLocal ? 'customer' : 'UTC'
  const offset = isLocal ? (offsetMinutes(Timezone ?? '') ?? offsetWritten(StartTime ?? '')) : 0
  const [startAt, endAt] = [StartTime, EndTime].map((time, index) => {
    if (time === null || time === undefined || time === '' || time === 'IMMEDIATE') return null
    const at = instantFrom(time)
    if (at === null || wallAt(at, offset) === null)
      teller.tell(
        'missing',
        index === 0 ? 'StartTime' : 'EndTime',
        `is "${time.slice(0, 40)}", which is no instant of ISO 8601`,
        'Write it yourself.',
      )
    return at !== null && wallAt(at, offset) === null ? null : at
  })
  return {
    wall: startAt === null || startAt === undefined ? null : wallAt(startAt, offset),
    zone,
    startAt: startAt ?? null,
    endAt: endAt ?? null,
  }
}

/** `+02:00` at the end of an instant, in minutes. */
const offsetWritten = (time: string): number => {
  const match = /([+-])(\d{2}):?(\d{2})$/.exec(time.trim())
  return match === null ? 0 : (Number(match[2]) * 60 + Number(match[3])) * (match[1] === '-' ? -1 : 1)
}

const endFrom = ({ endAt, startAt }: Period): JsonObject =>
  endAt === null || (startAt !== null && endAt <= startAt) ? {} : { end: isoOf(endAt) }

/** In the past for whoever reads it: nobody enters until it is set. */
const NEVER_YET = '2000-01-01T09:00'

const onceFrom = (period: Period, teller: Teller): JsonObject => {
  const { wall, zone } = period
  if (wall === null)
    teller.tell(
      'missing',
      'StartTime',
      'went out at once, when it was made',
      'Write when it is to go out: entry.schedule.at. Until then nobody enters, for the moment that is written is past.',
    )
  else
    teller.tell(
      'note',
      'StartTime',
      `everybody of the segment enters at ${wall.day}T${wall.time} (${zone === 'UTC' ? 'UTC' : 'on their own clocks'}), once`,
      'If that is past, nobody enters: write a new moment.',
    )
  return { zone, entry: { schedule: { at: wall === null ? NEVER_YET : `${wall.day}T${wall.time}` } }, reentry: 'never' }
}

/** Who enters a campaign of Pinpoint. */
export const campaignComing = (schedule: Schedule, segmentId: string | null | undefined, segments: Segments, teller: Teller): Coming => {
  const here = teller.within('Schedule')
  const audience = audienceOf(segments, segmentId, teller.within('SegmentId'))
  if (!segmentId) teller.tell('missing', 'SegmentId', 'names no segment', 'Write whom it is for: "audience".')
  const frequency = schedule.Frequency ?? 'ONCE'
  const period = periodFrom(schedule, schedule.IsLocalTime === true, here)
  if (frequency === 'EVENT' || frequency === 'IN_APP_EVENT') {
    if (frequency === 'IN_APP_EVENT') here.tell('missing', 'Frequency', 'shows a message within an app', 'Nothing here is shown in an app.')
    const entered = eventComing(schedule.EventFilter?.Dimensions, here.within('EventFilter', 'Dimensions'))
    const start = period.startAt === null ? {} : { start: isoOf(period.startAt) }
    return {
      fields: { ...start, ...endFrom(period), entry: entered.entry, reentry: 'each' },
      audience: allOf([audience, entered.audience]),
    }
  }
  const held = segmentId ? audience : NOBODY
  if (frequency === 'ONCE') return { fields: onceFrom(period, here), audience: held }
  return { fields: recurring(frequency, period, here), audience: held }
}

const recurring = (frequency: string, period: Period, teller: Teller): JsonObject => {
  const { wall, zone } = period
  if (wall === null) {
    teller.tell(
      'missing',
      'StartTime',
      'says no time, and what comes again comes at the time of its start',
      'Write entry.schedule: { "every": …, "at": … }.',
    )
    return { zone, entry: { schedule: { at: NEVER_YET } }, reentry: 'never' }
  }
  const start = { start: isoOf(zone === 'UTC' ? (period.startAt ?? wall.asUtc) : earliestOn(wall)) }
  if (zone === 'customer')
    teller.tell(
      'note',
      'StartTime',
      '"start" is an instant here, the same for all',
      'East of New Zealand and west of Hawaii it may begin a day later or earlier.',
    )
  return { zone, ...start, ...endFrom(period), entry: { schedule: everyFrom(frequency, wall, teller) }, reentry: 'each' }
}

const everyFrom = (frequency: string, { time, weekday, dayOfMonth }: Wall, teller: Teller): JsonObject => {
  switch (frequency) {
    case 'WEEKLY':
      return { every: 'week', on: [weekday], at: time }
    case 'MONTHLY':
      if (dayOfMonth > 28)
        teller.tell(
          'note',
          'Frequency',
          `comes on the ${dayOfMonth}th, which not every month has`,
          'Write "last" for the last day of each month.',
        )
      return { every: 'month', on: [dayOfMonth], at: time }
    case 'DAILY':
      return { every: 'day', at: time }
    default: {
      const what =
        frequency === 'HOURLY'
          ? 'comes every hour, and a schedule here comes every day at most'
          : `is "${frequency.slice(0, 40)}", which we do not know`
      teller.tell('missing', 'Frequency', what, 'It is written as every day. Enter on the event that matters, rather than look every hour.')
      return { every: 'day', at: time }
    }
  }
}

type Entered = { readonly entry: JsonObject; readonly audience: Asked }

const eventComing = (dimensions: EventDimensions | null | undefined, teller: Teller): Entered => {
  const events = eventsFrom(dimensions, teller)
  const [event, ...others] = events?.names ?? []
  if (event === undefined || events === null) return { entry: { event: 'Not brought over' }, audience: NOBODY }
  if (others.length > 0) {
    const instead = 'Copy the campaign for each of the others, with an id of its own.'
    teller.tell('missing', 'EventType.Values', `names several events, and a campaign is entered on one: "${event}"`, instead)
  }
  return { entry: { event, ...whereOf(events.where) }, audience: EVERYBODY }
}

/** Who enters a journey of Pinpoint. */
export const journeyComing = (journey: PinpointJourney, segments: Segments, teller: Teller): Coming => {
  const { StartCondition, Schedule: times, LocalTime, RefreshFrequency } = journey
  const here = teller.within('StartCondition')
  const period = periodFrom(times ?? {}, LocalTime === true, teller.within('Schedule'))
  const onEvent = StartCondition?.EventStartCondition
  const start =
    period.startAt === null
      ? {}
      : { start: isoOf(period.zone === 'UTC' || period.wall === null ? period.startAt : earliestOn(period.wall)) }
  const reentry = reentryFrom(journey, teller.within('Limits'))
  if (onEvent) {
    const audience = audienceOf(segments, onEvent.SegmentId, here.within('EventStartCondition', 'SegmentId'))
    const entered = eventComing(onEvent.EventFilter?.Dimensions, here.within('EventStartCondition', 'EventFilter', 'Dimensions'))
    return { fields: { ...start, ...endFrom(period), entry: entered.entry, reentry }, audience: allOf([audience, entered.audience]) }
  }
  const segmentId = StartCondition?.SegmentStartCondition?.SegmentId
  if (typeof segmentId !== 'string' || segmentId === '') {
    here.tell('missing', '', 'names neither a segment nor an event', 'Write who enters: "entry".')
    return { fields: { entry: { event: 'Not brought over' }, reentry }, audience: NOBODY }
  }
  const isRefreshed = (RefreshFrequency ?? '') !== '' && RefreshFrequency !== '0' && RefreshFrequency !== 'PT0S'
  const at = here.within('SegmentStartCondition', 'SegmentId')
  if (!isRefreshed) return { fields: onceFrom(period, teller.within('Schedule')), audience: segments.membershipOf(segmentId, at) }
  teller.tell(
    'differs',
    'RefreshFrequency',
    `looked every ${RefreshFrequency} who had come into the segment; here they enter when they come into it`,
    'Who is in it when the campaign is first active, enters, too ("existing"). If "start" is still to come, make it active only then.',
  )
  if (journey.RefreshOnSegmentUpdate)
    teller.tell(
      'note',
      'RefreshOnSegmentUpdate',
      'took new members when a segment was imported anew',
      'Here a segment is a condition: who comes to meet it, enters.',
    )
  return {
    fields: { ...start, ...endFrom(period), entry: { segment: segments.nameOf(segmentId, at), on: 'entered', existing: true }, reentry },
    audience: EVERYBODY,
  }
}

/** How often one customer may enter. Never more often than in Pinpoint. */
const reentryFrom = ({ Limits }: PinpointJourney, teller: Teller): JsonObject['reentry'] & (string | JsonObject) => {
  const { EndpointReentryCap: cap, EndpointReentryInterval: interval } = Limits ?? {}
  const after = typeof interval === 'string' && interval !== '' ? durationFrom(interval, teller.within('EndpointReentryInterval')) : null
  if (cap === 0) return after === null ? 'each' : { after }
  if ((cap ?? 1) > 1) {
    const instead = `Write "each"${after === null ? '' : ` or { "after": "${after}" }`} if more than ${cap} times is as well.`
    teller.tell(
      'differs',
      'EndpointReentryCap',
      `allows ${cap} entries; here it is once, or as often as it comes true`,
      `It is written as "never" again. ${instead}`,
    )
  }
  return 'never'
}
