import type { EpochMs } from '../kernel/words.ts'

/** What time it is. The wall clock on AWS and on a laptop, a virtual one in replays and simulations. */
export type Clock = { readonly now: () => EpochMs }
