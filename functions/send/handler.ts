import type { Sender } from '../../shared/flow/engine.ts'
import { type Freshen, withRules } from '../../shared/flow/fresh.ts'
import { sendOn } from '../../shared/flow/send-on.ts'
import { togetherOrAlone } from '../../shared/flow/together.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type { MessageQueue } from '../../shared/ports/message-queue.ts'
import type { Invocation, Observer } from '../edge/observed.ts'
import { fromQueue, type Taken } from '../edge/queue.ts'

/** The queue of one invocation; `leave` puts what is left of it back where all can take it. */
export type OwnQueue = MessageQueue & { readonly waiting: () => number; readonly leave: () => Promise<void> }

export type Mailing = {
  readonly engine: Omit<Sender, 'queue'>
  readonly queueOf: (ids: readonly string[]) => OwnQueue
  readonly freshen: Freshen
  readonly clock: Clock
  readonly pause: (ms: number) => Promise<unknown>
}

/** Sends what it is handed as the pace allows; what has to wait longer goes back to the queue. */
export const sendHandler = (observer: Observer, { engine, queueOf, freshen, clock, pause }: Mailing) => {
  const work = withRules(freshen, clock, async (some: readonly Taken[], { hasTime, count, log }: Invocation) => {
    const queue = queueOf(some.map(({ text }) => text))
    const { taken, hold } = await sendOn({ ...engine, queue }, queue.waiting, clock, pause, hasTime)
    count('mailsTaken', taken)
    if (queue.waiting() > 0) count('mailsWaiting', queue.waiting())
    await queue.leave()
    if (hold !== null) count('mailHeld', 1)
    if (hold !== null) log('warn', 'the mail service takes no mail', { because: hold.because, mails: hold.mails })
  })
  return fromQueue(observer, (taken, invocation) => togetherOrAlone(taken, (some) => work(some, invocation), invocation.hasTime))
}
