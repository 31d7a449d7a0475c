import type { Met } from '../../shared/contract/api.ts'
import type { Problem } from '../../shared/kernel/problem.ts'

/** Why there is no answer: the server refused and says why, it could not be reached, or it said something that is no answer. */
export type Failed =
  /** `met`: who was quicker, where that is why. */
  | { readonly type: 'refused'; readonly status: number; readonly problems: readonly Problem[]; readonly met: Met | null }
  | { readonly type: 'unreachable' }
  /** The same of a system that runs elsewhere: nobody can start it from here. */
  | { readonly type: 'offline' }
  | { readonly type: 'unreadable'; readonly status: number }
