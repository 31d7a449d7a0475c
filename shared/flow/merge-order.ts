import type { CustomerState } from '../domain/customer/state.ts'
import type { CustomerId } from '../kernel/words.ts'
import type { Request } from './request.ts'
import { wayFrom } from './way.ts'

/**
 * Merges that have begun and are not finished. What is about the same customers waits until they are, so that requests which are
 * handled together come to the same as one by one.
 */
export type OpenMerges = {
  readonly begin: (source: CustomerId, target: CustomerId) => void
  /** Whether a request has to wait; then everything after it that is about the same customers has to, too. */
  readonly delay: (request: Request) => Promise<boolean>
}

export const openMerges = (stateOf: (id: CustomerId) => Promise<CustomerState>): OpenMerges => {
  const begun = new Map<CustomerId, CustomerId>()
  const targets = new Set<CustomerId>()
  const waiting = new Set<CustomerId>()
  return {
    begin: (source, target) => {
      begun.set(source, target)
      targets.add(target)
    },
    delay: async (request) => {
      if (begun.size === 0) return false
      const about = await concernedBy(request, stateOf)
      // A second one may be merged into the same customer: it changes nothing about them yet.
      const changed = request.type === 'merge' ? about.slice(0, -1) : about
      const waits = about.some((id) => begun.has(id) || waiting.has(id)) || changed.some((id) => targets.has(id))
      // What is about a source will be about its target.
      if (waits) for (const id of about) for (const one of [id, begun.get(id) ?? id]) waiting.add(one)
      return waits
    },
  }
}

/** Whom a request is about, all the way; last the one in whose state it ends. */
export const concernedBy = async (
  request: Request,
  stateOf: (id: CustomerId) => Promise<CustomerState>,
): Promise<readonly CustomerId[]> => {
  if (request.type !== 'event' && request.type !== 'merge') return [request.customerId]
  const { states } = await wayFrom(request.type === 'merge' ? request.into : request.customerId, stateOf)
  const way = states.map(({ id }) => id)
  return request.type === 'merge' ? [request.customerId, ...way] : way
}
