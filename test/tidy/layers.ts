/** Who may import whom: the import rules of the architecture as a table, and the features of the domain among themselves. */
import { posix } from 'node:path'
import { cyclesIn, type Edge } from './cycles.ts'
import type { Import, Source } from './source.ts'
import type { Finding, Tree } from './tree.ts'

/** `words`: types and constants in capitals. Adapters name what the domain names, and decide nothing. */
type Access = 'any' | 'words'
type Layer = {
  readonly at: string
  /** Layers it may import; null for those that may import anything. */
  readonly may: Readonly<Record<string, Access>> | null
  /** Packages it may not import, with what to do instead. */
  readonly packages: (specifier: string, path: string) => string | null
}

const AWS = /^(@aws-sdk|@smithy|@middy|aws-|@types\/aws)/
const OUTSIDE = /^node:(child_process|cluster|dgram|dns|fs|http|https|http2|net|os|process|readline|sqlite|timers|tls|worker_threads)\b/

const free = (): null => null
const noPackages = (specifier: string): string =>
  `nothing outside the project is imported here; pass what ${specifier} gives as an argument`
const noAws = (specifier: string): string | null =>
  AWS.test(specifier) ? 'the AWS SDK stands in shared/adapters, functions and infra alone; use a port' : null
/** Requests to a deployed system are signed with its caller's own credentials. */
const remoteAws = (specifier: string, path: string): string | null => (path.startsWith('cli/remote/') ? null : noAws(specifier))
const inBrowsersToo = (specifier: string): string | null =>
  specifier.startsWith('node:') ? 'this layer also runs in a browser; take the value as an argument' : noAws(specifier)
const throughPorts = (specifier: string): string | null =>
  OUTSIDE.test(specifier)
    ? 'the flow reaches the world through shared/ports; add a port and implement it in shared/adapters'
    : noAws(specifier)
/** Hashes, keyed and not, and the spelling of domains: pure functions that Node brings along. */
const KERNEL_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'shared/kernel/digest.ts': ['node:crypto'],
  'shared/kernel/keyed.ts': ['node:crypto', 'node:url'],
  'shared/kernel/sealed.ts': ['node:crypto'],
}
const kernelPackages = (specifier: string, path: string): string | null =>
  KERNEL_PACKAGES[path]?.includes(specifier) === true ? null : noPackages(specifier)
const domainPackages = (specifier: string, path: string): string | null =>
  specifier.startsWith('@stdlib/') && path.startsWith('shared/domain/statistics/') ? null : noPackages(specifier)

const FLOW: Readonly<Record<string, Access>> = { kernel: 'any', domain: 'any', contract: 'any', ports: 'any', flow: 'any' }

const LAYERS: Readonly<Record<string, Layer>> = {
  kernel: { at: 'shared/kernel/', may: { kernel: 'any' }, packages: kernelPackages },
  domain: { at: 'shared/domain/', may: { kernel: 'any', domain: 'any' }, packages: domainPackages },
  contract: { at: 'shared/contract/', may: { kernel: 'any', domain: 'any', contract: 'any' }, packages: inBrowsersToo },
  ports: { at: 'shared/ports/', may: { kernel: 'any', domain: 'any', ports: 'any' }, packages: noPackages },
  flow: { at: 'shared/flow/', may: FLOW, packages: throughPorts },
  adapters: {
    at: 'shared/adapters/',
    may: { kernel: 'any', domain: 'words', contract: 'any', ports: 'any', adapters: 'any' },
    packages: free,
  },
  functions: { at: 'functions/', may: { ...FLOW, adapters: 'any', functions: 'any' }, packages: free },
  local: { at: 'local/', may: { ...FLOW, adapters: 'any', local: 'any', examples: 'any' }, packages: noAws },
  cli: { at: 'cli/', may: { ...FLOW, adapters: 'any', local: 'any', examples: 'any', cli: 'any' }, packages: remoteAws },
  infra: { at: 'infra/', may: { infra: 'any' }, packages: free },
  console: { at: 'console/', may: { kernel: 'any', contract: 'any', console: 'any' }, packages: inBrowsersToo },
  sdk: { at: 'sdk/', may: { kernel: 'any', contract: 'any', sdk: 'any' }, packages: free },
  examples: { at: 'examples/', may: { kernel: 'any', contract: 'any', sdk: 'any', examples: 'any' }, packages: noAws },
  bench: { at: 'bench/', may: null, packages: free },
  test: { at: 'test/', may: null, packages: free },
}

/** Names, limits, which functions there are and what they measure, what we publish, and under which keys the table's rows lie: policies name those. */
const INFRA_READS = [
  'shared/kernel/require-node-24.ts',
  'shared/kernel/names.ts',
  'shared/kernel/limits.ts',
  'shared/kernel/limits-aws.ts',
  'functions/functions.ts',
  'functions/metrics.ts',
  'shared/contract/published-schema.ts',
  'shared/adapters/dynamo/layout.ts',
]

/** What editors complete by, the console's own among them: generated from the contract. */
const CONSOLE_READS = ['schemas/campaign.schema.json']

const READS: Readonly<Record<string, readonly string[]>> = { infra: INFRA_READS, console: CONSOLE_READS }

/** Every import keeps to the table above. */
export const layers = ({ sources }: Tree): readonly Finding[] =>
  sources.flatMap((source) => {
    const from = layerOf(source.path)
    if (from === null) return source.path.includes('/') ? [unplaced(source)] : []
    return source.imports.flatMap((found) => {
      const forbidden = found.target === null ? LAYERS[from]?.packages(found.specifier, source.path) : forbiddenImport(from, found)
      if (forbidden === null || forbidden === undefined) return []
      return [finding('layers', source, found, `${from} imports ${found.target ?? found.specifier}`, forbidden)]
    })
  })

/** Adapters are constructed in wiring files and nowhere else; the rest sees ports. */
export const wiring = ({ sources }: Tree): readonly Finding[] =>
  sources.flatMap((source) => {
    const from = layerOf(source.path) ?? ''
    if (!['functions', 'local', 'cli'].includes(from) || isWiring(source.path)) return []
    return source.imports
      .filter(({ target, typeOnly }) => target?.startsWith('shared/adapters/') === true && !typeOnly)
      .map((found) =>
        finding(
          'wiring',
          source,
          found,
          `${found.target} is imported outside a wiring file`,
          `construct it in ${from === 'functions' ? "the function's main.ts" : `a wiring.ts of ${from}/`} and pass the port on`,
        ),
      )
  })

/** Only `shared/domain/customer` knows all features; statistics know nobody. */
export const features = ({ sources }: Tree): readonly Finding[] =>
  sources.flatMap((source) => {
    const own = featureOf(source.path)
    if (own === null || own === 'customer') return []
    return source.imports.flatMap((found) => {
      const other = found.target === null ? null : featureOf(found.target)
      if (other === null || other === own) return []
      if (other === 'customer') {
        const instead = `state what ${own} needs as a type of its own and let shared/domain/customer pass it in`
        return [finding('features', source, found, `the feature ${own} imports ${found.target}`, instead)]
      }
      if (own !== 'statistics') return []
      return [
        finding('features', source, found, `statistics imports ${found.target}`, 'statistics takes plain numbers: kernel and @stdlib only'),
      ]
    })
  })

/** Features may know each other, but not in a circle; neither may files. */
export const cycles = ({ sources }: Tree): readonly Finding[] => {
  const ours: Edge[] = sources.flatMap(({ path, imports }) =>
    imports.flatMap(({ target, line }) => (target === null ? [] : [{ from: path, to: target, path, line }])),
  )
  const among = ours.flatMap(({ from, to, path, line }) => {
    const [own, other] = [featureOf(from), featureOf(to)]
    return own === null || other === null || own === other ? [] : [{ from: own, to: other, path, line }]
  })
  const broken = 'move what both need into a file (or feature) that neither owns, or pass it as an argument'
  return [
    ...cyclesIn(ours).map(({ edge, names }) => ({ ...at('cycles', edge), problem: `files in a circle: ${names}`, instead: broken })),
    ...cyclesIn(among).map(({ edge, names }) => ({ ...at('cycles', edge), problem: `features in a circle: ${names}`, instead: broken })),
  ]
}

const layerOf = (path: string): string | null => Object.keys(LAYERS).find((name) => path.startsWith(LAYERS[name]?.at ?? '')) ?? null

const forbiddenImport = (from: string, { target, wordsOnly }: Import): string | null => {
  const may = LAYERS[from]?.may ?? null
  if (may === null || target === null || READS[from]?.includes(target) === true) return null
  const to = layerOf(target)
  const access = to === null ? undefined : may[to]
  if (access === 'any' || (access === 'words' && wordsOnly)) return null
  const allowed = Object.entries(may).map(([name, access]) => (access === 'words' ? `${name} (types and constants)` : name))
  const files = [...allowed, ...(READS[from] ?? [])]
  return `${from} may import ${files.join(', ')}; take the rest as an argument, or through a port`
}

/** The folder right under `shared/domain`; `(root)` for a file that lies there itself. */
const featureOf = (path: string): string | null => {
  const match = /^shared\/domain\/(?:([^/]+)\/)?[^/]/.exec(path)
  return match === null ? null : (match[1] ?? '(root)')
}

const isWiring = (path: string): boolean =>
  posix.basename(path) === 'wiring.ts' || /^local\/wiring[^/]*\.ts$/.test(path) || /^functions\/[^/]+\/main\.ts$/.test(path)

const unplaced = ({ path }: Source): Finding => ({
  rule: 'layers',
  path,
  line: 1,
  problem: 'this folder belongs to no layer',
  instead: `put it under one of ${Object.values(LAYERS)
    .map((layer) => layer.at)
    .join(' ')}`,
})

const at = (rule: string, { path, line }: Edge): Pick<Finding, 'rule' | 'path' | 'line'> => ({ rule, path, line })

const finding = (rule: string, { path }: Source, { line }: Import, problem: string, instead: string): Finding => ({
  rule,
  path,
  line,
  problem,
  instead,
})
