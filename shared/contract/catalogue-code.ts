/** A catalogue as TypeScript: types for the editor and the compiler, and the catalogue itself for the check at run time. */
import type { EventCatalogue, Field, Fields } from './event-catalogue.ts'

/** The text of a module. The same catalogue gives the same text, so that it can be compared in CI. */
export const codeOf = (catalogue: EventCatalogue, file: string): string => {
  const { events, traits } = catalogue
  return [
    `// Written by \`rekindle events codegen ${file.replaceAll('`', '')}\`: change the catalogue, and write it anew.`,
    "import type { Catalogue } from '@rekindle/sdk'",
    '',
    '/** What may happen, and what is said about it. */',
    `export type Events = {${linesOf(Object.entries(events).map(([name, { description, properties, open }]) => memberOf(name, description, objectType(properties, open === true, '  '), false, '  ')))}}`,
    '',
    '/** What may be said about a customer. */',
    `export type Traits = ${objectType(traits, false, '')}`,
    '',
    '/** For `createPublisher({ catalogue, … })`. */',
    `export const catalogue: Catalogue<Events, Traits> = ${safe(JSON.stringify({ events, traits }, null, 2))}`,
    '',
  ].join('\n')
}

const objectType = (fields: Fields, isOpen: boolean, indent: string): string => {
  const inner = `${indent}  `
  const members = Object.entries(fields).map(([name, field]) =>
    memberOf(name, field.description, typeOf(field, inner), field.required !== true, inner),
  )
  if (isOpen) return `{${linesOf([...members, `${inner}readonly [name: string]: unknown`])}${indent}}`
  return members.length === 0 ? 'Record<never, never>' : `{${linesOf(members)}${indent}}`
}

const typeOf = (field: Field, indent: string): string => {
  switch (field.type) {
    case 'string':
      return field.values === undefined ? 'string' : field.values.map(quoted).join(' | ')
    case 'instant':
      return 'string'
    case 'integer':
    case 'number':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'any':
      return 'unknown'
    case 'array':
      return `readonly (${typeOf(field.items, indent)})[]`
    case 'object':
      return objectType(field.properties, field.open === true, indent)
  }
}

const memberOf = (name: string, description: string | undefined, type: string, isOptional: boolean, indent: string): string => {
  const comment = description === undefined ? '' : `${indent}/** ${commented(description)} */\n`
  return `${comment}${indent}readonly ${quoted(name)}${isOptional ? '?' : ''}: ${type}`
}

const linesOf = (members: readonly string[]): string => (members.length === 0 ? '' : `\n${members.join('\n')}\n`)

/** Written so that no text of a catalogue can end a comment or a string, or begin a line. */
const commented = (text: string): string => safe(text.replaceAll(/\s+/g, ' ').replaceAll('*/', '*\\/'))
const quoted = (text: string): string => safe(`'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`)
const safe = (code: string): string => code.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
