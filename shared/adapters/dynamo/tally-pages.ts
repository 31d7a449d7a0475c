/**
 * Where a counter lies. Counters that are added to together share an item, so that one write serves all of them; items stay small, for
 * a write pays for the whole item. The name of an item and the name within it together are the name of the counter again.
 */
import { assert } from '../../kernel/assert.ts'
import type { Increment } from '../../domain/kpi/tally.ts'
import { shardOf } from './layout.ts'

/** An item of a scope, and the name within it. */
export type Place = { readonly page: string; readonly name: string }

/** Counters of this many characters in their page's name lie elsewhere: DynamoDB allows 1,024 bytes in a sort key. */
const PAGE_NAME_MAX = 800
/** Pages over which counters lie that are told apart by nothing but their first part, such as the campaigns of one day. */
const SPREAD = 16

/**
 * By form, whatever it counts: names of five parts that end with two days (`sum/arm/metric/assigned/outcome`) by arm, metric and last day;
 * three parts that end with a day (`assigned/arm/day`) by day; both the same within their segment, where one stands before them; four and more (`message/variant/step/…`) by their second and third; two, in
 * a scope of many, by a hash of the first; all others together.
 */
export const placeOf = (scope: string, counter: string): Place => {
  const parts = counter.split('/')
  const [first = '', second = '', third = '', fourth = '', fifth = '', sixth = ''] = parts
  const place = ((): Place => {
    if (parts.length === 5 && isDay(fourth) && isDay(fifth)) return { page: `o/${second}/${third}/${fifth}`, name: `${first}/${fourth}` }
    if (parts.length === 6 && isDay(fifth) && isDay(sixth))
      return { page: `p/${first}/${third}/${fourth}/${sixth}`, name: `${second}/${fifth}` }
    if (parts.length === 4 && second === 'assigned' && isDay(fourth)) return { page: `q/${first}/${fourth}`, name: `${second}/${third}` }
    if (parts.length === 3 && isDay(third)) return { page: `d/${third}`, name: `${first}/${second}` }
    if (parts.length >= 4) return { page: `s/${second}/${third}`, name: [first, ...parts.slice(3)].join('/') }
    if (parts.length === 2 && isDay(scope.slice(scope.lastIndexOf('/') + 1))) return { page: `h/${shardOf(first, SPREAD)}`, name: counter }
    return { page: 'a', name: counter }
  })()
  return Buffer.byteLength(place.page) <= PAGE_NAME_MAX ? place : { page: `h/${shardOf(counter, SPREAD)}`, name: counter }
}

/** The counter at a place. */
export const counterAt = ({ page, name }: Place): string => {
  const [form, second = '', third = '', fourth = '', fifth = ''] = page.split('/')
  const [first = '', ...rest] = name.split('/')
  if (form === 'o') return [first, second, third, ...rest, fourth].join('/')
  if (form === 'p') return [second, first, third, fourth, ...rest, fifth].join('/')
  if (form === 'q') return [second, name, third].join('/')
  if (form === 'd') return [name, second].join('/')
  if (form === 's') return [first, second, third, ...rest].join('/')
  assert(form === 'a' || form === 'h', 'an item of counters has a form we know')
  return name
}

const isDay = (text: string): boolean => /^-?\d{1,6}$/.test(text)

/** What is added to one item. */
export type PageAddition = { readonly scope: string; readonly page: string; readonly by: ReadonlyMap<string, bigint> }

/** Increments by the items they go to. */
export const pagesOf = (increments: readonly Increment[]): readonly PageAddition[] => {
  const pages = new Map<string, { scope: string; page: string; by: Map<string, bigint> }>()
  for (const { scope, counter, by } of increments) {
    const { page, name } = placeOf(scope, counter)
    const key = JSON.stringify([scope, page])
    const found = pages.get(key) ?? { scope, page, by: new Map<string, bigint>() }
    found.by.set(name, (found.by.get(name) ?? 0n) + by)
    pages.set(key, found)
  }
  return [...pages.values()]
}

/**
 * DynamoDB's numbers have 38 digits, and what is added up beyond them would be rounded or refused. What is larger than this goes in two
 * parts, each added up on its own: sums stay exact for 10^11 additions of any size up to 10^65.
 */
const LIMB = 10n ** 27n

/** Names of attributes of an item, so that no counter is taken for a key. */
const LOW = '+'
const HIGH = '^'

/** What is added to which attributes. */
export const attributesOf = (by: ReadonlyMap<string, bigint>): readonly (readonly [name: string, by: bigint])[] =>
  [...by].flatMap(([name, amount]) => {
    const high = amount / LIMB
    assert(high < LIMB * 10n ** 11n && high > -LIMB * 10n ** 11n, 'a counter has at most 65 digits')
    const low = [LOW + name, amount % LIMB] as const
    return high === 0n ? [low] : [low, [HIGH + name, high] as const]
  })

/** What an attribute adds to which name; null where it is no counter. */
export const amountAt = (attribute: string, value: string): readonly [name: string, by: bigint] | null => {
  if (attribute.startsWith(LOW)) return [attribute.slice(LOW.length), numberOf(value)]
  return attribute.startsWith(HIGH) ? [attribute.slice(HIGH.length), numberOf(value) * LIMB] : null
}

/** DynamoDB may answer a whole number as `1E+2`. */
const numberOf = (text: string): bigint => {
  const [, sign = '', digits = '', zeros] = /^(-?)(\d+)(?:[eE]\+?(\d+))?$/.exec(text) ?? []
  assert(digits !== '', 'a counter is a whole number')
  const size = BigInt(digits) * 10n ** BigInt(zeros ?? 0)
  return sign === '' ? size : -size
}
