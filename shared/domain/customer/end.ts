import type { EpochMs } from '../../kernel/words.ts'
import type { ExitReason, Journey } from '../journey/journey.ts'
import { type Draft, record } from './draft.ts'
import { movingOf } from './gates.ts'
import { noteMove, pathOf } from './move-message.ts'
import { closeTask } from './tasks.ts'

/**
 * Ends a journey at once: what it owes and nobody claimed is refused, and nobody needs to do any more what it asked for. What a journey
 * that went its own way to the end asked for is still to be done.
 */
export const exit = (draft: Draft, journey: Journey, because: ExitReason, at: EpochMs): void => {
  for (const one of journey.unsettled) {
    if (one.status !== 'claimed') noteMove(draft, movingOf(journey, one), { name: 'refused', at, because: { type: 'journey-ended' } }, at)
  }
  end(draft, journey, because, at)
}

/** The same, where what it owes has been seen to. */
export const end = (draft: Draft, journey: Journey, because: ExitReason, at: EpochMs): void => {
  const { campaign, entry, position } = journey
  for (const task of draft.state.tasks) if (task.campaign === campaign && task.entry === entry) closeTask(draft, task, at)
  const waitedAt = 'step' in position ? position.step : null
  record(draft, { type: 'journey-ended', campaign, entry, end: { outcome: 'exited', because }, waitedAt, path: pathOf(journey) }, at)
}
