/** The door for what the console asks: queries and bodies, as the table in `api.ts` names them. */
import * as z from 'zod'
import { STAGES } from '../domain/lifecycle/stage.ts'
import { API_BYTES_MAX, ID_LENGTH_MAX, SEARCH_LENGTH_MAX } from '../kernel/limits.ts'
import { type Api, FEEDBACK, PACES, type Pace } from './api.ts'
import { strict, text } from './fields.ts'

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
const TEXT_HINT = 'Send { "text": … }: the mended event, as JSON.'

const nothing = strict({}, 'Nothing is asked for here.')
const after = text(ID_LENGTH_MAX, AFTER_HINT).exactOptional()

/** One schema an endpoint; what is not named there is refused. */
export const ASKED: { readonly [Route in keyof Api]: z.ZodType<Asked<Route>> } = {
  'GET /api/overview': nothing,
  'GET /api/campaigns': nothing,
  'GET /api/campaigns/:id': nothing,
  'GET /api/results': nothing,
  'GET /api/results/:id': nothing,
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
  'POST /api/demo': strict({ pace: z.enum(Object.keys(PACES) as [Pace, ...Pace[]], { error: PACE_HINT }) }, PACE_HINT),
}
