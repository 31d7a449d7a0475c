/** What a world is about. One in sixteen is large; three of four look hard at one thing that is rare elsewhere. */
import { DAY_MS, later } from '../../../shared/kernel/time.ts'
import { type EpochMs, epochMs } from '../../../shared/kernel/words.ts'
import type { Random } from '../../../shared/kernel/random.ts'
import type { Fault } from '../engine/faults.ts'

/**
 * `clocks`: mail decided on the eve of a night on which clocks are changed, with windows that span midnight. `last places`: everybody at
 * once for the last code and the last mail of a day. `circles`: people who are each other. `held-up senders`: claims whose sender is
 * slow or dead while others ask after them. `journeys`: campaigns that use the whole language, and are paused, changed and rolled back
 * while people are under way.
 */
export type Focus = 'everything' | 'journeys' | 'clocks' | 'last places' | 'circles' | 'held-up senders'

/** The instant at which the clocks of a zone are put forward or back. */
export type ClockChange = { readonly zone: string; readonly at: EpochMs }

export type Plan = {
  readonly focus: Focus
  readonly isSmall: boolean
  /** Whether it is about experiments beside: phases, groups, testers, a holdout of all marketing, and all that is counted. */
  readonly compares: boolean
  /** The night a world of clocks is about; null for all others. */
  readonly change: ClockChange | null
  readonly start: EpochMs
  readonly end: EpochMs
  /** Faults that strike so many times as often as usual, whatever the world draws. */
  readonly severities: Readonly<Partial<Record<Fault, number>>>
}

const FOCI: readonly Focus[] = ['clocks', 'last places', 'circles', 'held-up senders']

export const planOf = (seed: number, random: Random): Plan => {
  const isSmall = seed % 16 !== 0
  const focused = 2 * Math.floor(seed / 4) + (seed % 4) - 2
  const focus = seed % 4 < 2 ? (seed % 4 === 0 ? 'everything' : 'journeys') : (FOCI[focused % FOCI.length] as Focus)
  const change = focus === 'clocks' ? random.pick(CHANGES) : null
  // Those about everything, and some about journeys.
  const compares = focus === 'everything' || seed % 16 === 13
  const drawnStart = change === null ? startOf(random) : later(change.at, -(DAY_MS + random.below(2 * DAY_MS)))
  const start = compares && random.chance(0.6) ? beforeMonth(random, drawnStart) : drawnStart
  const end = later(start, (isSmall ? 4 + random.below(5) : 10 + random.below(16)) * DAY_MS)
  // In half of those about journeys nobody leaves, so that more goes on.
  const severities = focus === 'journeys' && random.chance(0.5) ? { ...NOBODY_LEAVES, ...SEVERITIES[focus] } : SEVERITIES[focus]
  return { focus, isSmall, compares, change, start, end, severities }
}

/** What keeps mail from ever being claimed, and so from the gate a world is about. */
const NOBODY_LEAVES: Plan['severities'] = {
  'withdrawal while a mail is owed': 0,
  'withdrawal between load and commit': 0,
  'address suppressed between load and commit': 0,
  'other address while a mail is owed': 0,
  'less mail wished while a mail is owed': 0,
  'pause while a mail is owed': 0,
  'exit while a mail is owed': 0,
  'mail bounced': 0,
  'mail called unwanted': 0,
  'left by the mail service': 0,
  'merged while a mail is owed': 0,
  'merged while a mail is claimed': 0,
  'merged into each other at once': 0,
  'stopped by a person': 0,
  'pace grants little': 0,
}

const SEVERITIES: Readonly<Record<Focus, Plan['severities']>> = {
  everything: {},
  journeys: { 'rush at new rules': 4, 'rush to a sale': 3, 'rules a minute old': 1, 'ticker stopped for days': 1 },
  clocks: { ...NOBODY_LEAVES, 'ticker stopped for days': 0 },
  'last places': { ...NOBODY_LEAVES, 'two senders at once': 10, 'rush to a sale': 3 },
  circles: { 'merged into each other at once': 8, 'one customer on all machines at once': 20 },
  'held-up senders': {
    ...NOBODY_LEAVES,
    'sender frozen past its lease': 8,
    'crash after a hand-over': 20,
    'two senders at once': 4,
    'process restarted': 0,
  },
}

const changeOf = (zone: string, at: string): ClockChange => ({ zone, at: epochMs(Date.parse(at)) })

const CHANGES: readonly ClockChange[] = [
  changeOf('America/New_York', '2025-03-09T07:00Z'),
  changeOf('Europe/Berlin', '2025-03-30T01:00Z'),
  changeOf('Australia/Lord_Howe', '2025-04-05T15:00Z'),
  changeOf('America/Santiago', '2025-04-06T03:00Z'),
  changeOf('America/Santiago', '2025-09-07T04:00Z'),
  changeOf('Australia/Lord_Howe', '2025-10-04T15:30Z'),
  changeOf('Australia/Sydney', '2025-10-04T16:00Z'),
  changeOf('Europe/Berlin', '2025-10-26T01:00Z'),
  changeOf('America/New_York', '2025-11-02T06:00Z'),
  changeOf('Europe/Berlin', '2026-03-29T01:00Z'),
]

/** Weeks in which clocks are put forward or back somewhere, and any others. */
const CLOCK_WEEKS = [
  '2025-03-01',
  '2025-03-18',
  '2025-03-25',
  '2025-08-27',
  '2025-09-22',
  '2025-10-14',
  '2025-10-22',
  '2026-03-20',
  '2026-10-20',
] as const

/** Some days before a month ends. */
const beforeMonth = (random: Random, at: EpochMs): EpochMs => {
  const date = new Date(at)
  return later(epochMs(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)), -(DAY_MS + random.below(3 * DAY_MS)))
}

const startOf = (random: Random): EpochMs =>
  random.chance(0.7)
    ? later(epochMs(Date.parse(random.pick(CLOCK_WEEKS))), random.below(DAY_MS))
    : epochMs(Date.UTC(2025, random.below(12), 1 + random.below(28)))
