/** What reaches people, and what comes back: SES, the sender, the reader of SES's reports, and the links of mails. */
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib'
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { EventBus } from 'aws-cdk-lib/aws-events'
import {
  ConfigurationSet,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
  MailFromBehaviorOnMxFailure,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import { openTo } from '../acknowledge.ts'
import { functionOf, type Made, type Surroundings } from '../constructs/function.ts'
import { httpApi, type MadeApi } from '../constructs/http-api.ts'
import { fromQueue } from '../constructs/mapping.ts'
import { type WorkQueue, workQueue } from '../constructs/queue.ts'
import { ruleToQueue } from '../constructs/rule.ts'
import { nameOf, systemName } from '../names.ts'
import type { Stage } from '../stage.ts'

type DeliveryProps = StackProps & { readonly around: Surroundings; readonly mail: WorkQueue }

const REPORT_TRIES = 10

export class DeliveryStack extends Stack {
  readonly made: readonly Made[]
  readonly queues: readonly WorkQueue[]
  readonly links: MadeApi
  readonly configurationSet: string
  readonly around: Surroundings

  constructor(scope: Construct, id: string, { around, mail, ...props }: DeliveryProps) {
    super(scope, id, props)
    const { stage } = around
    this.configurationSet = systemName(stage)
    const set = configurationSetOf(this, stage)
    const identities = identitiesOf(this, stage, set)
    const reports = workQueue(this, { stage, name: 'reports', worker: 'report', triesMax: REPORT_TRIES })
    ruleToQueue(this, 'ReportsRule', {
      name: nameOf(stage, 'reports'),
      description: `What SES tells of the mails of ${systemName(stage)}; it tells the account's default bus alone`,
      bus: 'default',
      pattern: { source: ['aws.ses'], detail: { mail: { tags: { 'ses:configuration-set': [systemName(stage)] } } } },
      to: reports,
    })
    this.links = httpApi(this, {
      stage,
      name: 'links',
      description: 'The links of mails: leaving, preferences, surveys, and on to where they lead',
      throttle: stage.links,
      domain: stage.links.domain,
    })
    this.around = {
      ...around,
      settings: {
        ...around.settings,
        CONFIGURATION_SET: set.configurationSetName,
        PUBLIC_ORIGIN: this.links.origin,
        ...(stage.mail.sender === null ? {} : { SENDER: stage.mail.sender }),
      },
      things: {
        ...around.things,
        'queue:reports': [reports.queue.queueArn],
        identity: identities,
        'configuration-set': [this.formatArn({ service: 'ses', resource: 'configuration-set', resourceName: set.configurationSetName })],
      },
    }
    const [send, report, pages] = [
      functionOf(this, 'send', this.around),
      functionOf(this, 'report', this.around),
      functionOf(this, 'public', this.around),
    ]
    this.made = [send, report, pages]
    this.queues = [reports]
    // Ten mails a batch, and few batches: SES's rate is asked for in the table before each mail, and more senders would only wait for it.
    fromQueue(this, send, mail.queue as Queue, { batchSize: 10, windowSeconds: 0, atOnce: stage.atOnce.send })
    fromQueue(this, report, reports.queue, { batchSize: 100, windowSeconds: 2, atOnce: stage.atOnce.report })
    routeLinks(this.links, pages)
    new CfnOutput(this, 'PublicOrigin', { value: this.links.origin, description: 'What the links of mails begin with' })
    new CfnOutput(this, 'ConfigurationSetName', { value: set.configurationSetName })
  }
}

/** All that SES knows to tell, but for readers where the stage does not want them watched. */
const configurationSetOf = (scope: Construct, stage: Stage): ConfigurationSet => {
  const set = new ConfigurationSet(scope, 'ConfigurationSet', {
    configurationSetName: systemName(stage),
    reputationMetrics: true,
    sendingEnabled: true,
    // Our own list is asked before each mail; SES's is the second net, for what was suppressed before we came.
    suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
  })
  set.addEventDestination('DefaultBus', {
    configurationSetEventDestinationName: 'default-bus',
    destination: EventDestination.eventBus(EventBus.fromEventBusName(scope, 'DefaultBus', 'default')),
    events: [
      EmailSendingEvent.SEND,
      EmailSendingEvent.REJECT,
      EmailSendingEvent.BOUNCE,
      EmailSendingEvent.COMPLAINT,
      EmailSendingEvent.DELIVERY,
      EmailSendingEvent.DELIVERY_DELAY,
      EmailSendingEvent.RENDERING_FAILURE,
      EmailSendingEvent.SUBSCRIPTION,
      ...(stage.mail.tracks.includes('opens') ? [EmailSendingEvent.OPEN] : []),
      ...(stage.mail.tracks.includes('clicks') ? [EmailSendingEvent.CLICK] : []),
    ],
  })
  return set
}

/** The ARNs of the identities that mail may concern: our domain, and in SES's sandbox each address that is written to. */
const identitiesOf = (scope: Construct, { mail }: Stage, set: ConfigurationSet): readonly string[] => {
  if (mail.identity === 'made-here') {
    const identity = new EmailIdentity(scope, 'Domain', {
      identity: Identity.domain(mail.domain),
      configurationSet: set,
      dkimSigning: true,
      mailFromDomain: mail.mailFrom,
      // A mail without the custom MAIL FROM still goes, signed by DKIM; one that is not sent helps nobody.
      mailFromBehaviorOnMxFailure: MailFromBehaviorOnMxFailure.USE_DEFAULT_VALUE,
      feedbackForwarding: false,
    })
    identity.dkimRecords.forEach(({ name, value }, index) => {
      new CfnOutput(scope, `Dkim${index + 1}`, { value: `${name} CNAME ${value}`, description: 'DNS record, so that mail is signed' })
    })
    const { region } = Stack.of(scope)
    const exchange = `${mail.mailFrom} MX 10 feedback-smtp.${region}.amazonses.com`
    new CfnOutput(scope, 'MailFromMx', { value: exchange, description: 'DNS record, so that bounces come back to SES' })
    new CfnOutput(scope, 'MailFromSpf', {
      value: `${mail.mailFrom} TXT "v=spf1 include:amazonses.com ~all"`,
      description: 'DNS record (SPF)',
    })
  }
  return [mail.domain, ...mail.sandboxRecipients].map((resourceName) =>
    Stack.of(scope).formatArn({ service: 'ses', resource: 'identity', resourceName }),
  )
}

const PLACES = ['u', 'p', 's', 'c'] as const

const routeLinks = ({ api }: MadeApi, pages: Made): void => {
  const integration = new HttpLambdaIntegration('Public', pages.fn)
  for (const place of PLACES) {
    for (const route of api.addRoutes({ path: `/${place}/{proxy+}`, methods: [HttpMethod.ANY], integration })) {
      openTo(
        route,
        'Mailbox providers and readers follow these without any login (RFC 8058): the link itself is sealed and says who may do what (docs/decisions/0016-links-without-login.md).',
      )
    }
  }
}
