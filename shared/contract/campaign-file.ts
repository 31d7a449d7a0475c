/** The shape of a campaign file, as marketers write it, into the words of the domain. What it means is checked in campaign-meaning.ts. */
import * as z from 'zod'
import { type Entry, type Exit, type MailContent, PLAIN_LOCALE, plainMail, type Reentry, type Step } from '../domain/campaign/campaign.ts'
import { parseCondition } from '../domain/conditions/parse.ts'
import { STAGES } from '../domain/lifecycle/stage.ts'
import { EVERY_TOPIC } from '../domain/messaging/consent.ts'
import { BUCKETS } from '../kernel/hash.ts'
import { isJsonObject } from '../kernel/json.ts'
import {
  EXITS_MAX,
  MAIL_TEXT_LENGTH_MAX,
  METRICS_MAX,
  STEPS_MAX,
  SUBJECT_LENGTH_MAX,
  TITLE_LENGTH_MAX,
  TOPIC_LENGTH_MAX,
  VARIANTS_MAX,
  WAIT_MS_MAX,
  WAIT_MS_MIN,
} from '../kernel/limits.ts'
import { isLocale } from '../kernel/locale.ts'
import { duration, eventName, instant, list, parsedBy, refuse, slug, strict, text } from './fields.ts'
import { deliveryFields } from './sending.ts'
import { METRICS_HINT, metricFile, where } from './metric-file.ts'

export type CampaignFile = z.output<typeof campaignFile>
export type ExperimentPart = NonNullable<CampaignFile['experiment']>

const STAGE_HINT = `A stage is one of ${STAGES.join(', ')}.`
const ENTRY_HINT = 'Write { "stage": "dormant", "from": ["at-risk"] } or { "event": "Account Created" }.'
const EXIT_HINT = 'Write { "event": "Order Completed" } or { "stage": "active" }.'
const STEP_HINT = 'Write { "send": { "template": "welcome" } }, { "send": { "subject": "…", "text": "…" } } or { "wait": "7d" }.'
const MAIL_HINT = 'Write { "template": "welcome" } or { "subject": "…", "text": "…" }.'
const LOCALE_HINT = 'Write the tag of the language the text is in: "en", "zh", "pt-BR".'
const PINS_HINT = 'Leave it out: publishing writes which version of each template a campaign says.'
const STEPS_HINT = `Write a list of at most ${STEPS_MAX} steps: [ { "send": … }, { "wait": "7d" }, { "send": … } ].`
const EXITS_HINT = `Write a list of at most ${EXITS_MAX}: [ { "event": "Order Completed" }, { "stage": "active" } ].`
const VARIANTS_HINT = `Write a list of at most ${VARIANTS_MAX} variants: [ { "name": "plain", "shareBps": 5000 }, … ].`
const EXPERIMENT_HINT = 'Write { "control": "plain", "holdoutBps": 1000, "variants": [ { "name": "plain", "shareBps": 5000 }, … ] }.'
const BPS_HINT = 'Write a whole number of hundredths of a percent: 1000 is 10 %, 10000 is everybody.'
const REENTRY_HINT = 'Write "never", "each" (every time the entry comes true) or { "after": "90d" }.'
const TOPIC_HINT = 'Write what the mails are about, such as "offers": customers may leave one topic and keep the others.'
const SALT_HINT = 'Leave it out, unless this experiment must assign as an earlier one did: then write the salt of that one.'
const STATUS_HINT = 'Write "active", or "ended" to let nobody in and send nothing more.'

const WHERE_HINT = 'Only an event has properties to ask about. For questions about the customer use "audience".'

const stage = z.enum(STAGES, { error: STAGE_HINT })
const condition = parsedBy((json) => parseCondition(json))
const wait = duration(WAIT_MS_MIN, WAIT_MS_MAX)
const share = (minimum: number, maximum: number) =>
  z.int({ error: BPS_HINT }).min(minimum, { error: BPS_HINT }).max(maximum, { error: BPS_HINT })

/** Has both or none of two fields. Where an unknown field was found, it may be a slip for one of them, and that problem says more. */
const isNeither = (issues: z.core.$ZodRawIssue[], first: string, second: string, hint: string): never =>
  issues.length > 0 ? z.NEVER : refuse(issues, '', `must have either "${first}" or "${second}"`, hint)

const entryShape = {
  stage: stage.optional(),
  from: list(stage, STAGES.length, STAGE_HINT).min(1, { error: STAGE_HINT }).optional(),
  event: eventName.optional(),
  where,
}

const entry = strict(entryShape, ENTRY_HINT).transform(({ stage, from, event, where }, { issues }): Entry => {
  if (from !== undefined && stage === undefined) refuse(issues, 'from', 'says nothing here', 'Only an entry on a stage has "from".')
  if (where !== undefined && event === undefined) refuse(issues, 'where', 'says nothing here', WHERE_HINT)
  if (stage !== undefined && event === undefined) return { on: 'stage', stage, from: from === undefined ? null : new Set(from) }
  if (event !== undefined && stage === undefined) return { on: 'event', event, where: where ?? null }
  return isNeither(issues, 'event', 'stage', ENTRY_HINT)
})

const exit = strict({ stage: stage.optional(), event: eventName.optional(), where }, EXIT_HINT).transform(
  ({ stage, event, where }, { issues }): Exit => {
    if (where !== undefined && event === undefined) refuse(issues, 'where', 'says nothing here', WHERE_HINT)
    if (stage !== undefined && event === undefined) return { on: 'stage', stage }
    if (event !== undefined && stage === undefined) return { on: 'event', event, where: where ?? null }
    return isNeither(issues, 'event', 'stage', EXIT_HINT)
  },
)

const locale = z
  .string({ error: LOCALE_HINT })
  .refine((tag) => isLocale(tag), { error: LOCALE_HINT, params: { problem: 'is no language' } })
const mailShape = {
  subject: text(SUBJECT_LENGTH_MAX, MAIL_HINT),
  text: text(MAIL_TEXT_LENGTH_MAX, MAIL_HINT),
  locale: locale.optional(),
}
const ownMail = strict(mailShape, MAIL_HINT).transform(({ subject, text, locale }) => plainMail(subject, text, locale))
const templateMail = strict({ template: slug('Name a folder of templates.') }, MAIL_HINT).transform(({ template }) =>
  unreadTemplate(template),
)

/** Which of the two is meant shows by its field, so that the problems told are those of what was meant. */
const mail = z.unknown().transform((json, { issues }): MailContent => {
  const result = (isJsonObject(json) && json.template !== undefined ? templateMail : ownMail).safeParse(json)
  if (result.success) return result.data
  for (const issue of result.error.issues) issues.push({ ...issue, input: json } as z.core.$ZodRawIssue)
  return z.NEVER
})

/** A template that is only named yet; the compiler of campaigns puts the published one in its place. */
const unreadTemplate = (name: string): MailContent => ({ template: { name, version: 0 }, defaultLocale: PLAIN_LOCALE, written: new Map() })

const step = strict({ send: mail.optional(), wait: wait.optional() }, STEP_HINT).transform(({ send, wait }, { issues }): Step => {
  if (send !== undefined && wait === undefined) return { type: 'send', content: send }
  if (wait !== undefined && send === undefined) return { type: 'wait', durationMs: wait }
  return isNeither(issues, 'send', 'wait', STEP_HINT)
})

const steps = list(step, STEPS_MAX, STEPS_HINT)

const reentry = z.union(
  [
    z.literal('never').transform((type): Reentry => ({ type })),
    z.literal('each').transform((type): Reentry => ({ type })),
    strict({ after: wait }, REENTRY_HINT).transform(({ after }): Reentry => ({ type: 'after', durationMs: after })),
  ],
  { error: REENTRY_HINT },
)

const variant = strict(
  { name: slug('It names the variant in results.'), shareBps: share(1, BUCKETS), steps: steps.optional() },
  'Write { "name": "plain", "shareBps": 5000 }.',
)

const experiment = strict(
  {
    control: slug('Name the variant all others are compared with.'),
    holdoutBps: share(0, BUCKETS - 1).default(0),
    trafficBps: share(1, BUCKETS).default(BUCKETS),
    salt: text(TITLE_LENGTH_MAX, SALT_HINT).optional(),
    variants: list(variant, VARIANTS_MAX, VARIANTS_HINT).min(1, { error: VARIANTS_HINT }),
  },
  EXPERIMENT_HINT,
)

export const campaignFile = strict(
  {
    $schema: z.string({ error: 'Leave it out, or write where the JSON Schema is.' }).optional(),
    id: slug('It names the campaign for ever.'),
    name: text(TITLE_LENGTH_MAX, 'Write what people call the campaign, such as "Win back dormant customers".'),
    topic: text(TOPIC_LENGTH_MAX, TOPIC_HINT).refine((topic) => topic !== EVERY_TOPIC, {
      error: TOPIC_HINT,
      params: { problem: 'stands for every topic, and a mail has one' },
    }),
    status: z.enum(['active', 'ended'], { error: STATUS_HINT }),
    start: instant.nullish(),
    end: instant.nullish(),
    entry,
    audience: condition.optional(),
    reentry,
    experiment: experiment.optional(),
    steps: steps.optional(),
    exits: list(exit, EXITS_MAX, EXITS_HINT).default([]),
    goal: metricFile.optional(),
    metrics: list(metricFile, METRICS_MAX - 1, METRICS_HINT).default([]),
    staleAfter: wait.optional(),
    templates: z.record(z.string(), z.int({ error: PINS_HINT }).min(1, { error: PINS_HINT }), { error: PINS_HINT }).optional(),
    ...deliveryFields,
  },
  'A campaign is one JSON object: { "id": "win-back", "name": "…", … }.',
)
