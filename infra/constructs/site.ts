/** The console's page: files in a bucket that only CloudFront reads, with the API behind the same address, so that nothing is foreign to it. */
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager'
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  PriceClass,
  type ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront'
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3'
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment'
import type { Construct } from 'constructs'
import { acknowledge } from '../acknowledge.ts'
import { GUARD } from '../guard-rules.ts'
import { nameOf } from '../names.ts'
import type { Stage } from '../stage.ts'
import type { MadeApi } from './http-api.ts'
import { securityHeaders } from './security-headers.ts'

type SiteProps = {
  readonly stage: Stage
  /** The folder of the built page. */
  readonly page: string
  readonly api: MadeApi
  readonly signInOrigin: string
}

export type Site = {
  readonly origin: string
  /** Puts the page into its bucket, and beside it what it is told (`/config.json`). */
  readonly deploy: (config: object) => void
}

export const siteOf = (scope: Construct, props: SiteProps): Site => {
  const { stage, page } = props
  const bucket = new Bucket(scope, 'Page', { ...PRIVATE, removalPolicy: RemovalPolicy.DESTROY }) as IBucket
  acknowledge(bucket, { ...NO_RECORDS, ...PAGE_BUCKET })
  const distribution = distributionOf(scope, bucket, props)
  const domain = stage.console.domain
  return {
    origin: `https://${domain === null ? distribution.distributionDomainName : domain.name}`,
    deploy: (config) => {
      deployPage(scope, { stage, page, bucket, distribution }, config)
    },
  }
}

const PRIVATE = { blockPublicAccess: BlockPublicAccess.BLOCK_ALL, encryption: BucketEncryption.S3_MANAGED, enforceSSL: true } as const

const distributionOf = (scope: Construct, bucket: IBucket, { stage, api, signInOrigin }: SiteProps): Distribution => {
  const headers = securityHeaders(scope, stage, signInOrigin)
  const { region, urlSuffix } = Stack.of(scope)
  const apiOrigin = new HttpOrigin(`${api.api.apiId}.execute-api.${region}.${urlSuffix}`, {
    protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
    originSslProtocols: [OriginSslPolicy.TLS_V1_2],
  })
  const { domain } = stage.console
  const distribution = new Distribution(scope, 'Distribution', {
    comment: `Rekindle ${stage.name}: the console`,
    defaultRootObject: 'index.html',
    httpVersion: HttpVersion.HTTP2_AND_3,
    priceClass: PriceClass.PRICE_CLASS_100,
    logBucket: accessLogs(scope, stage),
    defaultBehavior: {
      origin: S3BucketOrigin.withOriginAccessControl(bucket),
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      responseHeadersPolicy: headers,
      functionAssociations: [{ function: pageForPaths(scope, stage), eventType: FunctionEventType.VIEWER_REQUEST }],
    },
    additionalBehaviors: { '/api/*': { origin: apiOrigin, ...FORWARDED, responseHeadersPolicy: headers as ResponseHeadersPolicy } },
    ...(domain === null
      ? {}
      : {
          minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
          domainNames: [domain.name],
          certificate: Certificate.fromCertificateArn(scope, 'PageCertificate', domain.certificateArn),
        }),
  })
  acknowledge(distribution, {
    'AwsSolutions-CFR1': 'People work from where they are: who may sign in is decided by invitation, and not by country.',
    'AwsSolutions-CFR2':
      'A web application firewall costs $5 a month and more; behind the page stands an API that answers nobody without a token.',
    [`${GUARD}::cloudfront_origin_failover_enabled_check`]:
      'One bucket in one region: while that region is away there is no API either, and a page without one says nothing.',
    ...(domain === null ? withOwnName : {}),
  })
  return distribution
}

const OWN_NAME = 'Under its own name CloudFront takes no other choice; with a custom domain, TLS 1.2 by SNI is the least.'
const withOwnName: Readonly<Record<string, string>> = {
  'AwsSolutions-CFR4': OWN_NAME,
  [`${GUARD}::cloudfront_custom_ssl_certificate_check`]: OWN_NAME,
  [`${GUARD}::cloudfront_security_policy_check`]: OWN_NAME,
  [`${GUARD}::cloudfront_sni_enabled_check`]: OWN_NAME,
}

/** Passed on as it is, with who asks (Authorization), and kept by nobody. */
const FORWARDED = {
  allowedMethods: AllowedMethods.ALLOW_ALL,
  viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
  cachePolicy: CachePolicy.CACHING_DISABLED,
  originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
} as const

/** Pages of the console have paths that are no files: they are the page itself, as on the local server. */
const pageForPaths = (scope: Construct, stage: Stage): EdgeFunction =>
  new EdgeFunction(scope, 'PageForPaths', {
    functionName: nameOf(stage, 'page-for-paths'),
    comment: 'Answers with the page where a path names no file',
    runtime: FunctionRuntime.JS_2_0,
    code: FunctionCode.fromInline(PAGE_FOR_PATHS),
  })

const PAGE_FOR_PATHS = `function handler(event) {
  var request = event.request;
  var last = request.uri.slice(request.uri.lastIndexOf('/') + 1);
  if (last.indexOf('.') === -1) request.uri = '/index.html';
  return request;
}`

const accessLogs = (scope: Construct, stage: Stage): IBucket => {
  const bucket = new Bucket(scope, 'AccessLogs', {
    ...PRIVATE,
    // CloudFront writes its logs by access control lists.
    objectOwnership: ObjectOwnership.BUCKET_OWNER_PREFERRED,
    lifecycleRules: [{ expiration: Duration.days(stage.console.accessLogDays) }],
    removalPolicy: RemovalPolicy.RETAIN,
  })
  acknowledge(bucket, { ...NO_RECORDS, ...LOG_BUCKET })
  return bucket as IBucket
}

const NO_RECORDS: Readonly<Record<string, string>> = {
  [`${GUARD}::s3_bucket_default_encryption_kms_check`]:
    'Files that anybody may load, and lists of who loaded them: S3’s own encryption is enough.',
  [`${GUARD}::s3_bucket_object_lock_enabled_check`]: 'Nothing here is a record that must be kept.',
  [`${GUARD}::s3_bucket_versioning_enabled_check`]: 'The page is made again from source, and logs are written once.',
  [`${GUARD}::s3_event_notifications_enabled_check`]:
    'Nobody waits for files to appear here: the page is deployed, and logs are looked at by hand.',
}
const readBy = 'CloudFront is the only one that may read it, and logs each request.'
const PAGE_BUCKET: Readonly<Record<string, string>> = {
  'AwsSolutions-S1': readBy,
  [`${GUARD}::s3_bucket_logging_enabled_check`]: readBy,
  [`${GUARD}::s3_lifecycle_policy_check`]: 'Assets of earlier pages are a few megabytes a year, and stay for pages that are open.',
}
const noEnd = 'It holds the logs of the page; logs of reading logs would have no end.'
const LOG_BUCKET: Readonly<Record<string, string>> = { 'AwsSolutions-S1': noEnd, [`${GUARD}::s3_bucket_logging_enabled_check`]: noEnd }

type Deployment = { readonly stage: Stage; readonly page: string; readonly bucket: IBucket; readonly distribution: Distribution }

/** Assets have their content in their name and may be kept for ever; earlier ones stay, for pages that are open. The page itself is asked for each time. */
const deployPage = (scope: Construct, { stage, page, bucket, distribution }: Deployment, config: object): void => {
  const logGroup = new LogGroup(scope, 'PageDeploymentLog', { retention: stage.logDays, removalPolicy: RemovalPolicy.DESTROY })
  const common = { destinationBucket: bucket, logGroup, memoryLimit: 256, prune: false, retainOnDelete: false } as const
  const assets = new BucketDeployment(scope, 'Assets', {
    ...common,
    sources: [Source.asset(page, { exclude: ['*', '!assets', '!assets/**'] })],
    cacheControl: [CacheControl.maxAge(Duration.days(365)), CacheControl.immutable()],
  })
  const index = new BucketDeployment(scope, 'Index', {
    ...common,
    sources: [Source.asset(page, { exclude: ['assets', 'manifest.json', 'stamp.txt'] }), Source.jsonData('config.json', config)],
    cacheControl: [CacheControl.noCache()],
    distribution,
    distributionPaths: ['/', '/index.html', '/config.json'],
  })
  index.node.addDependency(assets)
  const helper = Stack.of(scope).node.children.find(({ node }) => node.id.startsWith('Custom::CDKBucketDeployment'))
  if (helper !== undefined) acknowledge(helper, helperReasons(Stack.of(scope), bucket))
}

const HELPER = 'CDK’s own helper, which copies the page into its bucket while a deployment runs, and at no other time'

const helperReasons = (stack: Stack, bucket: IBucket): Readonly<Record<string, string>> => {
  const [partition, account, region] = [stack.partition, stack.account, stack.region].map((part) => named(stack.resolve(part)))
  const assets = `arn:${partition}:s3:::cdk-hnb659fds-assets-${account}-${region}/*`
  const copies = `${HELPER}: it reads the assets of the deployment and writes the page, whatever the files are called.`
  const starred = ['GetObject', 'GetBucket', 'List', 'DeleteObject', 'Abort'].map((action) => [
    `AwsSolutions-IAM5[Action::s3:${action}*]`,
    copies,
  ])
  return {
    ...Object.fromEntries(starred),
    [`AwsSolutions-IAM5[Resource::${assets}]`]: copies,
    [`AwsSolutions-IAM5[Resource::${named(stack.resolve(bucket.bucketArn))}/*]`]: copies,
    'AwsSolutions-IAM5[Resource::*]': `${HELPER}: it tells CloudFront to forget the former page; CDK names no distribution for that.`,
    // Names of AWS's own policies keep their partition open, wherever they are used.
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]': `${HELPER}: it may write its log.`,
    'AwsSolutions-L1': `${HELPER}: its runtime comes with CDK.`,
  }
}

type Resolved = string | { readonly Ref: string } | { readonly 'Fn::GetAtt': readonly string[] }

/** As cdk-nag names it in its findings. */
const named = (part: Resolved): string => {
  if (typeof part === 'string') return part
  return 'Ref' in part ? `<${part.Ref}>` : `<${part['Fn::GetAtt'].join('.')}>`
}
