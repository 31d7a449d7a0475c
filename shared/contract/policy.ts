/** The door for the policy: what counts as activity, how long silences mean what, what money is, and on what ground we write. */
import * as z from 'zod'
import type { Policy } from '../domain/customer/rules.ts'
import type { RevenuePolicy } from '../domain/metrics/metrics.ts'
import { PROPERTY_NAME_LENGTH_MAX, SILENCE_MS_MAX, WAIT_MS_MAX, WAIT_MS_MIN } from '../kernel/limits.ts'
import type { Parsed, Problem } from '../kernel/problem.ts'
import { DAY_MS, durationOf } from '../kernel/time.ts'
import { currency } from '../kernel/words.ts'
import { currencyCode, duration, eventNames, said, schemaField, slug, strict, text } from './fields.ts'
import { parseWith, pathOf, shown } from './problems.ts'
import { globalHoldoutOf, globalHoldoutPart, globalHoldoutProblems } from './global-holdout.ts'
import { sendingPolicy } from './sending.ts'
import { topicTitles } from './topics.ts'

/**
 * Reads a policy, or says everything that is wrong with it: first all problems of shape, then all problems of meaning. `saltSeed`: of which the
 * salt of the global holdout is derived where the file has none.
 */
export const parsePolicy = (source: unknown, saltSeed = ''): Parsed<Policy> => {
  const shaped = parseWith(policyFile, source)
  if (!shaped.ok) return shaped
  const problems = meaningProblems(shaped.value)
  return problems.length === 0 ? { ok: true, value: policyOf(shaped.value, saltSeed) } : { ok: false, problems }
}

const LIFECYCLE_HINT =
  'Write { "activity": ["Order Completed"], "newFor": "30d", "atRiskAfter": "60d", "dormantAfter": "120d", "churnedAfter": "365d" }.'
const ACTIVITY_HINT = 'Name the events that show a customer is still with you: ["Order Completed"].'
const ENDING_HINT = 'Name the events that end the relation at once: ["Account Deleted"].'
const RETURNING_HINT = 'Name the events that bring an ended relation back: ["Account Reopened"].'
const REVENUE_HINT = 'Write { "events": ["Order Completed"], "refunds": ["Order Refunded"], "currency": "USD" }.'
const MONEY_HINT = 'Name the events that bring money: ["Order Completed"].'
const REFUNDS_HINT = 'Name the events that take it back: ["Order Refunded"].'
const BASIS_HINT = 'Write "opt-in" (only who said yes) or "soft-opt-in" (customers, until they say no).'
const DOUBLE_HINT = 'Write true if who subscribes has to confirm it by a link in a mail, else false.'
const PROPERTY_HINT = 'Write the name of the property that has it, such as "revenue".'

const silence = duration(1, SILENCE_MS_MAX)

export const policyFile = strict(
  {
    $schema: schemaField,
    id: said(slug('It names the policy.').optional(), 'The name for machines.'),
    lifecycle: strict(
      {
        activity: said(eventNames(ACTIVITY_HINT).min(1, { error: ACTIVITY_HINT }), 'The events that show a customer is still with you.'),
        newFor: said(duration(0, SILENCE_MS_MAX), 'So long after the first activity a customer is new.'),
        atRiskAfter: said(silence, 'So long a silence puts a customer at risk.'),
        dormantAfter: said(silence, 'So long a silence makes a customer dormant.'),
        churnedAfter: said(silence, 'So long a silence ends the relation.'),
        churnedBy: said(eventNames(ENDING_HINT).default([]), 'Events that end the relation at once.'),
        returnedBy: said(eventNames(RETURNING_HINT).default([]), 'Events that bring it back.'),
      },
      LIFECYCLE_HINT,
    ).meta({ description: 'What counts as activity, and how long a silence means what.' }),
    revenue: strict(
      {
        events: said(eventNames(MONEY_HINT).min(1, { error: MONEY_HINT }), 'Events that bring money.'),
        refunds: said(eventNames(REFUNDS_HINT).default([]), 'Events that take it back.'),
        property: said(text(PROPERTY_NAME_LENGTH_MAX, PROPERTY_HINT).default('revenue'), 'Where the amount stands.'),
        currencyProperty: said(text(PROPERTY_NAME_LENGTH_MAX, PROPERTY_HINT).default('currency'), 'Where the currency stands.'),
        currency: said(currencyCode, 'Taken where an event names none.'),
      },
      REVENUE_HINT,
    )
      .meta({ description: 'What money is, and where events say it.' })
      .optional(),
    consent: strict(
      { basis: z.enum(['soft-opt-in', 'opt-in'], { error: BASIS_HINT }), doubleOptIn: z.boolean({ error: DOUBLE_HINT }).default(false) },
      `Write { "basis": … }. ${BASIS_HINT}`,
    ).meta({ description: 'On what ground you write at all.' }),
    sending: said(sendingPolicy, 'How mail reaches people: who writes, quiet hours, caps, budgets.'),
    topics: said(topicTitles, 'What people read of each topic, by language.').meta({ type: 'object' }),
    globalHoldout: said(
      globalHoldoutPart.optional(),
      'A part of all customers whom no marketing campaign writes to, others with each period: what all of it together brings.',
    ),
    entryMaxAge: said(duration(WAIT_MS_MIN, WAIT_MS_MAX).default(DAY_MS), 'An event older than this starts nothing (24h).'),
  },
  'A policy is one JSON object: { "lifecycle": { … }, "consent": { … } }.',
)

type PolicyFile = z.output<typeof policyFile>

const meaningProblems = ({ lifecycle, revenue, globalHoldout }: PolicyFile): readonly Problem[] => [
  ...notLonger(lifecycle, 'dormantAfter', 'atRiskAfter'),
  ...notLonger(lifecycle, 'churnedAfter', 'dormantAfter'),
  ...inBoth('lifecycle.returnedBy', lifecycle.returnedBy, lifecycle.churnedBy, 'ends the relation, too', 'An event does one or the other.'),
  ...inBoth('revenue.refunds', revenue?.refunds ?? [], revenue?.events ?? [], 'brings money, too', 'An event does one or the other.'),
  ...(globalHoldout === undefined ? [] : globalHoldoutProblems(globalHoldout)),
]

type Silences = Pick<PolicyFile['lifecycle'], 'atRiskAfter' | 'dormantAfter' | 'churnedAfter'>

const notLonger = (lifecycle: Silences, longer: keyof Silences, shorter: keyof Silences): readonly Problem[] => {
  if (lifecycle[longer] > lifecycle[shorter]) return []
  const problem = `is ${durationOf(lifecycle[longer])}, not longer than "${shorter}" (${durationOf(lifecycle[shorter])})`
  return [{ path: pathOf('lifecycle', longer), problem, hint: 'Silence passes through at-risk, dormant and churned in this order.' }]
}

const inBoth = (path: string, names: readonly string[], others: readonly string[], problem: string, hint: string): readonly Problem[] =>
  names.flatMap((name, index) => (others.includes(name) ? [{ path: pathOf(path, index), problem: `${shown(name)} ${problem}`, hint }] : []))

const policyOf = ({ lifecycle, revenue, consent, sending, topics, entryMaxAge, globalHoldout }: PolicyFile, saltSeed: string): Policy => ({
  lifecycle: {
    newMs: lifecycle.newFor,
    atRiskMs: lifecycle.atRiskAfter,
    dormantMs: lifecycle.dormantAfter,
    churnedMs: lifecycle.churnedAfter,
    activity: new Set(lifecycle.activity),
    churnedBy: new Set(lifecycle.churnedBy),
    returnedBy: new Set(lifecycle.returnedBy),
  },
  revenue: revenue === undefined ? NO_REVENUE : { ...revenue, events: new Set(revenue.events), refunds: new Set(revenue.refunds) },
  consent: { basis: consent.basis, isDouble: consent.doubleOptIn },
  sending,
  topics,
  entryMaxAgeMs: entryMaxAge,
  globalHoldout: globalHoldout === undefined ? null : globalHoldoutOf(globalHoldout, saltSeed),
})

/** No event brings money, so in which currency it would be never shows. */
const NO_REVENUE: RevenuePolicy = {
  events: new Set(),
  refunds: new Set(),
  property: 'revenue',
  currencyProperty: 'currency',
  currency: currency('USD'),
}
