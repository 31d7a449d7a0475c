/** A rule of a bus that puts what matches into a queue; what it cannot put there for a day lies in the queue's dead letters. */
import { CfnRule } from 'aws-cdk-lib/aws-events'
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import type { WorkQueue } from './queue.ts'

/** Said aloud, for a bus may have other defaults: a day of attempts, and then it is put aside. */
export const DELIVERY = { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 } as const

type RuleProps = {
  readonly name: string
  readonly description: string
  /** Services of AWS publish on the one called `default`. */
  readonly bus: string
  readonly pattern: object
  readonly to: WorkQueue
}

export const ruleToQueue = (scope: Construct, id: string, { name, description, pattern, to, bus }: RuleProps): CfnRule => {
  const rule = new CfnRule(scope, id, {
    name,
    description,
    eventBusName: bus,
    eventPattern: pattern,
    state: 'ENABLED',
    targets: [
      {
        id: to.name,
        arn: to.queue.queueArn,
        retryPolicy: DELIVERY,
        deadLetterConfig: { arn: to.dead.queue.queueArn },
      },
    ],
  })
  for (const queue of [to.queue, to.dead.queue]) mayBeFilledBy(queue, rule)
  return rule
}

/** EventBridge may put into this queue what this rule matches, and nobody else's rule may. */
export const mayBeFilledBy = (queue: Queue, rule: CfnRule): void => {
  queue.addToResourcePolicy(
    new PolicyStatement({
      sid: `FilledBy${rule.node.id}`,
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': rule.attrArn } },
    }),
  )
}
