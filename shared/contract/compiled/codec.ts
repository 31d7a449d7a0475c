/**
 * How compiled definitions become JSON and come back: each type is described once, and both ways follow from that. A field that is added
 * to a type of the domain and not described here fails the build. No zod: whoever only reads what was published has none.
 */
import { Defect } from '../../kernel/assert.ts'
import { isJsonObject, type Json } from '../../kernel/json.ts'

/** `undefined` on either side: a field that is not there. */
export type Codec<T> = {
  readonly write: (value: T) => Json | undefined
  /** Throws where something of another kind was written. */
  readonly read: (json: Json | undefined) => T
}

export const text = <T extends string>(): Codec<T> => ({
  write: (value) => value,
  read: (json) => (typeof json === 'string' ? (json as T) : expected('a text', json)),
})

export const number = <T extends number>(): Codec<T> => ({
  // JSON would turn it into null without a word.
  write: (value) => (Number.isFinite(value) ? value : expected('a number', String(value))),
  read: (json) => (typeof json === 'number' ? (json as T) : expected('a number', json)),
})

export const flag: Codec<boolean> = {
  write: (value) => value,
  read: (json) => (typeof json === 'boolean' ? json : expected('true or false', json)),
}

/** JSON that its author wrote, as it is. */
export const verbatim = <T extends Json>(): Codec<T> => ({
  write: (value) => value,
  read: (json) => (json === undefined ? expected('a value', json) : (json as T)),
})

export const nullable = <T>({ write, read }: Codec<T>): Codec<T | null> => ({
  write: (value) => (value === null ? null : write(value)),
  read: (json) => (json === null ? null : read(json)),
})

export const optional = <T>({ write, read }: Codec<T>): Codec<T | undefined> => ({
  write: (value) => (value === undefined ? undefined : write(value)),
  read: (json) => (json === undefined ? undefined : read(json)),
})

export const list = <T>({ write, read }: Codec<T>): Codec<readonly T[]> => ({
  write: (values) => values.map((value) => write(value) ?? null),
  read: (json) => listOf(json).map(read),
})

export const setOf = <T>(codec: Codec<T>): Codec<ReadonlySet<T>> => ({
  write: (values) => list(codec).write([...values]),
  read: (json) => new Set(list(codec).read(json)),
})

/** As pairs: a name may be any text, and order is kept. */
export const mapOf = <T>({ write, read }: Codec<T>): Codec<ReadonlyMap<string, T>> => ({
  write: (values) => [...values].map(([name, value]) => [name, write(value) ?? null]),
  read: (json) => new Map(listOf(json).map((pair) => [text().read(listOf(pair)[0]), read(listOf(pair)[1])])),
})

/** An object of these fields, and of no others. */
export const record = <T extends object>(fields: { readonly [Name in keyof T]-?: Codec<T[Name]> }): Codec<T> => {
  const all = Object.entries(fields) as readonly (readonly [string, Codec<unknown>])[]
  return {
    write: (value) => Object.fromEntries(all.flatMap(([name, { write }]) => present(name, write((value as Row)[name])))),
    read: (json) => {
      const row = objectOf(json)
      return Object.fromEntries(all.flatMap(([name, { read }]) => present(name, read(row[name])))) as T
    },
  }
}

/** One of several objects, told apart by a field. */
export const oneOf = <T extends object, Tag extends keyof T & string>(
  tag: Tag,
  ways: { readonly [Way in T[Tag] & string]: Codec<Without<Extract<T, { readonly [Name in Tag]: Way }>, Tag>> },
): Codec<T> => {
  const wayOf = (row: Row): readonly [string, Codec<unknown>] => {
    const way = row[tag]
    if (typeof way !== 'string' || !Object.hasOwn(ways, way)) return expected(`one of ${Object.keys(ways).join(', ')}`, String(way))
    return [way, ways[way as T[Tag] & string] as Codec<unknown>]
  }
  return {
    write: (value) => {
      const [way, { write }] = wayOf(value as Row)
      return { [tag]: way, ...objectOf(write(value)) }
    },
    read: (json) => {
      const [way, { read }] = wayOf(objectOf(json))
      return { [tag]: way, ...(read(json) as object) } as T
    },
  }
}

type Row = Readonly<Record<string, unknown>>
/** Of each of a union. */
type Without<T, Name extends PropertyKey> = T extends unknown ? Omit<T, Name> : never

const present = <T>(name: string, value: T | undefined): readonly (readonly [string, T])[] => (value === undefined ? [] : [[name, value]])

const listOf = (json: Json | undefined): readonly Json[] => (Array.isArray(json) ? json : expected('a list', json))
const objectOf = (json: Json | undefined): Readonly<Record<string, Json>> => (isJsonObject(json) ? json : expected('an object', json))

const expected = (what: string, found: Json | undefined): never => {
  throw new Defect(`a compiled definition: expected ${what}, found ${String(JSON.stringify(found)).slice(0, 100)}`)
}
