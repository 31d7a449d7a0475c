/** The shape of a campaign file, as marketers write it. What it means is checked in campaign-meaning.ts, and compiled in campaign-paths.ts. */
import * as z from 'zod'
import { EVERY_TOPIC } from '../domain/messaging/consent.ts'
import { CONCURRENT_MAX, METRICS_MAX, TITLE_LENGTH_MAX, TOPIC_LENGTH_MAX, WAIT_MS_MAX, WAIT_MS_MIN } from '../kernel/limits.ts'
import { customerCondition } from './asking.ts'
import { checklist } from './campaign-checklist.ts'
import { experimentPart } from './campaign-experiment.ts'
import { entry, exits, reentry } from './campaign-entry.ts'
import { steps } from './campaign-steps-file.ts'
import { zone } from './campaign-times.ts'
import { duration, instant, list, said, schemaField, slug, strict, text } from './fields.ts'
import { goalFile, METRICS_HINT, metricFile } from './metric-file.ts'
import { deliveryFields } from './sending.ts'

export type CampaignFile = z.output<typeof campaignFile>

const PINS_HINT = 'Leave it out: publishing writes which version of each template a campaign says, and which phase its experiment is in.'
const TOPIC_HINT = 'Write what the mails are about, such as "offers": customers may leave one topic and keep the others.'
const STATUS_HINT =
  'Write "active"; "draft" to publish it and let nobody in yet, "paused" to hold all, or "ended" to let nobody in and send nothing more.'
const CONCURRENT_HINT = `Write a whole number from 1 to ${CONCURRENT_MAX}.`
const MIGRATE_HINT = 'Write "finish" (who is under way finishes the version they entered) or "move".'

const STEPS_SAID = 'What happens, in order.'
const CHECKLIST_SAID = 'In the place of "steps": milestones in any order, each with a nudge of its own.'

/** A version, as publishing pins it. */
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
    experiment: said(experimentPart.optional(), 'Variants and a holdout, compared by the goal.'),
    steps: said(steps.optional(), STEPS_SAID),
    checklist: said(checklist.optional(), CHECKLIST_SAID),
    exits,
    goal: said(goalFile.optional(), 'The event you hope for, and how long after the entry it counts.'),
    metrics: said(list(metricFile, METRICS_MAX - 1, METRICS_HINT).default([]), 'Further things to count, written like the goal.'),
    staleAfter: said(
      duration(WAIT_MS_MIN, WAIT_MS_MAX).optional(),
      'A mail that could not go out for so long is dropped. Without it: three days, or half the shortest pause between two mails.',
    ),
    templates: z.record(z.string(), pin, { error: PINS_HINT }).optional(),
    // Of a goal that nothing is compared by; else it stands in the experiment.
    phase: pin.optional(),
    ...deliveryFields,
  },
  'A campaign is one JSON object: { "id": "win-back", "name": "…", … }.',
)
