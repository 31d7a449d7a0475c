/** What the tidy rules know of a file: its imports, exports, comments and syntax tree, read by the parser that vitest brings along. */
import { posix } from 'node:path'
import { parseSync } from 'rolldown/utils'

export type File = { readonly path: string; readonly text: string }

export type Import = {
  readonly specifier: string
  /** Path inside the project; null for a package. */
  readonly target: string | null
  /** Names as the other file exports them; `all` when it cannot be told which. */
  readonly names: readonly string[] | 'all'
  readonly typeOnly: boolean
  /** Nothing but types and constants in capitals: knows what things are called, and calls nothing. */
  readonly wordsOnly: boolean
  readonly line: number
}

/** `from` is set on `export { name as … } from`, and its name is `*` on `export * from`. */
export type Export = {
  readonly name: string
  readonly isType: boolean
  readonly from: { readonly target: string | null; readonly name: string } | null
  readonly usedInside: boolean
  readonly line: number
}

export type Node = { readonly type: string; readonly start: number; readonly end: number; readonly [key: string]: unknown }

export type Source = File & {
  readonly root: Node
  readonly nodes: readonly Node[]
  readonly imports: readonly Import[]
  readonly exports: readonly Export[]
  readonly comments: readonly { readonly text: string; readonly line: number }[]
  readonly syntaxErrors: readonly string[]
}

/** Reads one TypeScript file. Comments and strings are told apart from code by a real parser, so they trigger no ban. */
export const sourceOf = (file: File): Source => {
  const { program, module, comments, errors } = parseSync(file.path, file.text)
  const root = program as unknown as Node
  const nodes: Node[] = []
  collect(root, nodes)
  const uses = countIdentifiers(nodes)
  const line = (offset: number): number => lineOf(file.text, offset)

  const imports: Import[] = module.staticImports.map((statement) => ({
    specifier: statement.moduleRequest.value,
    target: targetOf(file.path, statement.moduleRequest.value),
    names: statement.entries.some(({ importName }) => importName.kind === 'NamespaceObject')
      ? namesThrough(nodes, statement.entries[0]?.localName.value ?? '')
      : statement.entries.map(({ importName }) => importName.name ?? 'default'),
    typeOnly: statement.entries.length > 0 && statement.entries.every(({ isType }) => isType),
    wordsOnly: statement.entries.length > 0 && statement.entries.every(({ isType, importName }) => isType || isConstant(importName.name)),
    line: line(statement.start),
  }))
  const exports: Export[] = []
  for (const entry of module.staticExports.flatMap(({ entries }) => entries)) {
    const name = entry.exportName.name ?? (entry.exportName.kind === 'Default' ? 'default' : '*')
    const specifier = entry.moduleRequest?.value ?? null
    const target = specifier === null ? null : targetOf(file.path, specifier)
    const inner = entry.importName.name ?? '*'
    exports.push({
      name,
      isType: entry.isType || isTypeDeclaration(root, entry.localName.name),
      from: specifier === null ? null : { target, name: inner },
      usedInside: (uses.get(entry.localName.name ?? name) ?? 0) > 1,
      line: line(entry.start),
    })
    if (specifier !== null)
      imports.push({ specifier, target, names: [], typeOnly: entry.isType, wordsOnly: entry.isType, line: line(entry.start) })
  }
  for (const found of dynamicImports(nodes)) {
    imports.push({ ...found, target: targetOf(file.path, found.specifier), line: line(found.start) })
  }
  return {
    ...file,
    root,
    nodes,
    imports,
    exports,
    comments: comments.map(({ value, start }) => ({ text: value, line: line(start) })),
    syntaxErrors: errors.map(({ message }) => message),
  }
}

/** The 1-based line that holds an offset. */
export const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'

/** The name of an identifier, null of anything else. */
export const identifierOf = (value: unknown): string | null =>
  isNode(value) && value.type === 'Identifier' ? (value.name as string) : null

/** `now` of both `Date.now` and `Date['now']`. */
export const propertyOf = (member: Node): string | null => {
  const property = member.property
  if (member.computed !== true) return identifierOf(property)
  return isNode(property) && property.type === 'Literal' ? String(property.value) : null
}

/** The text of a string literal, null of anything else. */
export const stringOf = (value: unknown): string | null =>
  isNode(value) && value.type === 'Literal' && typeof value.value === 'string' ? value.value : null

const isConstant = (name: string | null | undefined): boolean => /^[A-Z][A-Z0-9_]*$/.test(name ?? '')

const targetOf = (path: string, specifier: string): string | null =>
  specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : null

const collect = (node: Node, into: Node[]): void => {
  into.push(node)
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) collect(item, into)
    } else if (isNode(value)) collect(value, into)
  }
}

const countIdentifiers = (nodes: readonly Node[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const node of nodes) {
    const name = identifierOf(node)
    if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}

/** What a file takes of a namespace it imports whole: `limits.STEPS_MAX` takes one name, `Object.keys(limits)` takes all. */
const namesThrough = (nodes: readonly Node[], local: string): readonly string[] | 'all' => {
  const names: string[] = []
  let mentions = 0
  for (const node of nodes) {
    if (identifierOf(node) === local) mentions += 1
    if (node.type === 'MemberExpression' && identifierOf(node.object) === local) names.push(propertyOf(node) ?? '')
    if (node.type === 'TSQualifiedName' && identifierOf(node.left) === local) names.push(identifierOf(node.right) ?? '')
  }
  const declaration = 1
  return mentions - declaration === names.length ? names : 'all'
}

const dynamicImports = (nodes: readonly Node[]): (Omit<Import, 'target' | 'line'> & { start: number })[] =>
  nodes.flatMap((node) => {
    if (node.type !== 'ImportExpression' && node.type !== 'TSImportType') return []
    const specifier = stringOf(node.source)
    if (specifier === null) return []
    const name = identifierOf(node.qualifier)
    const typeOnly = node.type === 'TSImportType'
    return [{ specifier, names: name === null ? 'all' : [name], typeOnly, wordsOnly: typeOnly, start: node.start }]
  })

const isTypeDeclaration = (root: Node, name: string | null | undefined): boolean =>
  (root.body as Node[]).some((statement) => {
    const declaration = isNode(statement.declaration) ? statement.declaration : statement
    const isType = declaration.type === 'TSTypeAliasDeclaration' || declaration.type === 'TSInterfaceDeclaration'
    return isType && identifierOf(declaration.id) === name
  })
