import { type AnyLeaf, type Condition, type Did, isLeaf } from './condition.ts'

/** The dotted paths a condition reads, each once. What it asks of the entries of a list counts as reading the list. */
export const attributesOf = (condition: Condition): readonly string[] => [
  ...new Set(leavesOf(condition).flatMap((leaf) => (leaf.kind === 'leaf' ? [leaf.path.join('.')] : []))),
]

/** What it asks about history itself; what the segments it names ask is theirs. */
export const didsOf = (condition: Condition): readonly Did[] =>
  leavesOf(condition).flatMap((leaf) => (leaf.kind === 'did' ? [leaf.did] : []))

/** The segments a condition names, each once. */
export const segmentsIn = (condition: Condition): readonly string[] => [
  ...new Set(leavesOf(condition).flatMap((leaf) => (leaf.kind === 'in-segment' ? [leaf.segment] : []))),
]

const leavesOf = (condition: Condition): readonly AnyLeaf[] => {
  if (isLeaf(condition)) return [condition]
  return condition.kind === 'not' ? leavesOf(condition.of) : condition.of.flatMap(leavesOf)
}
