import type { EpochMs } from '../../kernel/words.ts'
import { isFinal } from '../messaging/message.ts'
import { type Draft, record } from './draft.ts'
import { movingOf } from './gates.ts'
import type { Input } from './input.ts'
import { end } from './end.ts'
import { moveMessage, noteMove } from './move-message.ts'
import { onReport } from './on-report.ts'
import { closeTask } from './tasks.ts'

/**
 * Ends whatever is under way and forgets them: what is owed or waits is refused, journeys end, and the state is empty. What is claimed at
 * this instant is with a sender, and is settled by whoever hears of it.
 */
export const onErase = (draft: Draft, at: EpochMs): void => {
  const { at: heardAt, merge, standing, journeys } = draft.state
  for (const journey of journeys) {
    for (const one of journey.unsettled) {
      if (one.status !== 'claimed') noteMove(draft, movingOf(journey, one), { name: 'refused', at, because: { type: 'erased' } }, at)
    }
    end(draft, journey, { type: 'erased' }, at)
  }
  for (const task of draft.state.tasks) closeTask(draft, task, at)
  // Who is somebody else has left their stage already, and who only led there never was a customer.
  const wasCustomer = heardAt !== null && (merge === null || merge.status === 'sealed')
  record(draft, { type: 'erased', wasCustomer, from: wasCustomer ? (standing?.stage ?? null) : null }, at)
}

/**
 * Nothing is held of them, and nothing is taken in. What a publisher still says of them is a doubt, of which nothing but the fact is
 * kept; what our own rows led to is dropped. A mail that was on its way comes to its end.
 */
export const onErased = (draft: Draft, input: Input, at: EpochMs): void => {
  const { id } = draft.state
  switch (input.type) {
    case 'event': {
      draft.reasons.push({ type: 'erased' })
      if (input.event.customerId !== id) draft.doubts.push({ event: input.event, ...DOUBT })
      return
    }
    case 'report':
      return onLateReport(draft, input, at)
    case 'seal':
      draft.reasons.push({ type: 'merge-moot', because: 'erased' })
      return
    case 'news':
      draft.reasons.push({ type: 'news-moot', because: 'erased' })
      return
    default:
      draft.reasons.push({ type: 'erased' })
  }
}

const DOUBT = {
  because: 'erased',
  path: 'userId',
  problem: 'is of somebody who was erased: it was not taken, and nothing of it is kept',
  hint: 'Stop sending events of this customer. If they come back, give them a new id.',
} as const

/** What never left is not owed again, and a mail that came to its end stays there. */
const onLateReport = (draft: Draft, input: Input & { type: 'report' }, at: EpochMs): void => {
  const { message, outcome, about } = input
  if (isFinal(message.status)) {
    draft.reasons.push({ type: 'erased' })
    return
  }
  if (outcome.type !== 'never-left') onReport(draft, input, at)
  else if (message.status.name !== 'owed' && message.status.at === about)
    moveMessage(draft, message, { name: 'refused', at, because: { type: 'erased' } }, at)
  // The row moves with the state; of an address nothing is counted.
  draft.state = { ...draft.state, at, softBounces: null }
}
