/** The experiment of a campaign, as files write it: variants and a holdout, how they are judged, and who stands outside. Its meaning is checked in campaign-compared.ts. */
import * as z from 'zod'
import type { Path } from '../domain/conditions/path.ts'
import { METHODS } from '../domain/experiment/method.ts'
import type { Breakdown } from '../domain/experiment/experiment.ts'
import { BUCKETS } from '../kernel/hash.ts'
import { isJsonObject, type Json } from '../kernel/json.ts'
import { ID_LENGTH_MAX, TITLE_LENGTH_MAX, VARIANTS_MAX } from '../kernel/limits.ts'
import { BREAKDOWN_EDGES_MAX, BREAKDOWNS_MAX, TESTERS_MAX } from '../kernel/limits-experiments.ts'
import { type CustomerId, customerId, isErasedId } from '../kernel/words.ts'
import { checklist } from './campaign-checklist.ts'
import { steps } from './campaign-steps-file.ts'
import { documentPath } from './campaign-times.ts'
import { methodField, onVerdictField, planField } from './experiment-plan.ts'
import { byField, list, refuse, said, share, slug, strict, text } from './fields.ts'
import { shown } from './problems.ts'

export type ExperimentPart = z.output<typeof experimentPart>

const PINS_HINT = 'Leave it out: publishing writes it.'
const VARIANTS_HINT = `Write a list of at most ${VARIANTS_MAX} variants: [ { "name": "plain", "shareBps": 5000 }, … ].`
const EXPERIMENT_HINT = 'Write { "control": "plain", "holdoutBps": 1000, "variants": [ { "name": "plain", "shareBps": 5000 }, … ] }.'
const SALT_HINT = 'Leave it out, unless this experiment must assign as an earlier one did: then write the salt of that one.'
const PROMOTED_HINT = 'Name the variant that everybody who enters from now on gets.'
const TESTERS_HINT = `Write at most ${TESTERS_MAX} customers, each with a variant: { "customer-17": "offer" }.`
const BREAKDOWNS_HINT = `Write at most ${BREAKDOWNS_MAX} attributes of customers: ["stage", "traits.plan"].`
const RANGES_HINT = 'Write { "path": "revenue.USD", "edges": [50, 200] }: below 50, from 50 to 200, and above.'
const EDGES_HINT = `Write at most ${BREAKDOWN_EDGES_MAX} numbers, each above the one before: [50, 200].`

const STEPS_SAID = 'Steps of its own. Without them it takes those of the campaign.'
const CHECKLIST_SAID = 'In the place of "steps": milestones in any order, each with a nudge of its own.'

const variant = strict(
  {
    name: said(slug('It names the variant in results.'), 'What results call it.'),
    shareBps: share(1, BUCKETS),
    steps: said(steps.optional(), STEPS_SAID),
    checklist: said(checklist.optional(), CHECKLIST_SAID),
  },
  'Write { "name": "plain", "shareBps": 5000 }.',
)

/** Customers by their id, each with the arm they see. */
const testers = z
  .unknown()
  .transform((json, { issues }): ReadonlyMap<CustomerId, string> => {
    if (!isJsonObject(json)) return refuse(issues, '', 'must be an object', TESTERS_HINT)
    const all = Object.entries(json)
    if (all.length > TESTERS_MAX) return refuse(issues, '', `has more than ${TESTERS_MAX} entries`, TESTERS_HINT)
    for (const [id, arm] of all) {
      if (id === '' || id.length > ID_LENGTH_MAX || isErasedId(id)) refuse(issues, id, 'is no id of a customer', TESTERS_HINT)
      else if (typeof arm !== 'string') refuse(issues, id, `is ${shown(arm)}, which is no variant`, TESTERS_HINT)
    }
    return new Map((all as [string, string][]).map(([id, arm]) => [customerId(id), arm]))
  })
  .meta({ type: 'object', additionalProperties: { type: 'string' } })

/** Each value a segment of its own: then nobody is compared with anybody. */
const APART = ['id', 'stageSince'] as const
/** Of whom it is said what they are called and where they live: results are not the place for it. */
const PERSONAL = /^(e-?mail.*|phone.*|mobile.*|(first|last|full|given|family|middle|user|nick)?[-_]?name|address.*|street|ip)$/i
const NUMBERS = ['activity', 'events', 'revenue'] as const

const brokenDownBy = (path: Path, edges: readonly number[] | null, issues: z.core.$ZodRawIssue[]): Breakdown => {
  const [top = '', ...inner] = path
  const told = (problem: string, hint: string): never => refuse(issues, edges === null ? '' : 'path', problem, hint)
  const name = path.join('.')
  if (top === 'traits' && inner.some((part) => PERSONAL.test(part)))
    told(`is ${shown(name)}, which is about one person`, 'Break down by what many share, such as "traits.plan".')
  else if (APART.some((one) => one === top) || /At$/.test(inner.at(-1) ?? ''))
    told(`is ${shown(name)}, which is another for everybody`, 'Break down by what many share, such as "stage".')
  else if (inner.length === 0 && top !== 'stage') told(`is ${shown(name)}, which has several things in it`, `Name one of them: "${top}.…".`)
  else if (edges === null && NUMBERS.some((one) => one === top))
    told(`is ${shown(name)}, a number: each would be a segment`, `Write { "path": ${shown(name)}, "edges": [50, 200] }.`)
  else if (edges !== null && top === 'stage') told('is "stage", which is no number', 'Write "stage", without edges.')
  return { name, path, edges }
}

const edges = list(z.number({ error: EDGES_HINT }), BREAKDOWN_EDGES_MAX, EDGES_HINT)
  .min(1, { error: EDGES_HINT })
  .check(({ value, issues }) => {
    const at = value.findIndex((edge, index) => index > 0 && edge <= (value[index - 1] ?? edge))
    if (at < 0) return
    const params = { problem: `is ${value[at]}, not above the one before` }
    issues.push({ code: 'custom', path: [at], message: EDGES_HINT, params, input: value })
  })

const plainBreakdown = documentPath(BREAKDOWNS_HINT).transform((path, { issues }) => brokenDownBy(path, null, issues))
const rangedBreakdown = strict(
  {
    path: said(documentPath(RANGES_HINT), 'A number about the customer.'),
    edges: said(edges, 'Where one range ends and the next begins.'),
  },
  RANGES_HINT,
).transform((file, { issues }) => brokenDownBy(file.path, file.edges, issues))

const breakdown = byField<Breakdown>('breakdown', [plainBreakdown, rangedBreakdown], (json) =>
  isJsonObject(json as Json) ? rangedBreakdown : plainBreakdown,
)

export const experimentPart = strict(
  {
    control: said(slug('Name the variant all others are compared with.'), 'The variant all others are compared with.'),
    holdoutBps: said(
      share(0, BUCKETS - 1).default(0),
      'Who gets nothing, for comparison, drawn from every variant alike; in hundredths of a percent: 1000 is 10 %.',
    ),
    trafficBps: said(share(1, BUCKETS).default(BUCKETS), 'Lets only a part of those who qualify in; 10000 is everybody.'),
    salt: said(text(TITLE_LENGTH_MAX, SALT_HINT).optional(), 'Decides who gets what. Leave it out.'),
    variants: said(list(variant, VARIANTS_MAX, VARIANTS_HINT).min(1, { error: VARIANTS_HINT }), 'Their shares add up to 10000.'),
    plan: planField,
    method: methodField(METHODS),
    onVerdict: onVerdictField(true),
    promoted: said(
      slug(PROMOTED_HINT).optional(),
      'Everybody who enters from now on gets this variant, and the holdout stays. Promoting a winner writes it.',
    ),
    group: said(
      slug('It names the group.').optional(),
      'A customer is in one experiment of a group at a time: who is in another one is not let in.',
    ),
    testers: said(testers.optional(), 'Customers who see a variant, or "holdout", whatever is drawn, and are in no result.'),
    breakdowns: said(
      list(breakdown, BREAKDOWNS_MAX, BREAKDOWNS_HINT).optional(),
      'What results are broken down by, as of the entry (["stage"]). Ideas, never verdicts.',
    ),
    phase: z.int({ error: PINS_HINT }).min(1, { error: PINS_HINT }).optional(),
    plannedTotal: z.int({ error: PINS_HINT }).min(2, { error: PINS_HINT }).optional(),
  },
  EXPERIMENT_HINT,
)
