/** Do the arms of one experiment know anything of those of another? And does a ramp move anybody? */
import { type Allocation, assign, saltsFrom } from '../../../shared/domain/experiment/assign.ts'
import { bps, customerId, type CustomerId, experimentId } from '../../../shared/kernel/words.ts'
import { streamOf } from './chance.ts'

export type IdKind = 'sequential numbers' | 'UUIDs' | 'e-mail addresses'
export const ID_KINDS: readonly IdKind[] = ['sequential numbers', 'UUIDs', 'e-mail addresses']

export type AssignmentOrder = { readonly ids: IdKind; readonly experiments: number; readonly customers: number; readonly seed: string }
/** Over all pairs: the share whose |phi|√n passes 2.5758 (one in a hundred by chance), and the largest. */
export type Independence = { readonly ids: IdKind; readonly pairs: number; readonly shareAbove: number; readonly largest: number }

/** Assigns the same customers in many experiments of two equal arms and correlates each pair: phi = (n·n11 - a·b)/√(a(n - a)b(n - b)). */
export const independenceOf = ({ ids, experiments, customers, seed }: AssignmentOrder): Independence => {
  const people = idsOf(ids, customers, seed)
  const drawn = Array.from({ length: experiments }, (_, index) => bitsOf(halves(`${seed}/${index}`, 10_000), people))
  let [pairs, above, largest] = [0, 0, 0]
  for (const [index, a] of drawn.entries()) {
    for (const b of drawn.slice(index + 1)) {
      const distance = Math.abs(phi(a, b, customers)) * Math.sqrt(customers)
      pairs += 1
      if (distance > ONE_IN_A_HUNDRED) above += 1
      largest = Math.max(largest, distance)
    }
  }
  return { ids, pairs, shareAbove: above / pairs, largest }
}

/** Of so many customers, how many lost their arm or got another while coverage rose in steps from 1 % to everybody. */
export const movedByRamp = (customers: number, seed: string): number => {
  const steps = [100, 500, 1_000, 2_500, 5_000, 7_500, 10_000]
  return idsOf('UUIDs', customers, seed).filter((customer) => {
    const variants = steps.map((trafficBps) => {
      const assignment = assign(halves(seed, trafficBps), customer)
      return assignment.in ? assignment.variant : null
    })
    const first = variants.findIndex((variant) => variant !== null)
    return first === -1 || variants.slice(first).some((variant) => variant !== variants[first])
  }).length
}

const ONE_IN_A_HUNDRED = 2.5758

type Bits = { readonly words: Uint32Array; readonly ones: number }

const halves = (seed: string, trafficBps: number): Allocation => ({
  salts: saltsFrom(seed, experimentId('independence')),
  trafficBps: bps(trafficBps),
  holdoutBps: bps(0),
  variants: ['a', 'b'].map((name) => ({ name, shareBps: bps(5_000) })),
})

const bitsOf = (allocation: Allocation, people: readonly CustomerId[]): Bits => {
  const words = new Uint32Array(Math.ceil(people.length / 32))
  for (const [index, customer] of people.entries()) {
    const assignment = assign(allocation, customer)
    if (assignment.in && assignment.variant === 'b') words[index >> 5] = (words[index >> 5] as number) | (1 << (index & 31))
  }
  return { words, ones: words.reduce((sum, word) => sum + onesIn(word), 0) }
}

const phi = (a: Bits, b: Bits, n: number): number => {
  let both = 0
  for (let index = 0; index < a.words.length; index += 1) both += onesIn((a.words[index] as number) & (b.words[index] as number))
  return (n * both - a.ones * b.ones) / Math.sqrt(a.ones * (n - a.ones) * b.ones * (n - b.ones))
}

/** Set bits of a word, added up in pairs, fours and bytes (Warren 2012, "Hacker's Delight", 5-1). */
const onesIn = (word: number): number => {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

const idsOf = (kind: IdKind, count: number, seed: string): readonly CustomerId[] => {
  const stream = streamOf(`${seed}/${kind}`)
  const hex = (digits: number): string => Array.from({ length: digits }, () => Math.floor(stream() * 16).toString(16)).join('')
  const variantOf = (): string => '89ab'[Math.floor(stream() * 4)] as string
  return Array.from({ length: count }, (_, index) => {
    if (kind === 'sequential numbers') return customerId(String(index + 1))
    if (kind === 'UUIDs') return customerId(`${hex(8)}-${hex(4)}-4${hex(3)}-${variantOf()}${hex(3)}-${hex(12)}`)
    return customerId(`customer${index + 1}@example.com`)
  })
}
