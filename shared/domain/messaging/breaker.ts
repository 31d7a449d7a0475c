/** When too much comes back: what mailbox providers and the mail service tolerate, before they act themselves. */
import {
  BOUNCE_STOP_BPS,
  BOUNCE_WARN_BPS,
  BOUNCES_LEAST,
  COMPLAINT_STOP_BPS,
  COMPLAINT_WARN_BPS,
  COMPLAINTS_LEAST,
} from '../../kernel/limits.ts'
import { unreachable } from '../../kernel/assert.ts'
import type { CampaignId, EpochMs, ExperimentId } from '../../kernel/words.ts'

/** Of one campaign, or of all sending, in the days that are looked at. `bounced`: for good, and not from the mail service's own list. */
export type Returns = { readonly sent: number; readonly bounced: number; readonly complained: number }

export const NO_RETURNS: Returns = { sent: 0, bounced: 0, complained: 0 }

export const addedReturns = (one: Returns, other: Returns): Returns => ({
  sent: one.sent + other.sent,
  bounced: one.bounced + other.bounced,
  complained: one.complained + other.complained,
})

/** `rate`: which of the two; with its numbers. */
export type BreakerVerdict = { readonly say: 'ok' } | ({ readonly say: 'warn' | 'stop' } & Excess)

export type Excess = { readonly rate: 'complaints' | 'bounces'; readonly count: number; readonly of: number }

/**
 * Whether so much came back that somebody has to look (`warn`) or that sending stops (`stop`). A rate that is reached counts as passed.
 * Below the least number of returns, or without mail, there is no rate. Of two the graver counts, and complaints before bounces: they cost more.
 */
export const breakerOf = ({ sent, bounced, complained }: Returns): BreakerVerdict => {
  const complaints: Excess = { rate: 'complaints', count: complained, of: sent }
  const bounces: Excess = { rate: 'bounces', count: bounced, of: sent }
  if (reaches(complaints, COMPLAINT_STOP_BPS)) return { say: 'stop', ...complaints }
  if (reaches(bounces, BOUNCE_STOP_BPS)) return { say: 'stop', ...bounces }
  if (reaches(complaints, COMPLAINT_WARN_BPS)) return { say: 'warn', ...complaints }
  return reaches(bounces, BOUNCE_WARN_BPS) ? { say: 'warn', ...bounces } : { say: 'ok' }
}

/** In whole numbers: a share of returns is at least so many hundredths of a percent. */
const reaches = ({ rate, count, of }: Excess, bps: number): boolean => of > 0 && count >= LEAST[rate] && count * 10_000 >= of * bps

const LEAST: Readonly<Record<Excess['rate'], number>> = { complaints: COMPLAINTS_LEAST, bounces: BOUNCES_LEAST }

/** Why somebody, a breaker or what an experiment found stopped sending. */
export type StopReason =
  | ({ readonly type: 'breaker' } & Excess)
  | { readonly type: 'person'; readonly why: string }
  | ({ readonly type: 'guardrail' } & FoundHarm)

/** What was found of an experiment. `variant` and `metric` are null where it is of the whole. */
export type FoundHarm = {
  readonly experiment: ExperimentId
  readonly found: 'harmful' | 'loser' | 'broken'
  readonly variant: string | null
  readonly metric: string | null
}

export type Stop = { readonly at: EpochMs; readonly because: StopReason }

/** Where the switches stand: null is on. A campaign that is not named sends. */
export type Switches = { readonly sending: Stop | null; readonly campaigns: ReadonlyMap<CampaignId, Stop> }

export const ALL_ON: Switches = { sending: null, campaigns: new Map() }

/** What keeps a campaign's mail back: all sending first. */
export const stopOf = ({ sending, campaigns }: Switches, campaign: CampaignId): (Stop & { readonly of: 'campaign' | 'all' }) | null => {
  if (sending !== null) return { of: 'all', ...sending }
  const stop = campaigns.get(campaign)
  return stop === undefined ? null : { of: 'campaign', ...stop }
}

/** In one line, for logs and the command line. */
export const stopText = (because: StopReason): string => {
  switch (because.type) {
    case 'breaker': {
      const percent = ((because.count / because.of) * 100).toFixed(2)
      return `${because.count} ${because.rate} on ${because.of} mails (${percent} %)`
    }
    case 'person':
      return because.why
    case 'guardrail':
      return harmText(because)
    default:
      return unreachable(because)
  }
}

const harmText = ({ experiment, found, variant, metric }: FoundHarm): string => {
  const whole = `the experiment ${experiment}`
  if (found === 'broken') return `${whole} is broken: people are not where its plan put them`
  const measured = metric === null ? '' : ` (${metric})`
  return found === 'harmful'
    ? `variant ${variant} of ${whole} does harm${measured}`
    : `variant ${variant} of ${whole} does worse${measured}`
}
