/** An HTTP API that logs who got what answer, without addresses and without the secrets that links are. */
import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { ApiMapping, DomainName, HttpApi, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { nameOf } from '../names.ts'
import type { CustomDomain, Stage, Throttle } from '../stage.ts'

/** An API, and the address that it is reached at, without a slash at its end. */
export type MadeApi = { readonly name: string; readonly api: HttpApi; readonly origin: string }

type ApiProps = {
  readonly stage: Stage
  readonly name: string
  readonly description: string
  readonly throttle: Throttle
  readonly domain: CustomDomain | null
}

/** Neither address of who asked nor path: a link of a mail is a key to what it opens, and a customer's id may stand in a path. */
const LOGGED = {
  requestId: '$context.requestId',
  at: '$context.requestTimeEpoch',
  route: '$context.routeKey',
  status: '$context.status',
  bytes: '$context.responseLength',
  ms: '$context.responseLatency',
  error: '$context.error.message',
  authorizer: '$context.authorizer.error',
} as const

/** An API without routes: who makes it adds them. */
export const httpApi = (scope: Construct, { stage, name, description, throttle, domain }: ApiProps): MadeApi => {
  const api = new HttpApi(scope, 'Api', { apiName: nameOf(stage, name), description, createDefaultStage: false })
  const log = new LogGroup(scope, 'ApiLog', {
    logGroupName: `/aws/apigateway/${nameOf(stage, name)}`,
    retention: stage.logDays,
    removalPolicy: RemovalPolicy.DESTROY,
  })
  const deployed = new HttpStage(scope, 'ApiStage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    detailedMetricsEnabled: true,
    throttle: { rateLimit: throttle.requestsPerSecond, burstLimit: throttle.burst },
    accessLogSettings: { destination: new LogGroupLogDestination(log), format: AccessLogFormat.custom(JSON.stringify(LOGGED)) },
  })
  const { region, urlSuffix } = Stack.of(scope)
  if (domain === null) return { name, api, origin: `https://${api.apiId}.execute-api.${region}.${urlSuffix}` }
  const domainName = new DomainName(scope, 'ApiDomain', {
    domainName: domain.name,
    certificate: Certificate.fromCertificateArn(scope, 'ApiCertificate', domain.certificateArn),
  })
  new ApiMapping(scope, 'ApiMapping', { api, domainName, stage: deployed })
  new CfnOutput(scope, 'ApiDomainTarget', { value: domainName.regionalDomainName, description: `CNAME for ${domain.name}` })
  return { name, api, origin: `https://${domain.name}` }
}
