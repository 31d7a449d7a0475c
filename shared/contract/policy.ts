/** The door for the policy: what counts as activity, how long silences mean what, what money is, and on what ground we write. */
import * as z from 'zod'
import type { Policy } from '../domain/customer/rules.ts'
import type { RevenuePolicy } from '../domain/metrics/metrics.ts'
import { PROPERTY_NAME_LENGTH_MAX, SILENCE_MS_MAX, WAIT_MS_MAX, WAIT_MS_MIN } from '../kernel/limits.ts'
import type { Parsed, Problem } from '../kernel/problem.ts'
import { DAY_MS, durationOf } from '../kernel/time.ts'
import { currency } from '../kernel/words.ts'
import { currencyCode, duration, eventNames, slug, strict, text } from './fields.ts'
import { parseWith, pathOf, shown } from './problems.ts'
import { sendingPolicy } from './sending.ts'
import { topicTitles } from './topics.ts'

/** Reads a policy, or says everything that is wrong with it: first all problems of shape, then all problems of meaning. */
export const parsePolicy = (source: unknown): Parsed<Policy> => {
  const shaped = parseWith(policyFile, source)
  if (!shaped.ok) return shaped
  const problems = meaningProblems(shaped.value)
  return problems.length === 0 ? { ok: true, value: policyOf(shaped.value) } : { ok: false, problems }
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

const policyFile = strict(
  {
    $schema: z.string({ error: 'Leave it out, or write where the JSON Schema is.' }).optional(),
    id: slug('It names the policy.').optional(),
    lifecycle: strict(
      {
        activity: eventNames(ACTIVITY_HINT).min(1, { error: ACTIVITY_HINT }),
        newFor: duration(0, SILENCE_MS_MAX),
        atRiskAfter: silence,
        dormantAfter: silence,
        churnedAfter: silence,
        churnedBy: eventNames(ENDING_HINT).default([]),
        returnedBy: eventNames(RETURNING_HINT).default([]),
      },
      LIFECYCLE_HINT,
    ),
    revenue: strict(
      {
        events: eventNames(MONEY_HINT).min(1, { error: MONEY_HINT }),
        refunds: eventNames(REFUNDS_HINT).default([]),
        property: text(PROPERTY_NAME_LENGTH_MAX, PROPERTY_HINT).default('revenue'),
        currencyProperty: text(PROPERTY_NAME_LENGTH_MAX, PROPERTY_HINT).default('currency'),
        currency: currencyCode,
      },
      REVENUE_HINT,
    ).optional(),
    consent: strict(
      { basis: z.enum(['soft-opt-in', 'opt-in'], { error: BASIS_HINT }), doubleOptIn: z.boolean({ error: DOUBLE_HINT }).default(false) },
      `Write { "basis": … }. ${BASIS_HINT}`,
    ),
    sending: sendingPolicy,
    topics: topicTitles,
    entryMaxAge: duration(WAIT_MS_MIN, WAIT_MS_MAX).default(DAY_MS),
  },
  'A policy is one JSON object: { "lifecycle": { … }, "consent": { … } }.',
)

type PolicyFile = z.output<typeof policyFile>

const meaningProblems = ({ lifecycle, revenue }: PolicyFile): readonly Problem[] => [
  ...notLonger(lifecycle, 'dormantAfter', 'atRiskAfter'),
  ...notLonger(lifecycle, 'churnedAfter', 'dormantAfter'),
  ...inBoth('lifecycle.returnedBy', lifecycle.returnedBy, lifecycle.churnedBy, 'ends the relation, too', 'An event does one or the other.'),
  ...inBoth('revenue.refunds', revenue?.refunds ?? [], revenue?.events ?? [], 'brings money, too', 'An event does one or the other.'),
]

type Silences = Pick<PolicyFile['lifecycle'], 'atRiskAfter' | 'dormantAfter' | 'churnedAfter'>

const notLonger = (lifecycle: Silences, longer: keyof Silences, shorter: keyof Silences): readonly Problem[] => {
  if (lifecycle[longer] > lifecycle[shorter]) return []
  const problem = `is ${durationOf(lifecycle[longer])}, not longer than "${shorter}" (${durationOf(lifecycle[shorter])})`
  return [{ path: pathOf('lifecycle', longer), problem, hint: 'Silence passes through at-risk, dormant and churned in this order.' }]
}

const inBoth = (path: string, names: readonly string[], others: readonly string[], problem: string, hint: string): readonly Problem[] =>
  names.flatMap((name, index) => (others.includes(name) ? [{ path: pathOf(path, index), problem: `${shown(name)} ${problem}`, hint }] : []))

const policyOf = ({ lifecycle, revenue, consent, sending, topics, entryMaxAge }: PolicyFile): Policy => ({
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
})

/** No event brings money, so in which currency it would be never shows. */
const NO_REVENUE: RevenuePolicy = {
  events: new Set(),
  refunds: new Set(),
  property: 'revenue',
  currencyProperty: 'currency',
  currency: currency('USD'),
}
