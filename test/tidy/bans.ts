/** What pure code may not touch: clocks, chance, the environment, the network, waiting. Found in the syntax tree, so prose may name them. */
import { identifierOf, isNode, lineOf, type Node, propertyOf, stringOf } from './source.ts'
import type { Finding, Tree } from './tree.ts'

type Ban = {
  readonly where: readonly string[]
  /** What was found, in the words of the code; null when the node is innocent. */
  readonly find: (node: Node) => string | null
  readonly instead: string
}

const PURE = ['shared/kernel/', 'shared/domain/']
const DOMAIN = ['shared/domain/']
const FLOW = ['shared/flow/']

/** The one pure-looking file that must ask which Node runs it, before anything else does. */
const EXEMPT = ['shared/kernel/require-node-24.ts']

const TIMERS = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask']
const LOCAL_ZONE =
  /^(toLocale(Date|Time)?String|toDateString|toTimeString|getTimezoneOffset|[gs]et(FullYear|Month|Date|Day|Hours|Minutes|Seconds))$/

const clock = (node: Node): string | null => {
  if (isMember(node, 'Date', 'now')) return 'Date.now'
  if (isMember(node, 'performance')) return 'performance'
  if (isMember(node, 'Temporal', 'Now')) return 'Temporal.Now'
  if (node.type === 'NewExpression' && identifierOf(node.callee) === 'Date' && argumentsOf(node).length === 0) return 'new Date()'
  return isCall(node, ['Date']) ? 'Date()' : null
}

const chance = (node: Node): string | null => {
  if (isMember(node, 'Math', 'random')) return 'Math.random'
  if (isMember(node, 'crypto')) return 'crypto'
  if (node.type !== 'ImportDeclaration' || !/^(node:)?crypto$/.test(stringOf(node.source) ?? '')) return null
  const names = (node.specifiers as readonly Node[]).map(({ imported }) => identifierOf(imported) ?? 'crypto')
  return names.find((name) => /^(random|webcrypto|crypto$|getRandom|generate)/.test(name)) ?? null
}

const environment = (node: Node): string | null =>
  ['process', 'globalThis'].find((name) => isMember(node, name)) ?? (isMember(node, 'import.meta') ? 'import.meta' : null)

const waiting = (node: Node): string | null => {
  if (node.type === 'AwaitExpression') return 'await'
  if (node.type === 'ForOfStatement' && node.await === true) return 'for await'
  if (isFunction(node) && node.async === true) return 'async'
  return identifierOf(node) === 'Promise' ? 'Promise' : null
}

const localZone = (node: Node): string | null => {
  const name = node.type === 'MemberExpression' ? propertyOf(node) : null
  if (name !== null && LOCAL_ZONE.test(name)) return `.${name}`
  return node.type === 'NewExpression' && identifierOf(node.callee) === 'Date' && argumentsOf(node).length > 1 ? 'new Date(year, …)' : null
}

const code = (node: Node): string | null => {
  if (isCall(node, ['eval', 'Function'])) return identifierOf(node.callee)
  return node.type === 'NewExpression' && identifierOf(node.callee) === 'Function' ? 'new Function' : null
}

const called =
  (names: readonly string[]) =>
  (node: Node): string | null =>
    isCall(node, names) ? identifierOf(node.callee) : null

const BANS: readonly Ban[] = [
  { where: PURE, find: clock, instead: 'take the instant as the last argument: `now: EpochMs`' },
  { where: FLOW, find: clock, instead: 'ask the clock port (shared/ports/clock.ts)' },
  { where: PURE, find: chance, instead: 'derive it from the input (digestOf, bucketOf), or take a seeded Random as an argument' },
  { where: FLOW, find: chance, instead: 'derive it from the input (digestOf, bucketOf), so that a retry yields the same' },
  { where: PURE, find: environment, instead: 'take the value as an argument; wiring files read the environment' },
  { where: PURE, find: called(TIMERS), instead: 'return the instant at which to look again; the customer has one dueAt' },
  { where: PURE, find: called(['fetch', 'require']), instead: 'return a message; only the flow lets anything leave' },
  { where: PURE, find: code, instead: 'compile to data and interpret that (shared/domain/conditions)' },
  { where: PURE, find: localZone, instead: 'use the UTC method, or take an IANA zone as an argument' },
  { where: DOMAIN, find: waiting, instead: 'keep it synchronous: what must be loaded is loaded before `decide`, and passed in' },
]

/** Pure code reads no clock, chance, environment or network, and does not wait. */
export const bans = ({ sources }: Tree): readonly Finding[] =>
  sources.flatMap(({ path, text, nodes }) => {
    const binding = BANS.filter(({ where }) => where.some((folder) => path.startsWith(folder)))
    if (binding.length === 0 || EXEMPT.includes(path)) return []
    return nodes.flatMap((node) =>
      binding.flatMap(({ find, instead }) => {
        const found = find(node)
        return found === null
          ? []
          : [{ rule: 'bans', path, line: lineOf(text, node.start), problem: `${found} in ${folderOf(path)}`, instead }]
      }),
    )
  })

const folderOf = (path: string): string => path.split('/').slice(0, 2).join('/')

const isMember = (node: Node, object: string, property?: string): boolean => {
  if (node.type !== 'MemberExpression') return false
  const name = isNode(node.object) && node.object.type === 'MetaProperty' ? 'import.meta' : identifierOf(node.object)
  return name === object && (property === undefined || propertyOf(node) === property)
}

const isCall = (node: Node, names: readonly string[]): boolean =>
  node.type === 'CallExpression' && names.includes(identifierOf(node.callee) ?? '')

const argumentsOf = (node: Node): readonly unknown[] => node.arguments as readonly unknown[]

const isFunction = ({ type }: Node): boolean =>
  type === 'ArrowFunctionExpression' || type === 'FunctionExpression' || type === 'FunctionDeclaration'
