/** What people work with: the page behind CloudFront, its API, who may sign in, and the door for the command line. */
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib'
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import type { Construct } from 'constructs'
import { functionOf, type Made, type Surroundings } from '../constructs/function.ts'
import { httpApi, type MadeApi } from '../constructs/http-api.ts'
import { type People, peopleOf, signInFor } from '../constructs/people.ts'
import { siteOf } from '../constructs/site.ts'

/** `results`: who answers what experiments show. */
type ConsoleProps = StackProps & { readonly around: Surroundings; readonly page: string; readonly results: Made }

/** People click: a page asks some ten times when it opens. */
const THROTTLE = { requestsPerSecond: 50, burst: 100 } as const

export class ConsoleStack extends Stack {
  readonly made: readonly Made[]
  readonly api: MadeApi

  constructor(scope: Construct, id: string, { around, page, results, ...props }: ConsoleProps) {
    super(scope, id, props)
    const { stage } = around
    const [answers, publish] = [functionOf(this, 'console-api', around), functionOf(this, 'publish', around)]
    this.made = [answers, publish]
    this.api = httpApi(this, {
      stage,
      name: 'console',
      description: 'What the console and the command line ask',
      throttle: THROTTLE,
      domain: null,
    })
    const people = peopleOf(this, stage)
    const site = siteOf(this, { stage, page, api: this.api, signInOrigin: people.signInOrigin })
    const clientId = signInFor(people, site.origin)
    // Without `api`: it lies behind the page's own address. console/session/config.ts reads this.
    site.deploy({ cognito: { domain: people.signInOrigin, clientId, issuer: people.issuer } })
    this.#route(people, clientId, { answers, publish, results })
    new CfnOutput(this, 'ConsoleUrl', { value: site.origin })
    new CfnOutput(this, 'ApiUrl', { value: this.api.origin, description: 'What the command line asks, signed with its own credentials' })
    new CfnOutput(this, 'UserPoolId', { value: people.pool.userPoolId })
    new CfnOutput(this, 'UserPoolClientId', { value: clientId })
  }

  #route(
    { issuer }: People,
    clientId: string,
    { answers, publish, results }: Readonly<Record<'answers' | 'publish' | 'results', Made>>,
  ): void {
    const { api } = this.api
    const signedIn = new HttpJwtAuthorizer('SignedIn', issuer, { jwtAudience: [clientId] })
    const ownCredentials = new HttpIamAuthorizer()
    const toAnswers = new HttpLambdaIntegration('ConsoleApi', answers.fn)
    api.addRoutes({ path: '/api/{proxy+}', methods: [HttpMethod.ANY], integration: toAnswers, authorizer: signedIn })
    api.addRoutes({ path: '/cli/{proxy+}', methods: [HttpMethod.ANY], integration: toAnswers, authorizer: ownCredentials })
    const toPublish = new HttpLambdaIntegration('Publish', publish.fn)
    api.addRoutes({ path: '/cli/publish', methods: [HttpMethod.POST], integration: toPublish, authorizer: ownCredentials })
    const toResults = new HttpLambdaIntegration('Results', results.fn)
    const routes = [
      ...EDITOR.map((one) => ({ ...one, integration: toPublish })),
      ...RESULTS.map((one) => ({ ...one, integration: toResults })),
    ]
    for (const { path, methods, integration } of routes) {
      api.addRoutes({ path, methods, integration, authorizer: signedIn })
      api.addRoutes({ path: `/cli${path}`, methods, integration, authorizer: ownCredentials })
    }
  }
}

type Routed = { readonly path: string; readonly methods: HttpMethod[] }

/** What reads the grammar of campaigns or has everybody looked at: of paths that fit, the gateway takes the one that says most. A test holds them to the contract. */
const EDITOR: readonly Routed[] = [
  { path: '/api/editor/{proxy+}', methods: [HttpMethod.ANY] },
  { path: '/api/drafts', methods: [HttpMethod.ANY] },
  { path: '/api/drafts/{proxy+}', methods: [HttpMethod.ANY] },
  { path: '/api/campaigns/{id}/status', methods: [HttpMethod.POST] },
  { path: '/api/campaigns/{id}/rollback', methods: [HttpMethod.POST] },
  { path: '/api/tallies/rebuild', methods: [HttpMethod.POST] },
]

/** What is read from counters by statistics. Held to the contract by the same test. */
const RESULTS: readonly Routed[] = [
  { path: '/api/results', methods: [HttpMethod.GET] },
  { path: '/api/results/{id}', methods: [HttpMethod.GET] },
  { path: '/api/verdicts', methods: [HttpMethod.GET] },
  { path: '/api/power', methods: [HttpMethod.GET] },
]
