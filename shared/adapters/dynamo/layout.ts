/**
 * The one table: which rows there are and under which keys. Attribute names are short because every write pays for them
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html).
 */
import { digestOf } from '../../kernel/digest.ts'
import type { AddressDigest, CallId, CampaignId, CustomerDigest, CustomerId, EpochDay, MessageId, TaskId } from '../../kernel/words.ts'

/** Attributes that hold keys; all other attributes belong to the module of their row. */
export const PARTITION_KEY = 'pk'
export const SORT_KEY = 'sk'
/** Seconds since 1970, by which DynamoDB may delete a row; reads pass over rows past it, for it deletes when it likes. */
export const EXPIRY = 'ttl'

/** Local index over one customer's timeline rows by the instant they tell of (`at`, epoch milliseconds). Keys only: a range read fetches the rest. */
export const TIMELINE_INDEX = { name: 'timeline', sortKey: 'at' } as const

/** Sparse global index, keys only, of all that somebody has to come back to or lists by time: `q` says in which list, `t` (a number) where in it. */
export const LIST_INDEX = { name: 'lists', partitionKey: 'q', sortKey: 't' } as const

/** The lists of {@link LIST_INDEX}. Those in shards take as many writes as all their shards together. */
export const DUE_SHARDS = 8
export const PENDING_SHARDS = 4
export const lists = {
  due: (shard: number) => `due#${shard}`,
  /** Messages that are owed. */
  owed: (shard: number) => `owed#${shard}`,
  /** Messages that are claimed or unknown. */
  asked: (shard: number) => `asked#${shard}`,
  quarantine: 'quarantine',
  dismissed: 'dismissed',
  suppressed: 'suppressed',
  untoldVisits: 'untold',
  /** Open tasks of one assignee; the empty name has everybody's. */
  tasks: (assignee: string) => `tasks#${assignee}`,
  freeCoupons: (pool: string) => `free#${pool}`,
  /** Erasures that have not come to their end. */
  erasing: 'erasing',
} as const

/** A stable share of ids, from 0 to `shards` - 1. */
export const shardOf = (id: string, shards: number): number => {
  let sum = 0
  for (const letter of digestOf('shard', id)) sum = (sum * 31 + letter.charCodeAt(0)) % 1_000_003
  return sum % shards
}

/** Partition keys. IAM policies name their beginnings (`dynamodb:LeadingKeys`), so no two kinds of row share one. */
export const partitions = {
  customer: (id: CustomerId) => `C#${id}`,
  /** Whose a message is. Never deleted before its message row. */
  message: (id: MessageId) => `M#${id}`,
  suppression: (address: AddressDigest) => `X#${address}`,
  budget: (day: EpochDay) => `B#${day}`,
  coupons: (pool: string) => `P#${pool}`,
  definitions: 'D#',
  quarantine: (id: string) => `Q#${id}`,
  /** How many are open, and how many found no room. */
  quarantineCounts: 'Q#',
  tally: (scope: string, lane: number) => `T#${scope}#${lane}`,
  watermark: (shard: string) => `W#${shard}`,
  /** Which counters are read, what is being counted anew, and which marks of the tick came through the stream. */
  counting: 'W#',
  /** The mark itself, over several keys. No shard of a stream is called so. */
  heartbeat: (n: number) => `W#~${n}`,
  visits: (message: MessageId) => `V#${message}`,
  switches: 'S#',
  pace: 'N#',
  secret: 'Z#',
  erasure: (customer: CustomerDigest) => `E#${customer}`,
  writeKey: (hash: string) => `K#${hash}`,
  /** What people are to do about a customer. */
  tasks: (customer: CustomerId) => `L#${customer}`,
  /** Whose a task is. */
  task: (id: TaskId) => `O#${id}`,
  /** A call that is over. */
  call: (id: CallId) => `U#${id}`,
  /** What people changed, a partition a month. */
  audit: (month: string) => `A#${month}`,
  sweep: (id: string) => `R#${id}`,
  /** What was found of experiments. */
  verdicts: 'Y#',
  /** What people write: drafts, and what published versions were made of. */
  texts: 'J#',
} as const

/** Sort keys within the partition of a customer. */
export const rows = {
  state: 'STATE',
  /** Facts of one commit share a row, several only where they are too many for one. They sort by the version that their commit wrote. */
  fact: (version: number, n: number) => `F#${String(version).padStart(12, '0')}#${String(n).padStart(4, '0')}`,
  message: (id: MessageId) => `M#${id}`,
  event: (id: string) => `E#${id}`,
  /** An input id that spilled out of the state. */
  seen: (receipt: string) => `S#${receipt}`,
} as const

/** `remains`: facts of somebody who was erased; see fact-row.ts. `source`: who was merged into this one; see ring.ts. */
export const PREFIXES = { fact: 'F#', message: 'M#', event: 'E#', seen: 'S#', remains: 'G#', source: 'I#' } as const

/** A budget's row: one campaign's, or all campaigns' together. */
export const budgetRow = (campaign: CampaignId | null): string => (campaign === null ? 'ALL' : `C#${campaign}`)

/** The only sort key where a partition has one row. */
export const ONLY = '#'
