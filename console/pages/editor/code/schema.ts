/** What a JSON Schema says of one place in a file: enough of the language for the schemas that we write ourselves. */

/** The part of JSON Schema that `rekindle schema` writes. */
export type Schema = {
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, Schema>>
  readonly anyOf?: readonly Schema[]
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly items?: Schema
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly default?: unknown
}

export type Path = readonly (string | number)[]

/** The names that are written in the object at the beginning of a path that is so long; none where there is no object. */
export type NamesAt = (depth: number) => readonly string[]

/**
 * Every shape a value may have at a path: references are followed, alternatives stand beside each other, each with the description nearest
 * to it. Of the alternatives for an object those remain that know all names written in it; where none does, all.
 */
export const shapesAt = (root: Schema, path: Path, namesAt: NamesAt): readonly Schema[] => {
  let shapes = alternatives(root, root)
  for (const [depth, part] of path.entries()) {
    shapes = fitting(
      shapes,
      namesAt(depth).filter((name) => name !== part),
    ).flatMap((shape) => {
      const child = childOf(shape, part)
      return child === null ? [] : alternatives(root, child)
    })
  }
  return fitting(shapes, namesAt(path.length))
}

/** What the schema says a place is for; null where it says nothing. */
export const descriptionAt = (root: Schema, path: Path, namesAt: NamesAt): string | null =>
  shapesAt(root, path, namesAt).find(({ description }) => description !== undefined)?.description ?? null

export type Field = { readonly name: string; readonly schema: Schema; readonly isRequired: boolean }

/** The fields an object at a path may have, those it must have first. */
export const fieldsAt = (root: Schema, path: Path, namesAt: NamesAt): readonly Field[] => {
  const fields = new Map<string, Field>()
  for (const { properties = {}, required = [] } of shapesAt(root, path, namesAt))
    for (const [name, schema] of Object.entries(properties))
      if (!fields.has(name)) fields.set(name, { name, schema: firstOf(root, schema), isRequired: required.includes(name) })
  return [...fields.values()].toSorted((a, b) => Number(b.isRequired) - Number(a.isRequired))
}

/** Values a place may have that can be listed: `enum`, `const`, true and false, null. */
export const valuesAt = (root: Schema, path: Path, namesAt: NamesAt): readonly (string | number | boolean | null)[] => {
  const values = shapesAt(root, path, namesAt).flatMap((shape): readonly unknown[] => [
    ...(shape.enum ?? []),
    ...('const' in shape ? [shape.const] : []),
    ...(isOfType(shape, 'boolean') ? [true, false] : []),
    ...(isOfType(shape, 'null') ? [null] : []),
  ])
  return [...new Set(values)].filter((value) => value === null || ['string', 'number', 'boolean'].includes(typeof value)) as readonly (
    | string
    | number
    | boolean
    | null
  )[]
}

/** What a value of a shape is written in: what stands before the cursor, and behind it. */
export const stubOf = (shape: Schema): readonly [string, string] => {
  if (isOfType(shape, 'object') || shape.properties !== undefined) return ['{ ', ' }']
  if (isOfType(shape, 'array')) return ['[', ']']
  const isText = isOfType(shape, 'string') || [...(shape.enum ?? []), shape.const].some((value) => typeof value === 'string')
  return isText ? ['"', '"'] : ['', '']
}

const isOfType = ({ type }: Schema, wanted: string): boolean =>
  typeof type === 'string' ? type === wanted : (type?.includes(wanted) ?? false)

/** Of several alternatives the first, described as the whole is. */
const firstOf = (root: Schema, schema: Schema): Schema => alternatives(root, schema)[0] ?? schema

const childOf = ({ properties, additionalProperties, items }: Schema, part: string | number): Schema | null => {
  if (typeof part === 'number') return items ?? null
  const own = properties !== undefined && Object.hasOwn(properties, part) ? properties[part] : undefined
  return own ?? (typeof additionalProperties === 'object' ? additionalProperties : null)
}

const alternatives = (root: Schema, schema: Schema, depth = 0): readonly Schema[] => {
  // A reference to itself and nothing else would never end.
  if (depth > REFERENCES_MAX) return []
  const described = (one: Schema): Schema => (schema.description === undefined ? one : { ...one, description: schema.description })
  if (schema.$ref !== undefined) {
    const referred = root.$defs?.[schema.$ref.slice('#/$defs/'.length)]
    return referred === undefined ? [] : alternatives(root, referred, depth + 1).map(described)
  }
  if (schema.anyOf !== undefined) return schema.anyOf.flatMap((one) => alternatives(root, one, depth + 1)).map(described)
  return [schema]
}

const REFERENCES_MAX = 16

const fitting = (shapes: readonly Schema[], names: readonly string[]): readonly Schema[] => {
  const known = shapes.filter(({ properties = {}, additionalProperties }) =>
    names.every((name) => Object.hasOwn(properties, name) || (additionalProperties !== false && additionalProperties !== undefined)),
  )
  return known.length === 0 ? shapes : known
}
