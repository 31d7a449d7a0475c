/** Counters of experiments, counted a second time: fact by fact, and once more from what the books know of customers. */
import type { Fact } from '../../../shared/domain/fact/fact.ts'
import type { TallyStore } from '../../../shared/ports/tally-store.ts'
import type { AuditedWorld } from './auditor.ts'
import type { OwnExposure } from './book.ts'
import { countedOf } from './own-exposures.ts'

export type Tally = Map<string, bigint>
export type Counted = readonly [scope: string, counter: string, by: bigint]

export const add = (tally: Tally, key: string, by: bigint): void => {
  if (by !== 0n) tally.set(key, (tally.get(key) ?? 0n) + by)
}

type Compared = Extract<Fact, { readonly type: 'assigned' | 'crossover' | 'outcome' }>

/** What one fact counts, in the scope of its phase and in that of each break-down. */
export const comparedCounters = (fact: Compared): readonly Counted[] => {
  switch (fact.type) {
    case 'crossover':
      return [[scopeOf(fact.experiment, 1), `crossover/${fact.arm}`, 1n]]
    case 'assigned': {
      const at = `${fact.arm}/${Math.floor(fact.at / 86_400_000)}`
      const before = BigInt(fact.before)
      return [
        ...bySegment(fact, [[`assigned/${at}`, 1n]]),
        [scopeOf(fact.experiment, fact.phase), `before/${at}`, before],
        [scopeOf(fact.experiment, fact.phase), `before-squares/${at}`, before * before],
      ]
    }
    case 'outcome': {
      const at = `${fact.arm}/${encodeURIComponent(fact.metric)}/${fact.assignedDay}/${fact.outcomeDay}`
      const [converted, sum, before] = [BigInt(fact.converted), BigInt(fact.sumDelta), BigInt(fact.before)]
      const { ratio } = fact
      return [
        ...bySegment(fact, [
          [`conversions/${at}`, converted],
          [`sum/${at}`, sum],
          [`squares/${at}`, BigInt(fact.sumSquaresDelta)],
          [`base/${at}`, BigInt(ratio?.baseDelta ?? 0)],
          [`base-squares/${at}`, BigInt(ratio?.baseSquaresDelta ?? 0)],
          [`products/${at}`, BigInt(ratio?.productsDelta ?? 0)],
        ]),
        [scopeOf(fact.experiment, fact.phase), `before-conversions/${at}`, converted * before],
        [scopeOf(fact.experiment, fact.phase), `before-sums/${at}`, sum * before],
      ]
    }
  }
}

const scopeOf = (experiment: string, phase: number): string => `experiment/${experiment}${phase === 1 ? '' : `#${phase}`}`

const bySegment = (
  { experiment, phase, segments }: Extract<Fact, { readonly segments: unknown }>,
  counters: readonly (readonly [counter: string, by: bigint])[],
): readonly Counted[] =>
  [
    { scope: scopeOf(experiment, phase), prefix: '' },
    ...Object.entries(segments).map(([name, segment]) => ({
      scope: `${scopeOf(experiment, phase)} by ${name}`,
      prefix: `${encodeURIComponent(segment)}/`,
    })),
  ].flatMap(({ scope, prefix }) => counters.map(([counter, by]) => [scope, `${prefix}${counter}`, by] as const))

/** In each scope, for each arm and metric: the sums over customers, as stored over all days and from the books. */
export const sumsOf = async (
  world: Pick<AuditedWorld, 'books'>,
  tallies: TallyStore,
  counted: readonly string[],
): Promise<ReadonlyMap<string, readonly [bigint, bigint]>> => {
  const own: Tally = new Map()
  /** Of whom nobody can tell what they had bought before. */
  const vague = new Set<string>()
  const scopes = new Set(counted)
  for (const book of world.books.values()) {
    const all = [...[...book.arms].map(([experiment, exposure]) => ({ experiment, exposure })), ...book.past]
    for (const { experiment, exposure } of all) {
      const scope = scopeOf(experiment, exposure.phase)
      if (exposure.before === null) vague.add(scope)
      for (const [what, by] of sumsOfOne(exposure)) {
        add(own, `${scope}: ${what}`, by)
        if (what.startsWith('before')) continue
        for (const [name, segment] of Object.entries(exposure.segments)) {
          scopes.add(`${scope} by ${name}`)
          add(own, `${scope} by ${name}: ${segment} ${what}`, by)
        }
      }
      scopes.add(scope)
    }
  }
  const stored: Tally = new Map()
  for (const scope of scopes) for (const [what, by] of await readScope(tallies, scope)) add(stored, `${scope}: ${what}`, by)
  const isKnown = (key: string): boolean => !key.includes(': before') || !vague.has(key.split(': ')[0] ?? '')
  const keys = [...new Set([...own.keys(), ...stored.keys()])].filter(isKnown)
  return new Map(keys.map((key) => [key, [stored.get(key) ?? 0n, own.get(key) ?? 0n]]))
}

/** What one customer's totals come to. */
const sumsOfOne = ({ arm, before, totals }: OwnExposure): readonly (readonly [string, bigint])[] => {
  const known = BigInt(before ?? 0)
  const sums: [string, bigint][] = [
    [`assigned ${arm}`, 1n],
    [`before ${arm}`, known],
    [`before-squares ${arm}`, known * known],
  ]
  for (const [name, total] of totals) {
    const { metric } = total
    const [value, converted] = [BigInt(countedOf(metric, total)), total.events > 0 ? 1n : 0n]
    const base = metric?.per == null ? 0n : BigInt(total.base)
    const put = (what: string, by: bigint): void => void sums.push([`${what} ${arm} ${name}`, by])
    put('conversions', converted)
    put('sum', value)
    put('squares', value * value)
    put('base', base)
    put('base-squares', base * base)
    put('products', value * base)
    put('before-conversions', converted * known)
    put('before-sums', value * known)
  }
  return sums
}

const WITHOUT_METRIC: readonly string[] = ['assigned', 'before', 'before-squares']

/** Over all days. */
const readScope = async (tallies: TallyStore, scope: string): Promise<readonly (readonly [string, bigint])[]> =>
  [...(await tallies.read(scope))].flatMap(([counter, by]) => {
    const parts = counter.split('/').map(decodeURIComponent)
    const segment = scope.includes(' by ') ? `${parts.shift()} ` : ''
    const [what = '', arm, metric] = parts
    if (what === 'crossover') return []
    return [[`${segment}${what} ${arm}${WITHOUT_METRIC.includes(what) ? '' : ` ${metric}`}`, by] as const]
  })
