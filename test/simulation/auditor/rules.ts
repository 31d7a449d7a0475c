/** The definitions, written down a second time and as plainly as possible: stage, consent, arm, audience, money. */
import type { LifecyclePolicy } from '../../../shared/domain/lifecycle/policy.ts'
import type { Stage } from '../../../shared/domain/lifecycle/stage.ts'
import type { Json, JsonObject } from '../../../shared/kernel/json.ts'
import type { Book, Word } from './book.ts'

/** The stage at an instant, from the definition alone. */
export const stageAt = ({ first, last, ended, returned }: Book['activity'], policy: LifecyclePolicy, at: number): Stage | null => {
  if (first === null || last === null) return null
  const isEnded = ended !== null && !(returned !== null && returned > ended)
  if (isEnded) return 'churned'
  const silence = at - last
  if (silence >= policy.churnedMs) return 'churned'
  if (silence >= policy.dormantMs) return 'dormant'
  if (silence >= policy.atRiskMs) return 'at-risk'
  return at - first < policy.newMs ? 'new' : 'active'
}

/** Every instant at which a stage can end by silence or age. */
export const thresholds = ({ first, last }: Book['activity'], policy: LifecyclePolicy): readonly number[] =>
  first === null || last === null ? [] : [first + policy.newMs, last + policy.atRiskMs, last + policy.dormantMs, last + policy.churnedMs]

/** The last word about a topic, or about everything; null: none. Of two at once the one that allows less counts. */
export const standing = (consent: Book['consent'], topic: string): Word | null => {
  const words = [consent.get('*'), consent.get(topic)].filter((word) => word !== undefined)
  const newest = Math.max(...words.map(({ at }) => at))
  const last = words.filter(({ at }) => at === newest)
  return last.find(({ status }) => status === 'withdrawn') ?? last.find(({ status }) => status === 'pending') ?? last[0] ?? null
}

/** Whether a word takes the place of the one that stands: the newest does, unless it only asks again for what was granted. */
export const supersedes = (said: Word, before: Word | undefined): boolean => {
  if (before === undefined) return true
  if (said.status === 'pending' && before.status === 'granted') return false
  if (said.at !== before.at) return said.at > before.at
  return said.status !== before.status && (said.status === 'withdrawn' || before.status === 'granted')
}

/** Fowler, Noll and Vo's hash 1a over 32 bits, in big integers. */
const fnv1a = (text: string): bigint => {
  let hash = 2_166_136_261n
  for (const unit of text.split('')) hash = ((hash ^ BigInt(unit.charCodeAt(0))) * 16_777_619n) % 4_294_967_296n
  return hash
}

export const bucket = (salt: string, customer: string): number => Number(fnv1a(fnv1a(salt + customer).toString()) % 10_000n)

/** What a condition asks of: the value at a path, what was done, and whether somebody is in a segment. Of an event only the first. */
export type Asked = {
  readonly seen: (path: string) => Json | undefined
  readonly done?: (event: string, where: Json | undefined) => number
  readonly segment?: (id: string) => boolean
}

/** Whether a condition of the simulated files holds; they use no more of the language than this. */
export const holds = (condition: Json | undefined, asked: Asked): boolean =>
  Object.entries((condition ?? {}) as JsonObject).every(([path, wanted]) => {
    if (path === '$did' || path === '$didNot') {
      const { event, where, atLeast = 1 } = wanted as { event: string; where?: Json; atLeast?: number }
      const times = asked.done?.(event, where) ?? 0
      return path === '$did' ? times >= atLeast : times === 0
    }
    if (path === '$inSegment') return asked.segment?.(wanted as string) ?? false
    const value = asked.seen(path)
    if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted)) return value === wanted
    return Object.entries(wanted).every(([operator, operand]) => {
      if (operator === '$gte') return typeof value === 'number' && value >= (operand as number)
      return (operand as readonly Json[]).includes(value as Json)
    })
  })

/** The same of an event's properties. */
export const holdsOf = (condition: Json | undefined, properties: JsonObject): boolean =>
  holds(condition, { seen: (path) => properties[path] })

/** Cents of an amount in the shop's own currency; anything else brings none. */
export const centsOf = ({ revenue, currency }: JsonObject): number =>
  typeof revenue === 'number' && (currency === undefined || currency === 'USD') ? Math.round(revenue * 100) : 0

/** An address that mail can go to; the simulated ones are clear cases. */
export const isAddress = (value: Json | undefined): boolean => typeof value === 'string' && value.includes('@')
