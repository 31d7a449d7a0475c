import { unknownName } from '../../contract/compiled-template.ts'
import type { Problem } from '../../kernel/problem.ts'
import { escapedHtml, mapLiterals } from '../liquid/tokens.ts'

/** A text with its constants in it, and the names that stand for nothing. */
export type Filled = {
  readonly text: string
  readonly unknown: readonly Pick<Problem, 'problem' | 'hint'>[]
  readonly used: readonly string[]
}

/**
 * Puts `{{ words.… }}` and `{{ brand.… }}` in, for good. A word may hold Liquid and the brand. In markup what is no Liquid is
 * escaped: a word is text, whoever translated it.
 */
export const withConstants = (source: string, constants: ReadonlyMap<string, string>, into: 'text' | 'markup'): Filled => {
  const unknown = new Map<string, Pick<Problem, 'problem' | 'hint'>>()
  const used = new Set<string>()
  const put = (text: string, isNested: boolean): string =>
    text.replace(CONSTANT, (whole, name: string) => {
      const value = constants.get(name)
      if (value === undefined) {
        unknown.set(name, unknownName(name, [...constants.keys()]))
        return ''
      }
      used.add(name)
      if (isNested && name.startsWith(WORDS)) return whole
      const plain = name.startsWith(WORDS) ? put(value, true) : value
      return into === 'markup' && !isNested ? mapLiterals(plain, escapedHtml) : plain
    })
  return { text: put(source, false), unknown: [...unknown.values()], used: [...used] }
}

const WORDS = 'words.'
const CONSTANT = /\{\{-?\s*((?:words|brand)(?:\.[\w-]+)+)\s*-?\}\}/g
