/** What people are to do about a customer: kept until somebody has done it, or it is no longer wanted. */
import { TASKS_OPEN_MAX } from '../../kernel/limits.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { Fact } from '../fact/fact.ts'
import { type Draft, record } from './draft.ts'
import type { Input } from './input.ts'
import type { OpenTask } from './state.ts'

/** One more thing to do. Where there are too many already, the oldest is closed: nobody did it. */
export const openTask = (draft: Draft, task: Omit<Fact & { type: 'task-opened' }, 'at' | 'type'>, at: EpochMs): void => {
  record(draft, { type: 'task-opened', ...task }, at)
  for (const one of draft.state.tasks.slice(0, -TASKS_OPEN_MAX)) closeTask(draft, one, at)
}

/** A person says what became of it. One that is closed already stays as it was closed. */
export const onTaskClosed = (draft: Draft, { task, outcome, by, note }: Input & { type: 'task-closed' }, at: EpochMs): void => {
  const open = draft.state.tasks.find(({ id }) => id === task)
  if (open === undefined) {
    draft.reasons.push({ type: 'task-moot' })
    return
  }
  record(draft, { type: 'task-closed', campaign: open.campaign, entry: open.entry, task, outcome, by, note }, at)
}

/** It is no longer wanted. */
export const closeTask = (draft: Draft, { id, campaign, entry }: OpenTask, at: EpochMs): void =>
  record(draft, { type: 'task-closed', campaign, entry, task: id, outcome: 'ended', by: null, note: null }, at)
