import type { EpochMs } from '../../kernel/words.ts'
import { placeOf, type VerdictName, type VerdictStore, withActed } from '../../ports/verdicts.ts'
import { type KeptVerdict, readActed, readVerdict, writeVerdict } from '../codec/verdict.ts'
import { type Database, key, type Value } from './database.ts'

type Row = KeptVerdict & { readonly at: EpochMs }

export const verdictStoreOf = (database: Database): VerdictStore => {
  const all = database.prepare<Row>(`SELECT * FROM verdicts ${OLDEST_FIRST}`)
  const ofOne = database.prepare<Row>(`SELECT * FROM verdicts WHERE experiment = ? ${OLDEST_FIRST}`)
  const find = database.prepare<Row>(`SELECT * FROM verdicts WHERE ${PLACE}`)
  const insert = database.prepare(
    'INSERT INTO verdicts (experiment, phase, about, variant, at, found, acted) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const update = database.prepare(`UPDATE verdicts SET acted = ?5 WHERE ${PLACE}`)
  return {
    all: async () => all.all().map(readVerdict),
    of: async (experiment) => ofOne.all(key(experiment)).map(readVerdict),
    latch: async (verdict) => {
      const { found, acted } = writeVerdict(verdict)
      return insert.run(...keysOf(verdict), verdict.at, found, acted) === 1
    },
    acted: async (of, one) =>
      database.transaction(() => {
        const row = find.get(...keysOf(of))
        if (row !== undefined) update.run(...keysOf(of), JSON.stringify(withActed(readActed(row.acted), one)))
      }),
  }
}

const PLACE = 'experiment = ?1 AND phase = ?2 AND about = ?3 AND variant = ?4'
const OLDEST_FIRST = 'ORDER BY at, experiment, phase, about, variant'

const keysOf = (name: VerdictName): Value[] => {
  const { phase, about, variant } = placeOf(name)
  return [key(name.experiment), phase, about, key(variant)]
}
