/**
 * What people write. A draft is its head (`D#id`: `a` who, `t` when, `o` the version it was begun from, `e` and `w` how much was wrong, `n` parts)
 * and its text, packed, in rows of its own (`T#id#t#n`), so that a list of drafts reads no texts; both are written together. What a version
 * was made of is `W#kind#id#version`, `n` parts in rows `P#…`, written first: it never changes.
 */
import { Defect } from '../../kernel/assert.ts'
import { ROW_ATTEMPTS_MAX } from '../../kernel/limits.ts'
import { DRAFT_ATTEMPTS_MAX } from '../../kernel/limits-editor.ts'
import { type EpochMs, epochMs } from '../../kernel/words.ts'
import { Transient } from '../../ports/customer-store.ts'
import type { Draft, DraftHead, DraftStore, WrittenOf, WrittenStore } from '../../ports/texts.ts'
import { type Item, keyOf, sortOf, text, textOf, whole, wholeOf, wholeOrNull } from './items.ts'
import { partitions } from './layout.ts'
import { cut, packed, unpacked } from './packed.ts'
import type { Action, Table } from './table.ts'

export const draftStoreOf = (table: Table): DraftStore => {
  const headAt = (id: string): Promise<Item | null> => table.get(headKey(id))
  return {
    list: async () => {
      const { items } = await table.query({
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        ExpressionAttributeValues: { ':pk': text(partitions.texts), ':sk': text(DRAFT) },
      })
      return items.map(headOf).sort((a, b) => b.at - a.at || Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)))
    },
    find: async (id) => {
      for (let attempt = 1; attempt <= DRAFT_ATTEMPTS_MAX; attempt += 1) {
        const head = await headAt(id)
        if (head === null) return null
        const parts = await partsOf(table, textKeys(head))
        if (parts !== null) return { ...headOf(head), text: unpacked(parts) }
        // Saved anew in between: the parts that were named are gone.
      }
      throw new Transient('others save the same draft all the time')
    },
    save: async (draft, seen) => {
      const parts = cut(packed(draft.text))
      for (let attempt = 1; attempt <= ROW_ATTEMPTS_MAX; attempt += 1) {
        const before = await headAt(draft.id)
        if ((before === null ? null : wholeOf(before, 't')) !== seen) return 'met'
        const done = await table.transact([
          { Put: { Item: rowOf(draft, parts.length), ...stands(seen) } },
          ...parts.map((b, n): Action => ({ Put: { Item: { ...textKey(draft.id, draft.at, n), b: { B: b } } } })),
          ...removed(before),
        ])
        if (done.type === 'written') return 'saved'
      }
      throw new Transient('others save the same draft all the time')
    },
    discard: async (id, at) => {
      for (let attempt = 1; attempt <= ROW_ATTEMPTS_MAX; attempt += 1) {
        const before = await headAt(id)
        if (before === null || wholeOf(before, 't') !== at) return false
        const done = await table.transact([{ Delete: { Key: headKey(id), ...stands(at) } }, ...removed(before)])
        if (done.type === 'written') return true
      }
      throw new Transient('others save the same draft all the time')
    },
  }
}

export const writtenStoreOf = (table: Table): WrittenStore => ({
  keep: async (of, written) => {
    const parts = cut(packed(written))
    await table.batchWrite(parts.map((b, n) => ({ put: { ...keyOf(partitions.texts, `P#${nameOf(of)}#${n}`), b: { B: b } } })))
    await table.put({ Item: { ...keyOf(partitions.texts, `W#${nameOf(of)}`), n: whole(parts.length) } })
  },
  find: async (of) => {
    const head = await table.get(keyOf(partitions.texts, `W#${nameOf(of)}`))
    if (head === null) return null
    const keys = Array.from({ length: wholeOf(head, 'n') }, (_, n) => keyOf(partitions.texts, `P#${nameOf(of)}#${n}`))
    const parts = await partsOf(table, keys)
    if (parts === null) throw new Defect('a part of what a version was made of is missing')
    return unpacked(parts)
  },
})

const DRAFT = 'D#'
const headKey = (id: string): Item => keyOf(partitions.texts, DRAFT + id)
/** Read from its end it is one draft's alone, whatever stands in the id. */
const textKey = (id: string, at: EpochMs, n: number): Item => keyOf(partitions.texts, `T#${id}#${at}#${n}`)
const textKeys = (head: Item): readonly Item[] =>
  Array.from({ length: wholeOf(head, 'n') }, (_, n) => textKey(textOf(head, 'i'), epochMs(wholeOf(head, 't')), n))
const nameOf = ({ kind, id, version }: WrittenOf): string => `${kind}#${id}#${String(version).padStart(8, '0')}`

const removed = (head: Item | null): readonly Action[] => (head === null ? [] : textKeys(head).map((Key) => ({ Delete: { Key } })))

const stands = (seen: EpochMs | null) =>
  seen === null
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : { ConditionExpression: 't = :seen', ExpressionAttributeValues: { ':seen': whole(seen) } }

/** The bytes of rows in the order of their keys; null: one is not there. */
const partsOf = async (table: Table, keys: readonly Item[]): Promise<readonly Uint8Array[] | null> => {
  const found = new Map((await table.batchGet(keys)).map((row) => [sortOf(row), row.b?.B]))
  const parts = keys.flatMap((key) => found.get(sortOf(key)) ?? [])
  return parts.length === keys.length ? parts : null
}

const rowOf = ({ id, author, at, basedOn, errors, warnings }: Draft, parts: number): Item => ({
  ...headKey(id),
  ...{ i: text(id), a: text(author), t: whole(at), e: whole(errors), w: whole(warnings), n: whole(parts) },
  ...(basedOn === null ? {} : { o: whole(basedOn) }),
})

const headOf = (item: Item): DraftHead => ({
  id: textOf(item, 'i'),
  author: textOf(item, 'a'),
  at: epochMs(wholeOf(item, 't')),
  basedOn: wholeOrNull(item, 'o'),
  errors: wholeOf(item, 'e'),
  warnings: wholeOf(item, 'w'),
})
