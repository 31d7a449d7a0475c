/** A campaign's way as the console draws it: from the compiled campaign and its counters, as a plain value. */
import type { JourneyEntry, JourneyExit, JourneyVariant, JourneyView, ScheduleView, VersionPeople } from '../../contract/api-journey.ts'
import { viewOfCondition } from '../../contract/condition-view.ts'
import type { Campaign, Entry, Exit, Schedule } from '../../domain/campaign/campaign.ts'
import type { Condition } from '../../domain/conditions/condition.ts'
import { partsOf } from '../../domain/kpi/tally.ts'
import { JOURNEYS_SHOWN_MAX } from '../../kernel/limits.ts'
import { isoDayOf } from '../../kernel/time.ts'
import { epochDay } from '../../kernel/words.ts'
import { type StepNumbers, stepView } from './journey-step.ts'

/** The counters of a campaign, by name. */
export type Counters = ReadonlyMap<string, bigint>

/** The live version first, then the latest of those in which somebody still stands. `versions`: all there are of one campaign. */
export const journeysOf = (versions: readonly Campaign[], live: number, counters: Counters): readonly JourneyView[] => {
  const counted = countedIn(counters)
  const isOnly = versions.length === 1
  return versions
    .toSorted((a, b) => Number(b.version === live) - Number(a.version === live) || b.version - a.version)
    .filter(({ version }) => version === live || counted.waitingIn(version) > 0)
    .slice(0, JOURNEYS_SHOWN_MAX)
    .map((campaign) => viewOf(campaign, campaign.version === live, isOnly, counted))
}

/** Of each version, who stands in it; and whom it would take over, were it published anew. */
export const peopleByVersion = (versions: readonly Campaign[], counters: Counters): readonly VersionPeople[] => {
  const counted = countedIn(counters)
  const standing = versions.flatMap(({ version, paths }) =>
    [...paths].flatMap(([variant, { steps }]) =>
      steps.flatMap(({ id }, step) => (id === null ? [] : [{ variant, id, now: counted.at(version, variant, step).now }])),
    ),
  )
  return versions.map(({ version, migrate, paths }) => {
    const moving = standing.filter(({ variant, id }) => paths.get(variant)?.steps.some((step) => step.id === id) === true)
    const wouldMove = migrate === 'move' ? moving.reduce((sum, { now }) => sum + now, 0) : 0
    return { version, waiting: counted.waitingIn(version), wouldMove }
  })
}

type Counted = {
  readonly at: (version: number, variant: string, step: number) => StepNumbers
  readonly waitingIn: (version: number, variant?: string) => number
  readonly entered: (variant: string) => number
  readonly done: (variant: string, milestone: string) => number
}

const countedIn = (counters: Counters): Counted => {
  const counts = new Map<string, number>()
  const ways = new Map<string, Map<string, number>>()
  const add = (key: string, count: number): void => void counts.set(key, (counts.get(key) ?? 0) + count)
  for (const [counter, value] of counters) {
    const [kind = '', ...parts] = partsOf(counter)
    const count = Number(value)
    if (kind === 'at' || kind === 'through' || kind === 'milestone') add(keyOf(kind, ...parts), count)
    if (kind === 'at') {
      add(keyOf('in', parts[0] ?? ''), count)
      add(keyOf('in', parts[0] ?? '', parts[1] ?? ''), count)
    }
    if (kind === 'entered') add(keyOf(kind, parts[0] ?? ''), count)
    if (kind === 'way') {
      const [taken = '', ...step] = parts.toReversed()
      const key = keyOf(...step.toReversed())
      ways.set(key, (ways.get(key) ?? new Map<string, number>()).set(taken, count))
    }
  }
  const read = (...parts: readonly string[]): number => Math.max(0, counts.get(keyOf(...parts)) ?? 0)
  return {
    at: (version, variant, step) => {
      const place = [String(version), variant, String(step)]
      return { now: read('at', ...place), through: read('through', ...place), taken: ways.get(keyOf(...place)) ?? new Map() }
    },
    waitingIn: (version, variant) => read('in', String(version), ...(variant === undefined ? [] : [variant])),
    entered: (variant) => read('entered', variant),
    done: (variant, milestone) => read('milestone', variant, milestone),
  }
}

const keyOf = (...parts: readonly string[]): string => parts.map(encodeURIComponent).join('/')

const viewOf = (campaign: Campaign, isLive: boolean, isOnly: boolean, counted: Counted): JourneyView => {
  const { version, zone, entry, audience, exits, experiment, paths } = campaign
  const holdoutBps = experiment?.assignedBy.type === 'campaign' ? experiment.assignedBy.allocation.holdoutBps : 0
  return {
    version,
    isLive,
    waiting: counted.waitingIn(version),
    zone,
    entry: entryView(entry),
    audience: asked(audience),
    exits: exits.map(exitView),
    holdoutBps,
    variants: [...paths.keys()].map((name) => variantView(campaign, name, isOnly, counted)),
  }
}

const variantView = ({ version, experiment, paths }: Campaign, name: string, isOnly: boolean, counted: Counted): JourneyVariant => {
  const path = paths.get(name)
  const shares = experiment?.assignedBy.type === 'campaign' ? experiment.assignedBy.allocation.variants : []
  return {
    name,
    shareBps: shares.find((variant) => variant.name === name)?.shareBps ?? null,
    entered: isOnly ? counted.entered(name) : null,
    waiting: counted.waitingIn(version, name),
    steps: (path?.steps ?? []).map((step, index) => stepView(step, index, counted.at(version, name, index))),
    milestones: (path?.milestones ?? []).map((milestone) => ({
      name: milestone.name,
      event: milestone.event,
      where: asked(milestone.where),
      done: counted.done(name, milestone.name),
    })),
    onComplete: path?.onComplete ?? null,
  }
}

const asked = (condition: Condition | null) => (condition === null ? null : viewOfCondition(condition))

const entryView = (entry: Entry): JourneyEntry => {
  switch (entry.on) {
    case 'event':
      return { on: entry.on, event: entry.event, where: asked(entry.where) }
    case 'stage':
      return { on: entry.on, stage: entry.stage, from: entry.from === null ? null : [...entry.from] }
    case 'segment':
      return entry
    case 'schedule':
      return { on: entry.on, schedule: scheduleView(entry.schedule) }
    case 'date':
      return { ...entry, path: entry.path.join('.') }
  }
}

const scheduleView = (schedule: Schedule): ScheduleView => {
  const { at } = schedule
  if (schedule.type === 'once') return { every: 'once', day: isoDayOf(epochDay(schedule.day)), at }
  switch (schedule.every) {
    case 'day':
      return { every: schedule.every, at }
    case 'week':
      return { every: schedule.every, days: [...schedule.days].toSorted((a, b) => a - b), at }
    case 'month':
      return { every: schedule.every, days: [...schedule.days], at }
  }
}

const exitView = (exit: Exit): JourneyExit => (exit.on === 'event' ? { ...exit, where: asked(exit.where) } : exit)
