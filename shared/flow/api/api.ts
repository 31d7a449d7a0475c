/** The console's API: every endpoint of `shared/contract/api.ts` that is neither the editor's, nor of results, nor of one's own machine alone. */
import { auditHandlers, audited } from './audit.ts'
import { campaignHandlers } from './campaigns.ts'
import type { Context } from './context.ts'
import { couponHandlers } from './coupons.ts'
import { customerHandlers } from './customers.ts'
import { overviewHandlers } from './overview.ts'
import { pastHandlers } from './past.ts'
import { privacyHandlers } from './privacy.ts'
import { quarantineHandlers } from './quarantine.ts'
import { type ConsoleApi, type HandlersHere, routed } from './router.ts'
import { sendingHandlers } from './sending.ts'
import { suppressionHandlers } from './suppressions.ts'
import { systemHandlers } from './system.ts'
import { taskHandlers } from './tasks.ts'
import { versionHandlers } from './versions.ts'
import { writeKeyHandlers } from './write-keys.ts'

/** Answers whoever may ask, and writes down what they change; never throws for what a page may ask. `more`: what only this place has. */
export const consoleApi = (context: Context, more: Partial<HandlersHere> = {}): ConsoleApi =>
  routed(
    {
      ...systemHandlers(context),
      ...overviewHandlers(context),
      ...campaignHandlers(context),
      ...versionHandlers(context),
      ...customerHandlers(context),
      ...quarantineHandlers(context),
      ...sendingHandlers(context),
      ...suppressionHandlers(context),
      ...couponHandlers(context),
      ...privacyHandlers(context),
      ...pastHandlers(context),
      ...writeKeyHandlers(context),
      ...taskHandlers(context),
      ...auditHandlers(context),
      ...more,
    } satisfies HandlersHere,
    audited(context),
  )
