import type { CallMarks } from '../../shared/adapters/dynamo/call-marks.ts'
import { CallAgain, type Calling, makeCall } from '../../shared/flow/call.ts'
import { type Freshen, withRules } from '../../shared/flow/fresh.ts'
import { sideBySide } from '../../shared/flow/together.ts'
import type { Call } from '../../shared/ports/caller.ts'
import type { Invocation, Observer } from '../edge/observed.ts'
import { fromQueue, type Taken } from '../edge/queue.ts'

export type Hooking = Calling & {
  readonly marks: CallMarks
  /** The call a message of the queue leads to; null: it is gone, with whom it was about. Throws where it is no such message. */
  readonly find: (text: string) => Promise<Call | null>
  /** Keeps a message out of sight for so long. */
  readonly hide: (receipt: string, forMs: number) => Promise<void>
  readonly freshen: Freshen
}

/** Makes the calls it is handed, side by side; one that is to be made again is out of sight until then. */
export const hookHandler = (observer: Observer, { marks, find, hide, freshen, ...calling }: Hooking) => {
  const { clock } = calling
  const work = withRules(freshen, clock, async ({ text, receipt, receipts }: Taken, { count, log }: Invocation): Promise<void> => {
    const call = await find(text)
    if (call === null || (await marks.isOver(call.id))) return
    const called = await makeCall(calling, call, receipts)
    if (called.type === 'again') {
      await hide(receipt, called.at - clock.now())
      throw new CallAgain(called.because)
    }
    await marks.over(call.id, clock.now())
    const { outcome, status, attempts, because } = called
    count(outcome === 'delivered' ? 'callsDelivered' : 'callsFailed', 1)
    if (outcome === 'failed') log('warn', 'a call was given up', { call: call.id, campaign: call.campaign, status, attempts, because })
  })
  return fromQueue(observer, (taken, invocation) => sideBySide(taken, (one) => work(one, invocation)))
}
