/** The habits of this project that a machine can check. Each rule is a pure function of the files, in memory or on disk. */
import { bans } from './bans.ts'
import { machines, parsed, shipped, sizes, unfinished, zod } from './habits.ts'
import { cycles, features, layers, wiring } from './layers.ts'
import { exportsRead, guarded, reached } from './reach.ts'
import type { File } from './source.ts'
import { type Finding, type Tree, treeOf } from './tree.ts'

export const RULES: Readonly<Record<string, (tree: Tree) => readonly Finding[]>> = {
  parsed,
  layers,
  wiring,
  features,
  cycles,
  bans,
  reached,
  'exports-read': exportsRead,
  guarded,
  sizes,
  unfinished,
  zod,
  machines,
  shipped,
}

/** Everything untidy in these files, in the order of the rules. */
export const tidy = (files: readonly File[]): readonly Finding[] => {
  const tree = treeOf(files)
  return Object.values(RULES).flatMap((rule) => rule(tree))
}

/** One line a reader can act on: where, which rule, what, and what instead. */
export const sentence = ({ rule, path, line, problem, instead }: Finding): string => `${path}:${line} [${rule}] ${problem}; ${instead}`
