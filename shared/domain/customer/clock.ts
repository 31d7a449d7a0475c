import type { Json } from '../../kernel/json.ts'
import { isZone } from '../../kernel/zone.ts'
import type { Campaign } from '../campaign/campaign.ts'
import { type Path, read } from '../conditions/path.ts'
import type { Rules } from './rules.ts'
import { type CustomerState, zoneOf } from './state.ts'

/** The zone a campaign's local times are in: its own, the customer's, or the company's own, where nobody knows the customer's. */
export const clockOf = (rules: Rules, campaign: Campaign, state: CustomerState): string => campaign.zone ?? ownClockOf(rules, state)

/** The customer's zone, or the company's own, where nobody knows it. */
export const ownClockOf = ({ policy: { sending } }: Rules, state: CustomerState): string => {
  const own = zoneOf(state)
  return own !== null && isZone(own) ? own : (sending.zones[0] ?? 'UTC')
}

/** What a path such as `traits.plan.name` reads, where it names an attribute; null: there is none. */
export const traitAt = ({ traits }: CustomerState, [scope, name, ...inside]: Path): Json => {
  if (scope !== 'traits' || name === undefined || !Object.hasOwn(traits, name)) return null
  return read(traits[name]?.value ?? null, inside)
}
