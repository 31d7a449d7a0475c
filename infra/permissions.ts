/**
 * What each function may do, in the words of IAM: its actions, the rows it may touch by the beginnings of their keys, and nothing else.
 * Whatever is not bounded by a resource says why. test/infra/permissions.txt holds the same as sentences.
 */
import type { FunctionName } from '../functions/functions.ts'
import { KEYS, LISTED } from './row-kinds.ts'

/** Things of ours that a statement may name. */
export type Thing =
  | 'table'
  | 'key'
  | 'index:lists'
  | 'index:timeline'
  | 'stream'
  | 'bus'
  | 'queue:intake'
  | 'queue:tasks'
  | 'queue:mail'
  | 'queue:calls'
  | 'queue:sweeps'
  | 'queue:reports'
  | 'queue:stream-dead'
  | 'queue:ticks-dead'
  | 'identity'
  | 'configuration-set'

export type Permission = {
  /** What for, in a few words; the id of the statement is made of it. */
  readonly for: string
  readonly actions: readonly string[]
  readonly on: readonly Thing[] | { readonly everything: true; readonly because: string }
  /** Beginnings of the partition keys that may be touched; null where the action knows none. */
  readonly keys: readonly string[] | null
  /** Why it is not bounded by keys although it reaches into the table. */
  readonly because?: string
}

type Verb = 'get' | 'query' | 'put' | 'update' | 'delete' | 'check' | 'write many'

/** A transaction asks for the permission of each of its parts; reading several rows by their keys for one of its own. */
const ACTIONS: Readonly<Record<Verb, readonly string[]>> = {
  get: ['dynamodb:GetItem', 'dynamodb:BatchGetItem'],
  query: ['dynamodb:Query'],
  put: ['dynamodb:PutItem'],
  update: ['dynamodb:UpdateItem'],
  delete: ['dynamodb:DeleteItem'],
  check: ['dynamodb:ConditionCheckItem'],
  'write many': ['dynamodb:BatchWriteItem'],
}

type RowKind = keyof typeof KEYS
type ListKind = keyof typeof LISTED

const rows = (purpose: string, kinds: readonly RowKind[], ...verbs: readonly Verb[]): Permission => ({
  for: purpose,
  actions: verbs.flatMap((verb) => ACTIONS[verb]),
  on: ['table'],
  keys: kinds.map((kind) => KEYS[kind]),
})
const listing = (purpose: string, ...kinds: readonly ListKind[]): Permission => ({
  for: purpose,
  actions: ACTIONS.query,
  on: ['index:lists'],
  keys: kinds.map((kind) => LISTED[kind]),
})

/** What cannot be taken is kept, and what was dismissed makes room for it. Of whom was erased nothing is kept. */
const quarantining: readonly Permission[] = [
  rows('keep what cannot be taken', ['quarantine'], 'get', 'update', 'write many'),
  rows('see who was erased', ['erasures'], 'get', 'check'),
  listing('count the quarantine', 'quarantine', 'dismissed'),
  // Links and digests are keyed by it; the first function that needs it makes it, on condition that there is none.
  rows('read the secret or make it once', ['secret'], 'get', 'put'),
]

/** Deciding about a customer, whatever it was that asked for it. */
const deciding: readonly Permission[] = [
  rows('decide about customers', ['customers'], 'get', 'query', 'put', 'update'),
  { for: 'read timelines by time', actions: ACTIONS.query, on: ['index:timeline'], keys: [KEYS.customers] },
  rows('say whose a message is', ['messages'], 'get', 'put', 'write many'),
  rows('suppress addresses and ask for them', ['suppressions'], 'get', 'update', 'check'),
  rows('spend budgets and give codes', ['budgets', 'coupons'], 'get', 'update'),
  listing('find a free code', 'freeCoupons'),
  ...quarantining,
  rows('read the rules', ['definitions', 'switches'], 'get', 'query'),
]

/** Who followed a link is noted beside their mail, and told of a second later. */
const visiting: readonly Permission[] = [
  rows('note visits', ['visits'], 'get', 'query', 'put', 'update'),
  listing('find visits nobody was told of', 'untoldVisits'),
]

const takingFrom = (queue: Thing & `queue:${string}`): Permission => ({
  for: `take from ${queue.slice('queue:'.length)}`,
  actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'],
  on: [queue],
  keys: null,
})
const puttingInto = (...queues: readonly (Thing & `queue:${string}`)[]): Permission => ({
  for: `put into ${queues.map((queue) => queue.slice('queue:'.length)).join(' and ')}`,
  actions: ['sqs:SendMessage'],
  on: queues,
  keys: null,
})
const publishing: Permission = { for: 'put events on the bus', actions: ['events:PutEvents'], on: ['bus'], keys: null }

const streaming: readonly Permission[] = [
  {
    for: 'read the stream of the table',
    actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
    on: ['stream'],
    keys: null,
  },
  {
    for: 'list streams',
    actions: ['dynamodb:ListStreams'],
    on: {
      everything: true,
      because: 'Lambda asks for it before it reads any stream, and IAM knows no resource for this action; it tells names and nothing else.',
    },
    keys: null,
  },
  puttingInto('queue:stream-dead'),
]

/** Begun on a person's word, and finished by the tick where that was cut off. */
const erasing: readonly Permission[] = [
  rows('erase people and what was kept of them', ['customers', 'quarantine', 'visits'], 'query', 'delete', 'write many'),
  rows('lead their messages to nobody', ['messages'], 'update'),
  rows('take away what people were to do about them', ['tasks', 'taskLeads'], 'query', 'write many'),
  rows('keep that they were erased', ['erasures'], 'put', 'update'),
  rows('see that nothing is being counted anew', ['counting'], 'check'),
]

/** Whoever tells of a task tells it at least once: what is there stays, what is closed stays closed, and what was another's moves. */
const listingTasks: readonly Permission[] = [
  rows('list what people are to do', ['tasks', 'taskLeads'], 'get', 'query', 'put', 'update', 'delete'),
]

/** A scan names no keys, so no condition on keys can bound it. */
const scanning = (purpose: string, because: string): Permission => ({
  for: purpose,
  actions: ['dynamodb:Scan'],
  on: ['table'],
  keys: null,
  because: `A scan names no keys, so it cannot be bounded by them. ${because}`,
})

export const PERMISSIONS: Readonly<Record<FunctionName, readonly Permission[]>> = {
  intake: [takingFrom('queue:intake'), ...deciding],
  http: [publishing, rows('look up write keys', ['writeKeys'], 'get'), ...quarantining],
  tick: [
    takingFrom('queue:tasks'),
    puttingInto('queue:tasks', 'queue:mail', 'queue:ticks-dead'),
    { for: 'see how much mail waits', actions: ['sqs:GetQueueAttributes'], on: ['queue:mail'], keys: null },
    ...deciding,
    ...visiting,
    ...erasing,
    listing('find who is due, what is unsettled, and erasures that were cut off', 'due', 'owed', 'asked', 'erasing'),
    rows('stop what went wrong', ['switches'], 'put', 'update'),
    rows('compile what an older version published', ['definitions'], 'write many'),
    rows('read tallies', ['tallies'], 'query'),
    rows('leave marks in the stream', ['counting'], 'get', 'query', 'update'),
  ],
  relay: [
    ...streaming,
    puttingInto('queue:mail', 'queue:calls'),
    publishing,
    ...listingTasks,
    rows('see that whom a task is about is still there', ['customers'], 'check'),
  ],
  tally: [
    ...streaming,
    rows('add to tallies', ['tallies'], 'get', 'put', 'update'),
    rows('move watermarks and hear marks', ['counting'], 'get', 'query', 'put', 'update'),
  ],
  send: [
    takingFrom('queue:mail'),
    puttingInto('queue:mail'),
    ...deciding,
    rows('keep the pace', ['pace'], 'get', 'put'),
    { for: 'send mail', actions: ['ses:SendRawEmail'], on: ['identity', 'configuration-set'], keys: null },
    {
      for: 'ask how much mail may be sent',
      actions: ['ses:GetSendQuota'],
      on: {
        everything: true,
        because: 'The quota is the account’s own, and IAM knows no resource for this action; it only reads three numbers.',
      },
      keys: null,
    },
  ],
  report: [takingFrom('queue:reports'), ...deciding],
  // What is said to whom stands in the fact of its customer, and what became of it is decided as everything is.
  hook: [takingFrom('queue:calls'), ...deciding, rows('remember which calls are over', ['calls'], 'get', 'put')],
  sweep: [
    takingFrom('queue:sweeps'),
    puttingInto('queue:sweeps'),
    ...deciding,
    rows('keep the place of a sweep', ['sweeps'], 'get', 'query', 'put', 'update'),
    rows('count anew', ['tallies', 'counting'], 'get', 'query', 'put', 'update', 'write many'),
    listing('wait for erasures', 'erasing'),
    scanning(
      'come past every customer',
      'A sweep comes past all of them, and a recount past all their facts; rows of other kinds are left where they are.',
    ),
  ],
  publish: [
    rows('publish definitions', ['definitions'], 'get', 'query', 'put', 'update', 'write many'),
    rows('write the audit', ['audit'], 'query', 'put'),
    rows('begin a sweep', ['sweeps'], 'get', 'query', 'put', 'update'),
    rows('see how many a sweep will look at', ['tallies'], 'query'),
    rows('begin a recount', ['counting'], 'get', 'query', 'update'),
    rows('keep what people write', ['texts'], 'get', 'query', 'put', 'delete', 'write many'),
    rows('see what a sample of customers did, and fill mails for one', ['customers'], 'get', 'query'),
    { for: 'read timelines by time', actions: ACTIONS.query, on: ['index:timeline'], keys: [KEYS.customers] },
    scanning(
      'count whom a change concerns',
      'Counted over a bounded number of customers: a campaign’s audience is in no index, and may be any of them.',
    ),
    puttingInto('queue:sweeps'),
  ],
  'console-api': [
    ...deciding,
    ...visiting,
    ...erasing,
    rows('see and lift suppressions', ['suppressions'], 'query', 'put'),
    rows('see and add codes', ['coupons'], 'query', 'put', 'update'),
    rows('stop and resume', ['switches'], 'put', 'update'),
    rows('show campaigns as they were written', ['texts'], 'get'),
    rows('hand out and take back write keys', ['writeKeys'], 'get', 'query', 'put', 'update', 'delete'),
    rows('write and read the audit', ['audit'], 'query', 'put'),
    rows('read tallies', ['tallies'], 'query'),
    rows('see what was found of experiments', ['verdicts'], 'get', 'query'),
    rows('see whether mail is held', ['pace'], 'get'),
    rows('see whether all is counted', ['counting'], 'get', 'query'),
    rows('show and close what people are to do', ['tasks', 'taskLeads'], 'get', 'update'),
    listing('list what pages show by time', 'due', 'owed', 'asked', 'suppressed', 'erasing', 'tasks'),
    scanning(
      'find people',
      'There is no index over names and addresses, on purpose; a search looks at a bounded number of rows a request, and so does each page that a simulation elsewhere takes along.',
    ),
  ],
  results: [
    rows('read the rules', ['definitions', 'switches'], 'get', 'query'),
    rows('read tallies', ['tallies', 'counting'], 'get', 'query'),
    rows('keep what was found and what was done about it', ['verdicts'], 'get', 'query', 'put', 'update'),
    rows('promote the variant that won', ['definitions'], 'put', 'update', 'write many'),
    rows('keep the text of what was promoted', ['texts'], 'get', 'query', 'put', 'write many'),
    rows('stop what does harm', ['switches'], 'put', 'update'),
    rows('begin a sweep', ['sweeps'], 'get', 'query', 'put', 'update'),
    puttingInto('queue:sweeps', 'queue:ticks-dead'),
    publishing,
  ],
  public: [...deciding, ...visiting],
}
