import { hasVersion } from '../domain/campaign/catalogue.ts'
import { decide } from '../domain/customer/decide.ts'
import type { Decision } from '../domain/customer/draft.ts'
import type { Input } from '../domain/customer/input.ts'
import type { Rules } from '../domain/customer/rules.ts'
import { type CustomerState, unknownCustomer } from '../domain/customer/state.ts'
import type { CustomerId, EpochMs } from '../kernel/words.ts'
import { type Commit, type CustomerStore, Transient } from '../ports/customer-store.ts'
import { changesState, type Fold, folded, openFold } from './fold.ts'
import { type Request, withWhatItNeeds } from './request.ts'

/**
 * Decisions about many customers on their way to one commit each. Inputs of one customer fold: each is decided on the state the
 * one before left, as if it had been committed.
 */
export type Batch = {
  /** Loads what is needed, decides, keeps. Null where the request came to nothing. */
  readonly add: (request: Request, now: EpochMs) => Promise<Decision | null>
  /** Loads states in one read, ahead of {@link add}. */
  readonly preload: (customers: readonly CustomerId[]) => Promise<void>
  /** Inputs taken so far. */
  readonly size: () => number
  /** The earliest instant at which somebody in this batch is due, or a message owed; null: nothing. */
  readonly earliestDueAt: () => EpochMs | null
  /** What to commit, in order of first appearance; those that change nothing are left out. */
  readonly commits: () => readonly Commit[]
  /** Timeline rows of customers that change nothing: put again because a duplicate was seen. */
  readonly repeatedEvents: () => Commit['timeline']
}

export const openBatch = (store: CustomerStore, rules: Rules): Batch => {
  const folds = new Map<CustomerId, Fold>()
  let size = 0
  let earliest: EpochMs | null = null

  const notice = (at: EpochMs | null): void => {
    if (at !== null && (earliest === null || at < earliest)) earliest = at
  }
  const preload = async (customers: readonly CustomerId[]): Promise<void> => {
    const missing = [...new Set(customers)].filter((id) => !folds.has(id))
    if (missing.length === 0) return
    const states = await store.load(missing)
    for (const id of missing) folds.set(id, openFold(states.get(id) ?? unknownCustomer(id)))
  }
  const add = async (request: Request, now: EpochMs): Promise<Decision | null> => {
    await preload([request.customerId])
    const fold = folds.get(request.customerId) as Fold
    const input: Input | null = await withWhatItNeeds(store, request, fold.commit, rules, now)
    if (input === null) return null
    assertKnown(fold.commit.state, input, rules)
    const decision = decide(fold.commit.state, input, rules, now)
    const next = folded(fold, decision, input.type === 'wake', rules, now)
    folds.set(request.customerId, next)
    size += 1
    notice(next.commit.dueAt)
    for (const message of decision.messages) notice(message.owedAt)
    return decision
  }
  const changed = (wanted: boolean): readonly Fold[] => [...folds.values()].filter((fold) => changesState(fold) === wanted)

  return {
    add,
    preload,
    size: () => size,
    earliestDueAt: () => earliest,
    commits: () => changed(true).map((fold) => fold.commit),
    repeatedEvents: () => changed(false).flatMap((fold) => fold.commit.timeline),
  }
}

/**
 * Rules are up to a minute old, so a machine that read newer ones may have let a customer into a version these do not know yet.
 * That passes, as an outage does; a wake for which it does not pass is pushed back, so that it blocks nobody.
 */
export class RulesBehind extends Transient {
  override name = 'RulesBehind'
}

const assertKnown = ({ journeys }: CustomerState, input: Input, { campaigns }: Rules): void => {
  const versions = 'message' in input ? [...journeys, input.message] : journeys
  const unknown = versions.find((one) => !hasVersion(campaigns, one))
  if (unknown !== undefined) throw new RulesBehind(`campaign ${unknown.campaign} has no version ${unknown.version} in the rules read last`)
}
