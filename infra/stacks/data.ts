/** The table, alone: everything else can be made again from source. */
import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib'
import { AttributeType, BillingMode, ProjectionType, StreamViewType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb'
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import type { Construct } from 'constructs'
import { EXPIRY, LIST_INDEX, PARTITION_KEY, SORT_KEY, TIMELINE_INDEX } from '../../shared/adapters/dynamo/layout.ts'
import { acknowledge } from '../acknowledge.ts'
import { GUARD } from '../guard-rules.ts'
import { nameOf } from '../names.ts'
import type { Stage } from '../stage.ts'

export class DataStack extends Stack {
  readonly table: Table
  readonly key: Key | null

  constructor(scope: Construct, id: string, stage: Stage, props: StackProps) {
    super(scope, id, { ...props, terminationProtection: true })
    this.key = stage.data.encryption === 'own-key' ? tableKey(this, stage) : null
    this.table = new Table(this, 'Table', {
      tableName: nameOf(stage, 'customers'),
      partitionKey: { name: PARTITION_KEY, type: AttributeType.STRING },
      sortKey: { name: SORT_KEY, type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      // Exactly two read it: relay and tally. A third would slow both.
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute: EXPIRY,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: stage.data.recoveryDays },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      ...(this.key === null
        ? { encryption: TableEncryption.DEFAULT }
        : { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: this.key }),
    })
    if (this.key === null) {
      acknowledge(this.table, {
        [`${GUARD}::dynamodb_table_encrypted_kms_check`]:
          'DynamoDB encrypts every table, here with a key of AWS; the stage can ask for a key of its own, which costs money and can be lost.',
      })
    }
    this.table.addLocalSecondaryIndex({
      indexName: TIMELINE_INDEX.name,
      sortKey: { name: TIMELINE_INDEX.sortKey, type: AttributeType.NUMBER },
      projectionType: ProjectionType.KEYS_ONLY,
    })
    this.table.addGlobalSecondaryIndex({
      indexName: LIST_INDEX.name,
      partitionKey: { name: LIST_INDEX.partitionKey, type: AttributeType.STRING },
      sortKey: { name: LIST_INDEX.sortKey, type: AttributeType.NUMBER },
      projectionType: ProjectionType.KEYS_ONLY,
    })
    new CfnOutput(this, 'TableName', { value: this.table.tableName })
  }
}

/** A key that only DynamoDB uses, for those who may use the table; kept when the stack goes, for without it the table cannot be read. */
const tableKey = (scope: Construct, stage: Stage): Key => {
  const key = new Key(scope, 'TableKey', {
    description: `Rekindle ${stage.name}: the table of customers`,
    alias: nameOf(stage, 'customers'),
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.RETAIN,
  })
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'PassedOnToServicesOnly',
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['kms:CreateGrant'],
      resources: ['*'],
      conditions: { BoolIfExists: { 'kms:GrantIsForAWSResource': 'false', 'aws:PrincipalIsAWSService': 'false' } },
    }),
  )
  return key
}
