/** Who a preview is about: somebody of the data folder as they stood, or somebody invented whom the campaign is for. */
import type { Campaign } from '../../shared/domain/campaign/campaign.ts'
import type { Policy } from '../../shared/domain/customer/rules.ts'
import type { LifecycleEvent } from '../../shared/domain/event/event.ts'
import type { Stage } from '../../shared/domain/lifecycle/stage.ts'
import { GRANTING_EVENT } from '../../shared/domain/messaging/consent.ts'
import { attributesOf, traitsOf, wordOf } from '../../shared/flow/simulation/picture.ts'
import type { JsonObject } from '../../shared/kernel/json.ts'
import { DAY_MS } from '../../shared/kernel/time.ts'
import { type CustomerId, epochMs, type EpochMs, inputId } from '../../shared/kernel/words.ts'
import type { Local } from '../wiring.ts'

/** All that is known of somebody before an instant, oldest first; null: nobody knows them. */
export const personIn = async ({ stores }: Local, id: CustomerId, at: EpochMs): Promise<readonly LifecycleEvent[] | null> => {
  const state = (await stores.customers.load([id])).get(id)
  if (state === undefined) return null
  const events = await stores.inspection.eventsOf(state.id)
  const names = new Set(events.map(({ name }) => name))
  const words = (await stores.inspection.factsOf(state.id)).flatMap((fact) => wordOf(state.id, fact) ?? [])
  const before = [...events, ...words.filter(({ name }) => !names.has(name))]
    .filter(({ occurredAt }) => occurredAt < at)
    .sort((a, b) => a.occurredAt - b.occurredAt)
  return [attributesOf(state.id, traitsOf(state), before[0]?.occurredAt ?? epochMs(at - DAY_MS)), ...before]
}

/** Somebody who subscribed and stands in the stage the campaign is entered on; `traits`: what is said of them. */
export const invented = (
  id: CustomerId,
  campaign: Campaign,
  policy: Policy,
  traits: JsonObject,
  at: EpochMs,
): readonly LifecycleEvent[] => {
  const [activity] = policy.lifecycle.activity
  const silentMs = campaign.entry.on === 'stage' ? silenceOf(campaign.entry.stage, policy) : DAY_MS
  const seenAt = epochMs(at - silentMs)
  const firstAt = epochMs(seenAt - (campaign.entry.on === 'stage' && campaign.entry.stage === 'new' ? 0 : policy.lifecycle.newMs))
  const event = (name: string, properties: JsonObject, occurredAt: EpochMs, said: JsonObject = {}): LifecycleEvent => ({
    ...{ id: inputId(`invented-${name}-${occurredAt}`), customerId: id, type: name === '$identify' ? 'identify' : 'track', name },
    ...{ occurredAt, properties, traits: said },
  })
  const known = [
    event('$identify', {}, firstAt, { email: 'ada@example.com', firstName: 'Ada', ...traits }),
    event(GRANTING_EVENT, { confirmed: true }, firstAt),
  ]
  const acts = activity === undefined ? [] : [...new Set([firstAt, seenAt])].map((when) => event(activity, {}, when))
  return [...known, ...acts]
}

/** Long enough silent to stand in it when they enter. */
const silenceOf = (stage: Stage, { lifecycle }: Policy): number => {
  switch (stage) {
    case 'new':
    case 'active':
      return Math.min(DAY_MS, lifecycle.atRiskMs - 1)
    case 'at-risk':
      return lifecycle.atRiskMs
    case 'dormant':
      return lifecycle.dormantMs
    case 'churned':
      return lifecycle.churnedMs
  }
}
