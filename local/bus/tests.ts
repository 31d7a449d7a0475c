/** The operators of EventBridge's patterns: each parsed into a test of one value, or refused as AWS refuses it. */
import { BlockList, isIP } from 'node:net'
import { isJsonObject, type Json } from '../../shared/kernel/json.ts'
import type { Parsed } from '../../shared/kernel/problem.ts'

export type Scalar = null | boolean | number | string
export type Test = (value: Scalar) => boolean

/** Reads one entry of a field's list: a value, or `{ operator: operand }`. `absent`: the field must not be there. */
export const parseTest = (json: Json): Parsed<Test | 'absent'> => {
  if (Array.isArray(json)) return no('', 'is a list inside a list', VALUE_HINT)
  if (!isJsonObject(json)) return yes((value) => value === json)
  const names = Object.keys(json)
  const [name] = names
  if (name === undefined || names.length > 1) return no('', `has ${names.length} operators`, 'Write one operator: { "prefix": "Order " }.')
  if (!isOperator(name)) return no(name, 'is not an operator', `Operators: ${Object.keys(OPERATORS).join(', ')}.`)
  return (OPERATORS[name] as Operator)(json[name] as Json)
}

export const isOperator = (name: string): boolean => Object.hasOwn(OPERATORS, name)

type Operator = (operand: Json) => Parsed<Test | 'absent'>

const VALUE_HINT = 'Write text, a number, true, false, null, or an operator.'
const TEXT_HINT = 'Write text.'
const NUMERIC_HINT = 'Write ["=", 5], [">", 0], ["<=", 9.5] or both bounds, the lower one first: [">", 0, "<=", 5].'
const CIDR_HINT = 'Write a block of addresses: "10.0.0.0/24" (below /32) or "2001:db8::/32" (below /128).'
const BUT_HINT = 'Write text or a number, a list of one kind of them, or prefix, suffix, equals-ignore-case or wildcard.'
const WILDCARD_HINT = 'Write * for any text, never twice in a row, and \\* and \\\\ for the characters themselves.'

const yes = <T>(value: T): Parsed<T> => ({ ok: true, value })
const no = (path: string, problem: string, hint: string): Parsed<never> => ({ ok: false, problems: [{ path, problem, hint }] })

/** A test that only text can pass. */
const ofText =
  (passes: (text: string) => boolean): Test =>
  (value) =>
    typeof value === 'string' && passes(value)

/** Case is folded by upper case, as Java does in the ruler: "straße" equals "STRASSE". */
const fold = (text: string): string => text.toUpperCase()

/** `prefix` and `suffix`, exact or folded. */
const affix =
  (name: string, fits: (text: string, part: string) => boolean): Operator =>
  (operand) => {
    if (typeof operand === 'string') return yes(ofText((text) => fits(text, operand)))
    const inner = isJsonObject(operand) && Object.keys(operand).length === 1 ? operand['equals-ignore-case'] : undefined
    if (typeof inner !== 'string') return no(name, 'must be text', `${TEXT_HINT} Or { "equals-ignore-case": "text" }.`)
    const part = fold(inner)
    return yes(ofText((text) => fits(fold(text), part)))
  }

const startsWith = (text: string, part: string): boolean => text.startsWith(part)
const endsWith = (text: string, part: string): boolean => text.endsWith(part)

const numeric: Operator = (operand) => {
  const parts = Array.isArray(operand) ? (operand as readonly Json[]) : []
  const [first, low, second, high] = parts
  const bad = no('numeric', 'is no comparison of numbers', NUMERIC_HINT)
  if (typeof low !== 'number' || typeof first !== 'string' || !Object.hasOwn(COMPARE, first)) return bad
  const lower = COMPARE[first as Comparison]
  if (parts.length === 2) return yes((value) => typeof value === 'number' && lower(value, low))
  if (parts.length !== 4 || !first.startsWith('>') || (second !== '<' && second !== '<=') || typeof high !== 'number') return bad
  if (low >= high) return no('numeric', `has no number between ${low} and ${high}`, NUMERIC_HINT)
  const upper = COMPARE[second]
  return yes((value) => typeof value === 'number' && lower(value, low) && upper(value, high))
}

type Comparison = keyof typeof COMPARE
const COMPARE = {
  '=': (value: number, bound: number) => value === bound,
  '<': (value: number, bound: number) => value < bound,
  '<=': (value: number, bound: number) => value <= bound,
  '>': (value: number, bound: number) => value > bound,
  '>=': (value: number, bound: number) => value >= bound,
}

const cidr: Operator = (operand) => {
  const [address = '', bits = '', ...rest] = typeof operand === 'string' ? operand.split('/') : []
  const version = isIP(address)
  if (version === 0 || rest.length > 0 || !/^\d{1,3}$/.test(bits) || Number(bits) >= (version === 4 ? 32 : 128)) {
    return no('cidr', 'is no block of addresses', CIDR_HINT)
  }
  const family = version === 4 ? 'ipv4' : 'ipv6'
  const block = new BlockList()
  block.addSubnet(address, Number(bits), family)
  return yes(ofText((text) => isIP(text) === version && block.check(text, family)))
}

const equalsIgnoreCase: Operator = (operand) => {
  if (typeof operand !== 'string') return no('equals-ignore-case', 'must be text', TEXT_HINT)
  const folded = fold(operand)
  return yes(ofText((text) => fold(text) === folded))
}

/** Literal parts between the stars are looked for from left to right: the work is linear, whatever the pattern. */
const wildcard: Operator = (operand) => {
  const parts = typeof operand === 'string' ? partsOf(operand) : null
  if (parts === null) return no('wildcard', 'is no wildcard', WILDCARD_HINT)
  const [first = '', ...others] = parts
  const last = others.pop()
  if (last === undefined) return yes((value) => value === first)
  return yes(
    ofText((text) => {
      if (!text.startsWith(first)) return false
      let at = first.length
      for (const part of others) {
        const found = text.indexOf(part, at)
        if (found === -1) return false
        at = found + part.length
      }
      return text.length - last.length >= at && text.endsWith(last)
    }),
  )
}

/** The literal parts between stars, or null where the wildcard is malformed. */
const partsOf = (written: string): readonly string[] | null => {
  const parts: string[] = []
  let part = ''
  for (let index = 0; index < written.length; index += 1) {
    if (written[index] === '*') {
      if (written[index + 1] === '*') return null
      parts.push(part)
      part = ''
      continue
    }
    if (written[index] === '\\') {
      index += 1
      if (written[index] !== '*' && written[index] !== '\\') return null
    }
    part += written[index]
  }
  return [...parts, part]
}

/** Passes what is there and none of these; on a list one entry that passes is enough. */
const anythingBut: Operator = (operand) => {
  if (isJsonObject(operand)) return anythingButWhat(operand)
  const values: readonly unknown[] = Array.isArray(operand) ? operand : [operand]
  const [kind] = values.map((each) => typeof each)
  if ((kind !== 'string' && kind !== 'number') || values.some((each) => typeof each !== kind)) {
    return no('anything-but', 'is neither text nor numbers', BUT_HINT)
  }
  const refused = new Set(values)
  return yes((value) => !refused.has(value))
}

const anythingButWhat = (operand: { readonly [name: string]: Json }): Parsed<Test> => {
  const names = Object.keys(operand)
  const name = names[0] ?? ''
  const parse = Object.hasOwn(BUT, name) ? BUT[name] : undefined
  if (parse === undefined || names.length > 1) return no('anything-but', 'has an operator that cannot be turned around', BUT_HINT)
  const values: readonly unknown[] = Array.isArray(operand[name]) ? operand[name] : [operand[name]]
  const tests: Test[] = []
  for (const each of values) {
    if (typeof each !== 'string' || each === '') return no(`anything-but.${name}`, 'must be text, and not empty', BUT_HINT)
    const parsed = parse(each)
    if (!parsed.ok) return parsed
    if (parsed.value !== 'absent') tests.push(parsed.value)
  }
  if (tests.length === 0) return no(`anything-but.${name}`, 'is empty', BUT_HINT)
  return yes((value) => !tests.some((passes) => passes(value)))
}

const exists: Operator = (operand) => {
  if (typeof operand !== 'boolean') return no('exists', 'must be true or false', 'Write true or false, without quotation marks.')
  return yes(operand ? () => true : 'absent')
}

const prefix = affix('prefix', startsWith)
const suffix = affix('suffix', endsWith)

const OPERATORS: Readonly<Record<string, Operator>> = {
  prefix,
  suffix,
  'anything-but': anythingBut,
  numeric,
  exists,
  cidr,
  'equals-ignore-case': equalsIgnoreCase,
  wildcard,
}

const BUT: Readonly<Record<string, Operator>> = { prefix, suffix, 'equals-ignore-case': equalsIgnoreCase, wildcard }
