/**
 * Published versions: `V#kind#id#version` with `p` when, `s` the salt seed, `a` who, `o` why, `b` the file's content, packed. What is too large for an item lies
 * in further rows (`B#…`), written first, and is then `n` parts. The row `#` counts publishings: by it a process sees whether there are new ones.
 */
import { isDeepStrictEqual } from 'node:util'
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'
import { Defect } from '../../kernel/assert.ts'
import { digestOf } from '../../kernel/digest.ts'
import type { Json } from '../../kernel/json.ts'
import { DEFINITION_PART_BYTES, ROW_ATTEMPTS_MAX } from '../../kernel/limits.ts'
import { epochMs } from '../../kernel/words.ts'
import { Transient } from '../../ports/customer-store.ts'
import type { Definition, DefinitionStore } from '../../ports/definitions.ts'
import { type Item, keyOf, sortOf, text, textOf, textOrNull, whole, wholeOf, wholeOrNull } from './items.ts'
import { ONLY, partitions } from './layout.ts'
import type { Action, Table } from './table.ts'

export const definitionStoreOf = (table: Table): DefinitionStore => {
  const withParts = async (items: readonly Item[]): Promise<readonly Definition[]> => {
    const parts = await table.batchGet(items.flatMap(partKeys))
    const bytes = new Map(parts.map((part) => [sortOf(part), part.b?.B ?? missing()]))
    const contentOf = (item: Item): readonly Uint8Array[] =>
      item.b?.B === undefined ? partKeys(item).map((key) => bytes.get(sortOf(key)) ?? missing()) : [item.b.B]
    return items.map((item) => definitionOf(item, contentOf(item)))
  }
  const find = async (kind: Definition['kind'], id: string, version: number): Promise<Definition | null> => {
    const item = await table.get(versionKey(kind, id, version))
    return item === null ? null : ((await withParts([item]))[0] ?? null)
  }
  return {
    find,
    publish: async (definition) => {
      const { kind, id, version, source } = definition
      const content = brotliCompressSync(JSON.stringify(source), { params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY } })
      const name = digestOf('definition', content.toString('base64'))
      const parts = content.length <= DEFINITION_PART_BYTES ? [] : cut(content)
      await table.batchWrite(parts.map((b, n) => ({ put: { ...partKey(name, n), b: { B: b } } })))
      const row = { ...headOf(definition), ...(parts.length === 0 ? { b: { B: content } } : { c: text(name), n: whole(parts.length) }) }
      for (let attempt = 1; attempt <= ROW_ATTEMPTS_MAX; attempt += 1) {
        const done = await table.transact([putNew(row), COUNT_ONE])
        if (done.type === 'written') return 'published'
        // Two that publish at once meet at the count of publishings.
        if (done.type === 'contended') continue
        const standing = await find(kind, id, version)
        // Not the texts: an editor may have left the same keys in another order.
        return isDeepStrictEqual(standing?.source ?? null, JSON.parse(JSON.stringify(source))) ? 'unchanged' : 'taken'
      }
      throw new Transient('others publish at the same time')
    },
    all: async () => {
      const { items } = await table.query({
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        ExpressionAttributeValues: { ':pk': text(partitions.definitions), ':sk': text(VERSION) },
      })
      return [...(await withParts(items))].sort(byName)
    },
    stamp: async () => String(wholeOrNull((await table.get(COUNT)) ?? {}, 'n') ?? 0),
  }
}

/** The best one takes eight seconds for a megabyte, this one a tenth of one, for a few percent. */
const QUALITY = 5

const VERSION = 'V#'
const COUNT = keyOf(partitions.definitions, ONLY)
const COUNT_ONE: Action = {
  Update: { Key: COUNT, UpdateExpression: 'ADD n :one', ExpressionAttributeValues: { ':one': whole(1) } },
}

const versionKey = (kind: string, id: string, version: number): Item =>
  keyOf(partitions.definitions, `${VERSION}${kind}#${id}#${String(version).padStart(8, '0')}`)

const partKey = (name: string, n: number): Item => keyOf(partitions.definitions, `B#${name}#${n}`)
const partKeys = (item: Item): readonly Item[] => {
  const name = textOrNull(item, 'c')
  return name === null ? [] : Array.from({ length: wholeOf(item, 'n') }, (_, n) => partKey(name, n))
}

const cut = (content: Uint8Array): readonly Uint8Array[] =>
  Array.from({ length: Math.ceil(content.length / DEFINITION_PART_BYTES) }, (_, n) =>
    content.subarray(n * DEFINITION_PART_BYTES, (n + 1) * DEFINITION_PART_BYTES),
  )

const headOf = ({ kind, id, version, publishedAt, saltSeed, author, note }: Definition): Item => ({
  ...versionKey(kind, id, version),
  ...{ k: text(kind), i: text(id), v: whole(version), p: whole(publishedAt) },
  ...(saltSeed === null ? {} : { s: text(saltSeed) }),
  ...(author === null ? {} : { a: text(author) }),
  ...(note === null ? {} : { o: text(note) }),
})

const putNew = (row: Item): Action => ({ Put: { Item: row, ConditionExpression: 'attribute_not_exists(pk)' } })

const definitionOf = (item: Item, parts: readonly Uint8Array[]): Definition => ({
  kind: textOf(item, 'k') as Definition['kind'],
  id: textOf(item, 'i'),
  version: wholeOf(item, 'v'),
  publishedAt: epochMs(wholeOf(item, 'p')),
  saltSeed: textOrNull(item, 's'),
  author: textOrNull(item, 'a'),
  note: textOrNull(item, 'o'),
  source: JSON.parse(brotliDecompressSync(Buffer.concat(parts)).toString('utf8')) as Json,
})

/** As a text is compared by its UTF-8, and versions by their number. */
const byName = (a: Definition, b: Definition): number => compare(a.kind, b.kind) || compare(a.id, b.id) || a.version - b.version
const compare = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

const missing = (): never => {
  throw new Defect('a part of a definition is missing')
}
