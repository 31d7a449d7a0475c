import type { Rules } from '../domain/customer/rules.ts'
import { ALL_ON, NO_RETURNS, type Returns, type Stop, type Switches } from '../domain/messaging/breaker.ts'
import { partsOf, sendingScope } from '../domain/kpi/tally.ts'
import { SWITCHES_KEPT_MS } from '../kernel/limits.ts'
import { dayOf } from '../kernel/time.ts'
import { type CampaignId, campaignId, type EpochDay, type EpochMs } from '../kernel/words.ts'
import type { SwitchChange, SwitchStore } from '../ports/switches.ts'
import type { TallyStore } from '../ports/tally-store.ts'
import type { ChangeStream } from '../ports/change-stream.ts'
import { tallyAll } from './tally.ts'

/** The switches as one process knows them. */
export type Switchboard = {
  /** The same rules, with the switches as they stand. */
  readonly applied: (rules: Rules) => Rules
  /** Asks how they stand where that was asked too long ago, or never. Nothing may be claimed before it was asked once. */
  readonly refresh: (now: EpochMs) => Promise<void>
  /** Moves one, for this process at once, for others within a minute. False: it stood there already. */
  readonly move: (change: SwitchChange) => Promise<boolean>
  readonly store: SwitchStore
}

export const switchboardOf = (store: SwitchStore): Switchboard => {
  let known: Switches = ALL_ON
  let askedAt: EpochMs | null = null
  const ask = async (): Promise<void> => {
    known = standingOf(await store.latest())
  }
  let last: { readonly from: Rules; readonly known: Switches; readonly applied: Rules } | null = null
  return {
    applied: (rules) => {
      // Whoever keeps something beside rules finds it again as long as nothing changes.
      if (last === null || last.from !== rules || last.known !== known)
        last = { from: rules, known, applied: { ...rules, switches: known } }
      return last.applied
    },
    refresh: async (now) => {
      if (askedAt !== null && now >= askedAt && now - askedAt < SWITCHES_KEPT_MS) return
      await ask()
      askedAt = now
    },
    move: async (change) => {
      const moved = await store.move(change)
      await ask()
      return moved
    },
    store,
  }
}

/** Where the switches stand after their latest changes. */
const standingOf = (latest: readonly SwitchChange[]): Switches => {
  const stops = latest.filter(({ on }) => !on).map(({ campaign, at, because }) => ({ campaign, stop: { at, because } satisfies Stop }))
  return {
    sending: stops.find(({ campaign }) => campaign === null)?.stop ?? null,
    campaigns: new Map(stops.flatMap(({ campaign, stop }) => (campaign === null ? [] : [[campaign, stop] as const]))),
  }
}

/** What turning one needs of the engine. `stream` null: it cannot be read here, and the counters are as whoever counts left them. */
type Board = { readonly switches: Switchboard; readonly stream: ChangeStream | null; readonly tallies: TallyStore }

/** What a person says to a switch; `campaign` null: all sending. */
export type Turn = { readonly campaign: CampaignId | null; readonly on: boolean; readonly why: string }

/**
 * A person turns sending off or on. Turned on, what came back until now no longer counts for its breaker: it would stop again at once.
 * False: it stood there already.
 */
export const turn = async (engine: Board, { campaign, on, why }: Turn, now: EpochMs): Promise<boolean> => {
  const change = { campaign, on, by: 'person', at: now, because: { type: 'person', why } } as const
  if (!on) return engine.switches.move({ ...change, baseline: null })
  if (engine.stream !== null) await tallyAll(engine.stream, engine.tallies)
  const day = dayOf(now)
  const all = await returnsOn(engine.tallies, day)
  const counted = campaign === null ? [...all] : [[campaign, all.get(campaign) ?? NO_RETURNS] as const]
  return engine.switches.move({ ...change, baseline: { day, returns: Object.fromEntries(counted) } })
}

/** What left and came back on one day, by campaign. */
export const returnsOn = async (tallies: Pick<TallyStore, 'read'>, day: EpochDay): Promise<ReadonlyMap<CampaignId, Returns>> => {
  const found = new Map<CampaignId, Returns>()
  for (const [counter, count] of await tallies.read(sendingScope(day))) {
    const [name = '', what] = partsOf(counter)
    const id = campaignId(name)
    const before = found.get(id) ?? NO_RETURNS
    if (what === 'sent' || what === 'bounced' || what === 'complained') found.set(id, { ...before, [what]: Number(count) })
  }
  return found
}
