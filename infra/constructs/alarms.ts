/** Which alarms there are: one for each way to fail that a person must hear of, and none that cries every week. */
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch'
import { METRIC_DIMENSIONS, METRICS, METRICS_NAMESPACE, type MetricName } from '../../functions/metrics.ts'
import type { FunctionName } from '../../functions/functions.ts'
import { systemName } from '../names.ts'
import type { Stage } from '../stage.ts'
import type { WatchedSystem } from './watched.ts'
import { type AlarmProps, minutes } from './alarm.ts'

/** A metric of ours, as functions write it into their logs. */
export const ownMetric = (stage: Stage, name: FunctionName, metric: MetricName, statistic: string, period = minutes(5)): Metric => {
  const [ofStage, ofFunction] = METRIC_DIMENSIONS
  return new Metric({
    namespace: METRICS_NAMESPACE,
    metricName: METRICS[metric].name,
    dimensionsMap: { [ofStage]: stage.name, [ofFunction]: name },
    statistic,
    period,
  })
}

/** How SES itself sees what this configuration set sends. */
export const reputationMetric = (configurationSet: string, metricName: string): Metric =>
  new Metric({
    namespace: 'AWS/SES',
    metricName,
    dimensionsMap: { 'ses:configuration-set': configurationSet },
    statistic: Stats.MAXIMUM,
    period: minutes(60),
  })

/** Something could not be worked off, and waits for a person. */
export const deadLetterAlarms = ({ queues, put }: WatchedSystem): readonly AlarmProps[] =>
  [...queues.map(({ dead }) => dead), ...put].map(({ name, queue }) => ({
    name: `${name}-letters`,
    what: `Something lies in ${name}: it was tried as often as it should be.`,
    runbook: 'dead-letters',
    metric: queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period: minutes(5) }),
    above: 0,
    periods: 1,
  }))

/**
 * Seconds that the oldest message of a queue may wait. Mail waits for its pace: fifty thousand mails at fourteen a second take an hour. A
 * call that waits for its next attempt was received three times by then, and SQS looks at the next oldest instead.
 */
const AGE_MAX_SECONDS: Readonly<Record<string, number>> = {
  intake: 3_600,
  tasks: 900,
  mail: 14_400,
  sweeps: 3_600,
  reports: 3_600,
  calls: 7_200,
}

export const queueAlarms = ({ queues }: WatchedSystem): readonly AlarmProps[] =>
  queues.map(({ name, queue }) => {
    const above = AGE_MAX_SECONDS[name]
    if (above === undefined) throw new Error(`Nobody said how old the oldest message of ${name} may be`)
    return {
      name: `${name}-age`,
      what: `The oldest message of the queue ${name} is more than ${above / 60} minutes old.`,
      runbook: 'old-messages',
      metric: queue.metricApproximateAgeOfOldestMessage({ statistic: Stats.MAXIMUM, period: minutes(5) }),
      above,
      periods: 3,
    }
  })

/** A wake is a promise to the minute; a quarter of an hour is what nobody notices in a journey of days. */
const WAKE_LAG_MAX_MS = 900_000

export const tickAlarms = ({ stage, made }: WatchedSystem): readonly AlarmProps[] => [
  {
    name: 'wake-lag',
    what: 'Customers are woken more than a quarter of an hour late.',
    runbook: 'wake-lag',
    metric: ownMetric(stage, 'tick', 'wakeLag', Stats.MAXIMUM),
    above: WAKE_LAG_MAX_MS,
    periods: 3,
  },
  {
    name: 'no-tick',
    what: 'The tick has not run for ten minutes: nobody is woken, and lost mail is not looked for.',
    runbook: 'no-tick',
    metric: functionOf(made, 'tick').fn.metricInvocations({ statistic: Stats.SUM, period: minutes(5) }),
    above: 0,
    periods: 2,
    silence: 'alarming',
  },
  {
    name: 'sending-stopped',
    what: 'A breaker stopped a campaign, or all sending: too many bounces or complaints.',
    runbook: 'sending-stopped',
    metric: ownMetric(stage, 'tick', 'stopped', Stats.SUM),
    above: 0,
    periods: 1,
  },
  {
    name: 'quarantine',
    what: 'More than a hundred events an hour go to quarantine: a publisher changed what it sends.',
    runbook: 'quarantine',
    metric: ownMetric(stage, 'intake', 'quarantined', Stats.SUM, minutes(60)),
    above: 100,
    periods: 1,
  },
]

/** The breakers' alarm is the tick's own. */
export const judgeAlarms = ({ stage }: WatchedSystem): readonly AlarmProps[] => [
  {
    name: 'experiment-stopped',
    what: 'A campaign was stopped because of what was found of its experiment.',
    runbook: 'sending-stopped',
    metric: ownMetric(stage, 'results', 'stopped', Stats.SUM),
    above: 0,
    periods: 1,
  },
  {
    name: 'no-judge',
    what: 'Experiments have not been judged for three hours: harm is not found, or nothing is stopped because of it.',
    runbook: 'no-judge',
    metric: ownMetric(stage, 'results', 'hoursJudged', Stats.SUM, minutes(60)),
    above: 0,
    periods: 3,
    silence: 'alarming',
  },
]

/** Given up after two days, or told to be wrong: one is a wrong address, many are a server that is away or a campaign that calls the wrong one. */
const CALLS_FAILED_MAX = 10

export const callAlarms = ({ stage }: WatchedSystem): readonly AlarmProps[] => [
  {
    name: 'calls-failed',
    what: `More than ${CALLS_FAILED_MAX} calls to servers that campaigns name were given up within an hour.`,
    runbook: 'calls-failed',
    metric: ownMetric(stage, 'hook', 'callsFailed', Stats.SUM, minutes(60)),
    above: CALLS_FAILED_MAX,
    periods: 1,
  },
]

/** Retries make up for single errors; what fails again and again does not pass by itself. */
const ERRORS_MAX = 3
const THROTTLES_MAX = 20

export const functionAlarms = ({ made }: WatchedSystem): readonly AlarmProps[] => [
  ...made.map(
    ({ spec: { name }, fn }): AlarmProps => ({
      name: `${name}-errors`,
      what: `The function ${name} failed more than ${ERRORS_MAX} times in a quarter of an hour.`,
      runbook: 'function-errors',
      metric: fn.metricErrors({ statistic: Stats.SUM, period: minutes(15) }),
      above: ERRORS_MAX,
      periods: 1,
    }),
  ),
  {
    // Of the account as a whole, for all functions share its concurrency: one alarm in place of one for each.
    name: 'throttles',
    what: `Functions of this account were refused more than ${THROTTLES_MAX} times in a quarter of an hour: too many run at once.`,
    runbook: 'function-throttles',
    metric: new Metric({ namespace: 'AWS/Lambda', metricName: 'Throttles', statistic: Stats.SUM, period: minutes(15) }),
    above: THROTTLES_MAX,
    periods: 1,
  },
]

/** The stream keeps a day: these leave most of it to mend what is wrong. */
const BEHIND_MAX_MS = { relay: 600_000, tally: 3_600_000 } as const

export const streamAlarms = ({ made }: WatchedSystem): readonly AlarmProps[] =>
  (Object.keys(BEHIND_MAX_MS) as (keyof typeof BEHIND_MAX_MS)[]).map((name) => ({
    name: `${name}-behind`,
    what: `The function ${name} is more than ${BEHIND_MAX_MS[name] / 60_000} minutes behind the stream of the table, which keeps a day.`,
    runbook: 'stream-behind',
    metric: functionOf(made, name).fn.metric('IteratorAge', { statistic: Stats.MAXIMUM, period: minutes(5) }),
    above: BEHIND_MAX_MS[name],
    periods: 2,
  }))

/** Half of where SES puts an account under review: 5 % of bounces, 0.1 % of complaints. Breakers stop campaigns by themselves; this is for people. */
const REPUTATION = [
  { name: 'bounces', metricName: 'Reputation.BounceRate', above: 0.025, what: 'More than 2.5 % of mails bounce; SES reviews at 5 %.' },
  {
    name: 'complaints',
    metricName: 'Reputation.ComplaintRate',
    above: 0.0005,
    what: 'More than 0.05 % of readers complain; SES reviews at 0.1 %.',
  },
] as const

export const mailAlarms = ({ configurationSet }: WatchedSystem): readonly AlarmProps[] =>
  REPUTATION.map(({ name, metricName, above, what }) => ({
    name,
    what,
    runbook: name,
    metric: reputationMetric(configurationSet, metricName),
    above,
    periods: 1,
  }))

const TABLE_THROTTLES_MAX = 100

export const tableAlarms = ({ table }: WatchedSystem): readonly AlarmProps[] =>
  (['Read', 'Write'] as const).map((kind) => ({
    name: `table-${kind.toLowerCase()}-throttles`,
    what: `The table refused more than ${TABLE_THROTTLES_MAX} ${kind.toLowerCase()}s in five minutes, three times in a row.`,
    runbook: 'table-throttles',
    metric: new Metric({
      namespace: 'AWS/DynamoDB',
      metricName: `${kind}ThrottleEvents`,
      dimensionsMap: { TableName: table.tableName },
      statistic: Stats.SUM,
      period: minutes(5),
    }),
    above: TABLE_THROTTLES_MAX,
    periods: 3,
  }))

const API_ERRORS_MAX = 10

export const apiAlarms = ({ apis, stage }: WatchedSystem): readonly AlarmProps[] =>
  apis.map(({ name, api }) => ({
    name: `api-${name}-5xx`,
    what: `The API ${systemName(stage)}-${name} answered more than ${API_ERRORS_MAX} requests in five minutes with 5xx.`,
    runbook: 'api-errors',
    metric: new Metric({
      namespace: 'AWS/ApiGateway',
      metricName: '5xx',
      dimensionsMap: { ApiId: api.apiId },
      statistic: Stats.SUM,
      period: minutes(5),
    }),
    above: API_ERRORS_MAX,
    periods: 1,
  }))

const functionOf = (made: WatchedSystem['made'], name: FunctionName): WatchedSystem['made'][number] => {
  const found = made.find(({ spec }) => spec.name === name)
  if (found === undefined) throw new Error(`There is no function ${name} to watch`)
  return found
}
