import { hasVersion } from '../domain/campaign/catalogue.ts'
import type { Decision } from '../domain/customer/draft.ts'
import type { Input } from '../domain/customer/input.ts'
import type { Known } from '../domain/customer/known.ts'
import type { Rules } from '../domain/customer/rules.ts'
import { type CustomerState, unknownCustomer } from '../domain/customer/state.ts'
import { earliestOf } from '../kernel/time.ts'
import type { CustomerId, EpochMs } from '../kernel/words.ts'
import { type Commit, type CustomerStore, Transient } from '../ports/customer-store.ts'
import { changesState, type Fold, folded, isFull, openFold } from './fold.ts'
import { decideInformed } from './history.ts'
import { type Request, withWhatItNeeds } from './request.ts'
import { nothingTaken } from './surroundings.ts'
import { wayFrom } from './way.ts'

/**
 * Decisions about many customers on their way to one commit each. Inputs of one customer fold: each is decided on the state the
 * one before left, as if it had been committed.
 */
export type Batch = {
  /**
   * Loads what is needed, decides, keeps. Null where the request came to nothing. An event of somebody who turned out to be another
   * goes there, also where this very batch says so: the batch must then be committed as a whole, or not at all.
   */
  readonly add: (request: Request, now: EpochMs) => Promise<Decision | null | TooLong>
  /** The same where each customer is committed alone: what depends on a merge that is not committed yet has to wait. */
  readonly addAlone: (request: Request, now: EpochMs) => Promise<Decision | null | Obstacle>
  /** Loads states in one read, ahead of {@link add}. */
  readonly preload: (customers: readonly CustomerId[]) => Promise<void>
  /** A customer as this batch leaves them so far. */
  readonly stateOf: (id: CustomerId) => Promise<CustomerState>
  /** Inputs taken so far. */
  readonly size: () => number
  /** The earliest instant at which somebody in this batch is due, or a message owed; null: nothing. */
  readonly earliestDueAt: () => EpochMs | null
  /** What to commit, in order of first appearance; those that change nothing are left out. */
  readonly commits: () => readonly Commit[]
  /** Timeline rows of customers that change nothing: put again because a duplicate was seen. */
  readonly repeatedEvents: () => Commit['timeline']
}

/** Why it cannot be said yet whom a request is about. */
export type Obstacle =
  | { readonly obstacle: 'uncommitted' }
  /** Not whom it is about, but that so much came of them already: it waits until that is committed. */
  | { readonly obstacle: 'full' }
  | { readonly obstacle: 'circle'; readonly states: readonly CustomerState[] }
  | TooLong

/** Nobody can say whom it is about: a person has to look at it. */
export type TooLong = { readonly obstacle: 'too-long' }

export const openBatch = (store: CustomerStore, rules: Rules): Batch => {
  const { folds, idOf, open } = openFolds()
  const taken = nothingTaken()
  // Nobody else's commit can come between this batch's reads and its own: what was loaded of a timeline stays as it is.
  const histories = new Map<CustomerId, Known>()
  let size = 0
  let earliest: EpochMs | null = null

  const notice = (at: EpochMs | null): void => {
    earliest = earliestOf(earliest, at)
  }
  const preload = async (customers: readonly CustomerId[]): Promise<void> => {
    const missing = [...new Set(customers)].filter((id) => !folds.has(idOf(id)))
    if (missing.length === 0) return
    const states = await store.load(missing)
    for (const id of missing) open(id, states.get(id) ?? unknownCustomer(id))
  }
  const foldOf = async (id: CustomerId): Promise<Fold> => {
    await preload([id])
    return folds.get(idOf(id)) as Fold
  }
  const admit = async (request: Request, now: EpochMs, isTogether: boolean): Promise<Decision | null | Obstacle> => {
    const about = await addressed(request, foldOf, isTogether)
    return 'obstacle' in about ? about : decideOn(about.fold, about.behind, about.request, now)
  }
  const add: Batch['add'] = async (request, now) => {
    const added = await admit(request, now, true)
    if (added === null || !('obstacle' in added) || added.obstacle === 'too-long') return added
    throw new Transient('somebody is part of a circle of merges that is being broken')
  }
  const decideOn = async (fold: Fold, behind: readonly Commit[], request: Request, now: EpochMs): Promise<Decision | null> => {
    const input: Input | null = await withWhatItNeeds(store, request, fold.commit, behind, rules, taken, now)
    if (input === null) return null
    assertKnown(fold.commit.state, input, rules)
    const { state, timeline } = fold.commit
    const { decision, known } = await decideInformed(store, state, input, rules, now, timeline, histories.get(state.id))
    if (known.size > 0) histories.set(state.id, known)
    // Whoever is sealed stays due until the merge is finished.
    const isWake = input.type === 'wake' && decision.state.merge?.status !== 'sealed'
    taken.note(decision.premises)
    const next = folded(fold, decision, isWake, rules, now)
    folds.set(decision.state.id, next)
    size += 1
    notice(next.commit.dueAt)
    for (const message of decision.messages) notice(message.owedAt)
    return decision
  }
  const changed = (wanted: boolean): readonly Fold[] => [...folds.values()].filter((fold) => changesState(fold) === wanted)

  return {
    add,
    addAlone: (request, now) => admit(request, now, false),
    preload,
    stateOf: async (id) => (await foldOf(id)).commit.state,
    size: () => size,
    earliestDueAt: () => earliest,
    commits: () => changed(true).map((fold) => fold.commit),
    repeatedEvents: () => changed(false).flatMap((fold) => fold.commit.timeline),
  }
}

/** Folds by customer. Of who was erased something is left under another id: all who ask for them get the same. */
const openFolds = () => {
  const folds = new Map<CustomerId, Fold>()
  const erased = new Map<CustomerId, CustomerId>()
  const open = (id: CustomerId, state: CustomerState): void => {
    if (state.id !== id) erased.set(id, state.id)
    if (!folds.has(state.id)) folds.set(state.id, openFold(state))
  }
  return { folds, open, idOf: (id: CustomerId): CustomerId => erased.get(id) ?? id }
}

/** Whom a request is about, by which words, and whose id it bore on the way there. */
type Addressed = { readonly fold: Fold; readonly behind: readonly Commit[]; readonly request: Request }

const addressed = async (
  request: Request,
  foldOf: (id: CustomerId) => Promise<Fold>,
  isTogether: boolean,
): Promise<Addressed | Obstacle> => {
  const fold = await foldOf(request.customerId)
  // Nearly everybody is who they say they are: they cost no more.
  const isDirect = request.type !== 'merge' && (request.type !== 'event' || fold.commit.state.merge === null)
  if (!isTogether && isFull(fold)) return { obstacle: 'full' }
  if (isDirect) return { fold, behind: [], request }
  const folds: Fold[] = []
  const way = await wayFrom(request.type === 'merge' ? request.into : request.customerId, async (id) => {
    const each = await foldOf(id)
    folds.push(each)
    return each.commit.state
  })
  if (way.type === 'circle') return { obstacle: 'circle', states: way.states }
  if (way.type === 'too-long') return { obstacle: 'too-long' }
  if (!isTogether && folds.some(isUncommitted)) return { obstacle: 'uncommitted' }
  const end = folds.pop() as Fold
  if (!isTogether && isFull(end)) return { obstacle: 'full' }
  const customerId = end.commit.state.id
  if (request.type === 'merge') return { fold, behind: [], request: { ...request, into: customerId } }
  const readdressed = request.type === 'event' ? { ...request, customerId, event: { ...request.event, customerId } } : request
  return { fold: end, behind: folds.map(({ commit }) => commit), request: readdressed }
}

const isUncommitted = ({ loaded, commit }: Fold): boolean => loaded.merge === null && commit.state.merge !== null

/**
 * Rules are up to a minute old, so a machine that read newer ones may have let a customer into a version these do not know yet.
 * That passes, as an outage does; a wake for which it does not pass is pushed back, so that it blocks nobody.
 */
export class RulesBehind extends Transient {
  override name = 'RulesBehind'
}

/** Throws {@link RulesBehind} where somebody is in a campaign version that the rules do not have. */
export const assertKnown = ({ journeys }: CustomerState, input: Input, { campaigns }: Rules): void => {
  const versions = 'message' in input ? [...journeys, input.message] : journeys
  const unknown = versions.find((one) => !hasVersion(campaigns, one))
  if (unknown !== undefined) throw new RulesBehind(`campaign ${unknown.campaign} has no version ${unknown.version} in the rules read last`)
}
