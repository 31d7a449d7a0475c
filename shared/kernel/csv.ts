import type { Json } from './json.ts'

/** One line of CSV (RFC 4180, without its line end). Lists and objects are written as JSON, null as nothing. */
export const csvLine = (values: readonly Json[]): string => values.map(cellOf).join(',')

const cellOf = (value: Json): string => {
  if (value === null) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return quotedCell(typeof value === 'string' ? withoutFormula(value) : JSON.stringify(value))
}

/** A spreadsheet runs what begins like a formula; an apostrophe makes it text (OWASP, CSV injection). Numbers of ours are no text. */
const withoutFormula = (text: string): string => (/^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text)

const quotedCell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
