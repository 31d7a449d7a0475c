/** Beginnings of keys by kind of row, as policies name them: taken from the layout of the table, so that they cannot drift from it. */
import { lists, partitions } from '../shared/adapters/dynamo/layout.ts'

/** What stands before the first part that varies, and a star for the rest. */
const beginning = (key: string): string => `${key.slice(0, key.indexOf('#') + 1)}*`

export const KEYS = {
  customers: beginning(partitions.customer('x' as never)),
  messages: beginning(partitions.message('x' as never)),
  suppressions: beginning(partitions.suppression('x' as never)),
  budgets: beginning(partitions.budget(0 as never)),
  coupons: beginning(partitions.coupons('x')),
  definitions: beginning(partitions.definitions),
  quarantine: beginning(partitions.quarantineCounts),
  tallies: beginning(partitions.tally('x', 0)),
  counting: beginning(partitions.counting),
  visits: beginning(partitions.visits('x' as never)),
  switches: beginning(partitions.switches),
  pace: beginning(partitions.pace),
  secret: beginning(partitions.secret),
  erasures: beginning(partitions.erasure('x' as never)),
  writeKeys: beginning(partitions.writeKey('x')),
  audit: beginning(partitions.audit('x')),
  sweeps: beginning(partitions.sweep('x')),
  tasks: beginning(partitions.tasks('x' as never)),
  taskLeads: beginning(partitions.task('x' as never)),
  texts: beginning(partitions.texts),
  verdicts: beginning(partitions.verdicts),
  calls: beginning(partitions.call('x' as never)),
} as const

/** The lists of the index over all rows that somebody comes back to. */
export const LISTED = {
  due: beginning(lists.due(0)),
  owed: beginning(lists.owed(0)),
  asked: beginning(lists.asked(0)),
  quarantine: lists.quarantine,
  dismissed: lists.dismissed,
  suppressed: lists.suppressed,
  untoldVisits: lists.untoldVisits,
  freeCoupons: beginning(lists.freeCoupons('x')),
  erasing: lists.erasing,
  tasks: beginning(lists.tasks('x')),
} as const
