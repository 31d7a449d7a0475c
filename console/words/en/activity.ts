/** What people changed, and by which way. */
import type { Audited } from '../../../shared/contract/api.ts'
import type { Route, UNAUDITED } from '../../../shared/contract/api-roles.ts'
import type { Formats } from '../formats.ts'
import { newsText } from './plural.ts'

export type Changed =
  | Exclude<Route, `GET ${string}` | (typeof UNAUDITED)[number]>
  | 'GET /api/customers/:id/export'
  | 'GET /api/past'
  | 'GET /api/webhooks/secret'
  | 'publish'

const WHAT: Readonly<Record<Changed, string>> = {
  publish: 'Published campaigns and rules',
  'POST /api/sending': 'Turned all sending off or on',
  'POST /api/campaigns/:id/status': 'Paused, resumed or ended a campaign',
  'POST /api/campaigns/:id/rollback': 'Published an older version anew',
  'POST /api/editor/publish': 'Published a campaign',
  'POST /api/drafts/:id/discard': 'Threw a draft away',
  'POST /api/campaigns/:id/sending': 'Turned a campaign off or on',
  'POST /api/suppressions': 'Put an address on the list',
  'POST /api/suppressions/lift': 'Took an address off the list',
  'POST /api/coupons/:pool/import': 'Imported coupons',
  'POST /api/coupons/:pool/make': 'Made coupons',
  'POST /api/quarantine/:id/retry': 'Sent a mended event in again',
  'POST /api/quarantine/:id/dismiss': 'Dismissed an event',
  'POST /api/quarantine/:id/restore': 'Took an event back into the quarantine',
  'POST /api/tasks/:id': 'Closed a task',
  'GET /api/webhooks/secret': 'Took along the secret that receivers of calls prove us with',
  'GET /api/customers/:id/export': 'Took along all that is held of a person',
  'GET /api/past': 'Took along all that is held of everybody',
  'POST /api/customers/:id/erase': 'Erased a person',
  'POST /api/write-keys': 'Made a write key',
  'DELETE /api/write-keys/:id': 'Took a write key back',
  'POST /api/tallies/rebuild': 'Had everything counted anew',
  'POST /api/inbox/:id/feedback': 'Played the future of a mail',
  'POST /api/demo': 'Set the pace of the demo',
}

const NAMES: Readonly<Record<string, string>> = {
  on: 'on',
  campaign: 'campaign',
  digest: 'digest of the address',
  pool: 'pool',
  added: 'codes',
  entry: 'entry',
  taken: 'taken',
  customer: 'digest of the customer',
  name: 'name',
  key: 'hash of the key',
  message: 'mail',
  type: 'what',
  task: 'task',
  outcome: 'outcome',
  pace: 'pace',
}

export const activityWords = (format: Formats) => ({
  title: 'Activity',
  text: 'What people changed here, newest first. Customers and addresses stand under a digest: an entry outlives them.',
  list: 'Changes, newest first',
  news: (count: number, isMore: boolean) => newsText(format, count, isMore, 'change'),
  empty: {
    title: 'Nobody has changed anything yet',
    text: 'As soon as somebody turns a switch, makes a key or mends an event, it stands here.',
  },
  when: 'When',
  who: 'Who',
  via: (via: Audited['via']): string => ({ local: 'on this machine', console: 'in the console', cli: 'by the command line' })[via],
  whatColumn: 'What',
  what: (what: string): string => (what in WHAT ? WHAT[what as Changed] : what),
  which: 'Which',
  name: (name: string): string => NAMES[name] ?? name,
  outcomeColumn: 'How it ended',
  outcome: (outcome: Audited['outcome']): string =>
    ({ begun: 'not known', done: 'done', refused: 'refused: nothing was changed', failed: 'failed' })[outcome],
})
