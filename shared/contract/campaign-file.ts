/** The shape of a campaign file, as marketers write it. What it means is checked in campaign-meaning.ts, and compiled in campaign-paths.ts. */
import * as z from 'zod'
import { EVERY_TOPIC } from '../domain/messaging/consent.ts'
import { BUCKETS } from '../kernel/hash.ts'
import {
  CONCURRENT_MAX,
  METRICS_MAX,
  TITLE_LENGTH_MAX,
  TOPIC_LENGTH_MAX,
  VARIANTS_MAX,
  WAIT_MS_MAX,
  WAIT_MS_MIN,
} from '../kernel/limits.ts'
import { customerCondition } from './asking.ts'
import { checklist } from './campaign-checklist.ts'
import { entry, exits, reentry } from './campaign-entry.ts'
import { steps } from './campaign-steps-file.ts'
import { zone } from './campaign-times.ts'
import { duration, instant, list, said, schemaField, share, slug, strict, text } from './fields.ts'
import { METRICS_HINT, metricFile } from './metric-file.ts'
import { deliveryFields } from './sending.ts'

export type CampaignFile = z.output<typeof campaignFile>
export type ExperimentPart = NonNullable<CampaignFile['experiment']>

const PINS_HINT = 'Leave it out: publishing writes which version of each template a campaign says.'
const VARIANTS_HINT = `Write a list of at most ${VARIANTS_MAX} variants: [ { "name": "plain", "shareBps": 5000 }, … ].`
const EXPERIMENT_HINT = 'Write { "control": "plain", "holdoutBps": 1000, "variants": [ { "name": "plain", "shareBps": 5000 }, … ] }.'
const TOPIC_HINT = 'Write what the mails are about, such as "offers": customers may leave one topic and keep the others.'
const SALT_HINT = 'Leave it out, unless this experiment must assign as an earlier one did: then write the salt of that one.'
const STATUS_HINT =
  'Write "active"; "draft" to publish it and let nobody in yet, "paused" to hold all, or "ended" to let nobody in and send nothing more.'
const CONCURRENT_HINT = `Write a whole number from 1 to ${CONCURRENT_MAX}.`
const MIGRATE_HINT = 'Write "finish" (who is under way finishes the version they entered) or "move".'

const STEPS_SAID = 'What happens, in order.'
const CHECKLIST_SAID = 'In the place of "steps": milestones in any order, each with a nudge of its own.'

const variant = strict(
  {
    name: said(slug('It names the variant in results.'), 'What results call it.'),
    shareBps: share(1, BUCKETS),
    steps: said(steps.optional(), 'Steps of its own. Without them it takes those of the campaign.'),
    checklist: said(checklist.optional(), CHECKLIST_SAID),
  },
  'Write { "name": "plain", "shareBps": 5000 }.',
)

const experiment = strict(
  {
    control: said(slug('Name the variant all others are compared with.'), 'The variant all others are compared with.'),
    holdoutBps: said(
      share(0, BUCKETS - 1).default(0),
      'Who gets nothing, for comparison, drawn from every variant alike; in hundredths of a percent: 1000 is 10 %.',
    ),
    trafficBps: said(share(1, BUCKETS).default(BUCKETS), 'Lets only a part of those who qualify in; 10000 is everybody.'),
    salt: said(text(TITLE_LENGTH_MAX, SALT_HINT).optional(), 'Decides who gets what. Leave it out.'),
    variants: said(list(variant, VARIANTS_MAX, VARIANTS_HINT).min(1, { error: VARIANTS_HINT }), 'Their shares add up to 10000.'),
  },
  EXPERIMENT_HINT,
)

/** A version of a template, as publishing pins it. */
const pin = z.int({ error: PINS_HINT }).min(1, { error: PINS_HINT })

export const campaignFile = strict(
  {
    $schema: schemaField,
    id: said(slug('It names the campaign for ever.'), 'The name for machines. It stays for ever: results are found by it.'),
    name: said(
      text(TITLE_LENGTH_MAX, 'Write what people call the campaign, such as "Win back dormant customers".'),
      'The name for people.',
    ),
    topic: said(
      text(TOPIC_LENGTH_MAX, TOPIC_HINT).refine((topic) => topic !== EVERY_TOPIC, {
        error: TOPIC_HINT,
        params: { problem: 'stands for every topic, and a mail has one' },
      }),
      'What the mails are about. A customer may leave one topic and keep the others.',
    ),
    status: said(
      z.enum(['draft', 'active', 'paused', 'ended'], { error: STATUS_HINT }),
      '"draft": published and checked, nobody enters. "active". "paused": nobody enters, and who is in it waits. "ended": nothing more is sent.',
    ),
    start: said(instant.nullish(), 'Nobody enters before.'),
    end: said(instant.nullish(), 'Nobody enters from then on.'),
    zone: zone.optional(),
    entry,
    audience: said(customerCondition.optional(), 'Who of them: a condition over the customer. Without it, everybody.'),
    reentry,
    maxConcurrent: said(
      z.int({ error: CONCURRENT_HINT }).min(1, { error: CONCURRENT_HINT }).max(CONCURRENT_MAX, { error: CONCURRENT_HINT }).default(1),
      'Journeys of this campaign that one customer may be in at once (1).',
    ),
    migrate: said(
      z.enum(['finish', 'move'], { error: MIGRATE_HINT }).default('finish'),
      'Who is under way finishes the version they entered ("finish"), or goes on in this one where their step has an "id" that it has, too ("move").',
    ),
    experiment: said(experiment.optional(), 'Variants and a holdout, compared by the goal.'),
    steps: said(steps.optional(), STEPS_SAID),
    checklist: said(checklist.optional(), CHECKLIST_SAID),
    exits,
    goal: said(metricFile.optional(), 'The event you hope for, and how long after the entry it counts.'),
    metrics: said(list(metricFile, METRICS_MAX - 1, METRICS_HINT).default([]), 'Further things to count, written like the goal.'),
    staleAfter: said(
      duration(WAIT_MS_MIN, WAIT_MS_MAX).optional(),
      'A mail that could not go out for so long is dropped. Without it: three days, or half the shortest pause between two mails.',
    ),
    templates: z.record(z.string(), pin, { error: PINS_HINT }).optional(),
    ...deliveryFields,
  },
  'A campaign is one JSON object: { "id": "win-back", "name": "…", … }.',
)
