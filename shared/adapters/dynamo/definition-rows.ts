/**
 * What rows of definitions have in common: `k` kind, `i` id, `v` version, and some JSON, packed into `b`. What is too large for an item lies
 * in further rows (`B#…`), which are written first, are named by what they hold (`c`), and are then `n` parts.
 */
import { Defect } from '../../kernel/assert.ts'
import { digestOf } from '../../kernel/digest.ts'
import type { Json } from '../../kernel/json.ts'
import { DEFINITION_PART_BYTES } from '../../kernel/limits.ts'
import type { Definition } from '../../ports/definitions.ts'
import { type Item, keyOf, sortOf, text, textOf, textOrNull, whole, wholeOf } from './items.ts'
import { ONLY, partitions } from './layout.ts'
import { cut, packed, unpacked } from './packed.ts'
import type { BatchedWrite, Table } from './table.ts'

/** Which version of what. */
export type Named = Pick<Definition, 'kind' | 'id' | 'version'>

/** A row, and those that have to be written before it. */
export type Row = { readonly row: Item; readonly before: readonly BatchedWrite[] }

/** The key of a version among rows that begin so. */
export const versionKey = (beginning: string, { kind, id, version }: Named): Item =>
  keyOf(partitions.definitions, `${beginning}${kind}#${id}#${String(version).padStart(8, '0')}`)

/** Counts publishings: by it a process sees whether there is anything new. */
export const PUBLISHINGS = keyOf(partitions.definitions, ONLY)

export const rowHolding = (beginning: string, named: Named, json: Json): Row => {
  const content = packed(JSON.stringify(json))
  const head = { ...versionKey(beginning, named), k: text(named.kind), i: text(named.id), v: whole(named.version) }
  if (content.length <= DEFINITION_PART_BYTES) return { row: { ...head, b: { B: content } }, before: [] }
  const name = digestOf('definition', Buffer.from(content).toString('base64'))
  const parts = cut(content)
  return {
    row: { ...head, c: text(name), n: whole(parts.length) },
    before: parts.map((b, n) => ({ put: { ...partKey(name, n), b: { B: b } } })),
  }
}

/** All versions in rows that begin so, with what they hold, in the order of their names. */
export const versionsIn = async (table: Table, beginning: string): Promise<readonly Held[]> => {
  const { items } = await table.query({
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
    ExpressionAttributeValues: { ':pk': text(partitions.definitions), ':sk': text(beginning) },
  })
  return [...(await heldIn(table, items))].sort((a, b) => byName(a.named, b.named))
}

/** A row that was read, and what it holds. */
export type Held = { readonly item: Item; readonly named: Named; readonly json: Json }

export const heldIn = async (table: Table, items: readonly Item[]): Promise<readonly Held[]> => {
  const parts = await table.batchGet(items.flatMap(partKeys))
  const bytes = new Map(parts.map((part) => [sortOf(part), part.b?.B ?? missing()]))
  return items.map((item) => {
    const content = item.b?.B === undefined ? partKeys(item).map((key) => bytes.get(sortOf(key)) ?? missing()) : [item.b.B]
    const named = { kind: textOf(item, 'k') as Definition['kind'], id: textOf(item, 'i'), version: wholeOf(item, 'v') }
    return { item, named, json: JSON.parse(unpacked(content)) as Json }
  })
}

const partKey = (name: string, n: number): Item => keyOf(partitions.definitions, `B#${name}#${n}`)
const partKeys = (item: Item): readonly Item[] => {
  const name = textOrNull(item, 'c')
  return name === null ? [] : Array.from({ length: wholeOf(item, 'n') }, (_, n) => partKey(name, n))
}

/** As a text is compared by its UTF-8, and versions by their number. */
const byName = (a: Named, b: Named): number => compare(a.kind, b.kind) || compare(a.id, b.id) || a.version - b.version
const compare = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

const missing = (): never => {
  throw new Defect('a part of a definition is missing')
}
