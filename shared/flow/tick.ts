import { TICK_BATCH, WAKE_FAILURES_MAX, WAKE_PUSHBACK_MS } from '../kernel/limits.ts'
import { digestOf } from '../kernel/digest.ts'
import { isoOf, later } from '../kernel/time.ts'
import type { CustomerId, EpochMs } from '../kernel/words.ts'
import type { DueWake } from '../ports/customer-store.ts'
import type { QuarantineEntry } from '../ports/quarantine.ts'
import type { Decider } from './engine.ts'
import { Contended, handle } from './handle.ts'
import { finishMerges } from './merge.ts'
import { isOutage } from './together.ts'

/** Wakes those who are due at or before `now`, one batch; answers how many that were. Call again while it fills its batch. */
export const tick = async (engine: Decider, now: EpochMs): Promise<number> => (await wakeDue(engine, now, TICK_BATCH)).woken

/** How many were woken, and since when the first of them was due. */
export type Woken = { readonly woken: number; readonly since: EpochMs | null }

/** Wakes at most so many of those who are due, of one shard of the due index or of all. */
export const wakeDue = async (engine: Decider, now: EpochMs, limit: number, shard?: number): Promise<Woken> => {
  const due = await engine.store.due(now, limit, shard)
  const [first] = due
  if (first === undefined) return { woken: 0, since: null }
  await wakeThese(engine, due, now)
  return { woken: due.length, since: first.dueAt }
}

/** Wakes customers whether they are due or not: what a changed rule means for them is decided now. */
export const wakeAll = (engine: Decider, customers: readonly CustomerId[], now: EpochMs): Promise<void> =>
  wakeThese(
    engine,
    customers.map((customerId) => ({ customerId, dueAt: now })),
    now,
  )

const wakeThese = async (engine: Decider, due: readonly DueWake[], now: EpochMs): Promise<void> => {
  try {
    await wake(engine, due, now)
  } catch (failure) {
    if (isOutage(failure)) throw failure
    for (const one of due) await wakeAlone(engine, one, now)
  }
}

/** One wake that cannot be handled must not block the others: after some failures it is pushed back and shown to a person. */
const wakeAlone = async (engine: Decider, one: DueWake, now: EpochMs): Promise<void> => {
  try {
    await wake(engine, [one], now)
  } catch (failure) {
    if (isOutage(failure) || failure instanceof Contended) return
    const failures = await engine.store.wakeFailed(one.customerId)
    if (failures >= WAKE_FAILURES_MAX)
      await engine.store.pushBack(one.customerId, later(now, WAKE_PUSHBACK_MS), quarantined(one, failure, now))
  }
}

const wake = async (engine: Decider, due: readonly DueWake[], now: EpochMs): Promise<void> => {
  const rules = engine.rules()
  const wakes = due.map(({ customerId }) => ({ request: { customerId, type: 'wake' as const }, now }))
  // Who is sealed is due until somebody has finished what a crash interrupted.
  await finishMerges(engine.store, rules, await handle(engine.store, rules, wakes))
}

const quarantined = ({ customerId, dueAt }: DueWake, failure: unknown, now: EpochMs): QuarantineEntry => ({
  id: digestOf('wake', customerId, String(dueAt)),
  at: now,
  because: 'wake-failed',
  customerId,
  problems: [
    {
      path: 'wake',
      problem: `what was due at ${isoOf(dueAt)} failed ${WAKE_FAILURES_MAX} times: ${failure instanceof Error ? failure.message : 'unknown failure'}`,
      hint: `it is tried again after ${isoOf(later(now, WAKE_PUSHBACK_MS))}; report the defect with this text`,
    },
  ],
  text: '',
})
