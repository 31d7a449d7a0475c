import type { Decision } from '../domain/customer/draft.ts'
import type { CustomerState } from '../domain/customer/state.ts'
import { unreachable } from '../kernel/assert.ts'
import { digestOf } from '../kernel/digest.ts'
import { MERGES_FOLLOWED_MAX, QUARANTINE_TEXT_MAX } from '../kernel/limits.ts'
import type { EpochMs } from '../kernel/words.ts'
import { aboutErased, type QuarantineEntry } from '../ports/quarantine.ts'
import type { Request } from './request.ts'

/** What a person must look at because of too many merges in a row: an event of somebody nobody finds, or a merge that was not made. */
export const mergeRefusals = (request: Request, decision: Decision | null | 'lost', now: EpochMs): readonly QuarantineEntry[] => {
  if (decision === null) return []
  if (decision !== 'lost' && decision.reasons.some((reason) => reason.type === 'merge-moot' && reason.because === 'erased')) {
    return [withErased(decision.state, now)]
  }
  const isTooMany =
    decision === 'lost' || decision.reasons.some((reason) => reason.type === 'merge-moot' && reason.because === 'too-many-merges')
  return isTooMany ? entriesOf(request, now) : []
}

/** Nothing of the one who was erased is kept, not even the id. */
const withErased = ({ id, erasedAt }: CustomerState, now: EpochMs): QuarantineEntry => {
  const problem = 'was to be merged with somebody who was erased: they were not merged'
  const told = { path: 'previousId', problem, hint: 'Stop sending ids of who was erased.' }
  return erasedAt === null ? { ...aboutErased(id, told, now), id: digestOf('no-merge-erased', id) } : aboutErased(id, told, now)
}

const entriesOf = (request: Request, now: EpochMs): readonly QuarantineEntry[] => {
  const { customerId } = request
  const hint = `Merge each id into the customer itself; at most ${MERGES_FOLLOWED_MAX} merges are followed one after another.`
  switch (request.type) {
    case 'event': {
      const text = JSON.stringify(request.event).slice(0, QUARANTINE_TEXT_MAX)
      const problem = 'is an id that leads to another, and that one on, too often to be followed: the event was not counted'
      const problems = [{ path: 'userId', problem, hint }]
      return [{ id: digestOf('lost-way', customerId, request.event.id), at: now, because: 'state-full', customerId, problems, text }]
    }
    case 'merge': {
      const text = JSON.stringify({ type: 'alias', previousId: customerId, userId: request.into })
      const problems = [{ path: 'previousId', problem: 'would lead too far: the two were not merged', hint }]
      return [{ id: digestOf('no-merge', customerId, request.into), at: now, because: 'state-full', customerId, problems, text }]
    }
    case 'wake':
    case 'claim':
    case 'report':
    case 'news':
    case 'task-closed':
    case 'call-settled':
      return []
    default:
      return unreachable(request)
  }
}
