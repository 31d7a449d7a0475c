/** The console's API: every endpoint of `shared/contract/api.ts`. */
import type { Answer } from '../server/answer.ts'
import type { Api, ApiRequest } from '../server/api.ts'
import { campaignHandlers } from './campaigns.ts'
import type { Context } from './context.ts'
import { couponHandlers } from './coupons.ts'
import { customerHandlers } from './customers.ts'
import { inboxHandlers } from './inbox.ts'
import { overviewHandlers } from './overview.ts'
import { privacyHandlers } from './privacy.ts'
import { quarantineHandlers } from './quarantine.ts'
import { resultHandlers } from './results.ts'
import { sendingHandlers } from './sending.ts'
import { suppressionHandlers } from './suppressions.ts'
import { type Handlers, notPossible, replied, routed } from './router.ts'

/** Answers the console; never throws for what a page may ask. */
export const consoleApi = (context: Context): Api =>
  routed(
    {
      ...overviewHandlers(context),
      ...campaignHandlers(context),
      ...resultHandlers(context),
      ...customerHandlers(context),
      ...inboxHandlers(context),
      ...quarantineHandlers(context),
      ...sendingHandlers(context),
      ...suppressionHandlers(context),
      ...couponHandlers(context),
      ...privacyHandlers(context),
      ...connectHandlers(context),
    },
    (request) => live(context, request),
  )

const connectHandlers = ({ connect, demo }: Context): Pick<Handlers, 'GET /api/connect' | 'POST /api/demo'> => ({
  'GET /api/connect': async () => replied(connect()),
  'POST /api/demo': async ({ pace }) => {
    if (demo === null) return notPossible('', 'is about a demo, and none runs here', 'Start with `npm start`, without --empty.')
    await demo.setPace(pace)
    return replied(demo.state())
  },
})

const live = ({ feed }: Context, { signal }: ApiRequest): Answer => {
  const body = feed.listen(signal)
  if (body !== null) return { status: 200, headers: { 'content-type': 'text/event-stream' }, body }
  const problems = [{ path: '', problem: 'comes while too many pages listen already', hint: 'Close some of them.' }]
  return { status: 503, headers: { 'content-type': 'application/json', 'retry-after': '10' }, body: JSON.stringify({ problems }) }
}
