/** Who listens to an event: the conditions of all campaigns that share a trigger, compiled together when the first of them is met. */
import { assert } from '../../kernel/assert.ts'
import type { JsonObject } from '../../kernel/json.ts'
import { compile, type Program } from '../conditions/compile.ts'
import type { Condition } from '../conditions/condition.ts'
import type { Campaign } from './campaign.ts'

/** Of the campaigns that listen to an event those whose `where` its properties meet, in the order of their ids. */
export type Met = (properties: JsonObject) => readonly Campaign[]

/** The place of a campaign's audience among those that share its trigger. */
export type Shared = { readonly program: () => Program; readonly index: number }
export type Audiences = ReadonlyMap<Campaign, Shared>

/** By the name of the event. */
export const listenersOf = (entriesByEvent: ReadonlyMap<string, readonly Campaign[]>): ReadonlyMap<string, Met> =>
  new Map([...entriesByEvent].map(([name, campaigns]) => [name, metAmong(campaigns)]))

/** By the campaign, the very version of it; those without an audience are not here. */
export const audiencesOf = (groups: readonly ReadonlyMap<unknown, readonly Campaign[]>[]): Audiences => {
  const audiences = new Map<Campaign, Shared>()
  for (const campaigns of groups.flatMap((group) => [...group.values()])) {
    const asking = campaigns.flatMap((campaign) => (campaign.audience === null ? [] : [{ campaign, audience: campaign.audience }]))
    const program = lazily(asking.map(({ audience }) => audience))
    for (const [index, { campaign }] of asking.entries()) audiences.set(campaign, { program, index })
  }
  return audiences
}

const metAmong = (campaigns: readonly Campaign[]): Met => {
  const wheres = campaigns.map(whereOf)
  if (wheres.every((where) => where === null)) return () => campaigns
  const program = lazily(wheres.map((where) => where ?? ANY))
  return (properties) =>
    program()
      .matchesAll(properties)
      .map((index) => campaigns[index] as Campaign)
}

const whereOf = ({ entry }: Campaign): Condition | null => {
  assert(entry.on === 'event', 'indexed by event')
  return entry.where
}

const ANY: Condition = { kind: 'all', of: [] }

const lazily = (conditions: readonly Condition[]): (() => Program) => {
  let program: Program | null = null
  return () => {
    program ??= compile(conditions)
    return program
  }
}
