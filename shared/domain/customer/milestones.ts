/** Checklists: what is to be done, in whatever order, and where a journey goes once all of it is. */
import type { EpochMs } from '../../kernel/words.ts'
import type { Campaign, Milestone, Path } from '../campaign/campaign.ts'
import type { DidLeaf } from '../conditions/condition.ts'
import { evaluate } from '../conditions/evaluate.ts'
import type { LifecycleEvent } from '../event/event.ts'
import type { Journey } from '../journey/journey.ts'
import { asks } from './ask.ts'
import { type Draft, record } from './draft.ts'
import { journeyOf } from './evolve.ts'
import { pathOf } from './move-message.ts'
import type { Rules } from './rules.ts'
import { campaignOf, walk, wayOf } from './walk.ts'

/** Where a journey that begins takes its first step. What was done before counts, the event that began it among it. */
export const beginning = (
  draft: Draft,
  rules: Rules,
  campaign: Campaign,
  entry: number,
  event: LifecycleEvent | null,
  at: EpochMs,
): number => {
  const journey = journeyOf(draft.state, campaign.id, entry)
  if (journey === null) return 0
  const path = wayOf(campaign, journey)
  for (const milestone of path.milestones) {
    const isDone = (event !== null && isDoneBy(milestone, event)) || asks(draft, rules, everDid(milestone), null, at)
    if (isDone) note(draft, journey, milestone, at)
  }
  return completion(draft, path, journey) ?? 0
}

/** An event may be one of the things that are to be done. Once all of them are, what follows comes at once. */
export const reach = (draft: Draft, rules: Rules, journey: Journey, event: LifecycleEvent, at: EpochMs): void => {
  const { campaign, entry, position } = journey
  if (position.status !== 'waiting' && position.status !== 'paused') return
  const path = wayOf(campaignOf(rules, journey), journey)
  const reached = path.milestones.filter((one) => !journey.milestones.includes(one.name) && isDoneBy(one, event))
  if (reached.length === 0) return
  for (const milestone of reached) note(draft, journey, milestone, at)
  const goal = completion(draft, path, journey)
  if (goal === null) return
  const over = { campaign, entry, step: position.step, path: pathOf(journey) }
  record(draft, position.status === 'waiting' ? { type: 'waited', ...over, by: 'complete' } : { type: 'resumed', ...over }, at)
  walk(draft, rules, campaignOf(rules, journey), entry, goal, at)
}

/** Where it goes on, if nothing is left to be done. */
const completion = (draft: Draft, { milestones, onComplete }: Path, { campaign, entry }: Journey): number | null => {
  const done = journeyOf(draft.state, campaign, entry)?.milestones ?? []
  return milestones.length > 0 && milestones.every(({ name }) => done.includes(name)) ? onComplete : null
}

const note = (draft: Draft, journey: Journey, { name }: Milestone, at: EpochMs): void =>
  record(draft, { type: 'milestone', campaign: journey.campaign, entry: journey.entry, name, path: pathOf(journey) }, at)

const isDoneBy = ({ event, where }: Milestone, done: LifecycleEvent): boolean =>
  event === done.name && (where === null || evaluate(where, done.properties))

const everDid = ({ event, where }: Milestone): DidLeaf => ({
  kind: 'did',
  operator: '$did',
  expected: { event },
  did: { event, atLeast: 1, atMost: null, reach: { since: 'ever' }, where, sums: [] },
})
