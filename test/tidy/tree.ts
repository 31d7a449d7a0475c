/** The files of the project as the rules see them. Rules are pure over this, so that each is tested with files that exist nowhere. */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type File, type Source, sourceOf } from './source.ts'

export type Tree = {
  readonly files: readonly File[]
  readonly sources: readonly Source[]
  readonly sourceAt: ReadonlyMap<string, Source>
}

/** What is wrong, where, and what to write in its place. */
export type Finding = {
  readonly rule: string
  readonly path: string
  readonly line: number
  readonly problem: string
  readonly instead: string
}

export const treeOf = (files: readonly File[]): Tree => {
  const sources = files.filter(({ path }) => /\.tsx?$/.test(path)).map(sourceOf)
  return { files, sources, sourceAt: new Map(sources.map((source) => [source.path, source])) }
}

const READ_BYTES_MAX = 1_000_000

/** Every file that is or would be committed. Large and binary ones are named, not read. */
export const readTree = (root: string): readonly File[] =>
  [...new Set(committed(root) ?? walked(root))].sort().flatMap((path) => {
    const found = statSync(join(root, path), { throwIfNoEntry: false })
    if (found === undefined || !found.isFile()) return []
    const text = found.size > READ_BYTES_MAX ? '' : readFileSync(join(root, path), 'utf8')
    return [{ path, text: text.includes('\0') ? '' : text }]
  })

/** What git tracks, and what it would pick up; null where there is no git. */
const committed = (root: string): readonly string[] | null => {
  const listing = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8' })
  return listing.status === 0 ? listing.stdout.split('\0').filter((path) => path !== '') : null
}

const NOT_OURS = /^(\.git|node_modules|coverage|dist|\.rekindle|\.mutants)(\/|$)/

const walked = (root: string): readonly string[] =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !NOT_OURS.test(path))
