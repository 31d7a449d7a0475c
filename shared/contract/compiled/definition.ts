/**
 * Definitions as publishing compiled them, for whoever reads them without the grammar of files: plain JSON of one codec. Decision 0030.
 * What is kept of another codec is compiled anew from its source.
 */
import type { Campaign, MailContent } from '../../domain/campaign/campaign.ts'
import type { OperationalStatus } from '../../domain/campaign/hold.ts'
import type { Segment } from '../../domain/campaign/segment.ts'
import type { Policy, SendingPolicy } from '../../domain/customer/rules.ts'
import type { Experiment } from '../../domain/experiment/experiment.ts'
import type { Cap } from '../../domain/messaging/caps.ts'
import type { Json } from '../../kernel/json.ts'
import type { CampaignId } from '../../kernel/words.ts'
import { campaign, condition, dayTime, experiment, mailContent } from './campaign.ts'
import { type Codec, flag, list, mapOf, nullable, number, oneOf, record, setOf, text } from './codec.ts'
import type { NamedMail } from './mails.ts'

/** Goes up with every change of what is written here, or of what the compiler makes of a file. */
export const COMPILED_CODEC = 2

/** What a definition means. */
export type Compiled =
  | { readonly kind: 'policy'; readonly policy: Policy }
  | { readonly kind: 'template'; readonly content: MailContent }
  | { readonly kind: 'segment'; readonly segment: Segment }
  | { readonly kind: 'campaign'; readonly campaign: Campaign<NamedMail> }
  | { readonly kind: 'experiment'; readonly experiment: Experiment }
  | { readonly kind: 'status'; readonly said: SaidOf }

/** What people made of a campaign. */
export type SaidOf = { readonly campaign: CampaignId; readonly word: OperationalStatus }

export const keptCompiled = (compiled: Compiled): Json => codec.write(compiled) ?? null
export const compiledFrom = (json: Json): Compiled => codec.read(json)

const names = setOf<string>(text())

const policy = record<Policy>({
  lifecycle: record({
    newMs: number(),
    atRiskMs: number(),
    dormantMs: number(),
    churnedMs: number(),
    activity: names,
    churnedBy: names,
    returnedBy: names,
  }),
  revenue: record({ events: names, refunds: names, property: text(), currencyProperty: text(), currency: text() }),
  consent: record({ basis: text(), isDouble: flag }),
  sending: record<SendingPolicy>({
    from: nullable(text()),
    replyTo: nullable(text()),
    quietHours: nullable(dayTime),
    zones: list(text()),
    caps: list(record<Cap>({ topic: nullable(text()), atMost: number(), withinMs: number() })),
    perDay: nullable(number()),
  }),
  topics: mapOf(mapOf<string>(text())),
  entryMaxAgeMs: number(),
  globalHoldout: nullable(experiment),
})

const codec: Codec<Compiled> = oneOf('kind', {
  policy: record({ policy }),
  template: record({ content: mailContent }),
  segment: record({
    segment: record<Segment>({
      id: text(),
      version: number(),
      publishedAt: number(),
      name: text(),
      description: nullable(text()),
      condition,
    }),
  }),
  campaign: record({ campaign }),
  experiment: record({ experiment }),
  status: record({ said: record<SaidOf>({ campaign: text(), word: record({ status: text(), at: number(), spreadMs: number() }) }) }),
})
