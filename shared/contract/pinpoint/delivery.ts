/** How messages reached people: quiet time, open hours, senders, limits. */
import type { JsonObject } from '../../kernel/json.ts'
import type { Teller } from './finding.ts'
import type { PinpointCampaign, PinpointJourney, QuietTime } from './shapes.ts'
import { timeOfDayFrom } from './times.ts'

type Window = { readonly sendWindow?: JsonObject }

/** A quiet time, as the hours in which mails go. */
export const windowFrom = (quiet: QuietTime | null | undefined, waits: boolean, teller: Teller): Window => {
  if (!quiet || (!quiet.Start && !quiet.End)) return {}
  const [from, until] = [timeOfDayFrom(quiet.End), timeOfDayFrom(quiet.Start)]
  if (from === null || until === null || from === until) {
    teller.tell('missing', '', 'names no two times of a day', 'Write "sendWindow", or leave it to the quiet hours of the policy.')
    return {}
  }
  const kept = waits
    ? 'A mail waits for the window here, too'
    : 'In Pinpoint a message of the quiet time was not sent; here it waits for the window, and is dropped when it is stale'
  teller.tell(
    'differs',
    '',
    `is written as "sendWindow". ${kept}. Whose zone nobody knows got it at any time in Pinpoint; here the policy's zone holds for them`,
    'Say "staleAfter" if a mail must not come later. The quiet hours of the policy hold besides.',
  )
  return { sendWindow: { from, until } }
}

const DAYS = { MONDAY: 'mon', TUESDAY: 'tue', WEDNESDAY: 'wed', THURSDAY: 'thu', FRIDAY: 'fri', SATURDAY: 'sat', SUNDAY: 'sun' } as const

/** Open hours, where they are the same on all days there are; else the quiet time. */
export const journeyWindow = (journey: PinpointJourney, teller: Teller): Window => {
  const { OpenHours, ClosedDays, SendingSchedule, QuietTime, WaitForQuietTime } = journey
  const quiet = (): Window => windowFrom(QuietTime, WaitForQuietTime === true, teller.within('QuietTime'))
  const rules = Object.entries(OpenHours?.EMAIL ?? {}).filter(([, hours]) => (hours ?? []).length > 0)
  const closed = ClosedDays?.EMAIL ?? []
  if (SendingSchedule !== true && (rules.length > 0 || closed.length > 0)) {
    teller.tell('note', 'SendingSchedule', 'is off, so open hours and closed days did not count in Pinpoint', 'Nothing was made of them.')
    return quiet()
  }
  if (closed.length > 0) {
    const names = closed.map(({ Name, StartDateTime }) => Name ?? StartDateTime ?? '?').join(', ')
    teller.tell(
      'missing',
      'ClosedDays.EMAIL',
      `keeps days free (${names.slice(0, 120)}), and campaigns here know no calendar`,
      'Pause the campaign on those days.',
    )
  }
  if (rules.length === 0) return quiet()
  const said = new Set(
    rules.map(([, hours]) =>
      JSON.stringify((hours ?? []).map(({ StartTime, EndTime }) => [timeOfDayFrom(StartTime), timeOfDayFrom(EndTime)])),
    ),
  )
  const [day] = rules
  const [hour] = day?.[1] ?? []
  const [from, until] = [timeOfDayFrom(hour?.StartTime), timeOfDayFrom(hour?.EndTime)]
  const days = rules.flatMap(([name]) => (Object.hasOwn(DAYS, name) ? [DAYS[name as keyof typeof DAYS]] : []))
  if (said.size > 1 || (day?.[1] ?? []).length > 1 || from === null || until === null || from === until || days.length === 0) {
    teller.tell(
      'missing',
      'OpenHours.EMAIL',
      'has hours that differ from day to day, and a campaign has one window',
      'Write the "sendWindow" that fits most.',
    )
    return quiet()
  }
  if (QuietTime?.Start)
    teller.tell(
      'differs',
      'QuietTime',
      'stands beside open hours, and a campaign has one window: that of the open hours',
      'Set the quiet hours in the policy.',
    )
  teller.tell('note', 'OpenHours.EMAIL', 'is written as "sendWindow"', 'The quiet hours of the policy hold besides.')
  return { sendWindow: { days, from, until } }
}

const ADDRESS = /^[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+$/

/** Who writes, where all mails are from one. */
export const senderFrom = (senders: readonly string[], teller: Teller): { readonly from?: string } => {
  const distinct = [...new Set(senders.map((sender) => sender.trim()).filter((sender) => sender !== ''))]
  const [only] = distinct
  if (only === undefined) return {}
  if (distinct.length > 1) {
    teller.tell(
      'differs',
      '',
      `has mails from ${distinct.length} senders, and a campaign has one: ${only.slice(0, 80)}`,
      'Make campaigns of their own, or keep one sender.',
    )
  }
  const parts = /^"?([^<>"]{1,100}?)"?\s*<([^<>]+)>$/.exec(only)
  const name = (parts?.[1] ?? '').trim()
  const address = parts?.[2] ?? only
  if (only.length <= 200 && ADDRESS.test(address) && !/[@,;:\\\p{Cc}]/u.test(name))
    return { from: name === '' ? address : `${name} <${address}>` }
  teller.tell('missing', '', `is from "${only.slice(0, 80)}", which is no mailbox`, 'Write "from", or leave it to the policy.')
  return {}
}

/** Limits of a journey are those of the policy here. */
export const tellJourneyLimits = ({ Limits, JourneyChannelSettings, TimezoneEstimationMethods }: PinpointJourney, teller: Teller): void => {
  const { DailyCap, MessagesPerSecond, TimeframeCap, TotalCap } = Limits ?? {}
  const here = teller.within('Limits')
  if (DailyCap)
    here.tell('missing', 'DailyCap', `allows ${DailyCap} messages a customer a day, and caps are the policy's here`, CAP(DailyCap, '24h'))
  if (TotalCap)
    here.tell(
      'missing',
      'TotalCap',
      `allows ${TotalCap} messages a customer in all`,
      'Its steps and "reentry" bound that here: look whether they do.',
    )
  if (TimeframeCap?.Cap && TimeframeCap.Days)
    here.tell(
      'missing',
      'TimeframeCap',
      `allows ${TimeframeCap.Cap} messages of all journeys in ${TimeframeCap.Days} days`,
      CAP(TimeframeCap.Cap, `${TimeframeCap.Days}d`),
    )
  if (MessagesPerSecond) here.tell('note', 'MessagesPerSecond', PACE, 'Nothing is to be done.')
  if (JourneyChannelSettings !== undefined && JourneyChannelSettings !== null)
    teller.tell('missing', 'JourneyChannelSettings', 'are about Amazon Connect', 'Nothing here dials.')
  if ((TimezoneEstimationMethods ?? []).length > 0)
    teller.tell(
      'missing',
      'TimezoneEstimationMethods',
      'guesses time zones from phone numbers or postal codes',
      'Publish the trait "timezone"; whose zone is unknown has that of the policy.',
    )
}

const PACE = 'is a pace, and mails here go at the pace and quota of the whole account'
const CAP = (atMost: number, within: string): string =>
  `Write it into the policy: "sending": { "caps": [{ "atMost": ${atMost}, "within": "${within}" }] }.`

/** Limits of a campaign; what a mail may be late by is the campaign's own here. */
export const campaignLimits = ({ Limits, Hook, Priority }: PinpointCampaign, teller: Teller): { readonly staleAfter?: string } => {
  const { Daily, MaximumDuration, MessagesPerSecond, Session, Total } = Limits ?? {}
  const here = teller.within('Limits')
  if (Daily) here.tell('missing', 'Daily', `allows ${Daily} messages a customer a day, and caps are the policy's here`, CAP(Daily, '24h'))
  if (Total)
    here.tell('missing', 'Total', `allows ${Total} messages a customer in all`, 'Where it comes again, bound it by "reentry" or "end".')
  if (Session) here.tell('missing', 'Session', 'is about messages within an app', 'Nothing here is shown in an app.')
  if (MessagesPerSecond) here.tell('note', 'MessagesPerSecond', PACE, 'Nothing is to be done.')
  if (Hook?.LambdaFunctionName || Hook?.WebUrl)
    teller.tell(
      'missing',
      'Hook',
      'lets a function of yours change who gets the campaign, or what it says',
      'Publish what it decides by as traits, and ask for them in "audience".',
    )
  if (Priority)
    teller.tell(
      'missing',
      'Priority',
      'orders messages within an app',
      '"priority" here is which mail goes first where a cap has no room for two.',
    )
  const minutes = Math.min(Math.floor((MaximumDuration ?? 0) / 60), 400 * 1_440)
  if (minutes < 1) return {}
  here.tell(
    'note',
    'MaximumDuration',
    'is written as "staleAfter": a mail that could not go out for so long is dropped',
    'Give it room if mails wait for the end of the night.',
  )
  return { staleAfter: minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m` }
}
