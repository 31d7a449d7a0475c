/**
 * Campaigns that time starts: when the next of them comes for somebody, and which come at an instant. What a schedule says is the same for
 * everybody in a zone, so it is worked out once for each zone and day; what a date says is looked up once for all campaigns that keep it alike.
 */
import { TIMED_DAYS_REMEMBERED } from '../../kernel/limits.ts'
import type { Json } from '../../kernel/json.ts'
import { DAY_MS, earliestOf, latestOf } from '../../kernel/time.ts'
import { type EpochMs, epochMs } from '../../kernel/words.ts'
import type { Path } from '../conditions/path.ts'
import type { Campaign, Entry } from './campaign.ts'
import { dayNamed, nextDate, nextOf } from './schedule.ts'

/** Of whom it is asked: the zone they live in, and what an attribute of theirs says. */
export type Whose = { readonly zone: string; readonly read: (path: Path) => Json | undefined }

export type Timed = {
  /** The next instant after another at which a timed campaign comes for somebody; null: none ever does. */
  readonly nextAfter: (whose: Whose, after: EpochMs) => EpochMs | null
  /** The campaigns that come at an instant, in the order of their ids. */
  readonly comingAt: (whose: Whose, at: EpochMs) => readonly Campaign[]
}

/** Indexes those of the live campaigns that time starts, given in the order of their ids. */
export const timedOf = (campaigns: readonly Campaign[]): Timed => {
  const schedules = scheduledByZone(campaigns)
  const dates = datedAlike(campaigns)
  if (schedules.length === 0 && dates.length === 0) return NOTHING_TIMED
  return {
    nextAfter: (whose, after) => {
      let next: EpochMs | null = null
      for (const { zone, after: nextOfZone } of schedules) next = earliestOf(next, nextOfZone(zone ?? whose.zone, after))
      for (const dated of dates) next = earliestOf(next, nextOfDate(dated, whose, after))
      return next
    },
    comingAt: (whose, at) => {
      const coming = schedules.flatMap(({ zone, at: ofZone }) => ofZone(zone ?? whose.zone, at))
      const before = epochMs(at - 1)
      for (const dated of dates) {
        if (nextOfDate(dated, whose, before) === at) coming.push(...dated.campaigns.filter((one) => isOpen(one, at)))
      }
      return coming.sort((a, b) => (a.id < b.id ? -1 : 1))
    },
  }
}

const NOTHING_TIMED: Timed = { nextAfter: () => null, comingAt: () => [] }

type Scheduled = {
  /** Null: that of the customer. */
  readonly zone: string | null
  readonly after: (zone: string, after: EpochMs) => EpochMs | null
  readonly at: (zone: string, at: EpochMs) => readonly Campaign[]
}

const scheduledByZone = (campaigns: readonly Campaign[]): readonly Scheduled[] => {
  const zones = new Map<string | null, Campaign[]>()
  for (const campaign of campaigns) {
    if (campaign.entry.on !== 'schedule') continue
    const known = zones.get(campaign.zone)
    if (known === undefined) zones.set(campaign.zone, [campaign])
    else known.push(campaign)
  }
  return [...zones].map(([zone, some]) => ({ zone, ...daysRemembered(some) }))
}

/** One UTC day in one zone: what comes in it, and the first thing that comes after it. */
type Day = { readonly coming: readonly { readonly at: EpochMs; readonly campaigns: readonly Campaign[] }[]; readonly then: EpochMs | null }

const daysRemembered = (campaigns: readonly Campaign[]) => {
  const days = new Map<string, Day>()
  const dayAt = (zone: string, at: number): Day => {
    const day = Math.floor(at / DAY_MS)
    const key = `${day} ${zone}`
    const known = days.get(key)
    if (known !== undefined) return known
    if (days.size >= TIMED_DAYS_REMEMBERED) days.clear()
    const made = dayOf(campaigns, zone, day)
    days.set(key, made)
    return made
  }
  return {
    after: (zone: string, after: EpochMs): EpochMs | null => {
      const { coming, then } = dayAt(zone, after)
      return coming.find(({ at }) => at > after)?.at ?? then
    },
    at: (zone: string, at: EpochMs): readonly Campaign[] => dayAt(zone, at).coming.find((one) => one.at === at)?.campaigns ?? [],
  }
}

const dayOf = (campaigns: readonly Campaign[], zone: string, day: number): Day => {
  const begins = epochMs(day * DAY_MS - 1)
  const ends = begins + DAY_MS
  const coming = new Map<EpochMs, Campaign[]>()
  let then: EpochMs | null = null
  for (const campaign of campaigns) {
    let next = nextOfSchedule(campaign, zone, begins)
    // Twice at most: where clocks are put forward, two mornings may fall into one day of UTC.
    for (; next !== null && next <= ends; next = nextOfSchedule(campaign, zone, next)) {
      const known = coming.get(next)
      if (known === undefined) coming.set(next, [campaign])
      else known.push(campaign)
    }
    then = earliestOf(then, next)
  }
  const inOrder = [...coming].sort(([a], [b]) => a - b).map(([at, some]) => ({ at, campaigns: some }))
  return { coming: inOrder, then }
}

const nextOfSchedule = (campaign: Campaign, zone: string, after: EpochMs): EpochMs | null => {
  if (campaign.entry.on !== 'schedule') return null
  const next = nextOf(campaign.entry.schedule, zone, opensAfter(campaign, after))
  return next === null || (campaign.endAt !== null && next >= campaign.endAt) ? null : next
}

/** Before it was published, and before it starts, nothing of a campaign comes. */
const opensAfter = ({ publishedAt, startAt }: Campaign, after: EpochMs): EpochMs => {
  const published = latestOf(publishedAt, after) ?? after
  return startAt === null ? published : (latestOf(published, epochMs(startAt - 1)) ?? published)
}

const isOpen = (campaign: Campaign, at: EpochMs): boolean =>
  opensAfter(campaign, epochMs(at - 1)) < at && (campaign.endAt === null || at < campaign.endAt)

/** Campaigns that keep the same day of an attribute in the same way. */
type Dated = { readonly rule: Entry & { readonly on: 'date' }; readonly zone: string | null; readonly campaigns: Campaign[] }

const datedAlike = (campaigns: readonly Campaign[]): readonly Dated[] => {
  const alike = new Map<string, Dated>()
  for (const campaign of campaigns) {
    const { entry, zone } = campaign
    if (entry.on !== 'date') continue
    const key = JSON.stringify([entry.path, entry.offsetDays, entry.at, entry.yearly, zone])
    const known = alike.get(key)
    if (known === undefined) alike.set(key, { rule: entry, zone, campaigns: [campaign] })
    else known.campaigns.push(campaign)
  }
  return [...alike.values()]
}

const nextOfDate = ({ rule, zone, campaigns }: Dated, whose: Whose, after: EpochMs): EpochMs | null => {
  const where = zone ?? whose.zone
  const day = dayNamed(whose.read(rule.path), where)
  if (day === null) return null
  let next: EpochMs | null = null
  let asked: EpochMs | null = null
  let answer: EpochMs | null = null
  for (const campaign of campaigns) {
    const from = opensAfter(campaign, after)
    // Nearly all of them were published before: they share one answer.
    if (from !== asked) [asked, answer] = [from, nextDate(day, rule, where, from)]
    if (answer !== null && (campaign.endAt === null || answer < campaign.endAt)) next = earliestOf(next, answer)
  }
  return next
}
