import { readJson } from '../../shared/flow/doors/door.ts'
import type { Taker } from '../../shared/flow/engine.ts'
import { type Freshen, withRules } from '../../shared/flow/fresh.ts'
import { takeMailEvent } from '../../shared/flow/mail-events.ts'
import { oneByOne } from '../../shared/flow/together.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type { Invocation, Observer } from '../edge/observed.ts'
import { fromQueue, type Taken } from '../edge/queue.ts'

/** Takes what SES tells of mails, each by itself. */
export const reportHandler = (observer: Observer, engine: Taker, freshen: Freshen, clock: Clock) => {
  const work = withRules(freshen, clock, async ({ text, queuedAt }: Taken, { count }: Invocation): Promise<void> => {
    const read = readJson(text)
    const taken = await takeMailEvent(engine, read.ok ? read.value : text, queuedAt)
    count('reports', 1)
    if (taken.type !== 'taken') return count('quarantined', 1)
    if (taken.event === 'bounced' || taken.event === 'complained') count(taken.event, 1)
  })
  return fromQueue(observer, (taken, invocation) => oneByOne(taken, (one) => work(one, invocation), invocation.hasTime))
}
