/** One page: is anything wrong, does work get done, does mail arrive, does anything pile up. */
import { type Alarm, AlarmStatusWidget, type Dashboard, GraphWidget, type IMetric, Stats } from 'aws-cdk-lib/aws-cloudwatch'
import type { WatchedSystem } from './watched.ts'
import { ownMetric, reputationMetric } from './alarms.ts'

const HALF = 12
const WHOLE = 24

export const dashboardOf = (dashboard: Dashboard, alarms: readonly Alarm[], system: WatchedSystem): void => {
  dashboard.addWidgets(new AlarmStatusWidget({ title: 'Is anything wrong?', alarms: [...alarms], width: WHOLE, height: 6 }))
  for (const row of [
    flowOf(system),
    mailOf(system),
    standingOf(system),
    callsOf(system),
    pilesOf(system),
    functionsOf(system),
    workOf(system),
  ]) {
    dashboard.addWidgets(...row)
  }
}

type Row = readonly GraphWidget[]

const flowOf = ({ stage }: WatchedSystem): Row => [
  graph('Events taken, and quarantined', [
    ownMetric(stage, 'intake', 'taken', Stats.SUM),
    ownMetric(stage, 'http', 'taken', Stats.SUM),
    ownMetric(stage, 'intake', 'quarantined', Stats.SUM),
    ownMetric(stage, 'http', 'quarantined', Stats.SUM),
  ]),
  graph(
    'Customers woken, and how late (ms)',
    [ownMetric(stage, 'tick', 'woken', Stats.SUM)],
    [ownMetric(stage, 'tick', 'wakeLag', Stats.MAXIMUM)],
  ),
]

const mailOf = ({ stage }: WatchedSystem): Row => [
  graph(
    'Mails taken out of the queue, and waiting for their pace',
    (['mailsTaken', 'mailsWaiting', 'mailHeld'] as const).map((name) => ownMetric(stage, 'send', name, Stats.SUM)),
  ),
  graph(
    'What SES tells',
    (['reports', 'bounced', 'complained'] as const).map((name) => ownMetric(stage, 'report', name, Stats.SUM)),
  ),
]

const standingOf = ({ stage, configurationSet }: WatchedSystem): Row => [
  graph('Bounces and complaints, as SES counts them', [
    reputationMetric(configurationSet, 'Reputation.BounceRate'),
    reputationMetric(configurationSet, 'Reputation.ComplaintRate'),
  ]),
  graph('Relayed, published, tallied', [
    ownMetric(stage, 'relay', 'relayed', Stats.SUM),
    ownMetric(stage, 'relay', 'published', Stats.SUM),
    ownMetric(stage, 'tally', 'tallied', Stats.SUM),
  ]),
]

const callsOf = ({ stage }: WatchedSystem): Row => [
  graph(
    'Calls that were taken, and given up',
    (['callsDelivered', 'callsFailed'] as const).map((name) => ownMetric(stage, 'hook', name, Stats.SUM)),
  ),
  graph('Tasks opened', [ownMetric(stage, 'relay', 'tasksOpened', Stats.SUM)]),
]

const pilesOf = ({ queues, put }: WatchedSystem): Row => [
  graph(
    'Age of the oldest message (s)',
    queues.map(({ name, queue }) => queue.metricApproximateAgeOfOldestMessage({ label: name, statistic: Stats.MAXIMUM })),
  ),
  graph(
    'Dead letters',
    [...queues.map(({ dead }) => dead), ...put].map(({ name, queue }) =>
      queue.metricApproximateNumberOfMessagesVisible({ label: name, statistic: Stats.MAXIMUM }),
    ),
  ),
]

const functionsOf = ({ made }: WatchedSystem): Row => [
  graph(
    'Errors',
    made.map(({ spec, fn }) => fn.metricErrors({ label: spec.name, statistic: Stats.SUM })),
  ),
  graph(
    'Behind the stream (ms)',
    made.flatMap(({ spec, fn }) =>
      spec.name === 'relay' || spec.name === 'tally' ? [fn.metric('IteratorAge', { label: spec.name, statistic: Stats.MAXIMUM })] : [],
    ),
  ),
]

const workOf = ({ made }: WatchedSystem): Row => [
  graph(
    'Time taken (ms, 99 of 100)',
    made.map(({ spec, fn }) => fn.metricDuration({ label: spec.name, statistic: Stats.percentile(99) })),
  ),
  graph(
    'At once',
    made.map(({ spec, fn }) => fn.metric('ConcurrentExecutions', { label: spec.name, statistic: Stats.MAXIMUM })),
  ),
]

const graph = (title: string, left: IMetric[], right: IMetric[] = []): GraphWidget =>
  new GraphWidget({ title, left, right, width: HALF, height: 6, liveData: false })
