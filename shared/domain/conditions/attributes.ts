import type { Condition } from './condition.ts'

/** The dotted paths a condition reads, each once. What it asks of the entries of a list counts as reading the list. */
export const attributesOf = (condition: Condition): readonly string[] => [...new Set(pathsOf(condition))]

const pathsOf = (condition: Condition): readonly string[] => {
  switch (condition.kind) {
    case 'leaf':
      return [condition.path.join('.')]
    case 'not':
      return pathsOf(condition.of)
    default:
      return condition.of.flatMap(pathsOf)
  }
}
