/** What nothing needs: files no entry leads to, exports nobody imports, entry files that do not first ask which Node runs them. */
import { posix } from 'node:path'
import { type Source, stringOf } from './source.ts'
import type { Finding, Tree } from './tree.ts'

const GUARD = 'shared/kernel/require-node-24.ts'

/** Where reading starts, apart from what the scripts of package.json and the app of cdk.json name. */
const ENTRIES: readonly RegExp[] = [
  /^[^/]+\.config\.ts$/,
  /^test\/.+\.test\.ts$/,
  /^functions\/[^/]+\/(main|handler)\.ts$/,
  /^functions\/stubs\/[^/]+\.ts$/,
  /^console\/main\.tsx$/,
  /^console\/[^/]+\.config\.ts$/,
  /^sdk\/index\.ts$/,
]

/** Layers whose exports must have a reader; tests count as readers, and so does the next part of the project only once it is there. */
const EXPORTS_READ = ['shared/', 'local/', 'cli/', 'functions/']

/** Read by Lambda; and by libraries, in bundles, instead of files of their own. */
const READ_FROM_OUTSIDE: readonly RegExp[] = [/^functions\/[^/]+\/main\.ts$/, /^functions\/stubs\//]

/** Every file is an entry, or something an entry leads to. */
export const reached = (tree: Tree): readonly Finding[] => {
  const seen = new Set<string>()
  const visit = (path: string): void => {
    const source = tree.sourceAt.get(path)
    if (source === undefined || seen.has(path)) return
    seen.add(path)
    for (const { target } of source.imports) if (target !== null) visit(target)
    for (const named of filesNamedIn(source, tree)) visit(named)
  }
  for (const { path } of tree.sources) if (ENTRIES.some((entry) => entry.test(path))) visit(path)
  for (const { path } of scripts(tree)) visit(path)
  return tree.sources
    .filter(({ path }) => !seen.has(path))
    .map(({ path }) => ({
      rule: 'reached',
      path,
      line: 1,
      problem: 'no entry file, test or script leads to this file',
      instead: 'import it where it is needed, name it in a script, or delete it',
    }))
}

/** Every export is imported somewhere. A type may stand for its own file's sake; a value may not. */
export const exportsRead = (tree: Tree): readonly Finding[] => {
  const taken = takenExports(tree)
  return tree.sources
    .filter(({ path }) => EXPORTS_READ.some((folder) => path.startsWith(folder)) && !READ_FROM_OUTSIDE.some((one) => one.test(path)))
    .flatMap(({ path, exports }) =>
      exports
        .filter(({ name, isType, usedInside }) => name !== '*' && !taken.has(`${path}#${name}`) && !(isType && usedInside))
        .map(({ name, usedInside, line }) => ({
          rule: 'exports-read',
          path,
          line,
          problem: `nothing imports ${name}`,
          instead: usedInside ? 'drop the word `export`' : 'delete it, or import what it is for',
        })),
    )
}

/** An old Node must say what is missing and how to mend it, before it fails at something else. */
export const guarded = (tree: Tree): readonly Finding[] =>
  scripts(tree).flatMap(({ path, script }) => {
    const source = tree.sourceAt.get(path)
    if (source === undefined) {
      const problem = `the script \`${script}\` names ${path}, which is not there`
      return [{ rule: 'guarded', path: 'package.json', line: 1, problem, instead: 'write the file, or take the script out' }]
    }
    const [first] = source.root.body as readonly { type: string; source?: unknown }[]
    const specifier = first?.type === 'ImportDeclaration' ? stringOf(first.source) : null
    if (specifier !== null && posix.join(posix.dirname(path), specifier) === GUARD) return []
    const instead = `begin with \`import '${relative(path, GUARD)}'\``
    return [{ rule: 'guarded', path, line: 1, problem: 'this entry file does not first check which Node runs it', instead }]
  })

/** The `.ts` files that package.json's scripts and cdk.json's app hand to node. */
const scripts = ({ files }: Tree): readonly { readonly path: string; readonly script: string }[] => {
  const text = (path: string): string => files.find((file) => file.path === path)?.text ?? '{}'
  const named = (JSON.parse(text('package.json')) as { scripts?: Record<string, string> }).scripts ?? {}
  const app = (JSON.parse(text('cdk.json')) as { app?: string }).app
  return Object.entries({ ...named, ...(app === undefined ? {} : { 'cdk app': app }) }).flatMap(([script, command]) =>
    [...command.matchAll(/\bnode (?:--\S+ )*([\w./-]+\.ts)\b/g)].map((match) => ({ path: posix.normalize(match[1] as string), script })),
  )
}

/** Files a source names in a string, as workers, child processes and settings do. */
const filesNamedIn = ({ path, nodes }: Source, { sourceAt }: Tree): readonly string[] =>
  nodes.flatMap((node) => {
    const text = stringOf(node)
    if (text === null || !text.endsWith('.ts')) return []
    return [posix.normalize(text), posix.join(posix.dirname(path), text)].filter((candidate) => sourceAt.has(candidate))
  })

const takenExports = ({ sources, sourceAt }: Tree): ReadonlySet<string> => {
  const taken = new Set<string>()
  const take = (path: string, name: string): void => {
    const key = `${path}#${name}`
    if (taken.has(key)) return
    taken.add(key)
    for (const { name: outer, from } of sourceAt.get(path)?.exports ?? []) {
      if (from === null || from.target === null) continue
      if (outer === '*') take(from.target, name)
      else if (outer === name) take(from.target, from.name)
    }
  }
  for (const { imports } of sources) {
    for (const { target, names } of imports) {
      if (target === null) continue
      for (const name of names === 'all' ? exportedNames(target, sourceAt) : names) take(target, name)
    }
  }
  return taken
}

const exportedNames = (path: string, sourceAt: Tree['sourceAt']): readonly string[] =>
  (sourceAt.get(path)?.exports ?? []).flatMap(({ name, from }) =>
    name === '*' && from !== null && from.target !== null ? exportedNames(from.target, sourceAt) : [name],
  )

const relative = (from: string, to: string): string => {
  const path = posix.relative(posix.dirname(from), to)
  return path.startsWith('.') ? path : `./${path}`
}
