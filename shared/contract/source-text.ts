/**
 * A file as people write it: JSON with comments and trailing commas, into a value, and for every place in the value where it stands in
 * the text. Bounded in length, depth and number of values before anything that recurses looks at it.
 */
import { createScanner, visit } from 'jsonc-parser'
import type { Json } from '../kernel/json.ts'
import { FILE_DEPTH_MAX, FILE_LENGTH_MAX, FILE_VALUES_MAX } from '../kernel/limits.ts'
import type { Problem } from '../kernel/problem.ts'
import { pathOf, shown, UNKNOWN_FIELD } from './problems.ts'

/** Where something stands, both counted from 1, as editors do. */
export type Place = { readonly line: number; readonly column: number }

export type PlacedProblem = Problem & { readonly at: Place | null }

export type SourceText = {
  readonly value: Json
  /** Where a problem stands: a field nobody knows and a whole object or list at its name, other values at themselves; what is missing where it belongs. */
  readonly placeOf: (problem: Pick<Problem, 'path' | 'problem'>) => Place
}

export type ReadSource = ({ readonly ok: true } & SourceText) | { readonly ok: false; readonly problems: readonly PlacedProblem[] }

/** Reads a text, or says where it is no JSON, larger than any file of ours, or says something twice. */
export const readSourceText = (text: string): ReadSource => {
  if (text.length > FILE_LENGTH_MAX) return refused(START, `has more than ${FILE_LENGTH_MAX} characters`, SIZE_HINT)
  const excess = excessOf(text)
  if (excess !== null) return { ok: false, problems: [excess] }
  const { root, problems } = treeOf(text)
  if (root === null) return { ok: false, problems: problems.length > 0 ? problems : [problemAt(START, 'is empty', EMPTY_HINT)] }
  if (problems.length > 0) return { ok: false, problems }
  return { ok: true, value: root.value, placeOf: (problem) => placeIn(root, problem) }
}

/** Problems with the places at which they stand; `source` null: the file could not be read. */
export const placed = (problems: readonly Problem[], source: Pick<SourceText, 'placeOf'> | null): readonly PlacedProblem[] =>
  problems.map((one) => ({ ...one, at: source === null ? null : source.placeOf(one) }))

/** For places in a text, where the word that stands there ends: behind its last character, on the same line. */
export const endsIn = (text: string): ((at: Place) => Place) => {
  const scanner = createScanner(text.slice(0, FILE_LENGTH_MAX), false)
  const lines = lineStarts(text)
  return ({ line, column }) => {
    const start = lines[line - 1] ?? text.length
    const end = lines[line] ?? text.length
    scanner.setPosition(Math.min(start + column - 1, end))
    scanner.scan()
    const word = text.slice(scanner.getTokenOffset(), Math.min(scanner.getTokenOffset() + scanner.getTokenLength(), end))
    return { line, column: column + word.replace(/[\r\n].*$/s, '').length }
  }
}

/** Where each line begins, as jsonc-parser counts them. */
const lineStarts = (text: string): readonly number[] => [
  0,
  ...[...text.matchAll(/\r\n|\n|\r/g)].map(({ index, 0: end }) => index + end.length),
]

const START: Place = { line: 1, column: 1 }
const SIZE_HINT = 'Is it the right file? Campaigns, segments, policies and experiments are short.'
const EMPTY_HINT = 'Write one JSON object: { … }.'
const DEPTH_HINT = 'Objects and lists within each other end sooner in every file of ours: is a bracket missing?'
const TWICE_HINT = 'Only one of the two would count: keep one.'
const SYNTAX_HINT = 'Mend the JSON there. Comments (// …) and a comma after the last entry are fine.'

/** The kinds of tokens that matter here, as jsonc-parser numbers them (its own names are for compilers alone). */
const TOKEN = { openBrace: 1, closeBrace: 2, openBracket: 3, closeBracket: 4, comma: 5, colon: 6, end: 17 } as const

/** Looked at token by token, without recursion: what is deeper or more than any file of ours. */
const excessOf = (text: string): PlacedProblem | null => {
  const scanner = createScanner(text, true)
  let depth = 0
  let values = 0
  for (let token: number = scanner.scan(); token !== TOKEN.end; token = scanner.scan()) {
    if (token === TOKEN.comma || token === TOKEN.colon) continue
    if (token === TOKEN.closeBrace || token === TOKEN.closeBracket) {
      depth -= 1
      continue
    }
    values += 1
    if (token === TOKEN.openBrace || token === TOKEN.openBracket) depth += 1
    // Names of fields are tokens, too: at most as many as values.
    if (depth <= FILE_DEPTH_MAX && values <= 2 * FILE_VALUES_MAX) continue
    const at = { line: scanner.getTokenStartLine() + 1, column: scanner.getTokenStartCharacter() + 1 }
    return depth > FILE_DEPTH_MAX
      ? problemAt(at, `is nested deeper than ${FILE_DEPTH_MAX} levels`, DEPTH_HINT)
      : problemAt(at, `has more than ${FILE_VALUES_MAX} values up to here`, SIZE_HINT)
  }
  return null
}

type Inner = { readonly key: Place | null; readonly node: Node }
/** One value and where it stands; `inner` by name or index. */
type Node = { readonly value: Json; readonly at: Place; readonly inner: Map<string, Inner> | null }
type Open = { readonly node: Node; readonly key: Place | null; readonly name: string; next: { name: string; key: Place | null } | null }

const treeOf = (text: string): { readonly root: Node | null; readonly problems: readonly PlacedProblem[] } => {
  const problems: PlacedProblem[] = []
  const open: Open[] = []
  let root: Node | null = null

  const put = (node: Node): { readonly name: string; readonly key: Place | null } => {
    const parent = open.at(-1)
    if (parent === undefined) {
      root ??= node
      return { name: '', key: null }
    }
    const list = parent.node.value
    const { name, key } = Array.isArray(list) ? { name: String(list.length), key: null } : (parent.next ?? { name: '', key: null })
    if (Array.isArray(list)) list.push(node.value)
    // As JSON.parse has it: a name such as `__proto__` is data like any other.
    else Object.defineProperty(list, name, { value: node.value, writable: true, enumerable: true, configurable: true })
    parent.node.inner?.set(name, { key, node })
    parent.next = null
    return { name, key }
  }
  const begin = (value: Json, line: number, column: number): void => {
    const node: Node = { value, at: place(line, column), inner: new Map() }
    open.push({ node, ...put(node), next: null })
  }
  visit(
    text,
    {
      onObjectBegin: (_, __, line, column) => begin({}, line, column),
      onArrayBegin: (_, __, line, column) => begin([], line, column),
      onObjectEnd: () => void open.pop(),
      onArrayEnd: () => void open.pop(),
      onObjectProperty: (name, _, __, line, column) => {
        const parent = open.at(-1)
        if (parent === undefined) return
        const key = place(line, column)
        if (parent.node.inner?.has(name) === true && problems.length < PROBLEMS_MAX) {
          const path = pathOf(...open.map((one) => one.name), name)
          problems.push({ path, problem: `says ${shown(name)} twice`, hint: TWICE_HINT, at: key })
        }
        parent.next = { name, key }
      },
      onLiteralValue: (value: Json, _, __, line, column) => void put({ value, at: place(line, column), inner: null }),
      onError: (code, offset, length, line, column) => {
        // What follows an error is often only its consequence.
        if (problems.some(({ hint }) => hint === SYNTAX_HINT)) return
        problems.unshift(problemAt(place(line, column), syntaxProblem(code, text.slice(offset, offset + length)), SYNTAX_HINT))
      },
    },
    { allowTrailingComma: true },
  )
  return { root, problems: problems.some(({ hint }) => hint === SYNTAX_HINT) ? problems.slice(0, 1) : problems }
}

/** Names said twice that are told of one file: a screen. */
const PROBLEMS_MAX = 20

const place = (line: number, column: number): Place => ({ line: line + 1, column: column + 1 })

const problemAt = (at: Place, problem: string, hint: string): PlacedProblem => ({ path: '', problem, hint, at })

const refused = (at: Place, problem: string, hint: string): ReadSource => ({ ok: false, problems: [problemAt(at, problem, hint)] })

/** In the order of jsonc-parser's codes, from 1 on. */
const SYNTAX: readonly string[] = [
  'is not JSON: what is this?',
  'is not JSON: this is no number',
  'is not JSON: the name of a field in double quotes belongs here',
  'is not JSON: a value belongs here',
  'is not JSON: a colon belongs here',
  'is not JSON: a comma belongs here',
  'is not JSON: a closing brace } is missing',
  'is not JSON: a closing bracket ] is missing',
  'is not JSON: the file should end here',
  'is not JSON: this is no comment',
  'is not JSON: a comment never ends',
  'is not JSON: a text never ends, the closing quote is missing',
  'is not JSON: a number never ends',
  'is not JSON: \\u wants four hexadecimal digits',
  'is not JSON: no such escape after the backslash',
  'is not JSON: a sign that may not stand here',
]

const syntaxProblem = (code: number, found: string): string => {
  const said = SYNTAX[code - 1] ?? 'is not JSON'
  return found === '' || found.length > 20 ? said : `${said} (${found.replaceAll(/\s+/g, ' ')})`
}

/** A path is dotted, and so may the names in it be: all ways to read it are followed at once, and the one that leads furthest is meant. */
const placeIn = (root: Node, { path, problem }: Pick<Problem, 'path' | 'problem'>): Place => {
  const parts = path === '' ? [] : path.split('.')
  let best: { readonly inner: Inner; readonly length: number } = { inner: { key: null, node: root }, length: 0 }
  const waiting = [best]
  for (let now = waiting.pop(); now !== undefined; now = waiting.pop()) {
    if (now.length > best.length) best = now
    const names = now.inner.node.inner
    for (let end = now.length + 1; names !== null && end <= parts.length; end += 1) {
      const inner = names.get(parts.slice(now.length, end).join('.'))
      if (inner !== undefined) waiting.push({ inner, length: end })
    }
  }
  const { key, node } = best.inner
  return key !== null && (node.inner !== null || problem === UNKNOWN_FIELD) ? key : node.at
}
