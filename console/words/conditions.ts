/**
 * A condition in words. How a condition is built up is the same in every language; what its parts are called is the language's own.
 */
import type { ConditionView, DidView, LeafView } from '../../shared/contract/condition-view.ts'

/** A condition as a reader takes it in: a sentence, or a heading with what stands under it. */
export type ConditionTold = { readonly text: string; readonly parts: readonly ConditionTold[] }

/** `subject`: what is asked about where a condition names no attribute. */
export type ConditionPhrases = {
  readonly heading: Readonly<Record<'all' | 'any' | 'none' | 'not', string>>
  /** Of nothing: it always holds, or never. */
  readonly always: string
  readonly never: string
  readonly joined: (kind: 'all' | 'any', parts: readonly string[]) => string
  readonly none: (parts: readonly string[]) => string
  readonly not: (part: string) => string
  /** What stands within another one. */
  readonly bracketed: (text: string) => string
  readonly entry: string
  readonly leaf: (leaf: LeafView, subject: string, tell: (condition: ConditionView, subject: string) => string) => string
  readonly did: (did: DidView, tell: (condition: ConditionView, subject: string) => string) => string
  readonly segment: (segment: string) => string
}

export type ConditionTeller = {
  /** In one line, for where there is no room. */
  readonly line: (condition: ConditionView) => string
  /** Part by part, in the order in which it is written. */
  readonly tree: (condition: ConditionView) => ConditionTold
}

export const conditionTeller = (phrases: ConditionPhrases): ConditionTeller => {
  const line = (condition: ConditionView, subject: string = phrases.entry): string => {
    switch (condition.kind) {
      case 'leaf':
        return phrases.leaf(condition, condition.path === '' ? subject : condition.path, line)
      case 'did':
        return phrases.did(condition, line)
      case 'segment':
        return phrases.segment(condition.segment)
      case 'not':
        return phrases.not(line(condition.of, subject))
      case 'none':
        return condition.of.length === 0 ? phrases.never : phrases.none(condition.of.map((part) => line(part, subject)))
      default: {
        const { kind, of } = condition
        if (of.length === 0) return phrases.always
        const parts = of.map((part) => (of.length > 1 && isJoined(part) ? phrases.bracketed(line(part, subject)) : line(part, subject)))
        return phrases.joined(kind, parts)
      }
    }
  }
  const tree = (condition: ConditionView): ConditionTold => {
    const of = condition.kind === 'not' ? [condition.of] : 'of' in condition ? condition.of : []
    const isPlain = of.length === 0 || (condition.kind === 'not' && !isGroup(condition.of))
    if (isPlain || condition.kind === 'leaf' || condition.kind === 'did' || condition.kind === 'segment')
      return { text: line(condition), parts: [] }
    if (of.length === 1 && of[0] !== undefined && condition.kind !== 'none' && condition.kind !== 'not') return tree(of[0])
    return { text: phrases.heading[condition.kind], parts: of.map(tree) }
  }
  return { line: (condition) => line(condition), tree }
}

const isGroup = ({ kind }: ConditionView): boolean => kind === 'all' || kind === 'any' || kind === 'none' || kind === 'not'
const isJoined = (condition: ConditionView): boolean => (condition.kind === 'all' || condition.kind === 'any') && condition.of.length > 1
