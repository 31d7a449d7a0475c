/** What a stage states, and what is wrong with one: everything at once, in words, before anything is made. */
import { TABLE_WRITES_PER_SECOND, writesPerSecond, type WorkersAtOnce } from './capacity.ts'

/** A name of our own before a service of AWS, and the certificate that proves it. Its DNS record is yours to set. */
export type CustomDomain = { readonly name: string; readonly certificateArn: string }

/** What an API takes before it answers 429. */
export type Throttle = { readonly requestsPerSecond: number; readonly burst: number }

export type Stage = {
  /** Part of every name: stacks, queues and the bus are `rekindle-<name>…`. */
  readonly name: string
  /** Where it is deployed; null: wherever the credentials of whoever deploys lead. */
  readonly account: string | null
  readonly region: string | null
  readonly mail: {
    /** What stands after the @ of senders. SES signs for it (DKIM). */
    readonly domain: string
    /** A subdomain of it that nobody uses for anything else: where bounces go (SPF). */
    readonly mailFrom: string
    /** `stands`: the domain is verified already, by another stage of this account or by hand. */
    readonly identity: 'made-here' | 'stands'
    /** One sender for all mail; null: the sender is the one that brand.json names. */
    readonly sender: string | null
    /** Verified addresses that may be written to while SES keeps the account in its sandbox: it then asks for a permission on each. */
    readonly sandboxRecipients: readonly string[]
    /** What SES adds to mails to learn of readers: a picture, a redirect of links. Ask your lawyer first. */
    readonly tracks: readonly ('opens' | 'clicks')[]
  }
  readonly data: {
    /** A key of your own costs $1 a month and $0.03 for ten thousand uses, and can be taken away from everybody. */
    readonly encryption: 'aws-owned-key' | 'own-key'
    /** How far back the table can be restored to any second. */
    readonly recoveryDays: number
  }
  readonly bus: {
    /** How long events can be replayed from the archive. */
    readonly archiveDays: number
    /** Learns the schemas of events from those that pass, for $0.10 a million: of use while backends are being connected. */
    readonly discoversSchemas: boolean
    /** Other accounts whose backends may publish. */
    readonly publisherAccounts: readonly string[]
  }
  readonly events: Throttle & {
    /** Web pages that may send events themselves: their origins. */
    readonly corsOrigins: readonly string[]
    readonly domain: CustomDomain | null
  }
  /** The links of mails. Those already sent name this domain for 400 days: choose it before the first mail. */
  readonly links: Throttle & { readonly domain: CustomDomain | null }
  readonly console: {
    /** Its certificate lies in us-east-1, where CloudFront looks for it. */
    readonly domain: CustomDomain | null
    readonly secondFactor: 'optional' | 'required'
    readonly accessLogDays: number
  }
  readonly watch: {
    /** The mailbox that alarms go to: of a team, not of a person. */
    readonly alarmsTo: string
  }
  readonly logDays: number
  /** X-Ray: $5 for a million traces. */
  readonly isTraced: boolean
  /** How many of each function may work through their queue at the same time. capacity.ts has the arithmetic. */
  readonly atOnce: WorkersAtOnce
  /** `same`: reserves this share of the account's concurrency as well; only where the account's limit leaves 100 for others. */
  readonly reserves: 'nothing' | 'same'
}

export const LOG_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731] as const

/** The stages as they are, or an error that says all that is wrong with them and what instead. */
export const checkedStages = (stages: readonly Stage[]): readonly Stage[] => {
  const problems = stages.flatMap((stage) => problemsOf(stage).map((problem) => `stage "${stage.name}": ${problem}`))
  const names = stages.map(({ name }) => name)
  const twice = names.filter((name, index) => names.indexOf(name) !== index)
  const all = [...problems, ...twice.map((name) => `stage "${name}": is there twice; give one another name`)]
  if (all.length > 0) throw new Error(`infra/stages.ts cannot be deployed:\n${all.map((problem) => `  - ${problem}`).join('\n')}`)
  return stages
}

type Check = readonly [holds: boolean, problem: string]

const problemsOf = (stage: Stage): readonly string[] =>
  [...placeChecks(stage), ...mailChecks(stage), ...keepingChecks(stage), ...domainChecks(stage), ...workChecks(stage)].flatMap(
    ([holds, problem]) => (holds ? [] : [problem]),
  )

const placeChecks = ({ name, account, region, bus }: Stage): readonly Check[] => [
  [
    /^[a-z][a-z0-9]{0,15}$/.test(name),
    'name: 1 to 16 small letters and digits, a letter first: it is part of the names of queues and stacks',
  ],
  [account === null || ACCOUNT.test(account), `account: "${account}" is no account; write its 12 digits, or null`],
  [region === null || REGION.test(region), `region: "${region}" is no region; write one such as eu-central-1, or null`],
  [(account === null) === (region === null), 'account and region: state both, or neither'],
  ...bus.publisherAccounts.map((one): Check => [ACCOUNT.test(one), `bus.publisherAccounts: "${one}" is no account; write its 12 digits`]),
]

const mailChecks = ({ mail, watch }: Stage): readonly Check[] => [
  [DOMAIN.test(mail.domain), `mail.domain: "${mail.domain}" is no domain`],
  [
    DOMAIN.test(mail.mailFrom) && mail.mailFrom.endsWith(`.${mail.domain}`),
    `mail.mailFrom: "${mail.mailFrom}" must be a subdomain of mail.domain, such as bounce.${mail.domain}: SES asks for it`,
  ],
  [
    mail.sender === null || (ADDRESS.test(mail.sender) && mail.sender.endsWith(`@${mail.domain}`)),
    `mail.sender: "${mail.sender}" must be an address at ${mail.domain}, or null`,
  ],
  ...mail.sandboxRecipients.map((one): Check => [ADDRESS.test(one), `mail.sandboxRecipients: "${one}" is no address`]),
  [ADDRESS.test(watch.alarmsTo), `watch.alarmsTo: "${watch.alarmsTo}" is no address`],
]

const keepingChecks = ({ data, bus, console, logDays }: Stage): readonly Check[] => [
  [isWhole(data.recoveryDays, 1, 35), `data.recoveryDays: ${data.recoveryDays} is not 1 to 35, which is what DynamoDB offers`],
  [isWhole(bus.archiveDays, 1, 3_650), `bus.archiveDays: ${bus.archiveDays} is not 1 to 3650`],
  [isWhole(console.accessLogDays, 1, 3_650), `console.accessLogDays: ${console.accessLogDays} is not 1 to 3650`],
  [LOG_DAYS.some((days) => days === logDays), `logDays: ${logDays} is none of ${LOG_DAYS.join(', ')}, which CloudWatch offers`],
]

const domainChecks = ({ events, links, console }: Stage): readonly Check[] => [
  ...Object.entries({ events, links, console }).flatMap(([part, { domain }]): readonly Check[] => {
    if (domain === null) return []
    const { name, certificateArn } = domain
    return [
      [DOMAIN.test(name), `${part}.domain.name: "${name}" is no domain`],
      [CERTIFICATE.test(certificateArn), `${part}.domain.certificateArn: "${certificateArn}" is no ARN of a certificate`],
      [
        part !== 'console' || certificateArn.includes(':us-east-1:'),
        'console.domain.certificateArn: CloudFront reads certificates of us-east-1 alone',
      ],
    ]
  }),
  ...events.corsOrigins.map(
    (origin): Check => [ORIGIN.test(origin), `events.corsOrigins: "${origin}" is no origin; write https://name without a path`],
  ),
]

const workChecks = ({ atOnce, events, links }: Stage): readonly Check[] => [
  ...Object.entries(atOnce).map(
    ([name, count]): Check => [
      isWhole(count, 2, 1_000),
      `atOnce.${name}: ${count} is not 2 to 1000, which is what Lambda takes for a queue`,
    ],
  ),
  ...Object.entries({ events, links }).flatMap(([part, { requestsPerSecond, burst }]): readonly Check[] => [
    [isWhole(requestsPerSecond, 1, 10_000), `${part}.requestsPerSecond: ${requestsPerSecond} is not 1 to 10000`],
    [isWhole(burst, requestsPerSecond, 5_000), `${part}.burst: ${burst} is not between requestsPerSecond and 5000`],
  ]),
  [
    writesPerSecond(atOnce) <= TABLE_WRITES_PER_SECOND,
    `atOnce: together these could write ${writesPerSecond(atOnce)} units a second, and a new table takes ${TABLE_WRITES_PER_SECOND}; ask for fewer (infra/capacity.ts has the arithmetic)`,
  ],
]

const isWhole = (value: number, least: number, most: number): boolean => Number.isInteger(value) && value >= least && value <= most

const ACCOUNT = /^\d{12}$/
const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/
const DOMAIN = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/
const ADDRESS = /^[A-Za-z0-9._%+-]{1,64}@([a-z0-9-]+\.)+[a-z]{2,63}$/
const ORIGIN = /^https?:\/\/[a-z0-9.-]+(:\d+)?$/
const CERTIFICATE = /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/
