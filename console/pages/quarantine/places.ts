/** Where things stand in a text that is JSON, or should be: what a path names, and where it stops being JSON. */

export type Place = {
  /** Both from 1, as editors count. */
  readonly line: number
  readonly column: number
  /** From 0, as text fields count. */
  readonly start: number
  readonly end: number
}

export type Places =
  /** `of`: a dotted path as problems name it; where it is not there, the nearest thing around it; null for the whole. */
  { readonly isJson: true; readonly of: (path: string) => Place | null } | { readonly isJson: false; readonly at: Place }

export const placesIn = (text: string): Places => {
  const spans = new Map<string, Span>()
  const scanned = scan(text, spans)
  if (scanned !== null && !isJson(text)) return { isJson: false, at: placeOf(text, [scanned, Math.min(scanned + 1, text.length)]) }
  return {
    isJson: true,
    of: (path) => {
      for (let known = path; known !== ''; known = known.slice(0, Math.max(known.lastIndexOf('.'), 0))) {
        const span = spans.get(known)
        if (span !== undefined) return placeOf(text, span)
      }
      return null
    },
  }
}

type Span = readonly [start: number, end: number]

/** The browser's own word counts; the scan below only says where. */
const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const placeOf = (text: string, [start, end]: Span): Place => {
  const before = text.slice(0, start)
  const lineStart = before.lastIndexOf('\n') + 1
  return { line: before.split('\n').length, column: start - lineStart + 1, start, end }
}

/** Deeper than any event that is taken; what lies below has no place of its own. */
const DEPTH_MAX = 200
const SPACE = /[ \t\n\r]*/y
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids exactly these within a string.
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y

/** Notes the span of every value by its path. Null: it is JSON; else the first position that is not. */
const scan = (text: string, spans: Map<string, Span>): number | null => {
  try {
    const end = skip(text, value({ text, spans }, skip(text, 0), '', 0))
    return end === text.length ? null : end
  } catch (error) {
    if (error instanceof NotJson) return error.at
    throw error
  }
}

class NotJson extends Error {
  readonly at: number

  constructor(at: number) {
    super('not JSON')
    this.at = at
  }
}

type Scan = { readonly text: string; readonly spans: Map<string, Span> }

/** Each of these takes a position and gives the one behind what it read. */
const value = (scan: Scan, at: number, path: string, depth: number): number => {
  if (depth > DEPTH_MAX) throw new NotJson(at)
  const { text, spans } = scan
  const first = text[at]
  const end = first === '{' ? members(scan, at, path, depth) : first === '[' ? elements(scan, at, path, depth) : scalar(text, at)
  if (path !== '') spans.set(path, [at, end])
  return end
}

const members = (scan: Scan, from: number, path: string, depth: number): number => {
  const { text } = scan
  let at = skip(text, from + 1)
  if (text[at] === '}') return at + 1
  for (;;) {
    const nameEnd = matched(STRING, text, at)
    const name = JSON.parse(text.slice(at, nameEnd)) as string
    at = skip(text, expected(text, skip(text, nameEnd), ':'))
    at = skip(text, value(scan, at, path === '' ? name : `${path}.${name}`, depth + 1))
    if (text[at] === '}') return at + 1
    at = skip(text, expected(text, at, ','))
  }
}

const elements = (scan: Scan, from: number, path: string, depth: number): number => {
  const { text } = scan
  let at = skip(text, from + 1)
  if (text[at] === ']') return at + 1
  for (let index = 0; ; index += 1) {
    at = skip(text, value(scan, at, path === '' ? String(index) : `${path}.${index}`, depth + 1))
    if (text[at] === ']') return at + 1
    at = skip(text, expected(text, at, ','))
  }
}

const scalar = (text: string, at: number): number => matched(text[at] === '"' ? STRING : SCALAR, text, at)

const matched = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at
  if (!pattern.test(text)) throw new NotJson(at)
  return pattern.lastIndex
}

const expected = (text: string, at: number, sign: string): number => {
  if (text[at] !== sign) throw new NotJson(at)
  return at + 1
}

const skip = (text: string, at: number): number => {
  SPACE.lastIndex = at
  return SPACE.test(text) ? SPACE.lastIndex : at
}
