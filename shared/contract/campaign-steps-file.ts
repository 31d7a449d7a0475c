/** The steps of a campaign, as files write them: each has one verb, and some have lists of steps within. */
import * as z from 'zod'
import type { StepBody, Until } from '../domain/campaign/campaign.ts'
import type { Condition } from '../domain/conditions/condition.ts'
import { BUCKETS } from '../kernel/hash.ts'
import { STEPS_MAX, VARIANTS_MAX, WAIT_MS_MAX, WAIT_MS_MIN, WAYS_MAX, WHY_LENGTH_MAX } from '../kernel/limits.ts'
import { journeyCondition, where } from './asking.ts'
import { emit, task, update, webhook } from './campaign-doing.ts'
import { mail, type WrittenMail } from './campaign-mail.ts'
import { moment } from './campaign-times.ts'
import { byField, duration, eventName, list, refuse, said, share, slug, strict, text } from './fields.ts'

/** A step as a file writes it: lists within are still lists. */
export type WrittenStep = { readonly id: string | null; readonly does: Written }
export type WrittenSteps = readonly WrittenStep[]

export type Written =
  | { readonly type: 'send'; readonly mail: WrittenMail }
  | { readonly type: 'wait'; readonly until: Until }
  | {
      readonly type: 'wait-for'
      readonly event: string
      readonly where: Condition | null
      readonly sameKey: boolean
      readonly atMostMs: number
      readonly then: WrittenSteps
      readonly timeout: WrittenSteps
    }
  /** `otherwise`: null where nothing is said. Only the last may have no `when`; others are told as problems. */
  | { readonly type: 'branch'; readonly ways: readonly WrittenWay[] }
  | { readonly type: 'split'; readonly name: string; readonly variants: readonly WrittenVariant[] }
  | Extract<StepBody, { readonly type: 'update' | 'emit' | 'task' | 'webhook' | 'exit' }>

/** `when` null: else. */
export type WrittenWay = { readonly when: Condition | null; readonly steps: WrittenSteps }
export type WrittenVariant = { readonly name: string; readonly shareBps: number; readonly steps: WrittenSteps }

const VERBS = ['send', 'wait', 'branch', 'split', 'update', 'emit', 'task', 'webhook', 'exit'] as const
const STEP_HINT = 'Write { "send": { "template": "welcome" } }, { "send": { "subject": "…", "text": "…" } } or { "wait": "7d" }.'
const STEPS_HINT = `Write a list of at most ${STEPS_MAX} steps: [ { "send": … }, { "wait": "7d" }, { "send": … } ].`
const ONE_VERB_HINT = 'Make a step of each: they are taken one after the other.'
const WAIT_HINT =
  'Write "7d", { "until": { "at": "09:00", "days": ["tue"] } }, { "until": { "date": "traits.renewalAt" } } or { "for": { "event": "…" }, "atMost": "7d" }.'
const AT_MOST_HINT = 'Say how long it waits at most, such as "7d": of whom nothing is heard would wait for ever.'
const FOR_HINT = 'Write { "event": "Order Completed" }, and "where" to ask about its properties.'
const BRANCH_HINT = 'Write [ { "if": { "traits.plan": "pro" }, "then": [ … ] }, { "else": [ … ] } ].'
const SPLIT_HINT = 'Write { "name": "tone", "variants": [ { "name": "warm", "shareBps": 5000, "steps": [ … ] }, … ] }.'
const ELSE_HINT = 'Write "continue" or "exit".'
const EXIT_HINT = 'Write true, or why in words: "they have bought".'
const YES_HINT = 'Write true or false.'

const wait = duration(WAIT_MS_MIN, WAIT_MS_MAX)

/** A list of steps; those within steps are lists of the same kind. */
export const steps: z.ZodType<WrittenSteps> = z.lazy(() => list(step, STEPS_MAX, STEPS_HINT)).meta({ id: 'steps' })

const waitUntil = strict(
  {
    until: said(moment, 'The moment it waits for.'),
    else: said(
      z.enum(['continue', 'exit'], { error: ELSE_HINT }).optional(),
      'What happens where the trait is missing, is no date or is more than 400 days away: "exit" (the default) or "continue".',
    ),
  },
  WAIT_HINT,
).transform(({ until, else: otherwise }, { issues }): Written => {
  if (until.by === 'date') return { type: 'wait', until: { ...until, otherwise: otherwise ?? 'exit' } }
  if (otherwise !== undefined) refuse(issues, 'else', 'says nothing here', 'Only a wait for a date of the customer may find none.')
  return { type: 'wait', until }
})

const waitFor = strict(
  {
    for: said(
      strict(
        {
          event: said(eventName, 'The event, exactly as it is published.'),
          where: said(where, 'Only events of which this holds.'),
          sameKey: said(z.boolean({ error: YES_HINT }).optional(), 'true: only with the key the journey began with.'),
        },
        FOR_HINT,
      ),
      'The event it waits for.',
    ),
    atMost: said(duration(WAIT_MS_MIN, WAIT_MS_MAX, AT_MOST_HINT), 'So long at most: "7d".'),
    then: said(steps.optional(), 'What follows where the event came. Then both go on after this step.'),
    timeout: said(steps.optional(), 'What follows where it did not come in time.'),
  },
  WAIT_HINT,
).transform(
  ({ for: { event, where, sameKey }, atMost, then, timeout }): Written => ({
    ...{ type: 'wait-for', event, where: where ?? null, sameKey: sameKey ?? false, atMostMs: atMost },
    ...{ then: then ?? [], timeout: timeout ?? [] },
  }),
)

const waitLong = wait.transform((ms): Written => ({ type: 'wait', until: { by: 'duration', ms } }))

const waiting = byField<Written>('wait', [waitLong, waitUntil, waitFor], (json) => {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return waitLong
  return 'for' in json || 'atMost' in json ? waitFor : waitUntil
})

const branch = list(
  strict(
    {
      if: said(journeyCondition.optional(), 'A condition over the customer; the first that holds is taken.'),
      then: said(steps.optional(), 'What follows where it holds.'),
      else: said(steps.optional(), 'What follows where none of those before holds. It stands last.'),
    },
    BRANCH_HINT,
  ).transform(({ if: when, then, else: otherwise }, { issues }): WrittenWay => {
    if (when === undefined && then === undefined && otherwise !== undefined) return { when: null, steps: otherwise }
    if (when !== undefined && then !== undefined && otherwise === undefined) return { when, steps: then }
    if (issues.length > 0) return z.NEVER
    if (otherwise !== undefined) return refuse(issues, 'else', 'stands beside "if" or "then"', `Give it braces of its own. ${BRANCH_HINT}`)
    return refuse(issues, '', when === undefined ? 'has no "if"' : 'has no "then"', BRANCH_HINT)
  }),
  WAYS_MAX,
  BRANCH_HINT,
).min(1, { error: BRANCH_HINT })

const split = strict(
  {
    name: said(slug('It names the experiment within the campaign.'), 'What it is called in results: CAMPAIGN.NAME.'),
    variants: said(
      list(
        strict(
          {
            name: said(slug('It names the variant in results.'), 'What results call it.'),
            shareBps: share(1, BUCKETS),
            steps: said(steps, 'What those of this variant get. Then all go on after this step.'),
          },
          SPLIT_HINT,
        ),
        VARIANTS_MAX,
        SPLIT_HINT,
      ).min(1, { error: SPLIT_HINT }),
      'The first is the control. Shares add up to 10000.',
    ),
  },
  SPLIT_HINT,
)

const exit = z.union([z.literal(true), text(WHY_LENGTH_MAX, EXIT_HINT)], { error: EXIT_HINT })

const step = strict(
  {
    id: said(
      slug('It names the step from version to version.').optional(),
      'A name that stays: who waits here can be moved to a later version.',
    ),
    send: said(mail.optional(), 'Sends a mail: { "template": "welcome" }, or "subject" and "text".'),
    wait: said(waiting.optional(), 'Waits: "7d", until a time or a date of theirs, or for an event.'),
    branch: said(branch.optional(), 'Goes one of several ways; the first whose condition holds.'),
    split: said(split.optional(), 'Divides people by chance, to compare what follows.'),
    update: said(update.optional(), 'Sets traits, or adds to numbers.'),
    emit: said(emit.optional(), 'Publishes an event of your own.'),
    task: said(task.optional(), 'Gives a person something to do: call this customer.'),
    webhook: said(webhook.optional(), 'Calls a server of yours, signed and retried.'),
    exit: said(exit.optional(), 'Ends the journey here: true, or why in words.'),
  },
  STEP_HINT,
).transform((given, { issues }): WrittenStep => {
  const verbs = VERBS.filter((verb) => given[verb] !== undefined)
  if (verbs.length !== 1) {
    if (issues.length > 0) return z.NEVER
    if (verbs.length > 1) return refuse(issues, '', `says ${verbs.map((verb) => `"${verb}"`).join(' and ')} at once`, ONE_VERB_HINT)
    return refuse(issues, '', `says nothing to do: it must have one of ${VERBS.join(', ')}`, STEP_HINT)
  }
  const does = doneBy(given)
  return does === null ? z.NEVER : { id: given.id ?? null, does }
})

type Given = {
  readonly send?: WrittenMail | undefined
  readonly wait?: Written | undefined
  readonly branch?: readonly WrittenWay[] | undefined
  readonly split?: { readonly name: string; readonly variants: readonly WrittenVariant[] } | undefined
  readonly update?: Written | undefined
  readonly emit?: Written | undefined
  readonly task?: Written | undefined
  readonly webhook?: Written | undefined
  readonly exit?: true | string | undefined
}

const doneBy = ({ send, wait, branch, split, update, emit, task, webhook, exit }: Given): Written | null => {
  if (send !== undefined) return { type: 'send', mail: send }
  if (branch !== undefined) return { type: 'branch', ways: branch }
  if (split !== undefined) return { type: 'split', ...split }
  if (exit !== undefined) return { type: 'exit', why: exit === true ? null : exit }
  return wait ?? update ?? emit ?? task ?? webhook ?? null
}
