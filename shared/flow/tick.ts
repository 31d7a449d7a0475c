import { TICK_BATCH, WAKE_FAILURES_MAX, WAKE_PUSHBACK_MS } from '../kernel/limits.ts'
import { digestOf } from '../kernel/digest.ts'
import { isoOf, later } from '../kernel/time.ts'
import type { EpochMs } from '../kernel/words.ts'
import { type DueWake, Transient } from '../ports/customer-store.ts'
import type { QuarantineEntry } from '../ports/quarantine.ts'
import { RulesBehind } from './batch.ts'
import type { Engine } from './engine.ts'
import { Contended, handle } from './handle.ts'
import { finishMerges } from './merge.ts'

/** Wakes those who are due at or before `now`, one batch; answers how many that were. Call again while it fills its batch. */
export const tick = async (engine: Engine, now: EpochMs): Promise<number> => {
  const due = await engine.store.due(now, TICK_BATCH)
  if (due.length === 0) return 0
  try {
    await wake(engine, due, now)
  } catch (failure) {
    if (isOutage(failure)) throw failure
    for (const one of due) await wakeAlone(engine, one, now)
  }
  return due.length
}

/** One wake that cannot be handled must not block the others: after some failures it is pushed back and shown to a person. */
const wakeAlone = async (engine: Engine, one: DueWake, now: EpochMs): Promise<void> => {
  try {
    await wake(engine, [one], now)
  } catch (failure) {
    if (isOutage(failure) || failure instanceof Contended) return
    const failures = await engine.store.wakeFailed(one.customerId)
    if (failures >= WAKE_FAILURES_MAX)
      await engine.store.pushBack(one.customerId, later(now, WAKE_PUSHBACK_MS), quarantined(one, failure, now))
  }
}

/** What fails for everybody; rules that lag behind fail for one. */
const isOutage = (failure: unknown): boolean => failure instanceof Transient && !(failure instanceof RulesBehind)

const wake = async (engine: Engine, due: readonly DueWake[], now: EpochMs): Promise<void> => {
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
