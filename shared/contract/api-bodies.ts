/** The door for what the console asks: queries and bodies, as the table in `api.ts` names them. */
import * as z from 'zod'
import { STAGES } from '../domain/lifecycle/stage.ts'
import {
  ADDRESS_LENGTH_MAX,
  API_BYTES_MAX,
  BECAUSE_LENGTH_MAX,
  COUPON_LENGTH_MAX,
  COUPONS_AT_ONCE,
  ID_LENGTH_MAX,
  PLACE_LENGTH_MAX,
  SEARCH_LENGTH_MAX,
  WRITE_KEY_NAME_MAX,
} from '../kernel/limits.ts'
import { ASSIGNEE_LENGTH_MAX, TASK_NOTE_MAX } from '../kernel/limits-effects.ts'
import { parseIso } from '../kernel/time.ts'
import { POWER_FIELDS } from './api-power.ts'
import { TASK_ORDERS } from './api-tasks.ts'
import { type Api, FEEDBACK, PACES, type Pace } from './api.ts'
import { editorAsked } from './api-editor-bodies.ts'
import { strict, text } from './fields.ts'
import { operationalField, spreadText } from './status.ts'

/** What a request to an endpoint carries: its query, or its body. */
export type Asked<Route extends keyof Api> = Api[Route] extends { readonly query: infer Query }
  ? Query
  : Api[Route] extends { readonly body: infer Body }
    ? Body
    : never

const AFTER_HINT = 'Send what an earlier page gave as "next".'
const PACE_HINT = `Send { "pace": … }: one of ${Object.keys(PACES).join(', ')}.`
const FEEDBACK_HINT = `Send { "type": … }: one of ${FEEDBACK.join(', ')}.`
const STAGE_HINT = `One of ${STAGES.join(', ')}, prospect.`
const STATE_HINT = 'Either open or dismissed.'
const BECAUSE_HINT = 'Say why, in a sentence.'
const SWITCH_HINT = 'Send { "on": true or false, "because": … }.'
const STATUS_HINT = 'Send { "status": "paused", "because": … }, and when it goes on, "spread": "1h".'
const ROLLBACK_HINT = 'Send { "version": … }: that whose content is to be published anew, and "because".'
const MAIL_HINT = 'Ask with ?version=, ?variant= and ?step=, which counts from 0.'
const ADDRESS_HINT = 'Send { "address": …, "because": … }, with one mail address.'
const LIFT_HINT = 'Send { "address": … } or { "digest": … } from the list, and "because".'
const TEXT_HINT = 'Send { "text": … }: the mended event, as JSON.'

const CONFIRM_HINT = 'Send { "confirm": … }: the id of the customer once more.'
const CODES_HINT = 'Send { "text": … }: one code a line.'
const MAKE_HINT = `Send { "count": 100 }, with "prefix" and "length" where they matter: at most ${COUPONS_AT_ONCE} codes of at most ${COUPON_LENGTH_MAX} characters.`

const NAME_HINT = `Send { "name": … }: what the key is for, in at most ${WRITE_KEY_NAME_MAX} characters.`

const TASK_HINT = `Send { "outcome": "done" or "dismissed" }, and "note" where there is something to say, in at most ${TASK_NOTE_MAX} characters.`
const TASKS_HINT = `Ask with ?assignee=, ?order= (${TASK_ORDERS.join(', ')}) and ?after=.`

const RESULT_HINT = 'Ask with ?asOf=2025-03-20, a day that is over in UTC, and ?phase=, a number.'
const VERDICTS_HINT = 'Ask with ?experiment=, or for all.'
const POWER_HINT = `Ask with ${POWER_FIELDS.join(', ')}: texts, as rekindle power takes them.`

const nothing = strict({}, 'Nothing is asked for here.')
const after = text(PLACE_LENGTH_MAX, AFTER_HINT).exactOptional()

/** Digits, as an address has them. */
const number = (hint: string) => z.string({ error: hint }).regex(/^\d{1,9}$/, { error: hint })
const day = z
  .string({ error: RESULT_HINT })
  .refine((value) => /^\d{4}-\d{2}-\d{2}$/.test(value) && parseIso(value) !== null, { error: RESULT_HINT })
const because = text(BECAUSE_LENGTH_MAX, BECAUSE_HINT)
const switched = strict({ on: z.boolean({ error: SWITCH_HINT }), because }, SWITCH_HINT)
const address = z
  .string({ error: ADDRESS_HINT })
  .max(ADDRESS_LENGTH_MAX, { error: ADDRESS_HINT })
  .regex(/^[^\s@]+@[^\s@]+$/, { error: ADDRESS_HINT })

/** One schema an endpoint; what is not named there is refused. */
export const ASKED: { readonly [Route in keyof Api]: z.ZodType<Asked<Route>> } = {
  'GET /api/overview': nothing,
  'GET /api/campaigns': nothing,
  'GET /api/campaigns/:id': nothing,
  'GET /api/campaigns/:id/versions': nothing,
  'GET /api/campaigns/:id/mail': strict(
    { version: number(MAIL_HINT), variant: text(ID_LENGTH_MAX, MAIL_HINT), step: number(MAIL_HINT) },
    MAIL_HINT,
  ),
  'GET /api/results': nothing,
  'GET /api/results/:id': strict({ asOf: day.exactOptional(), phase: number(RESULT_HINT).exactOptional() }, RESULT_HINT),
  'GET /api/verdicts': strict({ experiment: text(ID_LENGTH_MAX, VERDICTS_HINT).exactOptional() }, VERDICTS_HINT),
  'GET /api/power': strict(
    Object.fromEntries(POWER_FIELDS.map((field) => [field, text(ID_LENGTH_MAX, POWER_HINT).exactOptional()])),
    POWER_HINT,
  ),
  'GET /api/customers': strict(
    {
      search: z.string({ error: 'Send text.' }).max(SEARCH_LENGTH_MAX, { error: 'Search for less.' }).exactOptional(),
      stage: z.enum([...STAGES, 'prospect'], { error: STAGE_HINT }).exactOptional(),
      after,
    },
    'Ask with ?search=, ?stage= and ?after=.',
  ),
  'GET /api/customers/:id': nothing,
  'GET /api/customers/:id/campaigns/:campaign': nothing,
  'GET /api/customers/:id/export': nothing,
  'POST /api/customers/:id/erase': strict({ confirm: text(ID_LENGTH_MAX, CONFIRM_HINT) }, CONFIRM_HINT),
  'GET /api/past': strict({ after }, 'Ask with ?after=.'),
  'GET /api/definitions': strict({ after }, 'Ask with ?after=.'),
  'GET /api/coupons': nothing,
  'POST /api/coupons/:pool/import': strict({ text: text(API_BYTES_MAX, CODES_HINT) }, CODES_HINT),
  'POST /api/coupons/:pool/make': strict(
    {
      count: z.int({ error: MAKE_HINT }).min(1, { error: MAKE_HINT }).max(COUPONS_AT_ONCE, { error: MAKE_HINT }),
      prefix: z.string({ error: MAKE_HINT }).max(COUPON_LENGTH_MAX, { error: MAKE_HINT }).exactOptional(),
      length: z.int({ error: MAKE_HINT }).min(1, { error: MAKE_HINT }).max(COUPON_LENGTH_MAX, { error: MAKE_HINT }).exactOptional(),
    },
    MAKE_HINT,
  ),
  'GET /api/inbox': strict(
    { customer: text(ID_LENGTH_MAX, 'Send the id of a customer.').exactOptional(), after },
    'Ask with ?customer= and ?after=.',
  ),
  'GET /api/inbox/:id': nothing,
  'POST /api/inbox/:id/feedback': strict({ type: z.enum(FEEDBACK, { error: FEEDBACK_HINT }) }, FEEDBACK_HINT),
  'GET /api/quarantine': strict(
    { state: z.enum(['open', 'dismissed'], { error: STATE_HINT }).exactOptional(), after },
    'Ask with ?state= and ?after=.',
  ),
  'POST /api/quarantine/:id/retry': strict({ text: text(API_BYTES_MAX, TEXT_HINT) }, TEXT_HINT),
  'POST /api/quarantine/:id/dismiss': nothing,
  'POST /api/quarantine/:id/restore': nothing,
  'GET /api/connect': nothing,
  'GET /api/sending': nothing,
  'POST /api/sending': switched,
  'POST /api/campaigns/:id/sending': switched,
  'POST /api/campaigns/:id/status': strict(
    { status: operationalField, spread: spreadText.exactOptional(), because: because.exactOptional() },
    STATUS_HINT,
  ),
  'POST /api/campaigns/:id/rollback': strict(
    { version: z.int({ error: ROLLBACK_HINT }).min(1, { error: ROLLBACK_HINT }), because: because.exactOptional() },
    ROLLBACK_HINT,
  ),
  'GET /api/campaigns/:id/source': nothing,
  'GET /api/drafts': nothing,
  'GET /api/drafts/:id': nothing,
  'POST /api/drafts/:id': editorAsked.draft,
  'POST /api/drafts/:id/discard': nothing,
  'GET /api/editor/names': nothing,
  'POST /api/editor/check': editorAsked.text,
  'POST /api/editor/mails': editorAsked.mails,
  'POST /api/editor/plan': editorAsked.text,
  'POST /api/editor/publish': editorAsked.publish,
  'POST /api/editor/simulate': editorAsked.simulate,
  'GET /api/editor/simulate/:run': nothing,
  'POST /api/editor/simulate/:run/stop': nothing,
  'GET /api/suppressions': strict({ after }, 'Ask with ?after=.'),
  'POST /api/suppressions': strict({ address, because }, ADDRESS_HINT),
  'POST /api/suppressions/lift': strict(
    { address: address.exactOptional(), digest: text(ID_LENGTH_MAX, LIFT_HINT).exactOptional(), because },
    LIFT_HINT,
  ),
  'GET /api/tasks': strict(
    {
      assignee: text(ASSIGNEE_LENGTH_MAX, TASKS_HINT).exactOptional(),
      order: z.enum(TASK_ORDERS, { error: TASKS_HINT }).exactOptional(),
      after,
    },
    TASKS_HINT,
  ),
  'POST /api/tasks/:id': strict(
    { outcome: z.enum(['done', 'dismissed'], { error: TASK_HINT }), note: text(TASK_NOTE_MAX, TASK_HINT).exactOptional() },
    TASK_HINT,
  ),
  'GET /api/webhooks/secret': nothing,
  'GET /api/me': nothing,
  'GET /api/status': nothing,
  'GET /api/audit': strict({ after }, 'Ask with ?after=.'),
  'GET /api/write-keys': nothing,
  'POST /api/write-keys': strict({ name: text(WRITE_KEY_NAME_MAX, NAME_HINT) }, NAME_HINT),
  'DELETE /api/write-keys/:id': nothing,
  'POST /api/tallies/rebuild': nothing,
  'POST /api/demo': strict({ pace: z.enum(Object.keys(PACES) as [Pace, ...Pace[]], { error: PACE_HINT }) }, PACE_HINT),
}
