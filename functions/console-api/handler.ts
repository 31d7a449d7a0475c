import { answerApiEvent } from '../../shared/flow/api/edge.ts'
import type { ConsoleApi } from '../../shared/flow/api/router.ts'
import { type Freshen, withRules } from '../../shared/flow/fresh.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import { answering } from '../edge/api.ts'
import type { Observer } from '../edge/observed.ts'

/**
 * Answers the console and the command line. Who asks is read from what API Gateway has checked; what they may is decided by the API. Each
 * request sees what was published before it: another function publishes, and whoever paused a campaign looks at it at once.
 */
export const consoleHandler = (observer: Observer, api: ConsoleApi, freshen: Freshen, clock: Clock) =>
  answering(
    observer,
    withRules(
      (now) => freshen(now, 'afresh'),
      clock,
      (event: object) => answerApiEvent(api, event),
    ),
  )
