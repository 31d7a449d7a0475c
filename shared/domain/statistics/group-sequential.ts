/**
 * Looks at equally spaced amounts of information, as a random walk that adds one standard normal step between looks and must stay within
 * bounds. What it does is integrated look by look (Armitage, McPherson and Rowe 1969): no simulation, and tails keep their digits.
 */
import { assert } from '../../kernel/assert.ts'
import { GROUP_LOOKS_MAX } from '../../kernel/limits-statistics.ts'
import { assertLevel, normalCritical } from './critical-values.ts'
import { gaussLegendre, rootBetween } from './quadrature.ts'
import { normalDensity, normalUpper } from './tails.ts'

/** `pocock` and `obrien-fleming` by their constants; `lan-demets-…` by spending alpha over the looks. */
export const GROUP_DESIGNS = ['pocock', 'obrien-fleming', 'lan-demets-pocock', 'lan-demets-obrien-fleming'] as const
export type GroupDesign = (typeof GROUP_DESIGNS)[number]

/** The chance that |z| passes the fixed two-sided critical value at any of `looks` looks while nothing differs. */
export const naivePeekingRate = (looks: number, alpha: number): number => {
  assertLooks(looks)
  const z = normalCritical(alpha)
  return crossingRate(looks, (look) => z * Math.sqrt(look))
}

/**
 * The z to reach at each look, two-sided alpha over all together; null where the spending leaves a look nothing that a double can hold.
 * Pocock 1977: the same z everywhere. O'Brien and Fleming 1979: C √(looks/look). Lan and DeMets 1983 spend, up to the share t of the
 * information and on each side, 2 - 2Φ(z(α/2)/√t) or (α/2) ln(1 + (e - 1)t).
 */
export const groupSequentialBounds = (design: GroupDesign, looks: number, alpha: number): readonly (number | null)[] => {
  assertLooks(looks)
  assertLevel(alpha)
  const every = Array.from({ length: looks }, (_, index) => index + 1)
  if (design === 'pocock') {
    const z = constantFor(looks, alpha, (constant, look) => constant * Math.sqrt(look))
    return every.map(() => z)
  }
  if (design === 'obrien-fleming') {
    const last = constantFor(looks, alpha, (constant) => constant * Math.sqrt(looks))
    return every.map((look) => last * Math.sqrt(looks / look))
  }
  const spent = design === 'lan-demets-pocock' ? spentAsPocock : spentAsObrienFleming
  return boundsThatSpend(every.map((look) => spent(look / looks, alpha) - (look === 1 ? 0 : spent((look - 1) / looks, alpha))))
}

/** Of both sides together, up to the share `t` of the information. */
const spentAsPocock = (t: number, alpha: number): number => alpha * Math.log1p((Math.E - 1) * t)
const spentAsObrienFleming = (t: number, alpha: number): number => 4 * normalUpper(normalCritical(alpha / 2) / Math.sqrt(t))

/** Where the walk is: even in the distance from 0, so one half is kept. `mass` is density times the weight of its node. */
type Walk = { readonly nodes: Float64Array; readonly mass: Float64Array }

const START: Walk = { nodes: Float64Array.of(0), mass: Float64Array.of(0.5) }

const boundsThatSpend = (increments: readonly number[]): readonly (number | null)[] => {
  let walk = START
  return increments.map((increment, index) => {
    const root = Math.sqrt(index + 1)
    const widest = Z_MAX * root
    const excess = (bound: number): number => Math.log(Math.max(leaving(walk, bound), Number.MIN_VALUE)) - Math.log(increment)
    if (!(increment > 0 && excess(widest) < 0)) {
      walk = stepped(walk, widest)
      return null
    }
    const bound = rootBetween(excess, 0, widest)
    walk = stepped(walk, bound)
    return bound / root
  })
}

/** The constant at which bounds at `boundAt(constant, look)` are crossed with chance `alpha`. */
const constantFor = (looks: number, alpha: number, boundAt: (constant: number, look: number) => number): number => {
  const excess = (constant: number): number => Math.log(crossingRate(looks, (look) => boundAt(constant, look))) - Math.log(alpha)
  const single = normalCritical(alpha)
  // Bonferroni: with alpha/looks at each look the chance is at most alpha; a single look's bound is the least there can be.
  const widest = normalCritical(alpha / looks) * (1 + 1e-9)
  return looks === 1 ? single : rootBetween(excess, single * (1 - 1e-9), widest)
}

/** Summed from what leaves at each look, so that small chances keep their digits. */
const crossingRate = (looks: number, boundAt: (look: number) => number): number => {
  let walk = START
  let rate = 0
  for (let look = 1; look <= looks; look += 1) {
    const bound = boundAt(look)
    rate += leaving(walk, bound)
    if (look < looks) walk = stepped(walk, bound)
  }
  return rate
}

/** The chance that the next step ends beyond `bound` on either side. */
const leaving = ({ nodes, mass }: Walk, bound: number): number => {
  let sum = 0
  for (let index = 0; index < nodes.length; index += 1) {
    const at = nodes[index] as number
    sum += (mass[index] as number) * (normalUpper(bound - at) + normalUpper(bound + at))
  }
  return 2 * sum
}

/** The walk after one more step, without what left. */
const stepped = ({ nodes, mass }: Walk, bound: number): Walk => {
  const rule = gaussLegendre(Math.ceil(NODES_LEAST + NODES_PER_STEP * bound))
  const half = bound / 2
  const next = { nodes: new Float64Array(rule.nodes.length), mass: new Float64Array(rule.nodes.length) }
  for (let to = 0; to < rule.nodes.length; to += 1) {
    const at = half * (1 + (rule.nodes[to] as number))
    let density = 0
    for (let from = 0; from < nodes.length; from += 1) {
      const distance = at - (nodes[from] as number)
      const mirroredDistance = at + (nodes[from] as number)
      density += (mass[from] as number) * (normalDensity(distance) + normalDensity(mirroredDistance))
    }
    next.nodes[to] = at
    next.mass[to] = half * (rule.weights[to] as number) * density
  }
  return next
}

/** Beyond it a normal tail is below the smallest double. */
const Z_MAX = 38
/** Three times as many nodes change the rates of 2 to 200 looks by less than 1e-14 of themselves. */
const NODES_LEAST = 20
const NODES_PER_STEP = 2

const assertLooks = (looks: number): void =>
  assert(Number.isInteger(looks) && looks >= 1 && looks <= GROUP_LOOKS_MAX, `looks ${looks} are whole, from 1 to ${GROUP_LOOKS_MAX}`)
