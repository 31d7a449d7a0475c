import { isDeepStrictEqual } from 'node:util'
import type { Decision, Doubt } from '../domain/customer/draft.ts'
import { nextDueAt } from '../domain/customer/due.ts'
import type { Rules } from '../domain/customer/rules.ts'
import type { CustomerState } from '../domain/customer/state.ts'
import type { Message, Settlement } from '../domain/messaging/message.ts'
import { digestOf } from '../kernel/digest.ts'
import { FOLD_FACTS_FULL, FOLD_ROWS_FULL, QUARANTINE_TEXT_MAX } from '../kernel/limits.ts'
import type { EpochMs, MessageId } from '../kernel/words.ts'
import type { Commit } from '../ports/customer-store.ts'
import { aboutErased, type QuarantineEntry } from '../ports/quarantine.ts'

/** One or several decisions about one customer, folded into what one commit writes. */
export type Fold = {
  /** As loaded: its version is the condition of the commit. */
  readonly loaded: CustomerState
  readonly commit: Commit
}

export const openFold = (loaded: CustomerState): Fold => ({
  loaded,
  commit: {
    state: loaded,
    dueAt: null,
    wakeFired: false,
    facts: [],
    messages: [],
    settlements: [],
    spilled: [],
    timeline: [],
    quarantine: [],
    suppressions: [],
    premises: [],
    leavesState: false,
  },
})

/** The fold after one more decision, made on the fold's own state. */
export const folded = (fold: Fold, decision: Decision, isWake: boolean, rules: Rules, now: EpochMs): Fold => {
  const { commit } = fold
  const { messages, settlements } = settledWithin(
    [...commit.messages, ...decision.messages],
    [...commit.settlements, ...decision.settlements],
  )
  const next: Commit = {
    state: decision.state,
    dueAt: nextDueAt(decision.state, rules),
    wakeFired: commit.wakeFired || isWake,
    facts: [...commit.facts, ...decision.facts],
    messages,
    settlements,
    spilled: [...commit.spilled, ...decision.spilled],
    timeline: [...commit.timeline, ...decision.timeline],
    quarantine: [...commit.quarantine, ...decision.doubts.map((doubt) => quarantined(doubt, decision.state, now))],
    suppressions: [...commit.suppressions, ...decision.suppressions],
    premises: [...commit.premises, ...decision.premises],
    leavesState: false,
  }
  return { loaded: fold.loaded, commit: { ...next, leavesState: movesOneMessage(next) && isAsLoaded(fold.loaded, next.state) } }
}

/** Whether there is anything to write besides timeline rows. */
export const changesState = ({ loaded, commit }: Fold): boolean =>
  commit.wakeFired || commit.quarantine.length > 0 || (commit.state !== loaded && !isMoot(loaded, commit))

/** A report that came too late, a claim of what is settled. Events leave a receipt at least, which is quickly seen. */
const isMoot = (loaded: CustomerState, { state, facts, messages, settlements, spilled, suppressions }: Commit): boolean =>
  state.receipts === loaded.receipts &&
  [facts, messages, settlements, spilled, suppressions].every((rows) => rows.length === 0) &&
  isAsLoaded(loaded, state)

/** Whether so much came together that what one more input brings might not fit into the transaction of one commit. */
export const isFull = ({ commit }: Fold): boolean => {
  const { facts, messages, settlements, spilled, suppressions, premises, quarantine } = commit
  const beside = settlements.length + spilled.length + suppressions.length + premises.length + quarantine.length
  return messages.length + beside > FOLD_ROWS_FULL || facts.length > FOLD_FACTS_FULL
}

/** The report of a delivery, mostly. */
const movesOneMessage = (commit: Commit): boolean => {
  const { wakeFired, facts, messages, settlements, spilled, timeline, quarantine, suppressions, premises } = commit
  const [only] = settlements
  if (only === undefined || settlements.length > 1 || wakeFired) return false
  if ([messages, spilled, timeline, quarantine, suppressions, premises].some((rows) => rows.length > 0)) return false
  return facts.every((fact) => fact.type === 'message-moved' && fact.message === only.id)
}

/** A customer's clock only keeps facts in order: a decision that says nothing else about them need not set it. */
const isAsLoaded = (loaded: CustomerState, state: CustomerState): boolean =>
  loaded.version > 0 && isDeepStrictEqual({ ...state, at: null }, { ...loaded, at: null })

/** A row is written once a transaction: what is settled where it is created is created as that, and two moves of one row are one. */
const settledWithin = (messages: readonly Message[], settlements: readonly Settlement[]) => {
  if (settlements.length === 0) return { messages, settlements }
  const moves = new Map<MessageId, Settlement>()
  for (const one of settlements) moves.set(one.id, { ...one, from: moves.get(one.id)?.from ?? one.from })
  const created = messages.map((message) => ({ ...message, status: moves.get(message.id)?.to ?? message.status }))
  for (const { id } of messages) moves.delete(id)
  return { messages: created, settlements: [...moves.values()] }
}

/** Of what came about somebody who was erased nothing is kept but that something did; one entry for each of them. */
const quarantined = (doubt: Doubt, state: CustomerState, now: EpochMs): QuarantineEntry =>
  doubt.because === 'erased' ? aboutErased(state.id, doubt, now) : inFull(doubt, now)

const inFull = (doubt: Doubt, now: EpochMs): QuarantineEntry => ({
  id: digestOf('doubt', doubt.event.customerId, doubt.event.id, doubt.because, doubt.path),
  at: now,
  because: doubt.because,
  customerId: doubt.event.customerId,
  problems: [{ path: doubt.path, problem: doubt.problem, hint: doubt.hint }],
  text: JSON.stringify(doubt.event).slice(0, QUARANTINE_TEXT_MAX),
})
