/** Cells of a file as values of ours: numbers in the way the file writes them, yes and no, days, lists, amounts of money. */
import { minorPerUnit } from '../domain/metrics/money.ts'
import type { Json } from '../kernel/json.ts'
import { isoOf } from '../kernel/time.ts'
import type { Currency } from '../kernel/words.ts'
import { readTime, type TimeFormat } from './import-time.ts'
import { shown } from './problems.ts'

export const VALUE_TYPES = ['text', 'number', 'boolean', 'date', 'list', 'money'] as const

/** How a column is read into a trait or a property. */
export type ValueType =
  | { readonly type: 'text' | 'number' | 'boolean' | 'money' }
  | { readonly type: 'date'; readonly format: TimeFormat; readonly zone: string | null }
  | { readonly type: 'list'; readonly separator: string }

export const DECIMAL_STYLES = ['1,234.56', '1.234,56', '1 234,56', "1'234.56"] as const
export type DecimalStyle = (typeof DECIMAL_STYLES)[number]

/** A value (null: the cell is empty), or what is wrong with it and how to mend it. */
export type ReadValue =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly problem: string; readonly hint: string }

/** Reads one cell. What JSON says already (a number, a list) is taken as it is where it fits the type. */
export const readValue = (cell: Json, type: ValueType, decimal: DecimalStyle, currency: Currency | null): ReadValue => {
  const plain = typeof cell === 'string' ? cell.trim() : cell
  if (plain === null || plain === '') return EMPTY
  switch (type.type) {
    case 'text':
      return readText(plain)
    case 'number':
      return typeof plain === 'number' ? { ok: true, value: plain } : readDecimal(textOf(plain), decimal)
    case 'boolean':
      return typeof plain === 'boolean' ? { ok: true, value: plain } : readBoolean(textOf(plain))
    case 'list':
      return { ok: true, value: Array.isArray(plain) ? plain : partsOf(textOf(plain), type.separator) }
    case 'date':
      return readDate(textOf(plain), type.format, type.zone)
    case 'money':
      return readMoney(plain, decimal, currency)
  }
}

/** A cell as text without space around it; '' where it is empty. */
export const textOf = (cell: Json | undefined): string => {
  if (cell === null || cell === undefined) return ''
  return typeof cell === 'string' ? cell.trim() : typeof cell === 'object' ? JSON.stringify(cell) : String(cell)
}

const EMPTY: ReadValue = { ok: true, value: null }

/** What a decoder puts where bytes are no UTF-8. */
const NOT_UTF8 = '\uFFFD'

const readText = (plain: Json): ReadValue => {
  const value = textOf(plain)
  if (value.includes(NOT_UTF8)) {
    return refused(
      `is ${shown(value)}, which has characters that are not UTF-8`,
      'Save the file as UTF-8 (iconv -f WINDOWS-1252 -t UTF-8).',
    )
  }
  return { ok: true, value }
}

/** Groups of three digits, or none: `12,50` is no English number, and must not become 1250. */
const DECIMALS: Readonly<Record<DecimalStyle, { readonly regex: RegExp; readonly groups: RegExp; readonly point: string }>> = {
  '1,234.56': { regex: /^[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?$/, groups: /,/g, point: '.' },
  '1.234,56': { regex: /^[+-]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?$/, groups: /\./g, point: ',' },
  '1 234,56': { regex: /^[+-]?(\d{1,3}([ \u00A0\u202F]\d{3})+|\d+)(,\d+)?$/, groups: /[ \u00A0\u202F]/g, point: ',' },
  "1'234.56": { regex: /^[+-]?(\d{1,3}(['’]\d{3})+|\d+)(\.\d+)?$/, groups: /['’]/g, point: '.' },
}

const plainDecimal = (text: string, style: DecimalStyle): string | null => {
  const { regex, groups, point } = DECIMALS[style]
  return regex.test(text) ? text.replace(groups, '').replace(point, '.').replace(/^\+/, '') : null
}

const readDecimal = (text: string, style: DecimalStyle): ReadValue => {
  const plain = plainDecimal(text, style)
  const value = Number(plain)
  return plain === null || !Number.isFinite(value)
    ? refused(`is ${shown(text)}, which is no number`, hintOf(text, style))
    : { ok: true, value }
}

const hintOf = (text: string, style: DecimalStyle): string => {
  const other = DECIMAL_STYLES.find((one) => one !== style && plainDecimal(text, one) !== null)
  const fits = other === undefined ? 'Numbers stand alone, without a unit or currency sign.' : `It fits "decimal": "${other}".`
  return `The map says numbers are written as ${style}. ${fits}`
}

const YES = ['true', 'yes', 'y', 't', '1']
const NO = ['false', 'no', 'n', 'f', '0']

const readBoolean = (text: string): ReadValue => {
  const word = text.toLowerCase()
  if (YES.includes(word)) return { ok: true, value: true }
  if (NO.includes(word)) return { ok: true, value: false }
  return refused(`is ${shown(text)}, which is neither yes nor no`, `Yes is one of ${YES.join(', ')}; no is one of ${NO.join(', ')}.`)
}

const partsOf = (text: string, separator: string): Json =>
  text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '')

const readDate = (text: string, format: TimeFormat, zone: string | null): ReadValue => {
  const read = readTime(text, format, zone)
  if (!read.ok) return refused(`is ${shown(text)}, which ${read.problem}`, 'Mend the cell, or the "format" of this column in the map.')
  return { ok: true, value: read.day ?? isoOf(read.at) }
}

/** More digits than a currency has are a wrong decimal style a thousand times out, unless they are zeros. */
const readMoney = (cell: Json, style: DecimalStyle, currency: Currency | null): ReadValue => {
  const text = textOf(cell)
  const plain = typeof cell === 'number' ? String(cell) : plainDecimal(text, style)
  if (plain === null || !/^-?\d{1,15}(\.\d+)?$/.test(plain)) return refused(`is ${shown(text)}, which is no amount`, hintOf(text, style))
  const digits = plain.split('.')[1]?.replace(/0+$/, '').length ?? 0
  // A number of JSON may carry the noise of binary fractions; it is rounded where it is counted.
  if (typeof cell !== 'number' && currency !== null && digits > Math.round(Math.log10(minorPerUnit(currency)))) {
    return refused(`is ${shown(text)}, with more digits after the point than ${currency} has`, hintOf(text, style))
  }
  return { ok: true, value: Number(plain) }
}

const refused = (problem: string, hint: string): ReadValue => ({ ok: false, problem, hint })
