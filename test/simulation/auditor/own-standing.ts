/** Where campaigns stand, by their files and by what people said, worked out a second time; and what becomes of moments within a pause. */
import type { Era } from '../world/definitions.ts'
import { bucket } from './rules.ts'

export type Status = 'active' | 'draft' | 'paused' | 'ended'

/** `until` null: it still is. */
export type OwnHold = { readonly from: number; readonly until: number | null; readonly spreadMs: number }
export type OwnStanding = { readonly now: Status; readonly since: number; readonly holds: readonly OwnHold[] }

const ORDER: readonly Status[] = ['active', 'draft', 'paused', 'ended']
const known = new WeakMap<object, Map<string, OwnStanding>>()

/** Of the latest file and the latest word that which allows less, at each instant at which one of them changed. */
export const standingOf = (era: Era, campaign: string): OwnStanding => {
  const all = known.get(era.rules.campaigns) ?? new Map<string, OwnStanding>()
  known.set(era.rules.campaigns, all)
  const standing = all.get(campaign) ?? workOut(era, campaign)
  all.set(campaign, standing)
  return standing
}

const workOut = ({ campaigns, said }: Era, campaign: string): OwnStanding => {
  const files = campaigns
    .filter(({ file }) => file.id === campaign)
    .map(({ file, campaign: { version, publishedAt } }) => ({ version, at: publishedAt, status: file.status as Status }))
    .sort((a, b) => a.version - b.version)
  const words = [...said].flatMap(([id, list]) => (id === campaign ? list : []))
  const instants = [...new Set([...files, ...words].map(({ at }) => at))].sort((a, b) => a - b)
  const holds: OwnHold[] = []
  let now: Status = 'active'
  let since = instants[0] ?? 0
  let heldFrom: number | null = null
  for (const [index, at] of instants.entries()) {
    const file = files.filter((one) => one.at <= at).at(-1)?.status ?? 'active'
    const word = words.filter((one) => one.at <= at).at(-1)
    const next = ORDER[Math.max(ORDER.indexOf(file), ORDER.indexOf(word?.status ?? 'active'))] as Status
    if (index > 0 && next === now) continue
    const isHeld = next === 'paused' || next === 'ended'
    if (isHeld) heldFrom ??= at
    else if (heldFrom !== null) {
      holds.push({ from: heldFrom, until: at, spreadMs: word?.spreadMs ?? 0 })
      heldFrom = null
    }
    now = next
    since = at
  }
  return { now, since, holds: heldFrom === null ? holds : [...holds, { from: heldFrom, until: null, spreadMs: 0 }] }
}

/** What a campaign was at an instant. */
export const statusAt = (era: Era, campaign: string, at: number): Status => {
  const { now, since, holds } = standingOf(era, campaign)
  if (now === 'ended' && at >= since) return 'ended'
  if (holds.some(({ from, until }) => at >= from && (until === null || at < until))) return 'paused'
  return now === 'draft' ? 'draft' : 'active'
}

/** When what is due at an instant comes: after a pause, and a share of what it was spread over, which is each customer's own. Null: nobody knows. */
export const comesAt = (era: Era, campaign: string, customer: string, due: number): number | null => {
  let at = due
  for (const { from, until, spreadMs } of standingOf(era, campaign).holds) {
    if (at < from) return at
    if (until === null) return null
    if (at < until) at = until + Math.floor((spreadMs * bucket(`resume/${campaign}/`, customer)) / 10_000)
  }
  return at
}
