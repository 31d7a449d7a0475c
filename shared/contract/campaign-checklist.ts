/** A checklist in the place of steps: milestones in any order, each with a nudge of its own, and what follows when all are done. */
import type * as z from 'zod'
import { MILESTONES_MAX, WAIT_MS_MAX, WAIT_MS_MIN } from '../kernel/limits.ts'
import { whereAsWritten } from './asking.ts'
import { mail } from './campaign-mail.ts'
import { steps } from './campaign-steps-file.ts'
import { duration, eventName, list, said, slug, strict } from './fields.ts'

export type WrittenChecklist = z.output<typeof checklist>

const CHECKLIST_HINT = 'Write { "milestones": [ { "name": "profile", "event": "Profile Completed" } ], "within": "30d" }.'
const MILESTONE_HINT =
  'Write { "name": "profile", "event": "Profile Completed", "nudge": { "after": "2d", "send": { "template": "profile" } } }.'
const NUDGE_HINT = 'Write { "after": "2d", "send": { "template": "profile" } }.'

const nudge = strict(
  {
    after: said(duration(WAIT_MS_MIN, WAIT_MS_MAX), 'So long after the entry: "2d".'),
    send: said(mail, 'The mail that goes then, if the milestone is still open.'),
  },
  NUDGE_HINT,
)

const milestone = strict(
  {
    name: said(slug('It names the milestone.'), 'What it is called.'),
    event: said(eventName, 'The event that shows that it is done. What was done before the entry counts.'),
    where: said(whereAsWritten, 'Only events of which this holds.'),
    nudge: said(nudge.optional(), 'A mail to whoever has not done it by then.'),
  },
  MILESTONE_HINT,
)

export const checklist = strict(
  {
    milestones: said(
      list(milestone, MILESTONES_MAX, CHECKLIST_HINT).min(1, { error: CHECKLIST_HINT }),
      'What is to be done, in any order.',
    ),
    within: said(duration(WAIT_MS_MIN, WAIT_MS_MAX), 'How long it runs; then the journey ends: "30d".'),
    complete: said(steps.optional(), 'What follows at once when all are done: thanks, a reward.'),
  },
  CHECKLIST_HINT,
)
