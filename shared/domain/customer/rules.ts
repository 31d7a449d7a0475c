import type { ExperimentId } from '../../kernel/words.ts'
import { askedEvents } from '../campaign/asked.ts'
import type { Campaign } from '../campaign/campaign.ts'
import { type Catalogue, catalogueOf, type Said } from '../campaign/catalogue.ts'
import { type Dependencies, dependsOn, type Segment, soundSegments } from '../campaign/segment.ts'
import { innerExperiments } from '../campaign/splits.ts'
import type { Experiment, Metric } from '../experiment/experiment.ts'
import type { LifecyclePolicy } from '../lifecycle/policy.ts'
import { ALL_ON, type Switches } from '../messaging/breaker.ts'
import type { Cap } from '../messaging/caps.ts'
import type { ConsentPolicy } from '../messaging/consent.ts'
import type { DayTime } from '../messaging/send-time.ts'
import type { RevenuePolicy } from '../metrics/metrics.ts'

/** What the company decided, apart from campaigns: one policy a system, written as JSON. */
export type Policy = {
  readonly lifecycle: LifecyclePolicy
  readonly revenue: RevenuePolicy
  readonly consent: ConsentPolicy
  readonly sending: SendingPolicy
  /** What people read instead of a topic's name, in each language it is written in; topics that are not here show their name. */
  readonly topics: ReadonlyMap<string, TopicTitles>
  /** Events older than this on arrival update the picture and trigger nothing. */
  readonly entryMaxAgeMs: number
  /** Whom all marketing leaves alone, period by period; null: nobody. */
  readonly globalHoldout: Experiment | null
}

/** By BCP 47 tag; the first is that of everybody else. */
export type TopicTitles = ReadonlyMap<string, string>

/** How mail reaches people, whatever the campaign. */
export type SendingPolicy = {
  /** Who writes, and who is answered to; null: nobody was named. */
  readonly from: string | null
  readonly replyTo: string | null
  readonly quietHours: DayTime | null
  /** Where those live of whom nobody knows it: it must be a good time in all of them. The first is the company's own, of whose days budgets are. */
  readonly zones: readonly string[]
  readonly caps: readonly Cap[]
  /** Mails a day at most, of all campaigns together; null: any number. */
  readonly perDay: number | null
}

/** Everything a decision follows besides the customer's own state. */
export type Rules = {
  readonly policy: Policy
  readonly sendingOn: boolean
  /** What somebody, or a breaker, stopped. */
  readonly switches: Switches
  readonly campaigns: Catalogue
  /** As they stand: what newcomers are assigned in. */
  readonly experiments: ReadonlyMap<ExperimentId, Experiment>
  /** Phases of campaigns' experiments, each as the last version of it says: see {@link experimentAt}. */
  readonly phases: ReadonlyMap<string, Experiment>
  /** Those of which a customer is in one at a time. */
  readonly experimentsByGroup: ReadonlyMap<string, readonly Experiment[]>
  /** Which experiments count an event as an outcome, or take a ratio over it: every phase of them. */
  readonly metricsByEvent: ReadonlyMap<string, readonly Listening[]>
  /** Events somebody named: these the timeline keeps. */
  readonly namedEvents: ReadonlySet<string>
  /** Those of them whose history conditions ask about. */
  readonly askedEvents: ReadonlySet<string>
  /** As they stand, by id. */
  readonly segments: ReadonlyMap<string, Segment>
  /** Of each segment all that it asks about. */
  readonly dependencies: ReadonlyMap<string, Dependencies>
}

/** What is published beside policy, campaigns and experiments. */
export type Beside = { readonly segments?: readonly Segment[]; readonly said?: Said }

export type Listening = { readonly experiment: Experiment; readonly metric: Metric }

/** The name of the event that tells of an assignment made outside (Segment's A/B testing spec). */
export const EXPERIMENT_VIEWED = 'Experiment Viewed'

/** Indexes a policy, campaign versions, experiments assigned outside and what is beside them, once per change of any of them. */
export const rulesOf = (
  policy: Policy,
  versions: readonly Campaign[],
  outside: readonly Experiment[],
  sendingOn: boolean,
  { segments = [], said }: Beside = {},
): Rules => {
  const campaigns = catalogueOf(versions, said)
  const asked = askedEvents(versions, segments)
  const sound = soundSegments(segments)
  const { globalHoldout } = policy
  const others = [...outside, ...(globalHoldout === null ? [] : [globalHoldout])]
  const ofVersions = new Map(versions.map((version) => [version, experimentsOf(version)]))
  const experiments = [...[...campaigns.live.values()].flatMap((live) => ofVersions.get(live) ?? experimentsOf(live)), ...others]
  const phases = new Map(
    [...ofVersions]
      .sort(([a], [b]) => a.version - b.version)
      .flatMap(([, all]) => all)
      .map((experiment) => [phaseKey(experiment.id, experiment.phase), experiment]),
  )
  const metricsByEvent = listeningTo([...phases.values(), ...others])
  return {
    policy,
    sendingOn,
    switches: ALL_ON,
    campaigns,
    experiments: new Map(experiments.map((experiment) => [experiment.id, experiment])),
    phases,
    experimentsByGroup: byGroup(experiments),
    metricsByEvent,
    namedEvents: new Set([...namedEvents(policy, versions, metricsByEvent, outside.length > 0), ...asked]),
    askedEvents: asked,
    segments: sound,
    dependencies: new Map([...sound].map(([id, { condition }]) => [id, dependsOn(condition, sound)])),
  }
}

/**
 * The experiment as it is for somebody who was assigned in a phase: their outcomes are told by what that phase asked for, whatever newcomers
 * are asked for since. As it stands where the phase is not known, and of others' experiments.
 */
export const experimentAt = ({ phases, experiments }: Rules, id: ExperimentId, phase: number): Experiment | null =>
  phases.get(phaseKey(id, phase)) ?? experiments.get(id) ?? null

const phaseKey = (id: ExperimentId, phase: number): string => `${phase} ${id}`

/** A campaign's experiment, and those of its splits. */
const experimentsOf = (campaign: Campaign): readonly Experiment[] => [
  ...(campaign.experiment === null ? [] : [campaign.experiment]),
  ...innerExperiments(campaign),
]

const listeningTo = (experiments: readonly Experiment[]): ReadonlyMap<string, readonly Listening[]> => {
  const byEvent = new Map<string, Listening[]>()
  for (const experiment of experiments) {
    for (const metric of experiment.metrics) {
      for (const event of eventsOf(metric)) {
        const listening = byEvent.get(event)
        if (listening === undefined) byEvent.set(event, [{ experiment, metric }])
        else listening.push({ experiment, metric })
      }
    }
  }
  return byEvent
}

/** What a metric has to hear: an event that is both sides of a ratio once. */
export const eventsOf = ({ event, per }: Metric): readonly string[] => (per === null || per.event === event ? [event] : [event, per.event])

const byGroup = (experiments: readonly Experiment[]): ReadonlyMap<string, readonly Experiment[]> => {
  const groups = new Map<string, Experiment[]>()
  for (const experiment of experiments) {
    if (experiment.group !== null) groups.set(experiment.group, [...(groups.get(experiment.group) ?? []), experiment])
  }
  return groups
}

const namedEvents = (
  policy: Policy,
  versions: readonly Campaign[],
  metrics: ReadonlyMap<string, unknown>,
  hasOutside: boolean,
): ReadonlySet<string> => {
  const names = new Set<string>([...policy.lifecycle.activity, ...policy.lifecycle.churnedBy, ...policy.lifecycle.returnedBy])
  for (const name of [...policy.revenue.events, ...policy.revenue.refunds, ...metrics.keys()]) names.add(name)
  for (const campaign of versions) {
    if (campaign.entry.on === 'event') names.add(campaign.entry.event)
    for (const exit of campaign.exits) if (exit.on === 'event') names.add(exit.event)
    for (const { steps, milestones } of campaign.paths.values()) {
      for (const step of steps) if (step.type === 'wait-for') names.add(step.event)
      for (const { event } of milestones) names.add(event)
    }
  }
  if (hasOutside) names.add(EXPERIMENT_VIEWED)
  return names
}
