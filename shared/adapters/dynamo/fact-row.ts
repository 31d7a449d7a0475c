/**
 * Facts, in two places. Those of a commit share a row, `f` their texts, one a line, `w` the instant by the writer's own clock: a row is
 * charged by the kilobyte, and a decision makes several. Those of a commit that only moved a message stand in that message's row (`mf`),
 * each with the version of the state it was decided on and the writer's instant before its text.
 */
import type { Fact } from '../../domain/fact/fact.ts'
import { assert } from '../../kernel/assert.ts'
import { FACT_ROW_BYTES_MAX } from '../../kernel/limits.ts'
import { type CustomerId, type EpochMs, epochMs } from '../../kernel/words.ts'
import { decodeFact, encodeFact } from '../codec/fact.ts'
import { type Item, keyOf, sortOf, text, textOf, textsOf, whole, wholeOf } from './items.ts'
import { partitions, PREFIXES, rows } from './layout.ts'
import type { Action, Query } from './table.ts'

/** A fact as it is stored. `version`: that its commit wrote, or on which it was decided where the commit wrote none. */
export type StoredFact = { readonly fact: Fact; readonly version: number; readonly writtenAt: EpochMs }

export const createFacts = (id: CustomerId, version: number, facts: readonly Fact[], writtenAt: EpochMs): readonly Action[] =>
  packed(facts.map(encodeFact)).map((lines, n) => ({
    Put: {
      Item: { ...keyOf(partitions.customer(id), rows.fact(version, n)), f: text(lines.join('\n')), w: whole(writtenAt) },
    },
  }))

/** How a move stands in its message's row. */
export const moveText = (fact: Fact, version: number, writtenAt: EpochMs): string => `${version} ${writtenAt} ${encodeFact(fact)}`

/** What a row tells, be it of facts or of a message, in order. */
export const factsIn = (item: Item): readonly StoredFact[] => (isFactRow(item) ? inFactRow(item) : textsOf(item, 'mf').map(readMove))

export const isFactRow = (item: Item): boolean => sortOf(item).startsWith(PREFIXES.fact)

/** All that a customer's rows tell, in the order it was decided: what was decided on a version comes after what that version brought. */
export const inOrder = (items: readonly Item[]): readonly StoredFact[] => {
  const commits = items.filter(isFactRow).map((item) => ({ row: sortOf(item), facts: inFactRow(item) }))
  commits.sort((a, b) => (a.row < b.row ? -1 : 1))
  const moves = items.filter((item) => !isFactRow(item)).flatMap(factsIn)
  moves.sort((a, b) => a.version - b.version || a.writtenAt - b.writtenAt)
  const all = [...commits.flatMap(({ facts }) => facts), ...moves]
  // Sorting is stable: of one version the commit's own come first.
  return all.sort((a, b) => a.version - b.version)
}

/** Rows of one customer that hold facts begin so. Message rows stand elsewhere: see {@link messageRows}. */
export const factRows = (id: CustomerId): Query => rowsOf(id, PREFIXES.fact)
export const messageRows = (id: CustomerId): Query => rowsOf(id, PREFIXES.message)

/** What is left of the facts of somebody who was erased: in rows that the stream's readers pass over, for all of it was counted. */
export const remainingRows = (id: CustomerId): Query => rowsOf(id, PREFIXES.remains)

const rowsOf = (id: CustomerId, prefix: string): Query => ({
  KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
  ExpressionAttributeValues: { ':pk': text(partitions.customer(id)), ':sk': text(prefix) },
})

const inFactRow = (item: Item): readonly StoredFact[] => {
  const version = Number(sortOf(item).slice(PREFIXES.fact.length).split('#')[0])
  const writtenAt = epochMs(wholeOf(item, 'w'))
  return textOf(item, 'f')
    .split('\n')
    .map((line) => ({ fact: decodeFact(line), version, writtenAt }))
}

const readMove = (move: string): StoredFact => {
  const [version, writtenAt] = move.split(' ', 2) as [string, string]
  const fact = decodeFact(move.slice(version.length + writtenAt.length + 2))
  return { fact, version: Number(version), writtenAt: epochMs(Number(writtenAt)) }
}

/** Lines put together into as few rows as hold them. */
const packed = (lines: readonly string[]): readonly (readonly string[])[] => {
  const packs: string[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const line of lines) {
    assert(!line.includes('\n'), 'the text of a fact is one line')
    const more = Buffer.byteLength(line) + 1
    if (bytes + more > FACT_ROW_BYTES_MAX) {
      packs.push([])
      bytes = 0
    }
    packs.at(-1)?.push(line)
    bytes += more
  }
  return packs
}
