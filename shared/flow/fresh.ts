/** What a process keeps of rules and switches, renewed before it decides. */
import type { EpochMs } from '../kernel/words.ts'
import type { Clock } from '../ports/clock.ts'
import { RulesBehind } from './batch.ts'
import type { KeptRules } from './kept-rules.ts'
import type { Switchboard } from './switches.ts'

/** Renews what is older than a minute; `afresh`: the rules in any case. */
export type Freshen = (now: EpochMs, afresh?: 'afresh') => Promise<void>

export const freshening =
  (rules: KeptRules, switches: Pick<Switchboard, 'refresh'>): Freshen =>
  async (now, afresh) => {
    await Promise.all([rules.refresh(now, afresh), switches.refresh(now)])
  }

/** Somebody with newer rules came first: with those of now it is done once more. */
export const withRules =
  <In extends readonly unknown[], Out>(freshen: Freshen, clock: Clock, work: (...given: In) => Promise<Out>) =>
  async (...given: In): Promise<Out> => {
    await freshen(clock.now())
    try {
      return await work(...given)
    } catch (failure) {
      if (!(failure instanceof RulesBehind)) throw failure
      await freshen(clock.now(), 'afresh')
      return work(...given)
    }
  }
