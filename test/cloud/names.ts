/** What a resource is called, and what `Ref` and `Fn::GetAtt` answer for it, as CloudFormation's reference has them. */
import { createHash } from 'node:crypto'
import type { Json, JsonObject } from '../../shared/kernel/json.ts'

export type Attributes = Readonly<Record<string, string>>

type Named = { readonly type: string; readonly stack: string; readonly logicalId: string; readonly properties: JsonObject }

/** The name in the template, or one made of stack and logical id, as CloudFormation makes them. */
export const physicalName = ({ type, stack, logicalId, properties }: Named): string => {
  const given = properties[NAME_PROPERTIES[type] ?? 'Name']
  return typeof given === 'string' ? given : `${stack}-${logicalId}`
}

const NAME_PROPERTIES: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::Events::Archive': 'ArchiveName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::Cognito::UserPool': 'UserPoolName',
  'AWS::SES::EmailIdentity': 'EmailIdentity',
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::EventSchemas::Registry': 'RegistryName',
}

type Known = {
  readonly name: string
  /** With its stack, for two stacks may use the same. */
  readonly logicalId: string
  readonly properties: JsonObject
  readonly region: string
  readonly account: string
  readonly arn: (service: string, rest: string) => string
}

type Given = {
  readonly type: string
  readonly stack: string
  readonly name: string
  readonly logicalId: string
  readonly properties: JsonObject
  readonly place: { readonly account: string; readonly region: string }
}

/** All that may be asked of a resource. What a type is not known to answer is missing, and asking for it fails. */
export const attributesOf = ({ type, stack, name, logicalId, properties, place: { account, region } }: Given): Attributes => {
  const arn = (service: string, rest: string): string => `arn:aws:${service}:${region}:${account}:${rest}`
  const known: Known = { name, logicalId: `${stack}/${logicalId}`, properties, region, account, arn }
  // Of what the rehearsal never touches, only the name is needed, so that the rest of its template can be read.
  return { Ref: name, ...TYPES[type]?.(known) }
}

/** Ids that services make up: small letters and digits, the same each time, another for each resource. */
const idOf = (path: string, length: number): string => createHash('sha256').update(path).digest('hex').slice(0, length)

/** When the stream of the table was made; part of its name. */
const STREAM_LABEL = '2026-01-01T00:00:00.000'

const table = ({ name, arn }: Known): Attributes => ({
  Ref: name,
  Arn: arn('dynamodb', `table/${name}`),
  StreamArn: arn('dynamodb', `table/${name}/stream/${STREAM_LABEL}`),
  TableId: name,
})

const TYPES: Readonly<Record<string, (known: Known) => Attributes>> = {
  'AWS::DynamoDB::Table': table,
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::SQS::Queue': ({ name, region, account, arn }) => ({
    Ref: `https://sqs.${region}.amazonaws.com/${account}/${name}`,
    Arn: arn('sqs', name),
    QueueName: name,
    QueueUrl: `https://sqs.${region}.amazonaws.com/${account}/${name}`,
  }),
  'AWS::Lambda::Function': ({ name, arn }) => ({ Arn: arn('lambda', `function:${name}`) }),
  'AWS::Lambda::Version': ({ properties, arn }) => ({
    Ref: `${functionArn(properties.FunctionName, arn)}:1`,
    Version: '1',
    FunctionArn: `${functionArn(properties.FunctionName, arn)}:1`,
  }),
  'AWS::Lambda::EventSourceMapping': ({ logicalId }) => ({ Ref: idOf(logicalId, 12), Id: idOf(logicalId, 12) }),
  'AWS::IAM::Role': ({ name, logicalId, account }) => ({
    Arn: `arn:aws:iam::${account}:role/${name}`,
    RoleId: `AROA${idOf(logicalId, 16)}`,
  }),
  'AWS::IAM::ManagedPolicy': ({ name, account }) => ({ Ref: `arn:aws:iam::${account}:policy/${name}` }),
  'AWS::Events::EventBus': ({ name, arn }) => ({ Arn: arn('events', `event-bus/${name}`), Name: name }),
  'AWS::Events::Rule': ({ name, properties, arn }) => {
    const bus = String(properties.EventBusName ?? 'default').replace(/^.*event-bus\//, '')
    return {
      Ref: bus === 'default' ? name : `${bus}|${name}`,
      Arn: arn('events', bus === 'default' ? `rule/${name}` : `rule/${bus}/${name}`),
    }
  },
  'AWS::Events::Archive': ({ name, arn }) => ({ Arn: arn('events', `archive/${name}`), ArchiveName: name }),
  'AWS::Scheduler::Schedule': ({ name, arn }) => ({ Arn: arn('scheduler', `schedule/default/${name}`) }),
  'AWS::Scheduler::ScheduleGroup': ({ name, arn }) => ({ Arn: arn('scheduler', `schedule-group/${name}`) }),
  'AWS::EventSchemas::Registry': ({ name, arn }) => ({
    Ref: arn('schemas', `registry/${name}`),
    RegistryArn: arn('schemas', `registry/${name}`),
    RegistryName: name,
  }),
  'AWS::EventSchemas::Discoverer': ({ logicalId, arn }) => ({
    DiscovererId: idOf(logicalId, 12),
    DiscovererArn: arn('schemas', `discoverer/${idOf(logicalId, 12)}`),
  }),
  'AWS::SNS::Topic': ({ name, arn }) => ({ Ref: arn('sns', name), TopicArn: arn('sns', name), TopicName: name }),
  'AWS::S3::Bucket': ({ name, region }) => ({
    Ref: bucketName(name),
    Arn: `arn:aws:s3:::${bucketName(name)}`,
    DomainName: `${bucketName(name)}.s3.amazonaws.com`,
    RegionalDomainName: `${bucketName(name)}.s3.${region}.amazonaws.com`,
  }),
  'AWS::KMS::Key': ({ logicalId, arn }) => ({
    Ref: idOf(logicalId, 12),
    KeyId: idOf(logicalId, 12),
    Arn: arn('kms', `key/${idOf(logicalId, 12)}`),
  }),
  'AWS::KMS::Alias': ({ properties }) => ({ Ref: String(properties.AliasName) }),
  'AWS::Logs::LogGroup': ({ name, arn }) => ({ Arn: arn('logs', `log-group:${name}:*`) }),
  'AWS::ApiGatewayV2::Api': ({ logicalId, region }) => ({
    Ref: idOf(logicalId, 10),
    ApiId: idOf(logicalId, 10),
    ApiEndpoint: `https://${idOf(logicalId, 10)}.execute-api.${region}.amazonaws.com`,
  }),
  'AWS::ApiGatewayV2::Authorizer': ({ logicalId }) => ({ Ref: idOf(logicalId, 6), AuthorizerId: idOf(logicalId, 6) }),
  'AWS::ApiGatewayV2::Integration': ({ logicalId }) => ({ Ref: idOf(logicalId, 8) }),
  'AWS::ApiGatewayV2::Stage': ({ properties }) => ({ Ref: String(properties.StageName) }),
  'AWS::Cognito::UserPool': ({ logicalId, region, arn }) => {
    const id = `${region}_${idOf(logicalId, 9)}`
    return {
      Ref: id,
      UserPoolId: id,
      Arn: arn('cognito-idp', `userpool/${id}`),
      ProviderName: `cognito-idp.${region}.amazonaws.com/${id}`,
      ProviderURL: `https://cognito-idp.${region}.amazonaws.com/${id}`,
    }
  },
  'AWS::Cognito::UserPoolClient': ({ logicalId }) => ({ Ref: idOf(logicalId, 26), ClientId: idOf(logicalId, 26) }),
  'AWS::Cognito::UserPoolDomain': ({ properties }) => ({
    Ref: String(properties.Domain),
    CloudFrontDistribution: 'd0000000000000.cloudfront.net',
  }),
  'AWS::CloudFront::Distribution': ({ logicalId }) => ({
    Ref: idOf(logicalId, 14).toUpperCase(),
    Id: idOf(logicalId, 14).toUpperCase(),
    DomainName: `${idOf(logicalId, 14)}.cloudfront.net`,
  }),
  'AWS::CloudFront::OriginAccessControl': ({ logicalId }) => ({ Ref: idOf(logicalId, 14), Id: idOf(logicalId, 14) }),
  'AWS::CloudFront::ResponseHeadersPolicy': ({ logicalId }) => ({ Ref: idOf(logicalId, 14), Id: idOf(logicalId, 14) }),
  'AWS::CloudFront::CachePolicy': ({ logicalId }) => ({ Ref: idOf(logicalId, 14), Id: idOf(logicalId, 14) }),
  'AWS::CloudFront::Function': ({ name, account }) => ({
    Ref: `arn:aws:cloudfront::${account}:function/${name}`,
    FunctionARN: `arn:aws:cloudfront::${account}:function/${name}`,
    'FunctionMetadata.FunctionARN': `arn:aws:cloudfront::${account}:function/${name}`,
  }),
  'AWS::SES::EmailIdentity': ({ name }) =>
    Object.fromEntries(
      [1, 2, 3].flatMap((n) => [
        [`DkimDNSTokenName${n}`, `token${n}._domainkey.${name}`],
        [`DkimDNSTokenValue${n}`, `token${n}.dkim.amazonses.com`],
      ]),
    ),
  'AWS::CloudWatch::Alarm': ({ name, arn }) => ({ Arn: arn('cloudwatch', `alarm:${name}`) }),
  'AWS::WAFv2::WebACL': ({ name, arn }) => ({ Arn: arn('wafv2', `regional/webacl/${name}/0`), Id: '0' }),
}

const functionArn = (name: Json | undefined, arn: Known['arn']): string => {
  const text = String(name)
  return text.startsWith('arn:') ? text : arn('lambda', `function:${text}`)
}

/** Names of buckets are small letters. */
const bucketName = (name: string): string => name.toLowerCase()
