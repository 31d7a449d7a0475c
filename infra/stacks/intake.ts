/** Where events come in: the bus, what keeps them, and the queue that the intake works off. */
import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib'
import { CfnArchive, EventBus } from 'aws-cdk-lib/aws-events'
import { CfnDiscoverer, CfnRegistry, CfnSchema } from 'aws-cdk-lib/aws-eventschemas'
import { AccountPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Construct } from 'constructs'
import { publishedJsonSchemas } from '../../shared/contract/published-schema.ts'
import { INTAKE_PATTERN, OWN_SOURCE } from '../../shared/kernel/names.ts'
import { type WorkQueue, workQueue } from '../constructs/queue.ts'
import { ruleToQueue } from '../constructs/rule.ts'
import { idOf, nameOf, systemName } from '../names.ts'
import type { Stage } from '../stage.ts'

/** What fails is seen again after six times the worker's time: hours of attempts, so that an outage of an hour needs nobody. */
const INTAKE_TRIES = 10

export class IntakeStack extends Stack {
  readonly bus: EventBus
  readonly queue: WorkQueue

  constructor(scope: Construct, id: string, stage: Stage, props: StackProps) {
    super(scope, id, props)
    this.bus = new EventBus(this, 'Bus', {
      eventBusName: systemName(stage),
      description: 'Lifecycle events of your backends, and what Rekindle publishes in turn',
    })
    stage.bus.publisherAccounts.forEach((account) => {
      mayPublish(this.bus, account)
    })
    this.queue = workQueue(this, { stage, name: 'intake', worker: 'intake', triesMax: INTAKE_TRIES })
    const rule = ruleToQueue(this, 'IntakeRule', {
      name: nameOf(stage, 'intake'),
      description: 'All that is put on the bus, but for what Rekindle publishes itself',
      bus: this.bus.eventBusName,
      pattern: INTAKE_PATTERN,
      to: this.queue,
    })
    const archive = archiveOf(this, this.bus, stage)
    schemas(this, this.bus, stage)
    new CfnOutput(this, 'BusName', { value: this.bus.eventBusName })
    new CfnOutput(this, 'IntakeRuleArn', { value: rule.attrArn, description: 'What a replay of the archive is for' })
    new CfnOutput(this, 'ArchiveArn', { value: archive.attrArn })
  }
}

/** Backends of another account may put events here, under any source but ours. */
const mayPublish = (bus: EventBus, account: string): void => {
  bus.addToResourcePolicy(
    new PolicyStatement({
      sid: `Publisher${account}`,
      effect: Effect.ALLOW,
      principals: [new AccountPrincipal(account)],
      actions: ['events:PutEvents'],
      resources: [bus.eventBusArn],
      conditions: { StringNotEquals: { 'events:source': OWN_SOURCE } },
    }),
  )
}

/** What came in, as it came: replayed to the intake's rule alone, after a defect was mended. Kept when the stack goes. */
const archiveOf = (scope: Construct, bus: EventBus, stage: Stage): CfnArchive => {
  const archive = new CfnArchive(scope, 'Archive', {
    archiveName: nameOf(stage, 'archive'),
    description: 'Lifecycle events as they came in',
    sourceArn: bus.eventBusArn,
    eventPattern: INTAKE_PATTERN,
    retentionDays: stage.bus.archiveDays,
  })
  archive.applyRemovalPolicy(RemovalPolicy.RETAIN)
  return archive
}

/** The schemas of what we publish, for the tools of whoever reads it; those of what comes in are learnt from what passes. */
const schemas = (scope: Construct, bus: EventBus, stage: Stage): void => {
  const registry = new CfnRegistry(scope, 'Schemas', { registryName: systemName(stage), description: 'Events that Rekindle publishes' })
  for (const [type, schema] of Object.entries(publishedJsonSchemas())) {
    new CfnSchema(scope, `Schema${idOf(type.replaceAll('.', '-'))}`, {
      registryName: registry.attrRegistryName,
      schemaName: `${OWN_SOURCE}@${type}`,
      type: 'JSONSchemaDraft4',
      content: JSON.stringify(schema),
    })
  }
  if (stage.bus.discoversSchemas) {
    new CfnDiscoverer(scope, 'Discoverer', {
      sourceArn: bus.eventBusArn,
      crossAccount: false,
      description: 'Learns the schemas of lifecycle events',
    })
  }
}
