/** Which rules hold when: those of an era, and what was stopped since by a person or a breaker. */
import type { Stop } from '../../../shared/domain/messaging/breaker.ts'
import type { CampaignId, EpochMs } from '../../../shared/kernel/words.ts'
import type { SwitchChange } from '../../../shared/ports/switches.ts'
import type { Era } from './definitions.ts'

export type Stops = {
  readonly changed: (change: SwitchChange, at: EpochMs) => void
  /** The era of an instant, with what stands stopped then. */
  readonly eraAt: (at: EpochMs) => Era
}

export const stopsOf = (eras: readonly Era[]): Stops => {
  type Standing = { readonly from: EpochMs; readonly stops: ReadonlyMap<string, Stop> }
  const log: Standing[] = [{ from: (eras[0] as Era).from, stops: new Map() }]
  const known = new Map<Era, Map<Standing, Era>>()
  return {
    changed: ({ campaign, on, at, because }, from) => {
      const stops = new Map(log.at(-1)?.stops)
      if (on) stops.delete(campaign ?? '*')
      else stops.set(campaign ?? '*', { at, because })
      log.push({ from, stops })
    },
    eraAt: (at) => {
      const era = eras.findLast(({ from }) => from <= at) ?? (eras[0] as Era)
      const standing = log.findLast(({ from }) => from <= at) ?? (log[0] as Standing)
      const stopped = known.get(era)?.get(standing) ?? withStops(era, standing.stops)
      known.set(era, (known.get(era) ?? new Map()).set(standing, stopped))
      return stopped
    },
  }
}

const withStops = (era: Era, stops: ReadonlyMap<string, Stop>): Era => {
  if (stops.size === 0) return era
  const campaigns = new Map([...stops].filter(([name]) => name !== '*').map(([name, stop]) => [name as CampaignId, stop]))
  return { ...era, stops, rules: { ...era.rules, switches: { sending: stops.get('*') ?? null, campaigns } } }
}
