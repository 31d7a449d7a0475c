/** What an installation has and how it works, as far as it costs something; tests hold these numbers to the infrastructure and the functions. */

export const SYSTEM = {
  alarms: 44,
  dashboards: 1,
  /** Metrics of our own, each function's for itself; one that is silent for an hour costs nothing in it. */
  metrics: 34,
  /** Queues that functions read, and what Lambda asks of each while nothing happens: five pollers, each waiting up to 20 seconds. */
  queues: 6,
  pollers: 5,
  pollSeconds: 20,
  /** Messages of one minute of the tick, put in batches of ten. */
  tasksOfMinute: 15,
  /** Messages that one invocation of the intake, of send and of report takes while there are many. */
  messagesAtOnce: 100,
  mailsAtOnce: 10,
  /** Facts that one invocation of relay or tally takes. */
  changesAtOnce: 100,
} as const

/** Measured with bundles on Node 24: processor time of a core. A call of the SDK, one event parsed and decided, one mail rendered and composed. */
export const CORE_MS = { call: 1, event: 0.2, mail: 2, invocation: 2 } as const

/** Messages are received and deleted ten to a request. */
export const QUEUE_BATCH = 10
/** Events that the SDK or a Segment-compatible library sends in one request or entry: their usual flush. */
export const PACKED = 10
/** Mails are told of twice: that SES took them, and that they were delivered. */
export const REPORTS_OF_MAIL = 2
/** What an invocation writes into its log: its metrics, and Lambda's own report. */
export const LOG_BYTES = 900
export const MINUTES_OF_MONTH = 30.44 * 24 * 60
/** Customers who change their stage by silence in a month: of a shop's, one in five. */
export const STAGE_CHANGES_OF_MONTH = 0.2
/** Rows of the timeline live 400 days. */
export const MONTHS_KEPT = 400 / 30.44
export const GB = 1024 ** 3
