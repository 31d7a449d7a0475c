/** An alarm says what is wrong in its first sentence, and where it is written what to do in its second. */
import { Duration } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, type Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type { Topic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import { idOf, nameOf } from '../names.ts'
import type { Stage } from '../stage.ts'

export type AlarmProps = {
  /** `mail-dead-letters`: unique within a stage. */
  readonly name: string
  readonly what: string
  /** The section of docs/runbook.md. */
  readonly runbook: RunbookSection
  readonly metric: Metric
  readonly above: number
  /** Periods of the metric in a row. */
  readonly periods: number
  /** Where silence is the failure itself. */
  readonly silence?: 'fine' | 'alarming'
}

export type RunbookSection =
  | 'dead-letters'
  | 'old-messages'
  | 'wake-lag'
  | 'no-tick'
  | 'no-judge'
  | 'function-errors'
  | 'function-throttles'
  | 'stream-behind'
  | 'bounces'
  | 'complaints'
  | 'sending-stopped'
  | 'quarantine'
  | 'table-throttles'
  | 'api-errors'
  | 'calls-failed'

/** Above this many in each of so many periods somebody gets a mail, and another when it is over. */
export const alarmOf = (scope: Construct, stage: Stage, topic: Topic, props: AlarmProps): Alarm => {
  const isSilence = props.silence === 'alarming'
  const alarm = new Alarm(scope, `${idOf(props.name)}Alarm`, {
    alarmName: nameOf(stage, props.name),
    alarmDescription: `${props.what} What to do: docs/runbook.md#${props.runbook}`,
    metric: props.metric,
    threshold: isSilence ? 1 : props.above,
    evaluationPeriods: props.periods,
    comparisonOperator: isSilence ? ComparisonOperator.LESS_THAN_THRESHOLD : ComparisonOperator.GREATER_THAN_THRESHOLD,
    treatMissingData: isSilence ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
  })
  alarm.addAlarmAction(new SnsAction(topic))
  alarm.addOkAction(new SnsAction(topic))
  return alarm
}

export const minutes = (count: number): Duration => Duration.minutes(count)
