/** Who may ask what: the least role of each endpoint. The server refuses by this table, and the console shows by it what to expect. */
import type { Api } from './api.ts'
import { type Role, ROLES } from './roles.ts'

export type Route = keyof Api

/**
 * Reading is for everybody who is let in. Marketers change what campaigns do and whom they reach; admins what concerns one person's rights,
 * who may publish, and how everything is counted.
 */
export const LEAST_ROLE: Readonly<Record<Route, Role>> = {
  'GET /api/me': 'viewer',
  'GET /api/status': 'viewer',
  'GET /api/overview': 'viewer',
  'GET /api/campaigns': 'viewer',
  'GET /api/campaigns/:id': 'viewer',
  'GET /api/campaigns/:id/versions': 'viewer',
  'GET /api/campaigns/:id/mail': 'viewer',
  'GET /api/campaigns/:id/source': 'viewer',
  'GET /api/drafts': 'viewer',
  'GET /api/drafts/:id': 'viewer',
  'GET /api/results': 'viewer',
  'GET /api/results/:id': 'viewer',
  'GET /api/verdicts': 'viewer',
  'GET /api/power': 'viewer',
  'GET /api/customers': 'viewer',
  'GET /api/customers/:id': 'viewer',
  'GET /api/customers/:id/campaigns/:campaign': 'viewer',
  'GET /api/coupons': 'viewer',
  'GET /api/inbox': 'viewer',
  'GET /api/inbox/:id': 'viewer',
  'GET /api/quarantine': 'viewer',
  'GET /api/connect': 'viewer',
  'GET /api/sending': 'viewer',
  'GET /api/suppressions': 'viewer',
  'GET /api/tasks': 'viewer',
  // What looks at a text reads only, and tells nothing that a viewer may not see.
  'GET /api/editor/names': 'viewer',
  'POST /api/editor/check': 'viewer',
  'POST /api/editor/mails': 'viewer',
  'POST /api/editor/plan': 'viewer',
  'GET /api/editor/simulate/:run': 'viewer',
  'POST /api/drafts/:id': 'marketer',
  'POST /api/drafts/:id/discard': 'marketer',
  'POST /api/editor/publish': 'marketer',
  'POST /api/editor/simulate': 'marketer',
  'POST /api/editor/simulate/:run/stop': 'marketer',
  'POST /api/coupons/:pool/import': 'marketer',
  'POST /api/coupons/:pool/make': 'marketer',
  'POST /api/inbox/:id/feedback': 'marketer',
  'POST /api/quarantine/:id/retry': 'marketer',
  'POST /api/quarantine/:id/dismiss': 'marketer',
  'POST /api/quarantine/:id/restore': 'marketer',
  'POST /api/sending': 'marketer',
  'POST /api/campaigns/:id/sending': 'marketer',
  'POST /api/campaigns/:id/status': 'marketer',
  'POST /api/campaigns/:id/rollback': 'marketer',
  'POST /api/suppressions': 'marketer',
  'POST /api/tasks/:id': 'marketer',
  'POST /api/demo': 'marketer',
  'GET /api/audit': 'marketer',
  // To write to an address again that bounced or complained, or whose owner asked us to stop, is to answer for it.
  'POST /api/suppressions/lift': 'admin',
  // Reads, and yet hands out all that is held of one person.
  'GET /api/customers/:id/export': 'admin',
  'POST /api/customers/:id/erase': 'admin',
  // All that is held of everybody, and from what their variants are drawn.
  'GET /api/past': 'admin',
  'GET /api/definitions': 'admin',
  // Whoever has it can call in our name.
  'GET /api/webhooks/secret': 'admin',
  'GET /api/write-keys': 'admin',
  'POST /api/write-keys': 'admin',
  'DELETE /api/write-keys/:id': 'admin',
  'POST /api/tallies/rebuild': 'admin',
}

/** Endpoints that only a process on somebody's own machine has: its inbox and its demo. */
export const ONLY_LOCAL = ['GET /api/inbox', 'GET /api/inbox/:id', 'POST /api/inbox/:id/feedback', 'POST /api/demo'] as const
export type LocalRoute = (typeof ONLY_LOCAL)[number]

/** Endpoints that read the grammar of campaigns, compile their mails, or have everybody looked at: on AWS the function that publishes answers them. */
export const OF_EDITOR = [
  'GET /api/drafts',
  'GET /api/drafts/:id',
  'POST /api/drafts/:id',
  'POST /api/drafts/:id/discard',
  'GET /api/editor/names',
  'POST /api/editor/check',
  'POST /api/editor/mails',
  'POST /api/editor/plan',
  'POST /api/editor/publish',
  'POST /api/editor/simulate',
  'GET /api/editor/simulate/:run',
  'POST /api/editor/simulate/:run/stop',
  'POST /api/campaigns/:id/status',
  'POST /api/campaigns/:id/rollback',
  'POST /api/tallies/rebuild',
] as const satisfies readonly Route[]
export type EditorRoute = (typeof OF_EDITOR)[number]

/** Endpoints that statistics answer: on AWS a function of their own has them, so that nobody else carries these. */
export const OF_RESULTS = [
  'GET /api/results',
  'GET /api/results/:id',
  'GET /api/verdicts',
  'GET /api/power',
] as const satisfies readonly Route[]
export type ResultRoute = (typeof OF_RESULTS)[number]

/**
 * What is posted and not written down: looks at a text and simulations change nothing, and a draft, saved with every pause of whoever
 * types, says itself who saved it and when. That one is thrown away is written down.
 */
export const UNAUDITED = [
  'POST /api/editor/check',
  'POST /api/editor/mails',
  'POST /api/editor/plan',
  'POST /api/editor/simulate',
  'POST /api/editor/simulate/:run/stop',
  'POST /api/drafts/:id',
] as const satisfies readonly Route[]

/** Null: somebody without a role, who may nothing. */
export const mayCall = (role: Role | null, route: Route): boolean =>
  role !== null && ROLES.indexOf(role) >= ROLES.indexOf(LEAST_ROLE[route])
