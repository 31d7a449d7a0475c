/** What functions measure, by name: alarms and dashboards name the same. Nothing of AWS is imported here. */

/** The CloudWatch namespace of every metric; its dimensions are `stage` and `function`. */
export const METRICS_NAMESPACE = 'Rekindle'
export const METRIC_DIMENSIONS = ['stage', 'function'] as const

export const METRICS = {
  /** Lifecycle events that were committed, or put on the bus by the HTTP intake. */
  taken: { name: 'EventsTaken', unit: 'Count' },
  /** What went to quarantine. */
  quarantined: { name: 'Quarantined', unit: 'Count' },
  /** Messages or records that go back to where they came from. */
  handedBack: { name: 'HandedBack', unit: 'Count' },
  /** Requests that were answered with 5xx. */
  failed: { name: 'Failed', unit: 'Count' },
  /** Customers who were woken. */
  woken: { name: 'Woken', unit: 'Count' },
  /** How long the oldest wake of a shard was due when its task began. */
  wakeLag: { name: 'WakeLag', unit: 'Milliseconds' },
  /** Messages nobody settled that were looked after. */
  chased: { name: 'Chased', unit: 'Count' },
  /** Mails passed on to the queue, and events of ours put on the bus. */
  relayed: { name: 'Relayed', unit: 'Count' },
  published: { name: 'Published', unit: 'Count' },
  /** Facts folded into counters. */
  tallied: { name: 'Tallied', unit: 'Count' },
  /** Mails that were taken out of the queue, and how many wait for their pace. */
  mailsTaken: { name: 'MailsTaken', unit: 'Count' },
  mailsWaiting: { name: 'MailsWaiting', unit: 'Count' },
  /** 1 where the mail service took no mail. */
  mailHeld: { name: 'MailHeld', unit: 'Count' },
  /** Breakers, or what was found of an experiment, that stopped a campaign, or all sending. */
  stopped: { name: 'SendingStopped', unit: 'Count' },
  /** Reports of the mail service. */
  reports: { name: 'MailReports', unit: 'Count' },
  bounced: { name: 'MailsBounced', unit: 'Count' },
  complained: { name: 'MailsComplained', unit: 'Count' },
  /** Calls that somebody's server took, and those that were given up. */
  callsDelivered: { name: 'CallsDelivered', unit: 'Count' },
  callsFailed: { name: 'CallsFailed', unit: 'Count' },
  /** Tasks that were opened. */
  tasksOpened: { name: 'TasksOpened', unit: 'Count' },
  /** Hours in which experiments were looked at, and nothing failed that does not pass by itself. */
  hoursJudged: { name: 'HoursJudged', unit: 'Count' },
  /** What was found of experiments for the first time. */
  verdicts: { name: 'VerdictsFound', unit: 'Count' },
  /** Customers a sweep has come past. */
  swept: { name: 'Swept', unit: 'Count' },
} as const

export type MetricName = keyof typeof METRICS
