import { addedReturns, breakerOf, type BreakerVerdict, type Excess, NO_RETURNS, type Returns } from '../domain/messaging/breaker.ts'
import { BREAKER_DAYS } from '../kernel/limits.ts'
import { dayOf } from '../kernel/time.ts'
import { type CampaignId, type EpochDay, epochDay, type EpochMs } from '../kernel/words.ts'
import type { Baseline, SwitchChange } from '../ports/switches.ts'
import type { TallyStore } from '../ports/tally-store.ts'
import type { Engine } from './engine.ts'
import { returnsOn } from './switches.ts'

/** How much came back of one campaign, or of all sending (`campaign` null), in the days that count for its breaker. */
export type Rate = { readonly campaign: CampaignId | null; readonly returns: Returns; readonly verdict: BreakerVerdict }

/** A breaker that tripped. */
export type Tripped = { readonly campaign: CampaignId | null; readonly because: Excess }

/**
 * Looks at what came back, and stops what has too much: the campaigns it came from, and where without those there still is too much,
 * all sending. Answers what it stopped just now.
 */
export const watch = async ({ tallies, switches }: Pick<Engine, 'tallies' | 'switches'>, now: EpochMs): Promise<readonly Tripped[]> => {
  const { campaigns, all } = await ratesNow(tallies, await switches.store.latest(), now)
  const tripped: Tripped[] = []
  for (const { campaign, verdict } of all.verdict.say === 'stop' ? [...campaigns, all] : campaigns) {
    if (verdict.say !== 'stop') continue
    const because: Excess = { rate: verdict.rate, count: verdict.count, of: verdict.of }
    const moved = await switches.move({
      campaign,
      on: false,
      by: 'breaker',
      at: now,
      because: { type: 'breaker', ...because },
      baseline: null,
    })
    if (moved) tripped.push({ campaign, because })
  }
  return tripped
}

/**
 * The rates as they stand. All sending is that of the campaigns that send, or would if their own breaker did not stop them now: mail of
 * the others comes no more, and stopping the rest would not take back theirs.
 */
export const ratesNow = async (
  tallies: Pick<TallyStore, 'read'>,
  latest: readonly SwitchChange[],
  now: EpochMs,
): Promise<{ readonly campaigns: readonly Rate[]; readonly all: Rate }> => {
  const days = await daysUntil(tallies, now)
  const ids = new Set([...days.values()].flatMap((ofDay) => [...ofDay.keys()]))
  const changeOf = (campaign: CampaignId | null) => latest.find((one) => one.campaign === campaign)
  const campaigns = [...ids].sort().map((campaign): Rate => {
    const returns = returnsSince(days, campaign, [changeOf(campaign)?.baseline ?? null])
    return { campaign, returns, verdict: breakerOf(returns) }
  })
  const sending = campaigns.filter(({ campaign, verdict }) => verdict.say !== 'stop' && changeOf(campaign)?.on !== false)
  const total = sending.flatMap(({ campaign }) =>
    campaign === null ? [] : [returnsSince(days, campaign, [changeOf(campaign)?.baseline ?? null, changeOf(null)?.baseline ?? null])],
  )
  const returns = total.reduce(addedReturns, NO_RETURNS)
  return { campaigns, all: { campaign: null, returns, verdict: breakerOf(returns) } }
}

/** Mails that left in so many days, today among them. */
export const sentInDays = async (tallies: Pick<TallyStore, 'read'>, now: EpochMs, days: number): Promise<number> => {
  let sent = 0
  for (let back = 0; back < days; back += 1)
    for (const returns of (await returnsOn(tallies, epochDay(dayOf(now) - back))).values()) sent += returns.sent
  return sent
}

type Days = ReadonlyMap<EpochDay, ReadonlyMap<CampaignId, Returns>>

const daysUntil = async (tallies: Pick<TallyStore, 'read'>, now: EpochMs): Promise<Days> => {
  const days = new Map<EpochDay, ReadonlyMap<CampaignId, Returns>>()
  for (let back = BREAKER_DAYS - 1; back >= 0; back -= 1) {
    const day = epochDay(dayOf(now) - back)
    days.set(day, await returnsOn(tallies, day))
  }
  return days
}

/** From the latest baseline on, and on its own day what came after it. */
const returnsSince = (days: Days, campaign: CampaignId, baselines: readonly (Baseline | null)[]): Returns => {
  const known = baselines.filter((one) => one !== null)
  const from = Math.max(...known.map(({ day }) => day), 0)
  const taken = known.filter(({ day }) => day === from).map(({ returns }) => returns[campaign] ?? NO_RETURNS)
  let sum = NO_RETURNS
  for (const [day, ofDay] of days) {
    if (day < from) continue
    const counted = ofDay.get(campaign) ?? NO_RETURNS
    sum = addedReturns(sum, day === from ? after(counted, taken) : counted)
  }
  return sum
}

const after = (counted: Returns, baselines: readonly Returns[]): Returns => {
  const past = (what: keyof Returns): number => Math.max(0, counted[what] - Math.max(0, ...baselines.map((one) => one[what])))
  return { sent: past('sent'), bounced: past('bounced'), complained: past('complained') }
}
