/** Published versions: rows `V#kind#id#version` with `p` when, `s` the salt seed, `a` who, `o` why, and the file's content. */
import { isDeepStrictEqual } from 'node:util'
import { ROW_ATTEMPTS_MAX } from '../../kernel/limits.ts'
import { epochMs } from '../../kernel/words.ts'
import { Transient } from '../../ports/customer-store.ts'
import type { Compile, Definition, DefinitionStore } from '../../ports/definitions.ts'
import { compiledBeginning } from './compiled-definitions.ts'
import { type Held, heldIn, PUBLISHINGS, rowHolding, versionKey, versionsIn } from './definition-rows.ts'
import { type Item, text, textOrNull, whole, wholeOf, wholeOrNull } from './items.ts'
import type { Action, Table } from './table.ts'

/** `compile`: what is kept beside what is published, written with it; without it somebody else compiles later. */
export const definitionStoreOf = (table: Table, compile: Compile = () => null): DefinitionStore => {
  const find = async (kind: Definition['kind'], id: string, version: number): Promise<Definition | null> => {
    const item = await table.get(versionKey(VERSION, { kind, id, version }))
    return item === null ? null : ((await heldIn(table, [item])).map(definitionOf)[0] ?? null)
  }
  return {
    find,
    publish: async (definition) => {
      const { kind, id, version, source } = definition
      const written = rowHolding(VERSION, definition, source)
      const made = compile(definition)
      const beside = made === null ? null : rowHolding(compiledBeginning(made.codec), definition, made.value)
      await table.batchWrite([...written.before, ...(beside?.before ?? [])])
      const actions = [
        putNew({ ...written.row, ...circumstances(definition) }),
        COUNT_ONE,
        ...(beside === null ? [] : [{ Put: { Item: beside.row } }]),
      ]
      for (let attempt = 1; attempt <= ROW_ATTEMPTS_MAX; attempt += 1) {
        const done = await table.transact(actions)
        if (done.type === 'written') return 'published'
        // Two that publish at once meet at the count of publishings.
        if (done.type === 'contended') continue
        const standing = await find(kind, id, version)
        // Not the texts: an editor may have left the same keys in another order.
        return isDeepStrictEqual(standing?.source ?? null, JSON.parse(JSON.stringify(source))) ? 'unchanged' : 'taken'
      }
      throw new Transient('others publish at the same time')
    },
    all: async () => (await versionsIn(table, VERSION)).map(definitionOf),
    stamp: async () => String(wholeOrNull((await table.get(PUBLISHINGS)) ?? {}, 'n') ?? 0),
  }
}

const VERSION = 'V#'
const COUNT_ONE: Action = {
  Update: { Key: PUBLISHINGS, UpdateExpression: 'ADD n :one', ExpressionAttributeValues: { ':one': whole(1) } },
}

const circumstances = ({ publishedAt, saltSeed, author, note }: Definition): Item => ({
  p: whole(publishedAt),
  ...(saltSeed === null ? {} : { s: text(saltSeed) }),
  ...(author === null ? {} : { a: text(author) }),
  ...(note === null ? {} : { o: text(note) }),
})

const putNew = (row: Item): Action => ({ Put: { Item: row, ConditionExpression: 'attribute_not_exists(pk)' } })

const definitionOf = ({ item, named, json }: Held): Definition => ({
  ...named,
  publishedAt: epochMs(wholeOf(item, 'p')),
  saltSeed: textOrNull(item, 's'),
  author: textOrNull(item, 'a'),
  note: textOrNull(item, 'o'),
  source: json,
})
