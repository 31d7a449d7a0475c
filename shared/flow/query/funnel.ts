import type { Funnel } from '../../contract/api.ts'
import type { Refusal, StatusName } from '../../domain/messaging/message.ts'

export type Moved = {
  readonly variant: string
  readonly step: number
  readonly to: StatusName
  readonly because: string
  readonly count: number
}
/** Mails of which something was heard, by its kind as the counters name it. */
export type Heard = { readonly kind: string; readonly count: number }
export type Counted = {
  readonly decided: number
  readonly zoneUnknown: number
  readonly moved: readonly Moved[]
  readonly heard: readonly Heard[]
}

export const funnelOf = ({ decided, zoneUnknown, moved, heard }: Counted): Funnel => {
  const cameTo = (status: StatusName): number => sum(moved.filter(({ to }) => to === status))
  const heardOf = (named: string): number => sum(heard.filter(({ kind }) => kind === named))
  const [sent, withheld, stale, unconfirmed] = [cameTo('sent'), cameTo('withheld'), cameTo('stale'), cameTo('unconfirmed')]
  const kept = [
    ...byReason(moved, 'refused'),
    ...(withheld === 0 ? [] : [{ because: 'withheld' as const, count: withheld }]),
    ...(stale === 0 ? [] : [{ because: 'stale' as const, count: stale }]),
  ].sort((a, b) => b.count - a.count)
  return {
    ...{ decided, zoneUnknown, sent, unconfirmed, kept },
    // A mail that the service throws away after it had taken it is counted on both sides.
    open: Math.max(0, decided - sent - unconfirmed - sum(kept)),
    deferrals: byReason(moved, 'deferred'),
    delivered: cameTo('delivered'),
    bounced: { permanent: heardOf('bounced permanent'), transient: heardOf('bounced transient') },
    complained: heardOf('complained'),
    opened: { person: heardOf('opened person'), machine: heardOf('opened machine') },
    clicked: { person: heardOf('clicked person'), machine: heardOf('clicked machine') },
  }
}

const byReason = (moved: readonly Moved[], status: 'refused' | 'deferred'): Funnel['deferrals'] => {
  const counts = new Map<Refusal['type'], number>()
  for (const { to, because, count } of moved) {
    if (to === status && because !== '') counts.set(because as Refusal['type'], (counts.get(because as Refusal['type']) ?? 0) + count)
  }
  return [...counts].map(([because, count]) => ({ because, count })).sort((a, b) => b.count - a.count)
}

const sum = (counted: readonly { readonly count: number }[]): number => counted.reduce((total, { count }) => total + count, 0)
