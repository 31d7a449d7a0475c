import type { Quarantined } from '../../contract/api.ts'
import { isRetriable, retry } from '../retry.ts'
import { API_PAGE } from '../../kernel/limits.ts'
import { isoOf } from '../../kernel/time.ts'
import type { QuarantineEntry } from '../../ports/quarantine.ts'
import type { Context } from './context.ts'
import { type Handlers, notPossible, notThere, replied } from './router.ts'

type Routes =
  | 'GET /api/quarantine'
  | 'POST /api/quarantine/:id/retry'
  | 'POST /api/quarantine/:id/dismiss'
  | 'POST /api/quarantine/:id/restore'

/** What could not be taken: a page by instant, and what a person may do about one entry. */
export const quarantineHandlers = (context: Context): Pick<Handlers, Routes> => {
  const { quarantine } = context.stores
  return {
    'GET /api/quarantine': async ({ state = 'open', after = null }) => {
      const entries = await quarantine.list(after, API_PAGE, state)
      const next = entries.length === API_PAGE ? (entries.at(-1)?.id ?? null) : null
      return replied({ items: entries.map(shown), next, total: state === 'open' ? await quarantine.count() : null })
    },
    'POST /api/quarantine/:id/retry': async ({ text }, { id }) => {
      const found = await quarantine.find(id)
      if (found === null) return unknownEntry(id)
      if (!isRetriable(found.entry))
        return notPossible('id', 'was taken in part, is not here whole, or came from a file', 'Send it again from where it came.')
      const { taken, problems } = await retry(context.engine, found.entry, text, context.now())
      if (taken.length > 0) {
        context.arrived(taken)
        context.changed('quarantine')
      }
      return replied({ taken: taken.length > 0, problems })
    },
    'POST /api/quarantine/:id/dismiss': async (_, { id }) => {
      if ((await quarantine.find(id)) === null) return unknownEntry(id)
      await quarantine.dismiss(id)
      context.changed('quarantine')
      return replied({ done: true })
    },
    'POST /api/quarantine/:id/restore': async (_, { id }) => {
      if ((await quarantine.find(id)) === null) return unknownEntry(id)
      await quarantine.restore(id)
      context.changed('quarantine')
      return replied({ done: true })
    },
  }
}

const shown = (entry: QuarantineEntry): Quarantined => {
  const { id, at, because, customerId, problems, text } = entry
  return { id, at: isoOf(at), because, customerId, problems, text, retriable: isRetriable(entry) }
}

const unknownEntry = (id: string) =>
  notThere(
    'id',
    `is ${JSON.stringify(id)}, and there is no such entry`,
    'It may have been mended and taken meanwhile. Look at the list again.',
  )
