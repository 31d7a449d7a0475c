/** What somebody writes in the console, played through the history of the data folder as `rekindle simulate` would its file. */
import type { SimulationReport } from '../../shared/flow/simulation/report.ts'
import { SIMULATED_QUARTER_MS, SIMULATED_STORIES_SHOWN } from '../../shared/kernel/limits-editor.ts'
import { isoOf } from '../../shared/kernel/time.ts'
import { type EpochMs, epochMs } from '../../shared/kernel/words.ts'
import { badFile } from '../bad-files.ts'
import type { Progress } from '../replay/replay.ts'
import type { Local } from '../wiring.ts'
import { draftOfText, furnitureOf, rulesOfDraft } from './ask.ts'
import { historyInFolder } from './history.ts'
import { simulate } from './simulate.ts'

/** `fromAt` and `toAt` null: the last quarter of the history there is. `now`: nothing of what is later is history. */
export type TextSimulation = {
  readonly text: string
  readonly fromAt: EpochMs | null
  readonly toAt: EpochMs | null
  readonly now: EpochMs
  /** Told of the share of the history that is done. */
  readonly onProgress: (done: number, clock: EpochMs) => void
}

/** The same draws as the command line makes where nobody says which. */
const SEED = '1'

/** Throws `BadFiles` where the text is wrong, or there is no history. */
export const simulateText = async (local: Local, wanted: TextSimulation): Promise<SimulationReport> => {
  const draft = await draftOfText(wanted.text, local, SEED)
  const { from, to } = stretchOf(local, wanted)
  const rules = rulesOfDraft(draft, false, SEED, from)
  const history = historyInFolder(local.stores.past, local.stores.customers, to)
  const onProgress = ({ clock, bytesRead }: Progress): void => wanted.onProgress(Math.min(1, bytesRead / Math.max(1, history.size)), clock)
  return simulate({
    ...{ rules, history, from, to, seed: SEED, examples: SIMULATED_STORIES_SHOWN, onProgress },
    furniture: await furnitureOf(local, draft.standing),
  })
}

const stretchOf = ({ stores }: Local, { fromAt, toAt, now }: TextSimulation): { readonly from: EpochMs; readonly to: EpochMs } => {
  const { firstAt, lastAt } = stores.past.extent(now)
  if (firstAt === null || lastAt === null)
    throw badFile(
      'history',
      'is empty: no events are kept here yet',
      'Events are kept that a campaign, a segment or the policy names. Bring older ones in with `rekindle import`.',
    )
  const to = toAt ?? lastAt
  const from = fromAt ?? epochMs(Math.max(firstAt, to - SIMULATED_QUARTER_MS))
  if (from >= to)
    throw badFile('history', `goes from ${isoOf(firstAt)} to ${isoOf(lastAt)}, and nothing of it was asked for`, 'Name a stretch of it.')
  return { from, to }
}
