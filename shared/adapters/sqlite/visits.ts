import { VISITS_OF_MESSAGE_MAX } from '../../kernel/limits.ts'
import type { CustomerId, MessageId } from '../../kernel/words.ts'
import { epochMs } from '../../kernel/words.ts'
import type { KeptVisit, Visits } from '../../ports/visits.ts'
import type { Database } from './database.ts'
import type { Erased } from './erased.ts'

export type VisitRow = {
  readonly id: number
  readonly message: MessageId
  readonly customer: CustomerId
  readonly at: number
  readonly body: string
}

/** `untold` is 1 for a visit nobody was told of yet: the index holds these alone. */
export const visitsOf = (database: Database, erased: Erased): Visits => {
  const insert = database.prepare(
    `INSERT INTO visits (message, customer, at, machine, untold, body) SELECT ?1, ?2, ?3, ?4, 1, ?5
     WHERE (SELECT count(*) FROM visits WHERE message = ?1) < ${VISITS_OF_MESSAGE_MAX}`,
  )
  const around = database.prepare<VisitRow>('SELECT * FROM visits WHERE message = ? AND at > ? AND at < ? ORDER BY id')
  const find = database.prepare<VisitRow>('SELECT * FROM visits WHERE id = ?')
  const judge = database.prepare('UPDATE visits SET machine = ?, body = ? WHERE id = ?')
  const untold = database.prepare<VisitRow>('SELECT * FROM visits WHERE untold = 1 AND at <= ? ORDER BY at, id LIMIT ?')
  const told = database.prepare('UPDATE visits SET untold = 0 WHERE id = ?')
  const count = database.prepare<{ machine: number; n: number }>(
    'SELECT machine, count(*) AS n FROM visits WHERE message = ? GROUP BY machine',
  )
  return {
    note: async ({ message, customerId, url, visit, visitor }) => {
      if (erased.leftOf(customerId) !== null) return
      const isMachine = Number(visitor !== 'person')
      database.transaction(() => insert.run(message, customerId, visit.at, isMachine, JSON.stringify({ url, visit, visitor })))
    },
    around: async (message, at, withinMs) => around.all(message, at - withinMs, at + withinMs).map(keptOf),
    judge: async (id, visitor) =>
      database.transaction(() => {
        const row = find.get(Number(id))
        if (row === undefined) return
        const isMachine = Number(visitor !== 'person')
        judge.run(isMachine, JSON.stringify({ ...JSON.parse(row.body), visitor }), Number(id))
      }),
    untold: async (until, limit) => untold.all(until, limit).map(keptOf),
    told: async (ids) =>
      database.transaction(() => {
        for (const id of ids) told.run(Number(id))
      }),
    countsOf: async (message) => {
      const counts = count.all(message)
      const of = (machine: number): number => counts.find((one) => one.machine === machine)?.n ?? 0
      return { persons: of(0), machines: of(1) }
    },
  }
}

export const keptOf = ({ id, message, customer, at, body }: VisitRow): KeptVisit => {
  const { url, visit, visitor } = JSON.parse(body) as Pick<KeptVisit, 'url' | 'visit' | 'visitor'>
  return { id: String(id), message, customerId: customer, url, visit: { ...visit, at: epochMs(at) }, visitor }
}
