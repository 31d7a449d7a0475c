/** The tree of a regular expression, and its reader. The language is JavaScript's, less what no linear engine can promise. */
import { REGEX_STATES_MAX } from '../../../kernel/limits.ts'
import { type CharSet, charSet, complement, DIGITS, NO_LINE_END, SPACES, WORD, withCases } from './charset.ts'

export type Node =
  | { readonly kind: 'unit'; readonly set: CharSet }
  | { readonly kind: 'edge'; readonly edge: Edge }
  | { readonly kind: 'sequence'; readonly parts: readonly Node[] }
  | { readonly kind: 'either'; readonly options: readonly Node[] }
  | { readonly kind: 'repeat'; readonly part: Node; readonly min: number; readonly max: number | null }

/** `^`, `$`, `\b`, `\B`. */
export type Edge = 'start' | 'end' | 'word-edge' | 'no-word-edge'

/** Why a text is no regular expression we run. Thrown inside this folder only; `parsePattern` returns it as a value. */
export class PatternRefusal extends Error {
  readonly hint: string
  constructor(problem: string, hint: string) {
    super(problem)
    this.hint = hint
  }
}

type Reader = { readonly source: string; at: number; readonly insensitive: boolean }

/** Reads a whole pattern; throws a {@link PatternRefusal}. The caller has bounded its length, so groups may recurse. */
export const readPattern = (source: string, insensitive: boolean): Node => {
  const reader: Reader = { source, at: 0, insensitive }
  const node = readEither(reader)
  if (reader.at < source.length) throw new PatternRefusal('has a `)` that closes nothing', 'write `\\)` for the character itself')
  return node
}

const readEither = (reader: Reader): Node => {
  const options = [readSequence(reader)]
  while (take(reader, '|')) options.push(readSequence(reader))
  return options.length === 1 ? (options[0] as Node) : { kind: 'either', options }
}

const readSequence = (reader: Reader): Node => {
  const parts: Node[] = []
  while (reader.at < reader.source.length && !sees(reader, '|') && !sees(reader, ')')) {
    const part = readPart(reader)
    parts.push(part.kind === 'edge' ? part : readRepeat(reader, part))
  }
  return { kind: 'sequence', parts }
}

const readPart = (reader: Reader): Node => {
  if (take(reader, '^')) return { kind: 'edge', edge: 'start' }
  if (take(reader, '$')) return { kind: 'edge', edge: 'end' }
  if (take(reader, '\\b')) return { kind: 'edge', edge: 'word-edge' }
  if (take(reader, '\\B')) return { kind: 'edge', edge: 'no-word-edge' }
  if (take(reader, '(')) return readGroup(reader)
  if (take(reader, '[')) return { kind: 'unit', set: readClass(reader) }
  if (take(reader, '.')) return { kind: 'unit', set: NO_LINE_END }
  if (/[*+?]/.test(reader.source[reader.at] as string) || quantifierAt(reader) !== null) {
    throw new PatternRefusal('repeats nothing', 'put the character or group to repeat before `*`, `+`, `?` or `{…}`')
  }
  return { kind: 'unit', set: cased(reader, readUnit(reader, false)) }
}

const readGroup = (reader: Reader): Node => {
  if (sees(reader, '?') && !take(reader, '?:') && !takeGroupName(reader)) {
    throw new PatternRefusal(
      'looks ahead, looks behind or switches flags',
      'use plain groups `(…)`, and `$and` or `$not` between two patterns',
    )
  }
  const node = readEither(reader)
  if (!take(reader, ')'))
    throw new PatternRefusal('has a group without its `)`', 'close the group, or write `\\(` for the character itself')
  return node
}

const takeGroupName = (reader: Reader): boolean => {
  const name = /^\?<[A-Za-z_$][\w$]*>/.exec(reader.source.slice(reader.at))
  if (name !== null) reader.at += name[0].length
  return name !== null
}

const readRepeat = (reader: Reader, part: Node): Node => {
  const quantifier = quantifierAt(reader)
  if (quantifier === null) return part
  reader.at += quantifier.length
  // Whether it is lazy changes what is captured, never whether it matches.
  take(reader, '?')
  const { min, max } = quantifier
  if ((max ?? min) > REGEX_STATES_MAX)
    throw new PatternRefusal(`repeats more than ${REGEX_STATES_MAX} times`, 'repeat fewer times, or use `+`')
  if (max !== null && max < min)
    throw new PatternRefusal(`repeats at least ${min} and at most ${max} times`, 'put the smaller number first')
  return { kind: 'repeat', part, min, max }
}

type Quantifier = { readonly min: number; readonly max: number | null; readonly length: number }

/** As JavaScript has it, a brace that begins no quantifier is the character itself. */
const quantifierAt = (reader: Reader): Quantifier | null => {
  const sign = reader.source[reader.at]
  if (sign === '*') return { min: 0, max: null, length: 1 }
  if (sign === '+') return { min: 1, max: null, length: 1 }
  if (sign === '?') return { min: 0, max: 1, length: 1 }
  const braces = /^\{(\d+)(,(\d*))?\}/.exec(reader.source.slice(reader.at))
  if (braces === null) return null
  const min = Number(braces[1])
  const max = braces[2] === undefined ? min : braces[3] === '' ? null : Number(braces[3])
  return { min, max, length: braces[0].length }
}

const readClass = (reader: Reader): CharSet => {
  const negated = take(reader, '^')
  const ranges: (readonly [number, number])[] = []
  while (!take(reader, ']')) {
    if (reader.at >= reader.source.length)
      throw new PatternRefusal('has a `[` without its `]`', 'close the class, or write `\\[` for the character itself')
    ranges.push(...readClassRange(reader))
  }
  const set = cased(reader, charSet(ranges))
  return negated ? complement(set) : set
}

const readClassRange = (reader: Reader): CharSet => {
  const first = readUnit(reader, true)
  if (!sees(reader, '-') || reader.source[reader.at + 1] === ']' || reader.at + 1 >= reader.source.length) return first
  reader.at += 1
  const last = readUnit(reader, true)
  const from = single(first)
  const to = single(last)
  // `[\w-.]`: JavaScript takes the hyphen for itself where either side is a class.
  if (from === null || to === null) return [...first, [0x2d, 0x2d], ...last]
  if (to < from) throw new PatternRefusal('has a range that runs backwards', 'put the lower character first, or escape the hyphen: `\\-`')
  return [[from, to]]
}

const single = (set: CharSet): number | null => (set.length === 1 && set[0]?.[0] === set[0]?.[1] ? (set[0]?.[0] ?? null) : null)

const CLASSES: Readonly<Record<string, CharSet>> = {
  d: DIGITS,
  D: complement(DIGITS),
  w: WORD,
  W: complement(WORD),
  s: SPACES,
  S: complement(SPACES),
}
const CONTROLS: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, 0: 0 }

/** One character or escape. */
const readUnit = (reader: Reader, insideClass: boolean): CharSet => {
  const unit = reader.source.charCodeAt(reader.at)
  reader.at += 1
  if (unit !== 0x5c) return [[unit, unit]]

  const rest = reader.source.slice(reader.at)
  const escaped = /^(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|0(?![0-9])|[dDwWsStnvfr]|[^0-9A-Za-z])/.exec(rest)?.[0]
  if (escaped === undefined && insideClass && rest.startsWith('b')) {
    reader.at += 1
    return [[8, 8]]
  }
  if (escaped === undefined) throw refusedEscape(rest)
  reader.at += escaped.length
  const set = CLASSES[escaped]
  if (set !== undefined) return set
  const code = escaped.length > 1 ? Number.parseInt(escaped.slice(1), 16) : (CONTROLS[escaped] ?? escaped.charCodeAt(0))
  return [[code, code]]
}

const refusedEscape = (rest: string): PatternRefusal => {
  if (rest === '') return new PatternRefusal('ends in a lone backslash', 'write `\\\\` for the character itself')
  if (/^[1-9k]/.test(rest)) return new PatternRefusal('refers back to a group', 'spell out what should repeat')
  return new PatternRefusal(
    `has an escape we do not know: \`\\${rest[0]}\``,
    'known are \\d \\w \\s \\b (and \\D \\W \\S \\B) \\t \\n \\v \\f \\r \\0 \\xHH \\uHHHH, and any sign',
  )
}

const cased = (reader: Reader, set: CharSet): CharSet => (reader.insensitive ? withCases(set) : set)

const sees = (reader: Reader, text: string): boolean => reader.source.startsWith(text, reader.at)

const take = (reader: Reader, text: string): boolean => {
  const seen = sees(reader, text)
  if (seen) reader.at += text.length
  return seen
}
