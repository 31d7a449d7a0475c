import { isoOf, parseIso } from '../../kernel/time.ts'
import type { EpochMs } from '../../kernel/words.ts'
import { type Handlers, notPossible, notThere, replied } from '../api/router.ts'
import type { EditorContext } from './context.ts'

type Routes = 'POST /api/editor/simulate' | 'GET /api/editor/simulate/:run' | 'POST /api/editor/simulate/:run/stop'

/** History played through a text, begun, looked at and stopped. */
export const simulationHandlers = ({ simulations, now }: EditorContext): Pick<Handlers, Routes> => ({
  'POST /api/editor/simulate': async ({ text, from, to }, _, { name }) => {
    if (simulations === null) return NOT_HERE
    const [fromAt, toAt] = [from, to].map((at) => (at === undefined ? null : parseIso(at))) as [EpochMs | null, EpochMs | null]
    if (fromAt !== null && toAt !== null && toAt <= fromAt) return notPossible('to', 'is not later than "from"', 'Name a stretch of time.')
    const begun = await simulations.begin({ text, fromAt, toAt, now: now() }, name)
    if (begun.ok) return replied({ run: begun.id })
    const since = isoOf(begun.since)
    return notPossible('', `comes while ${begun.by} simulates since ${since}`, BUSY_HINT, { by: begun.by, at: since, version: null })
  },
  'GET /api/editor/simulate/:run': async (_, { run }) => {
    const found = simulations?.find(run) ?? null
    return found === null ? unknownRun(run) : replied(found.state())
  },
  'POST /api/editor/simulate/:run/stop': async (_, { run }) => {
    const found = simulations?.find(run) ?? null
    if (found === null) return unknownRun(run)
    await found.stop()
    return replied({ done: true })
  },
})

const unknownRun = (run: string) =>
  notThere(
    'run',
    `is ${JSON.stringify(run)}, and there is no such simulation`,
    'It may have been long ago, or before a restart: begin it again.',
  )

const BUSY_HINT = 'One at a time: wait until it is over, or ask them to stop it.'
const NOT_HERE = notPossible(
  '',
  'asks for a simulation, and here none can be run',
  'Run `rekindle simulate` on a data folder, or on a file of events.',
)
