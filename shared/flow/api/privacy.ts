import type { Erased } from '../../contract/api-privacy.ts'
import { erasePerson } from '../privacy/erase.ts'
import { exportPerson } from '../privacy/export.ts'
import { heldBy, type Person, type Records } from '../privacy/person.ts'
import { customerId } from '../../kernel/words.ts'
import type { Context } from './context.ts'
import { type Handlers, notPossible, notThere, replied } from './router.ts'

type Routes = 'GET /api/customers/:id/export' | 'POST /api/customers/:id/erase'

/** What one person may ask of us, by the id somebody looks at. */
export const privacyHandlers = (context: Context): Pick<Handlers, Routes> => {
  const { stores, engine, now, traces, changed } = context
  const records: Records = stores
  return {
    'GET /api/customers/:id/export': async (_, { id }) => {
      const person = await heldBy(records, customerId(id))
      return person === null ? nobody(id) : replied(await exportPerson(records, person, id, now()), EXPORT_FILE)
    },
    'POST /api/customers/:id/erase': async ({ confirm }, { id }, { name }) => {
      if (confirm !== id)
        return notPossible('confirm', 'is not the id of this customer', 'Send their id once more: what is erased cannot be brought back.')
      const person: Person | null = await heldBy(records, customerId(id))
      const extent = person === null ? null : await erasePerson(records, engine.rules(), person.id, name, now())
      if (extent === null) return nobody(id)
      const left = await traces()
      changed('stages', 'inbox', 'quarantine')
      const { ids, facts, events, messages, unsent, mails } = extent
      const erased: Erased = { ids: ids.length, facts, events, messages, unsent, mails, traces: left }
      return replied(erased)
    },
  }
}

/** Nobody's name stands in it. */
const EXPORT_FILE = 'person.json'

const nobody = (id: string) =>
  notThere('id', `is ${JSON.stringify(id)}, and nothing is held of anybody of this id`, 'They were never heard of, or were erased.')
