/** The rules as one process knows them, kept for a minute. */
import type { Rules } from '../domain/customer/rules.ts'
import { RULES_KEPT_MS } from '../kernel/limits.ts'
import type { EpochMs } from '../kernel/words.ts'
import { Transient } from '../ports/customer-store.ts'
import type { DefinitionStore } from '../ports/definitions.ts'
import type { FileProblems } from './publishing/look.ts'

export type RulesRead =
  | { readonly ok: true; readonly rules: Rules }
  /** No policy was ever published. */
  | { readonly ok: false; readonly because: 'no-policy' }
  /** They were parsed when they were published; one that no longer can be is a defect of ours. */
  | { readonly ok: false; readonly because: 'unreadable'; readonly wrong: readonly FileProblems[] }

/** Where rules come from: as they are published now, and a text that is another one after each publishing. */
export type RulesSource = Pick<DefinitionStore, 'stamp'> & { readonly read: () => Promise<RulesRead> }

export type KeptRules = {
  /** Reads them where that was too long ago, or never; `afresh`: in any case. */
  readonly refresh: (now: EpochMs, afresh?: 'afresh') => Promise<void>
  /** As they were read last. */
  readonly now: () => Rules
}

/** Nothing was published yet: what comes waits in its queue until somebody does. */
class NoRules extends Transient {
  override name = 'NoRules'
}

/** Rules at most a minute old. Where nothing was published meanwhile, the minute costs one small read. */
export const keptRules = (source: RulesSource): KeptRules => {
  let known: { readonly stamp: string; readonly rules: Rules } | null = null
  let askedAt: EpochMs | null = null
  let asking: Promise<void> | null = null

  const ask = async (now: EpochMs): Promise<void> => {
    // Asked before they are read: what is published in between is seen with the next stamp.
    const stamp = await source.stamp()
    if (known?.stamp !== stamp) {
      const read = await source.read()
      if (!read.ok && read.because === 'no-policy') throw new NoRules('no policy was published yet')
      if (!read.ok) throw new Error(`published definitions can no longer be read: ${read.wrong.map(({ file }) => file).join(', ')}`)
      known = { stamp, rules: read.rules }
    }
    askedAt = now
  }
  return {
    refresh: async (now, afresh) => {
      const isFresh = askedAt !== null && now >= askedAt && now - askedAt < RULES_KEPT_MS
      if (isFresh && afresh === undefined) return
      asking ??= ask(now).finally(() => {
        asking = null
      })
      await asking
    },
    now: () => {
      if (known === null) throw new Error('rules are asked for before they were read')
      return known.rules
    },
  }
}
