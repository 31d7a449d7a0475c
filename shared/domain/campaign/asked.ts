import { didsOf } from '../conditions/attributes.ts'
import type { Condition } from '../conditions/condition.ts'
import type { Campaign, Milestone } from './campaign.ts'
import type { Segment } from './segment.ts'

/** Names of events whose history conditions of campaigns or segments ask about: the timeline has to keep them. */
export const askedEvents = (campaigns: readonly Campaign[], segments: readonly Segment[]): ReadonlySet<string> => {
  const conditions = [...campaigns.flatMap(conditionsOf), ...segments.map(({ condition }) => condition)]
  return new Set([...conditions.flatMap(didsOf), ...campaigns.flatMap(milestonesOf)].map(({ event }) => event))
}

/** What was done before the entry counts, so their history is asked about, too. */
const milestonesOf = ({ paths }: Campaign): readonly Milestone[] => [...paths.values()].flatMap(({ milestones }) => milestones)

/** Those a campaign puts to a customer: its audience, and the branches of its steps. */
const conditionsOf = ({ audience, paths }: Campaign): readonly Condition[] => [
  ...(audience === null ? [] : [audience]),
  ...[...paths.values()].flatMap(({ steps }) => steps.flatMap((step) => (step.type === 'branch' ? step.ways.map(({ when }) => when) : []))),
]
