/** What publishing would do, before it does: which fields change, and which people that concerns. */
import type { Campaign } from '../../domain/campaign/campaign.ts'
import { ask } from '../../domain/conditions/ask.ts'
import { NOTHING_BESIDE } from '../../domain/conditions/about.ts'
import type { Condition } from '../../domain/conditions/condition.ts'
import { documentOf } from '../../domain/customer/document.ts'
import type { Rules } from '../../domain/customer/rules.ts'
import type { CustomerState } from '../../domain/customer/state.ts'
import type { Json } from '../../kernel/json.ts'
import { AUDIENCE_CUSTOMERS_MAX } from '../../kernel/limits.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { Definition } from '../../ports/definitions.ts'
import type { Directory } from '../../ports/directory.ts'
import { diffOf } from '../../contract/diff.ts'
import type { PeopleConcerned, PlannedChange } from '../../contract/planned.ts'
import { someCustomers } from './seen.ts'

/** What each change is. `people` null: nobody is counted. */
export const planOf = async (
  all: readonly Definition[],
  changes: readonly Definition[],
  after: Rules,
  people: Pick<Directory, 'find'> | null,
  now: EpochMs,
): Promise<readonly PlannedChange[]> => {
  const counted = people === null ? new Map<Definition, PeopleConcerned>() : await peopleOf(changes, after, people, now)
  return changes.map((one) => {
    const before = all.findLast(({ kind, id, version }) => kind === one.kind && id === one.id && version === one.version - 1)
    const { kind, id, version } = one
    const fields = before === undefined || kind === 'template' ? [] : diffOf(before.source, one.source)
    return { kind, id, version, change: before === undefined ? 'new' : 'changed', fields, people: counted.get(one) ?? null }
  })
}

type Counting = {
  readonly of: Definition
  readonly campaign: Campaign | null
  readonly condition: Condition | null
  count: Omit<PeopleConcerned, 'looked' | 'isAll'>
}

const peopleOf = async (
  changes: readonly Definition[],
  rules: Rules,
  directory: Pick<Directory, 'find'>,
  now: EpochMs,
): Promise<ReadonlyMap<Definition, PeopleConcerned>> => {
  const counting = changes.flatMap((of): readonly Counting[] => {
    const count = { inIt: 0, wouldMove: 0, inAudience: 0, unknown: 0 }
    if (of.kind === 'segment') return [{ of, campaign: null, condition: rules.segments.get(of.id)?.condition ?? null, count }]
    const campaign = of.kind === 'campaign' ? [...rules.campaigns.live.values()].find(({ id }) => id === of.id) : undefined
    return campaign === undefined ? [] : [{ of, campaign, condition: campaign.audience, count }]
  })
  if (counting.length === 0) return new Map()
  let looked = 0
  for await (const page of someCustomers(directory, AUDIENCE_CUSTOMERS_MAX)) {
    looked += page.length
    for (const state of page) countOne(counting, state, rules, now)
  }
  return new Map(counting.map(({ of, count }) => [of, { ...count, looked, isAll: looked < AUDIENCE_CUSTOMERS_MAX }]))
}

const countOne = (counting: readonly Counting[], state: CustomerState, rules: Rules, now: EpochMs): void => {
  const document: Json = documentOf(state, rules.policy)
  const about = { ...NOTHING_BESIDE, segments: rules.segments, now }
  for (const one of counting) {
    const answer = one.condition === null ? true : ask(one.condition, document, about)
    const journeys = state.journeys.filter(({ campaign }) => campaign === one.campaign?.id)
    const moving = journeys.filter(({ variant, version, position }) => {
      if (one.campaign?.migrate !== 'move' || position.status !== 'waiting') return false
      const id = rules.campaigns.byVersion.get(`${version}:${one.campaign.id}`)?.paths.get(variant)?.steps[position.step]?.id ?? null
      return id !== null && (one.campaign.paths.get(variant)?.steps.some((step) => step.id === id) ?? false)
    })
    const { inIt, wouldMove, inAudience, unknown } = one.count
    one.count = {
      inIt: inIt + (journeys.length > 0 ? 1 : 0),
      wouldMove: wouldMove + (moving.length > 0 ? 1 : 0),
      inAudience: inAudience + (answer === true ? 1 : 0),
      unknown: unknown + (typeof answer === 'boolean' ? 0 : 1),
    }
  }
}
