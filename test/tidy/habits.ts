/** Habits of every file: its length, what it leaves unfinished, what it betrays about the machine it was written on. */
import { isNode, lineOf, type Node, propertyOf, identifierOf, type Source } from './source.ts'
import type { Finding, Tree } from './tree.ts'

const FILE_LINES_MAX = 300
const FUNCTION_LINES_MAX = 60

/** A file is one room, a function one screen. Tests are tables and may be longer. */
export const sizes = ({ sources }: Tree): readonly Finding[] =>
  sources
    .filter(({ path }) => !path.startsWith('test/'))
    .flatMap((source) => {
      const { path, text, nodes } = source
      const lines = text.trimEnd().split('\n').length
      const file =
        lines > FILE_LINES_MAX
          ? [
              {
                rule: 'sizes',
                path,
                line: lines,
                problem: `${lines} lines`,
                instead: `${FILE_LINES_MAX} at most: what is the second thing it knows?`,
              },
            ]
          : []
      return [...file, ...nodes.filter(isFunction).flatMap((node) => functionSize(source, node))]
    })

/** Nothing focused, nothing skipped without a reason, nothing left to do that stands only in a comment. */
export const unfinished = ({ sources }: Tree): readonly Finding[] =>
  sources.flatMap((source) => {
    const { path, text, nodes, comments } = source
    const notes = comments
      .filter((comment) => MARKS.test(comment.text))
      .map(({ line }) => ({
        rule: 'unfinished',
        path,
        line,
        problem: 'a note of something left to do',
        instead: 'do it, or open an issue and name it here as known debt',
      }))
    const tests = nodes.flatMap((node) => {
      const problem = testProblem(node, path)
      if (problem === null) return []
      const line = lineOf(text, node.start)
      if (problem.mayHaveReason && hasReason(source, line)) return []
      return [{ rule: 'unfinished', path, line, problem: problem.what, instead: problem.instead }]
    })
    return [...notes, ...tests]
  })

/** `import * as z from 'zod'`: the named import drags in every locale. */
export const zod = ({ sources }: Tree): readonly Finding[] =>
  sources.flatMap(({ path, nodes, text }) =>
    nodes.flatMap((node) => {
      const isZod = node.type === 'ImportDeclaration' && isNode(node.source) && /^zod(\/|$)/.test(String(node.source.value))
      if (!isZod || (node.specifiers as Node[]).every(({ type }) => type === 'ImportNamespaceSpecifier')) return []
      const problem = 'zod by name: 454 kB with every locale, against 90 kB'
      return [{ rule: 'zod', path, line: lineOf(text, node.start), problem, instead: "import * as z from 'zod'" }]
    }),
  )

/** Files must parse; what does not is invisible to every other rule. */
export const parsed = ({ sources }: Tree): readonly Finding[] =>
  sources.flatMap(({ path, syntaxErrors }) =>
    syntaxErrors.map((problem) => ({ rule: 'parsed', path, line: 1, problem, instead: 'mend the syntax' })),
  )

const HOME_FOLDERS = ['home', 'root', 'Users', 'work', 'farm', 'workspace']
const MACHINE_PATH = new RegExp(`(?<![\\w.\\-/])/(?:${HOME_FOLDERS.join('|')})/[\\w.-]`)
const TEMPORARY_PATH = /(?<![\w.\-/])\/tmp\/[\w.-]/
const HOST = /\b(?:registry|deb|packages?)\.[a-z]+(?:\.[a-z]+)*\.(?:org|com|io|dev|net)\b/

/** What is committed works on every machine and names none. */
export const machines = ({ files }: Tree): readonly Finding[] =>
  files.flatMap(({ path, text }) => {
    const isProse = path.endsWith('.md')
    return text.split('\n').flatMap((line, index) => {
      const here = { rule: 'machines', path, line: index + 1 }
      const found: Finding[] = []
      const absolute = MACHINE_PATH.test(line) || (!isProse && TEMPORARY_PATH.test(line))
      if (absolute)
        found.push({ ...here, problem: 'a path of one machine', instead: 'a path relative to the file, or mkdtemp in os.tmpdir()' })
      if (HOST.test(line))
        found.push({ ...here, problem: 'the host of a package registry', instead: "leave it to the reader's npm settings" })
      if (path === 'package-lock.json' && /^\s*"resolved": "https?:/.test(line)) {
        found.push({ ...here, problem: 'a download address', instead: 'regenerate with the settings in .npmrc, which leave them out' })
      }
      return found
    })
  })

/** Real data sets are for checking, never for shipping; and what we install is said exactly. */
export const shipped = ({ files }: Tree): readonly Finding[] => [
  ...files
    .filter(({ path }) => /\.jsonl\.gz$|(^|\/)(cdnow|hillstrom)[._].*\.(csv|txt|json)$/i.test(path))
    .map(({ path }) => ({
      rule: 'shipped',
      path,
      line: 1,
      problem: 'a data set of others',
      instead: 'read it from the folder the test is given, and generate a small one for what is committed',
    })),
  ...inexactVersions(files.find(({ path }) => path === 'package.json')?.text ?? '{}'),
]

const inexactVersions = (text: string): readonly Finding[] => {
  const { dependencies, devDependencies } = JSON.parse(text) as Record<string, Record<string, string> | undefined>
  return Object.entries({ ...dependencies, ...devDependencies })
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => ({
      rule: 'shipped',
      path: 'package.json',
      line: 1,
      problem: `${name} is asked for as ${version}`,
      instead: 'npm install --save-exact',
    }))
}

const isFunction = ({ type, body }: Node): boolean =>
  (type === 'ArrowFunctionExpression' || type === 'FunctionExpression' || type === 'FunctionDeclaration') && isNode(body)

const functionSize = ({ path, text }: Source, node: Node): readonly Finding[] => {
  const [first, last] = [lineOf(text, node.start), lineOf(text, node.end)]
  const lines = last - first + 1
  if (lines <= FUNCTION_LINES_MAX) return []
  const instead = `${FUNCTION_LINES_MAX} at most: keep the branches, move the computations out`
  return [{ rule: 'sizes', path, line: first, problem: `a function of ${lines} lines`, instead }]
}

/** Written apart, so that a plain search for them finds only what is unfinished. */
const MARKS = new RegExp(`\\b(${['TO-DO', 'FIX-ME', 'XX-X'].map((mark) => mark.replace('-', '')).join('|')})\\b`)
const RUNNERS = ['it', 'test', 'describe', 'suite']
/** `skipIf` and `runIf` state their condition, which is their reason. */
const SKIPS = ['skip', 'todo', 'fails']

type TestProblem = { readonly what: string; readonly instead: string; readonly mayHaveReason: boolean }

const testProblem = (node: Node, path: string): TestProblem | null => {
  if (path.startsWith('test/') && skipsWithoutReason(node)) {
    return { what: 'skip() without a reason', instead: 'say why, as its argument', mayHaveReason: false }
  }
  if (node.type !== 'MemberExpression' || !RUNNERS.includes(runnerOf(node))) return null
  const property = propertyOf(node) ?? ''
  if (property === 'only') return { what: 'only: the rest of the file does not run', instead: 'take it out', mayHaveReason: false }
  if (!SKIPS.includes(property)) return null
  return { what: `${property} without a reason`, instead: 'say why in the line above: `// skipped because …`', mayHaveReason: true }
}

/** `it` of `it.concurrent.only`. */
const runnerOf = (member: Node): string => {
  const { object } = member
  if (isNode(object) && object.type === 'MemberExpression') return runnerOf(object)
  return identifierOf(object) ?? ''
}

/** `context.skip()` inside a test takes the reason as an argument. */
const skipsWithoutReason = (node: Node): boolean => {
  if (node.type !== 'CallExpression' || (node.arguments as unknown[]).length > 0 || !isNode(node.callee)) return false
  return node.callee.type === 'MemberExpression' ? propertyOf(node.callee) === 'skip' : identifierOf(node.callee) === 'skip'
}

const hasReason = ({ comments }: Source, line: number): boolean =>
  comments.some((comment) => (comment.line === line || comment.line === line - 1) && /\bbecause\b/.test(comment.text))
