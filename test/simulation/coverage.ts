/** What a run must have shown: a fault that never struck, or a refusal nobody met, proves nothing about either. */
import type { EntryRefusal } from '../../shared/domain/campaign/may-enter.ts'
import type { Hindrance, Refusal, StatusName } from '../../shared/domain/messaging/message.ts'
import type { QuarantineReason } from '../../shared/ports/quarantine.ts'
import { COMPARED } from './auditor/counting-compared.ts'
import type { Count } from './counts.ts'
import { FAULTS } from './engine/faults.ts'
import type { Kind } from './engine/invocations.ts'

/** With fewer worlds than this the rarest things may not come up by mere chance. */
export const SEEDS_TO_SHOW_ALL = 2_000

/** The type checker holds these lists complete: a reason added to the product must be met here. */
const ENTRY_REFUSALS: Readonly<Record<EntryRefusal['type'], true>> = {
  'campaign-not-active': true,
  'not-started': true,
  over: true,
  'event-too-old': true,
  'already-in': true,
  'entered-before': true,
  'too-many-journeys': true,
  'not-in-audience': true,
  'outside-traffic': true,
  'campaign-paused': true,
  draft: true,
  missed: true,
  'entered-for-key': true,
  'no-key': true,
  'in-other-experiment': true,
}
/**
 * Nobody is erased here: that is one commit of one customer, and has tests of its own. A pause refuses nothing: it puts mail off until it
 * goes on, and what is stale by then is dropped.
 */
const REFUSALS: Readonly<Record<Exclude<Refusal['type'], 'erased' | 'campaign-paused'>, true>> = {
  'sending-off': true,
  stopped: true,
  suppressed: true,
  'not-confirmed': true,
  'already-confirmed': true,
  paused: true,
  'quiet-hours': true,
  'outside-window': true,
  capped: true,
  'over-budget': true,
  'no-coupon': true,
  'campaign-not-active': true,
  'journey-ended': true,
  'no-address': true,
  withdrawn: true,
  'no-consent': true,
  'not-renderable': true,
  rejected: true,
}
const DEFERRALS: Readonly<Record<Hindrance['type'], true>> = {
  'quiet-hours': true,
  'outside-window': true,
  capped: true,
  'over-budget': true,
  'campaign-paused': true,
}
const STATUSES: Readonly<Record<Exclude<StatusName, 'refused' | 'deferred'>, true>> = {
  owed: true,
  claimed: true,
  sent: true,
  delivered: true,
  bounced: true,
  complained: true,
  withheld: true,
  stale: true,
  unknown: true,
  unconfirmed: true,
}
const QUARANTINED: Readonly<Record<Exclude<QuarantineReason, 'erased'>, true>> = {
  invalid: true,
  'in-the-future': true,
  uncertain: true,
  'too-late': true,
  'unknown-variant': true,
  'state-full': true,
  'wake-failed': true,
}
const OUTAGES: Readonly<Record<Exclude<Kind, 'recover' | 'rebuild' | 'turn'>, true>> = {
  intake: true,
  tick: true,
  chase: true,
  relay: true,
  send: true,
  report: true,
  tally: true,
  watch: true,
  carry: true,
  call: true,
  hand: true,
  sweep: true,
}

const MERGE_STEPS: readonly string[] = [
  'merge-begun',
  'redirected',
  'absorbed',
  'absorbed, by the tick',
  'merged',
  'merged, by the tick',
  'merge-lifted',
  'merge-lifted, by the tick',
  'event redirected',
]

const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  fault: Object.keys(FAULTS),
  commit: ['committed', 'conflict'],
  'handed back: outage': Object.keys(OUTAGES),
  'handed back: contended': ['intake'],
  input: ['duplicate', 'claim moot'],
  merge: MERGE_STEPS,
  'entry refused': Object.keys(ENTRY_REFUSALS),
  message: [
    ...Object.keys(STATUSES),
    ...['claimed by the fall-back zone', 'owed after a deferral', 'deferred: displaced', 'refused: displaced'],
    ...Object.keys(DEFERRALS).map((reason) => `deferred: ${reason}`),
    ...Object.keys(REFUSALS).map((reason) => `refused: ${reason}`),
  ],
  heard: ['bounced permanent', 'bounced transient', 'complained', 'delayed', 'opened', 'clicked'],
  fact: ['coupon-given', 'coupon-redeemed', 'preferences-changed', 'consent granted', 'consent pending', 'consent withdrawn'],
  journey: [
    ...['entered by event', 'entered by event, for a key', 'entered by stage', 'entered by segment', 'entered by schedule'],
    ...['waited, over by time', 'waited, over by event', 'waited, over by complete', 'waited, over by moved'],
    ...['branch taken', 'no branch taken', 'split taken', 'milestone', 'paused', 'resumed', 'journey-moved', 'leaving'],
    ...['update', 'emit', 'task', 'webhook', 'update withheld', 'emit withheld', 'task withheld', 'webhook withheld'],
    ...['task done', 'task dismissed', 'task ended', 'call delivered', 'call failed', 'segment entered', 'segment left'],
    ...['completed', 'exited by event', 'exited by stage', 'exited by segment', 'exited by withdrawn', 'exited by step'],
    ...['exited by campaign-ended', 'exited by merged'],
  ],
  experiment: COMPARED,
  stop: ['stopped by a person', 'lifted by a person', 'stopped by a breaker'],
  quarantine: Object.keys(QUARANTINED),
}

/** All counts, zeros among them, in a table by kind; and what never happened. */
export const coverageOf = (counts: readonly Count[]): { readonly table: string; readonly never: readonly string[] } => {
  const lines: string[] = []
  const never: string[] = []
  for (const [kind, names] of Object.entries(REQUIRED)) {
    lines.push(`  ${kind}`)
    const counted = counts.filter((count) => count.kind === kind)
    const others = counted.filter(({ name }) => !names.includes(name)).map(({ name }) => name)
    for (const name of [...names, ...others]) {
      const times = counted.find((count) => count.name === name)?.times ?? 0
      lines.push(`    ${name.padEnd(40)}${times.toLocaleString('en').padStart(12)}`)
      if (times === 0) never.push(`${kind}: ${name}`)
    }
  }
  return { table: lines.join('\n'), never }
}
