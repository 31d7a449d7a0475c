import type { Decision, Doubt } from '../domain/customer/draft.ts'
import { nextDueAt } from '../domain/customer/advance.ts'
import type { Rules } from '../domain/customer/rules.ts'
import type { CustomerState } from '../domain/customer/state.ts'
import type { Message, Settlement } from '../domain/messaging/message.ts'
import { digestOf } from '../kernel/digest.ts'
import { QUARANTINE_TEXT_MAX } from '../kernel/limits.ts'
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
  },
})

/** The fold after one more decision, made on the fold's own state. */
export const folded = (fold: Fold, decision: Decision, isWake: boolean, rules: Rules, now: EpochMs): Fold => {
  const { commit } = fold
  const { messages, settlements } = settledWithin(
    [...commit.messages, ...decision.messages],
    [...commit.settlements, ...decision.settlements],
  )
  return {
    loaded: fold.loaded,
    commit: {
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
    },
  }
}

/** Whether there is anything to write besides timeline rows. */
export const changesState = (fold: Fold): boolean =>
  fold.commit.state !== fold.loaded || fold.commit.wakeFired || fold.commit.quarantine.length > 0

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
