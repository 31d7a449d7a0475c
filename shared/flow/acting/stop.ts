import { isDeepStrictEqual } from 'node:util'
import type { FoundHarm } from '../../domain/messaging/breaker.ts'
import { Defect, unreachable } from '../../kernel/assert.ts'
import { SWITCH_CHANGES_SHOWN_MAX } from '../../kernel/limits.ts'
import type { CampaignId, EpochMs } from '../../kernel/words.ts'
import type { SwitchChange } from '../../ports/switches.ts'
import type { LatchedVerdict } from '../../ports/verdicts.ts'
import type { Switchboard } from '../switches.ts'
import { type Became, DONE, moot } from './outcome.ts'

/**
 * Turns the campaign's sending off, as a breaker does: a person turns it on again. Whoever did so since is not overruled by a second try of
 * the same.
 */
export const stop = async (
  switches: Pick<Switchboard, 'move' | 'store'>,
  campaign: CampaignId | null,
  found: LatchedVerdict,
  now: EpochMs,
): Promise<Became> => {
  if (campaign === null) return moot('it is no campaign’s experiment: there is no mail of it to stop')
  const because = { type: 'guardrail', ...harmOf(found) } as const
  const change: SwitchChange = { campaign, on: false, by: 'breaker', at: now, because, baseline: null }
  const isOurs = (one: SwitchChange): boolean =>
    one.campaign === campaign && !one.on && one.at >= found.at && isDeepStrictEqual(one.because, because)
  if ((await switches.store.changes(SWITCH_CHANGES_SHOWN_MAX)).some(isOurs)) return DONE
  return (await switches.move(change)) ? DONE : moot('its sending is off already')
}

const harmOf = ({ experiment, type, variant, metric }: LatchedVerdict): FoundHarm => {
  switch (type) {
    case 'harmful':
    case 'loser':
    case 'broken':
      return { experiment, found: type, variant, metric }
    case 'winner':
    case 'no-difference':
      throw new Defect(`nothing is stopped because of ${type}`)
    default:
      return unreachable(type)
  }
}
