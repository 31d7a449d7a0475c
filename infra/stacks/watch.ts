/** What somebody should look at: a page of graphs, and an alarm for each way in which the system can fail, with what to do about it. */
import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib'
import { Dashboard } from 'aws-cdk-lib/aws-cloudwatch'
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import type { Construct } from 'constructs'
import { alarmOf, type AlarmProps } from '../constructs/alarm.ts'
import {
  apiAlarms,
  callAlarms,
  deadLetterAlarms,
  functionAlarms,
  judgeAlarms,
  mailAlarms,
  queueAlarms,
  streamAlarms,
  tableAlarms,
  tickAlarms,
} from '../constructs/alarms.ts'
import { dashboardOf } from '../constructs/dashboard.ts'
import type { WatchedSystem } from '../constructs/watched.ts'
import { nameOf, systemName } from '../names.ts'
import type { Stage } from '../stage.ts'

type WatchProps = StackProps & WatchedSystem

export class WatchStack extends Stack {
  constructor(scope: Construct, id: string, watched: WatchProps) {
    super(scope, id, watched)
    const { stage } = watched
    const topic = topicOf(this, stage)
    const alarms: readonly AlarmProps[] = [
      ...deadLetterAlarms(watched),
      ...queueAlarms(watched),
      ...tickAlarms(watched),
      ...functionAlarms(watched),
      ...streamAlarms(watched),
      ...mailAlarms(watched),
      ...callAlarms(watched),
      ...judgeAlarms(watched),
      ...tableAlarms(watched),
      ...apiAlarms(watched),
    ]
    const made = alarms.map((alarm) => alarmOf(this, stage, topic, alarm))
    const dashboard = new Dashboard(this, 'Dashboard', { dashboardName: systemName(stage), defaultInterval: Duration.days(1) })
    dashboardOf(dashboard, made, watched)
    new CfnOutput(this, 'AlarmsTopic', { value: topic.topicArn, description: 'Subscribe a chat or a pager here, too' })
  }
}

const topicOf = (scope: Construct, stage: Stage): Topic => {
  const topic = new Topic(scope, 'Alarms', { topicName: nameOf(stage, 'alarms'), displayName: `Rekindle ${stage.name}`, enforceSSL: true })
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsOfThisAccount',
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  )
  topic.addSubscription(new EmailSubscription(stage.watch.alarmsTo))
  return topic
}
