/**
 * What definitions were compiled to: rows `C#codec#kind#id#version`. They are made of the sources and can be made again: another codec has
 * rows of its own, so that two versions of Rekindle never write over each other while one takes the other's place.
 */
import { BATCH_WRITE_MAX } from '../../kernel/limits.ts'
import type { CompiledStore } from '../../ports/definitions.ts'
import { PUBLISHINGS, rowHolding, versionsIn } from './definition-rows.ts'
import { wholeOrNull } from './items.ts'
import { inLists } from './pool.ts'
import type { Table } from './table.ts'

export const compiledStoreOf = (table: Table): CompiledStore => ({
  compiled: async (codec) => {
    // Counted before they are read: what is published in between is more than was counted.
    const published = wholeOrNull((await table.get(PUBLISHINGS)) ?? {}, 'n') ?? 0
    const held = await versionsIn(table, compiledBeginning(codec))
    return { all: held.map(({ named, json }) => ({ ...named, value: json })), missing: Math.max(0, published - held.length) }
  },
  keep: async (codec, all) => {
    for (const some of inLists(all, BATCH_WRITE_MAX)) {
      const rows = some.map((one) => rowHolding(compiledBeginning(codec), one, one.value))
      await table.batchWrite(rows.flatMap(({ before }) => before))
      await table.batchWrite(rows.map(({ row }) => ({ put: row })))
    }
  },
})

export const compiledBeginning = (codec: number): string => `C#${codec}#`
