/** What is right by the letter and hardly meant so: told, and kept from nothing. */
import type { Campaign } from '../domain/campaign/campaign.ts'
import type { SendingPolicy } from '../domain/customer/rules.ts'
import type { DayTime } from '../domain/messaging/send-time.ts'
import type { Problem } from '../kernel/problem.ts'
import { DAY_MS, durationOf, isoOf } from '../kernel/time.ts'
import type { EpochMs } from '../kernel/words.ts'
import type { MinuteOfDay } from '../kernel/zone.ts'
import { readCampaignFile } from './campaign.ts'
import { experimentWarnings } from './campaign-compared-warnings.ts'
import type { CampaignFile } from './campaign-file.ts'
import { shortestPauseMs } from './campaign-flow.ts'
import { listsOf, writtenPaths } from './campaign-meaning.ts'
import { everyStep } from './campaign-steps-meaning.ts'
import { pathOf, shown } from './problems.ts'

/** Everything worth a second look in one campaign that can be published; `sending` null: under which policy is not known. */
export const campaignWarnings = (
  source: unknown,
  campaign: Campaign,
  sending: SendingPolicy | null,
  now: EpochMs | null,
): readonly Problem[] => {
  const read = readCampaignFile(source)
  if (!read.ok) return []
  const file = read.value
  return [
    ...scheduleWarnings(file, now),
    ...onceOnly(file),
    ...noExitOnGoal(file),
    ...nobodyMoves(file),
    ...emitsItsEntry(file),
    ...longWaits(file),
    ...staleBeforeWindow(file, campaign),
    ...experimentWarnings(file, campaign),
    ...(sending === null ? [] : [...atNight(file, sending.quietHours), ...noRoom(file, sending), ...budget(file, sending)]),
  ]
}

/** Where on earth it is latest: then it is past everywhere. */
const BEHIND_MS = 12 * 3_600_000

const scheduleWarnings = ({ entry, status }: CampaignFile, now: EpochMs | null): readonly Problem[] => {
  if (entry.on !== 'schedule' || status === 'ended') return []
  const { schedule } = entry
  if (schedule.type === 'once') {
    const wall = schedule.day * DAY_MS + schedule.at * 60_000
    if (now === null || wall + BEHIND_MS >= now) return []
    return [
      {
        path: 'entry.schedule.at',
        problem: `is past: it was ${isoOf(wall as EpochMs).slice(0, 16)}, and nobody will enter`,
        hint: 'Set a later time, or leave it as it is if it has run.',
      },
    ]
  }
  if (schedule.every !== 'month') return []
  return [...schedule.days].flatMap((day, index) =>
    day !== 'last' && day > 28
      ? [
          {
            path: pathOf('entry.schedule.on', index),
            problem: `is ${day}, a day that not every month has`,
            hint: 'Months without it are left out. Write "last" for the last day of each.',
          },
        ]
      : [],
  )
}

/** What comes again, for people who may enter once. */
const onceOnly = ({ entry, reentry }: CampaignFile): readonly Problem[] => {
  if (reentry.type !== 'never') return []
  const again =
    entry.on === 'schedule' && entry.schedule.type === 'every'
      ? 'the schedule comes again'
      : entry.on === 'date' && entry.yearly
        ? 'the day comes every year'
        : null
  if (again === null) return []
  return [{ path: 'reentry', problem: `is "never", and ${again}: each customer gets it once in their life`, hint: 'Write "each".' }]
}

const noExitOnGoal = (file: CampaignFile): readonly Problem[] => {
  const { goal, exits } = file
  if (goal === undefined || shortestPauseMs(writtenPaths(file).flatMap(listsOf)) === null) return []
  if (exits.some((exit) => exit.on === 'event' && exit.event === goal.event)) return []
  return [
    {
      path: 'goal.event',
      problem: `is ${shown(goal.event)}, and no exit ends the journey when it comes: who has done it is still written to`,
      hint: `Write "exits": [ { "event": ${JSON.stringify(goal.event)} } ].`,
    },
  ]
}

const nobodyMoves = (file: CampaignFile): readonly Problem[] => {
  if (file.migrate !== 'move' || stepsOf(file).some(({ step }) => step.id !== null)) return []
  return [
    {
      path: 'migrate',
      problem: 'is "move", and no step has an "id": nobody can be moved',
      hint: 'Give the waits an "id", the same as in the version before.',
    },
  ]
}

const emitsItsEntry = (file: CampaignFile): readonly Problem[] => {
  const { entry } = file
  if (entry.on !== 'event') return []
  return stepsOf(file).flatMap(({ at, step: { does } }) =>
    does.type === 'emit' && does.event === entry.event
      ? [
          {
            path: pathOf(at, 'emit.event'),
            problem: `is ${shown(does.event)}, the event that lets people in`,
            hint: 'If what hears it publishes it to us again, people go round for ever: give it another name.',
          },
        ]
      : [],
  )
}

const longWaits = (file: CampaignFile): readonly Problem[] => {
  const { start, end } = file
  if (start === null || start === undefined || end === null || end === undefined) return []
  const runsMs = end - start
  return stepsOf(file).flatMap(({ at, step: { does } }) => {
    const ms = does.type === 'wait' && does.until.by === 'duration' ? does.until.ms : does.type === 'wait-for' ? does.atMostMs : 0
    if (ms <= runsMs) return []
    return [
      {
        path: pathOf(at, 'wait'),
        problem: `is ${durationOf(ms)}, longer than the campaign runs (${durationOf(runsMs)}): it ends after "end" for everybody`,
        hint: 'Nobody enters after "end", and who is in goes on. Shorten the wait if what follows should come before.',
      },
    ]
  })
}

/** Mails owed on a day without a window that go stale before it opens. */
const staleBeforeWindow = ({ sendWindow }: CampaignFile, { staleAfterMs }: Campaign): readonly Problem[] => {
  if (sendWindow === undefined) return []
  const days = [...sendWindow.days].toSorted((a, b) => a - b)
  const gaps = days.map((day, index) => ((days[index + 1] ?? (days[0] ?? day) + 7) - day) * DAY_MS)
  const longest = Math.max(...gaps)
  if (longest <= staleAfterMs) return []
  return [
    {
      path: 'sendWindow',
      problem: `opens again after ${durationOf(longest)}, and a mail is dropped after ${durationOf(staleAfterMs)}`,
      hint: 'Add days, or give mails longer: "staleAfter".',
    },
  ]
}

const atNight = (file: CampaignFile, quietHours: DayTime | null): readonly Problem[] => {
  if (quietHours === null || !stepsOf(file).some(({ step: { does } }) => does.type === 'send')) return []
  const told = (path: string, at: MinuteOfDay | null): readonly Problem[] =>
    at === null || !isWithin(quietHours, at)
      ? []
      : [
          {
            path,
            problem: `is in the quiet hours (${clock(quietHours.from)} to ${clock(quietHours.until)}): the mail waits until they end`,
            hint: `Write ${clock(quietHours.until)} or later.`,
          },
        ]
  const { entry } = file
  const atEntry =
    entry.on === 'schedule' ? told('entry.schedule.at', entry.schedule.at) : entry.on === 'date' ? told('entry.at', entry.at) : []
  return [
    ...atEntry,
    ...stepsOf(file).flatMap(({ at, step: { does } }) =>
      does.type === 'wait' && does.until.by !== 'duration' ? told(pathOf(at, 'wait.until.at'), does.until.at) : [],
    ),
  ]
}

const isWithin = ({ from, until }: DayTime, at: MinuteOfDay): boolean =>
  from < until ? at >= from && at < until : at >= from || at < until
const clock = (minute: MinuteOfDay): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** A cap that the campaign alone does not fit under. */
const noRoom = (file: CampaignFile, { caps }: SendingPolicy): readonly Problem[] => {
  const pauseMs = shortestPauseMs(writtenPaths(file).flatMap(listsOf))
  const cap = caps.find(
    (one) => one.atMost === 1 && (one.topic === null || one.topic === file.topic) && pauseMs !== null && pauseMs < one.withinMs,
  )
  if (cap === undefined || pauseMs === null) return []
  return [
    {
      path: writtenPaths(file)[0]?.steps === undefined ? 'checklist' : pathOf(writtenPaths(file)[0]?.at ?? '', 'steps'),
      problem: `send two mails ${durationOf(pauseMs)} apart, and the policy allows one in ${durationOf(cap.withinMs)}${cap.topic === null ? '' : ` about ${shown(cap.topic)}`}`,
      hint: 'The second always finds no room. Wait longer between them, or raise the cap.',
    },
  ]
}

const budget = ({ limits }: CampaignFile, { perDay }: SendingPolicy): readonly Problem[] =>
  perDay === null || limits?.perDay === undefined || limits.perDay <= perDay
    ? []
    : [
        {
          path: 'limits.perDay',
          problem: `is ${limits.perDay}, more than all campaigns together may send a day (${perDay})`,
          hint: 'Raise "perDay" of the policy, or leave this one out.',
        },
      ]

const stepsOf = (file: CampaignFile) =>
  writtenPaths(file).flatMap(({ at, steps, checklist }) => [
    ...everyStep({ at: pathOf(at, 'steps'), steps: steps ?? [] }),
    ...everyStep({ at: pathOf(at, 'checklist.complete'), steps: checklist?.complete ?? [] }),
  ])
