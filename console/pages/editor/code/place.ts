/** Where in a file somebody stands, and what is written around there. Reads what is not finished yet. */
import { findNodeAtLocation, getLocation, type Node, parseTree } from 'jsonc-parser'
import type { NamesAt, Path } from './schema.ts'

export type FilePlace = {
  /** Of the field or entry that stands there; of a name that is being written, its object. */
  readonly path: Path
  /** A name is written there, or may be. */
  readonly isName: boolean
  /** What is written there already, with its quotes; null: nothing. */
  readonly written: { readonly from: number; readonly to: number; readonly text: string } | null
  readonly namesAt: NamesAt
  /** The whole file as far as it can be read. */
  readonly root: Node | null
}

export const placeAt = (text: string, offset: number): FilePlace => {
  const { path, isAtPropertyKey, previousNode } = getLocation(text, offset)
  const root = parseTree(text, [], { allowTrailingComma: true }) ?? null
  const whole = isAtPropertyKey ? path.slice(0, -1) : path
  const isInside = previousNode !== undefined && previousNode.offset < offset && offset <= previousNode.offset + previousNode.length
  const written = isInside ? { from: previousNode.offset, to: previousNode.offset + previousNode.length } : null
  return {
    path: whole,
    isName: isAtPropertyKey,
    written: written === null ? null : { ...written, text: text.slice(written.from, written.to) },
    namesAt: (depth) => namesIn(root, whole.slice(0, depth)),
    root,
  }
}

const namesIn = (root: Node | null, path: Path): readonly string[] => {
  const node = root === null ? undefined : findNodeAtLocation(root, [...path])
  return node?.type === 'object' ? (node.children ?? []).flatMap(({ children }) => [String(children?.[0]?.value ?? '')]) : []
}

/** The plain value at a path; undefined where none is. */
export const valueIn = (root: Node | null, path: Path): unknown => {
  const node = root === null ? undefined : findNodeAtLocation(root, [...path])
  return node?.children === undefined ? node?.value : node.children.map((child) => child.value)
}

/** The names of the variants that the file compares. */
export const variantsIn = (root: Node | null): readonly string[] => {
  const variants = root === null ? undefined : findNodeAtLocation(root, ['experiment', 'variants'])
  return (variants?.children ?? []).flatMap((variant) => {
    const name = findNodeAtLocation(variant, ['name'])?.value
    return typeof name === 'string' ? [name] : []
  })
}

/** Where a value at a path of the file stands, with its quotes; null: it is not there. */
export const rangeOf = (text: string, path: Path): { readonly from: number; readonly to: number } | null => {
  const root = parseTree(text, [], { allowTrailingComma: true })
  const node = root === undefined ? undefined : findNodeAtLocation(root, [...path])
  return node === undefined ? null : { from: node.offset, to: node.offset + node.length }
}
