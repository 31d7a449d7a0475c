/** Journeys of Pinpoint, as campaigns of ours. */
import type { JsonObject } from '../../kernel/json.ts'
import { STEP_DEPTH_MAX, STEPS_MAX, TITLE_LENGTH_MAX } from '../../kernel/limits.ts'
import { PINPOINT_ACTIVITIES_MAX } from '../../kernel/limits-pinpoint.ts'
import { isoDurationMs } from './times.ts'
import { journeyWindow, senderFrom, tellJourneyLimits } from './delivery.ts'
import { journeyComing } from './entries.ts'
import { type Finding, type Teller, tellerOf } from './finding.ts'
import { type Activities, graphOf, nextOf, type Sorted } from './graph.ts'
import { audienceField, type Bringing, type CampaignJson, goalFields } from './bringing.ts'
import { namesTaken } from './names.ts'
import type { PinpointJourney } from './shapes.ts'
import type { Thing } from './source.ts'
import { acts, trimmed } from './step-lists.ts'
import { type Building, roomAtFirst, stepsFrom } from './steps.ts'

/** The campaign a journey becomes; null, and told, where nothing could be made of it. */
export const journeyCampaign = ({ file, at, value }: Thing<PinpointJourney>, bringing: Bringing): CampaignJson | null => {
  const { found, names, topic } = bringing
  const activities = value.Activities ?? {}
  let id: string | null = null
  const teller = tellerOf(found, file, at, () => (id === null ? null : `campaigns/${id}.json`))
  const graph = graphFrom(value, activities, teller)
  if (graph === null) return null
  const built = builtFrom(value, activities, graph, bringing, { found, file, at })
  if (built === null) {
    teller.tell(
      'missing',
      'Activities',
      `has more than ${STEPS_MAX} steps, or ways that part more than ${STEP_DEPTH_MAX - 1} deep`,
      'It was not brought over: make several campaigns of it, each entered on an event that the one before emits.',
    )
    return null
  }
  const { steps, idle } = trimmed(built.steps)
  if (!acts(steps)) {
    teller.tell('missing', 'Activities', 'does nothing that has a counterpart here', 'It was not brought over.')
    return null
  }
  id = names.take(value.Name, value.Id)
  found.push(...built.found.map((one) => ({ ...one, into: one.into ?? `campaigns/${id}.json` })))
  tellGraph(activities, graph, built.written, teller)
  if (idle > 0)
    teller.tell(
      'note',
      'Activities',
      `${idle === 1 ? 'a wait was' : `${idle} waits were`} left out after which nothing is done`,
      'A wait at the end waits for nothing here, and is refused.',
    )
  tellJourneyLimits(value, teller)
  tellState(value, teller)
  const coming = journeyComing(value, bringing.segments, teller)
  const json = {
    ...{ id, name: (value.Name ?? id).trim().slice(0, TITLE_LENGTH_MAX) || id, topic, status: 'draft' },
    ...coming.fields,
    ...audienceField(coming.audience),
    ...built.experiment,
    steps,
    ...goalFields(bringing),
    ...journeyWindow(value, teller),
    ...senderFrom([...built.senders], teller.within('Activities')),
  }
  return { id, json, file, at }
}

const graphFrom = (journey: PinpointJourney, activities: Activities, teller: Teller): Sorted | null => {
  const start = journey.StartActivity
  const count = Object.keys(activities).length
  if (typeof start !== 'string' || !Object.hasOwn(activities, start)) {
    teller.tell(
      'missing',
      'StartActivity',
      count === 0 ? 'leads to no activity: the journey has none' : 'names no activity',
      'It was not brought over. list-journeys may leave activities out: export it with get-journey.',
    )
    return null
  }
  if (count > PINPOINT_ACTIVITIES_MAX) {
    teller.tell(
      'missing',
      'Activities',
      `are ${count}, more than ${PINPOINT_ACTIVITIES_MAX}`,
      'It was not brought over: make several journeys of it.',
    )
    return null
  }
  const graph = graphOf(activities, start)
  if (graph.ok) return graph
  teller.tell(
    'missing',
    `Activities.${graph.loop}`,
    'comes back to itself, and journeys here go forward',
    'It was not brought over: let people enter again instead ("reentry").',
  )
  return null
}

type Built = {
  readonly steps: readonly JsonObject[]
  readonly experiment: JsonObject
  readonly written: ReadonlyMap<string, number>
  readonly senders: ReadonlySet<string>
  readonly found: readonly Finding[]
}

/** Nested as people draw it; where that is too deep, with ways that end early. */
const builtFrom = (
  journey: PinpointJourney,
  activities: Activities,
  graph: Sorted,
  bringing: Bringing,
  place: { readonly found: Finding[]; readonly file: string; readonly at: string },
): Built | null => {
  for (const style of ['nested', 'flat'] as const) {
    const found: Finding[] = []
    const building: Building = {
      ...{ activities, graph, style, segments: bringing.segments, activity: bringing.activity, mails: bringing.mails, found },
      ...{ ids: namesTaken('step'), splits: namesTaken('split'), written: new Map(), senders: new Set(), room: roomAtFirst },
      teller: tellerOf(found, place.file, `${place.at === '' ? '' : `${place.at}.`}Activities`, () => null),
    }
    const first = startFrom(journey, activities, bringing, building)
    const steps = stepsFrom(first.start, building)
    if (steps !== null) return { steps, experiment: first.experiment, written: building.written, senders: building.senders, found }
  }
  return null
}

/** A holdout before anything else is the holdout of the whole campaign, where there is a goal to compare by. */
const startFrom = (
  journey: PinpointJourney,
  activities: Activities,
  { goal }: Bringing,
  building: Building,
): { readonly start: string | null; readonly experiment: JsonObject } => {
  const start = journey.StartActivity ?? ''
  const holdout = activities[start]?.Holdout
  const holdoutBps = Math.round((holdout?.Percentage ?? 0) * 100)
  const next = nextOf(activities[start] ?? {})[0]
  if (
    !holdout ||
    goal === null ||
    !(holdoutBps >= 1 && holdoutBps <= 9_999) ||
    typeof next !== 'string' ||
    !Object.hasOwn(activities, next)
  )
    return { start, experiment: {} }
  building.written.set(start, 1)
  building.teller
    .within(start, 'Holdout')
    .tell(
      'note',
      '',
      'is the holdout of the campaign: held-out customers go the same way and get nothing',
      `Results compare them by "${goal.event}".`,
    )
  return { start: next, experiment: { experiment: { control: 'journey', holdoutBps, variants: [{ name: 'journey', shareBps: 10_000 }] } } }
}

const tellGraph = (activities: Activities, { order }: Sorted, written: ReadonlyMap<string, number>, teller: Teller): void => {
  const reached = new Set(order)
  for (const [id, activity] of Object.entries(activities)) {
    const here = teller.within('Activities', id)
    const count = written.get(id) ?? 0
    if (!reached.has(id)) here.tell('note', '', 'is not reached from the start', 'It was left out.')
    else if (count > 1)
      here.tell('note', '', `is written ${count} times: several ways lead to it that meet nowhere else`, 'Change all of them together.')
    for (const next of new Set(nextOf(activity))) {
      if (typeof next === 'string' && next !== '' && !Object.hasOwn(activities, next))
        here.tell('missing', '', `leads to "${next.slice(0, 60)}", which is no activity`, 'The journey ends there.')
    }
  }
}

const tellState = ({ State, RefreshFrequency }: PinpointJourney, teller: Teller): void => {
  if (typeof State === 'string' && !['DRAFT', 'ACTIVE'].includes(State))
    teller.tell('note', 'State', `was ${State.slice(0, 20)}`, 'It is a draft here, as all that is brought over.')
  if (typeof RefreshFrequency === 'string' && RefreshFrequency !== '' && isoDurationMs(RefreshFrequency) === null)
    teller.tell('note', 'RefreshFrequency', 'is no duration of ISO 8601', 'Look whether new members of the segment are meant to enter.')
}
