import { type Handlers, replied } from '../api/router.ts'
import type { EditorContext } from './context.ts'

/** Counts everything anew, by the same queue as everybody is looked at once more. */
export const countingHandlers = ({ counting, now }: EditorContext): Pick<Handlers, 'POST /api/tallies/rebuild'> => ({
  'POST /api/tallies/rebuild': async () => {
    const begun = (await counting.rebuild(now())) === 'begun'
    return replied({ begun, state: await counting.standing() })
  },
})
