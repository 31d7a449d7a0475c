import type { CustomerState } from '../../domain/customer/state.ts'
import type { Fact } from '../../domain/fact/fact.ts'
import type { Message } from '../../domain/messaging/message.ts'
import { IDS_TOLD_MAX } from '../../kernel/limits.ts'
import type { CustomerId } from '../../kernel/words.ts'
import type { Inspection } from '../../ports/inspection.ts'

/** What was decided about a person under one of the ids they had. It stays there for ever, whoever they turn out to be. */
export type Held = { readonly id: CustomerId; readonly facts: readonly Fact[]; readonly messages: readonly Message[] }

/** The ids of a person: their own first, then those that were merged into it, the newest merges first; at most `IDS_TOLD_MAX`. */
export const idsOf = async (inspection: Inspection, { id, mergeDepth }: CustomerState): Promise<readonly CustomerId[]> => {
  if (mergeDepth === 0) return [id]
  const ids = new Set([id])
  // A set is walked in the order of insertion, and goes on with what is added meanwhile.
  for (const one of ids) {
    for (const fact of (await inspection.factsOf(one)).toReversed()) {
      if (ids.size >= IDS_TOLD_MAX) return [...ids]
      if (fact.type === 'absorbed') ids.add(fact.source)
    }
  }
  return [...ids]
}

/** Everything that was decided about a person, under each of their ids. */
export const heldOf = async (inspection: Inspection, state: CustomerState): Promise<readonly Held[]> =>
  Promise.all(
    (await idsOf(inspection, state)).map(async (id) => {
      const [facts, messages] = await Promise.all([inspection.factsOf(id), inspection.messagesOf(id)])
      return { id, facts: facts.filter((fact) => id === state.id || isTold(fact)), messages }
    }),
  )

/** Whether a fact of a former id is part of the person's story: that it became another is told once, by the one who took it over. */
export const isTold = ({ type }: Fact): boolean =>
  type !== 'merge-begun' && type !== 'merge-lifted' && type !== 'merged' && type !== 'redirected'

/** The id somebody had then; null where it is the one they have now. */
export const formerId = (own: CustomerId, then: CustomerId): CustomerId | null => (then === own ? null : then)
