/** What a form or a mail provider posts: fields by name, each with all its values, from both encodings that RFC 8058 names. */
import { PUBLIC_FIELDS_MAX } from '../../kernel/limits.ts'

export type Fields = ReadonlyMap<string, readonly string[]>

/** Null: it is neither of the two, or not whole. */
export const readForm = (contentType: string | undefined, body: string): Fields | null => {
  const [type = '', ...parameters] = (contentType ?? '').split(';')
  switch (type.trim().toLowerCase()) {
    case 'application/x-www-form-urlencoded':
      return gathered([...new URLSearchParams(body)])
    case 'multipart/form-data':
      return multipart(parameters.join(';'), body)
    default:
      return null
  }
}

/** The only value of a field; null where there is none, or more than one. */
export const only = (fields: Fields, name: string): string | null => {
  const values = fields.get(name)
  return values?.length === 1 ? (values[0] as string) : null
}

/** Whether nothing but these fields is there. */
export const hasOnly = (fields: Fields, names: readonly string[]): boolean => [...fields.keys()].every((name) => names.includes(name))

const gathered = (pairs: readonly (readonly [string, string])[]): Fields | null => {
  if (pairs.length > PUBLIC_FIELDS_MAX) return null
  const fields = new Map<string, string[]>()
  for (const [name, value] of pairs) {
    const values = fields.get(name)
    if (values === undefined) fields.set(name, [value])
    else values.push(value)
  }
  return fields
}

/** RFC 7578, as far as text goes: no files, and lines that end with LF alone are taken, too. */
const multipart = (parameters: string, body: string): Fields | null => {
  const [, quoted, bare] = /(?:^|;)\s*boundary=(?:"([^"\r\n]{1,70})"|([^\s;"]{1,70}))/i.exec(parameters) ?? []
  const boundary = quoted ?? bare
  if (boundary === undefined) return null
  // What stands before the first delimiter and behind the last one is nobody's.
  const [, ...rest] = `\n${body.replaceAll('\r\n', '\n')}`.split(`\n--${boundary}`)
  const last = rest.pop()
  if (last === undefined || !/^--\s*(?:\n|$)/.test(last)) return null
  const pairs = rest.map(fieldOf)
  return pairs.every((pair) => pair !== null) ? gathered(pairs) : null
}

const fieldOf = (part: string): readonly [string, string] | null => {
  const end = part.indexOf('\n\n')
  const head = end < 0 ? '' : part.slice(0, end)
  const name = /^content-disposition:[ \t]*form-data[ \t]*;[^\n]*?\bname="([^"\n]*)"/im.exec(head)?.[1]
  return name === undefined || /\bfilename\*?=/i.test(head) ? null : [name, part.slice(end + 2)]
}
