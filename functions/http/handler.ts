import { type HttpIntake, takeHttp } from '../../shared/flow/doors/http-intake.ts'
import { BATCH_BYTES_MAX } from '../../shared/kernel/limits.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import { fromHttp } from '../edge/http.ts'
import type { Observer } from '../edge/observed.ts'

/** Takes what publishers send over HTTP, as soon as the bus has it. */
export const httpHandler = (observer: Observer, intake: HttpIntake, clock: Clock) =>
  fromHttp(observer, 2 * BATCH_BYTES_MAX, async (request, { count }) => {
    const { answer, taken, refused } = await takeHttp(intake, { ...request, receivedAt: clock.now() })
    if (taken > 0) count('taken', taken)
    if (refused > 0) count('quarantined', refused)
    return answer
  })
