/** Campaigns against each other: two that write to the same people at the same time, where the caps have room for one. */
import type { Campaign, Path } from '../domain/campaign/campaign.ts'
import type { Condition, Leaf } from '../domain/conditions/condition.ts'
import type { SendingPolicy } from '../domain/customer/rules.ts'
import type { Cap } from '../domain/messaging/caps.ts'
import type { Problem } from '../kernel/problem.ts'
import { DAY_MS, durationOf, later } from '../kernel/time.ts'
import { epochMs } from '../kernel/words.ts'
import { shown } from './problems.ts'

/** What is said of `campaign`: each of `others` that wants the same people, and the cap that cannot hold both. */
export const fights = (campaign: Campaign, others: readonly Campaign[], { caps }: SendingPolicy): readonly Problem[] =>
  others.flatMap((other): readonly Problem[] => {
    if (other.id === campaign.id || !isLive(campaign) || !isLive(other) || !sharesTrigger(campaign, other) || areApart(campaign, other))
      return []
    const cap = caps.find((one) => isTooSmall(one, campaign, other))
    if (cap === undefined) return []
    const first =
      campaign.delivery.priority > other.delivery.priority
        ? 'This one'
        : campaign.delivery.priority < other.delivery.priority
          ? 'The other'
          : null
    return [
      {
        path: 'entry',
        problem: `lets in the same people as ${shown(other.id)}, and together they send more than the cap of ${cap.atMost} in ${durationOf(cap.withinMs)}${cap.topic === null ? '' : ` about ${shown(cap.topic)}`}`,
        hint: `${first === null ? 'Neither has the higher "priority": chance decides whose mails wait.' : `${first} has the higher "priority", and the mails of its rival wait or are dropped.`} Give them audiences that do not meet, or more time.`,
      },
    ]
  })

const isLive = ({ status }: Campaign): boolean => status === 'active' || status === 'draft'

const sharesTrigger = ({ entry: a }: Campaign, { entry: b }: Campaign): boolean => {
  if (a.on === 'event') return b.on === 'event' && a.event === b.event
  if (a.on === 'stage') return b.on === 'stage' && a.stage === b.stage
  if (a.on === 'segment') return b.on === 'segment' && a.segment === b.segment && a.change === b.change
  return a.on === b.on && JSON.stringify(plain(a)) === JSON.stringify(plain(b))
}

const plain = (entry: Campaign['entry']): unknown =>
  entry.on === 'schedule' && 'days' in entry.schedule ? { ...entry.schedule, days: [...entry.schedule.days] } : entry

/** Whether their audiences, or what they ask of the event, can have nobody in common: one attribute that is to be two values. */
const areApart = (a: Campaign, b: Campaign): boolean =>
  cannotMeet(a.audience, b.audience) ||
  (a.entry.on === 'event' && b.entry.on === 'event' && cannotMeet(a.entry.where, b.entry.where)) ||
  (a.entry.on === 'stage' &&
    b.entry.on === 'stage' &&
    a.entry.from !== null &&
    b.entry.from !== null &&
    !haveCommon(a.entry.from, b.entry.from))

const haveCommon = <T>(a: ReadonlySet<T>, b: ReadonlySet<T>): boolean => [...a].some((one) => b.has(one))

const cannotMeet = (a: Condition | null, b: Condition | null): boolean => {
  if (a === null || b === null) return false
  const others = new Map(valuesIn(b).map((one) => [one.path.join('.'), one]))
  return valuesIn(a).some((leaf) => {
    const other = others.get(leaf.path.join('.'))
    return other !== undefined && (leaf.negated !== other.negated ? isSame(leaf, other) : !leaf.negated && !isSame(leaf, other))
  })
}

const isSame = (a: Leaf, b: Leaf): boolean => JSON.stringify(a.expected) === JSON.stringify(b.expected)

/** Attributes of which all that holds says that they are one value, or are not. */
const valuesIn = (condition: Condition): readonly Leaf[] => {
  if (condition.kind === 'all') return condition.of.flatMap(valuesIn)
  if (condition.kind !== 'leaf') return []
  const { test, expected } = condition
  const isValue = typeof expected !== 'object' || expected === null
  return isValue && (test.kind === 'like' || test.kind === 'equal') ? [condition] : []
}

/** Each has room by itself, and both together have none. */
const isTooSmall = ({ topic, atMost, withinMs }: Cap, a: Campaign, b: Campaign): boolean => {
  if (topic !== null && (a.topic !== topic || b.topic !== topic)) return false
  const [ofA, ofB] = [a, b].map((one) => mailsWithin(one, withinMs))
  return ofA !== undefined && ofB !== undefined && ofA > 0 && ofB > 0 && ofA <= atMost && ofB <= atMost && ofA + ofB > atMost
}

const mailsWithin = ({ paths }: Campaign, withinMs: number): number =>
  Math.max(...[...paths.values()].map((path) => mailsOf(path, withinMs)))

/** Mails on the way of somebody who fits no branch and of whom nothing is heard, so soon after the entry. */
const mailsOf = ({ steps }: Path, withinMs: number): number => {
  let at = epochMs(0)
  let count = 0
  for (let index = 0; index < steps.length && at < withinMs; ) {
    const step = steps[index]
    if (step === undefined || step.type === 'exit') break
    if (step.type === 'send') count += 1
    // Of a moment nobody can say how far it is: about a day.
    if (step.type === 'wait') at = later(at, step.until.by === 'duration' ? step.until.ms : DAY_MS)
    if (step.type === 'wait-for') at = later(at, step.atMostMs)
    index = step.type === 'split' ? (step.ways[0]?.to ?? step.next) : step.next
  }
  return count
}
