/** Liquid within other text: each piece of it becomes one word, so that what reads HTML or looks for links meets no Liquid. */

/** A text whose Liquid is put aside. */
export type Marked = {
  /** A plain word in the place of each piece of Liquid. */
  readonly text: string
  /** The pieces in their order. */
  readonly pieces: readonly string[]
  /** Puts the Liquid back into any text that has such words. */
  readonly restore: (text: string) => string
  /** The pieces that a text has words of, in its order. */
  readonly within: (text: string) => readonly string[]
}

/** Puts the Liquid of a text aside. */
export const marked = (source: string): Marked => {
  const word = unusedWord(source)
  const pieces: string[] = []
  const text = source.replace(LIQUID, (piece) => {
    pieces.push(piece)
    return `${word}${pieces.length - 1}z`
  })
  const words = new RegExp(`${word}(\\d+)z`, 'g')
  const pieceAt = (_: string, index: string): string => pieces[Number(index)] ?? ''
  return {
    text,
    pieces,
    restore: (other) => other.replace(words, pieceAt),
    within: (other) => [...other.matchAll(words)].map(([found, index = '']) => pieceAt(found, index)),
  }
}

/** Text that is no Liquid, changed; Liquid stays as it is. */
export const mapLiterals = (source: string, change: (literal: string) => string): string => {
  let from = 0
  let mapped = ''
  for (const { 0: piece, index } of source.matchAll(LIQUID)) {
    mapped += change(source.slice(from, index)) + piece
    from = index + piece.length
  }
  return mapped + change(source.slice(from))
}

/** Characters that mean something in HTML, as text. */
export const escapedHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

const WHOLE_BLOCK = (name: string): string => `\\{%-?\\s*${name}\\s*-?%\\}[\\s\\S]*?\\{%-?\\s*end${name}\\s*-?%\\}`
const QUOTED = `"[^"]*"|'[^']*'`
const LIQUID = new RegExp(
  `${WHOLE_BLOCK('raw')}|${WHOLE_BLOCK('comment')}|\\{\\{(?:${QUOTED}|(?!\\}\\})[\\s\\S])*\\}\\}|\\{%(?:${QUOTED}|(?!%\\})[\\s\\S])*%\\}`,
  'g',
)

/** Letters alone survive in HTML, in addresses and in styles. */
const unusedWord = (source: string): string => {
  let word = 'lqx'
  while (source.includes(word)) word += 'x'
  return word
}
