import { answerApiEvent } from '../../shared/flow/api/edge.ts'
import type { ConsoleApi } from '../../shared/flow/api/router.ts'
import { type Freshen, withRules } from '../../shared/flow/fresh.ts'
import { isPassing } from '../../shared/flow/together.ts'
import { AWAY, BROKEN } from '../../shared/flow/doors/admission.ts'
import { problemAnswer } from '../../shared/flow/doors/door.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import { resultOf } from '../edge/http.ts'
import { type Invocation, type Observer, observed } from '../edge/observed.ts'

/** Answers the console and the command line. Who asks is read from what API Gateway has checked; what they may is decided by the API. */
export const consoleHandler = (observer: Observer, api: ConsoleApi, freshen: Freshen, clock: Clock) => {
  const answer = withRules(freshen, clock, (event: object) => answerApiEvent(api, event))
  return observed<object, object>(observer, async (event: object, { count, failed }: Invocation) => {
    try {
      return await answer(event)
    } catch (failure) {
      failed('not answered', failure)
      count('failed', 1)
      return resultOf(isPassing(failure) ? problemAnswer(503, AWAY, { 'retry-after': '1' }) : problemAnswer(500, BROKEN))
    }
  })
}
