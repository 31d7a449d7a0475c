/** What an event costs where many campaigns are live and one in a hundred listens to it. */
import { listenersOf, audiencesOf } from '../../shared/domain/campaign/triggers.ts'
import type { Campaign } from '../../shared/domain/campaign/campaign.ts'
import { NOTHING_BESIDE } from '../../shared/domain/conditions/about.ts'
import type { Asking, Program } from '../../shared/domain/conditions/compile.ts'
import { assert } from '../../shared/kernel/assert.ts'
import { isJsonObject, type Json, type JsonObject } from '../../shared/kernel/json.ts'
import { seededRandom } from '../../shared/kernel/random.ts'
import { campaignId } from '../../shared/kernel/words.ts'
import { ourCondition } from '../conditions/engines.ts'
import { type Asked, type Rule, workload } from '../conditions/workload.ts'

/** Microseconds of processor time an event takes; `whole`: closures that ask the whole rule; `nameFirst`: those that look at the name first. */
export type Cost = { readonly ours: number; readonly whole: number; readonly nameFirst: number }
export type Measured = { readonly campaigns: number; readonly costs: readonly Cost[] }

type Happened = { readonly name: string; readonly properties: JsonObject; readonly customer: JsonObject }
type Concerned = (happened: Happened) => number

/** One in so many campaigns listens. */
const LISTENING = 100
const HEARD = 'Order Completed'

export const measureTriggers = (campaigns: number, events: number, runs: number): Measured => {
  const { rules, customers } = workload(campaigns, 1_000)
  const random = seededRandom(7)
  const named = rules.map((rule, index) => ({ rule, event: index % LISTENING === 0 ? HEARD : `Event ${index}` }))
  const happened = Array.from(
    { length: events },
    (): Happened => ({
      name: HEARD,
      properties: { revenue: random.below(200), currency: 'EUR' },
      customer: random.pick(customers),
    }),
  )
  const ways = { ours: indexed(named), whole: closures(named, false), nameFirst: closures(named, true) }
  const found = Object.values(ways).map((way) => happened.slice(0, 200).map(way))
  assert(
    found.every((one) => one.join() === found[0]?.join()),
    'all ways find the same campaigns',
  )
  const costs = Array.from({ length: runs }, (): Cost => {
    const { ours, whole, nameFirst } = ways
    return { ours: costOf(ours, happened), whole: costOf(whole, happened), nameFirst: costOf(nameFirst, happened) }
  })
  return { campaigns, costs }
}

type Named = { readonly rule: Rule; readonly event: string }

/** By the catalogue's own index: only who listens is met, and their audiences are asked together. */
const indexed = (named: readonly Named[]): Concerned => {
  const byEvent = new Map<string, Campaign[]>()
  named.forEach(({ rule, event }, index) => {
    const entry = { on: 'event', event, where: null } as const
    // What a campaign sends, and how, is never looked at here.
    const campaign = { id: campaignId(`campaign-${index}`), entry, audience: ourCondition(rule) } as unknown as Campaign
    byEvent.set(event, [...(byEvent.get(event) ?? []), campaign])
  })
  const listeners = listenersOf(byEvent)
  const audiences = audiencesOf([byEvent])
  return ({ name, properties, customer }) => {
    let count = 0
    let asked = null as { readonly program: Program; readonly ask: Asking } | null
    for (const campaign of listeners.get(name)?.(properties) ?? []) {
      const shared = audiences.get(campaign)
      assert(shared !== undefined, 'every campaign has an audience')
      const program = shared.program()
      if (asked?.program !== program) asked = { program, ask: program.asking(customer, NOTHING_BESIDE) }
      if (asked.ask(shared.index) === true) count += 1
    }
    return count
  }
}

/** One closure a campaign, each asked of every event. */
const closures = (named: readonly Named[], isNameFirst: boolean): Concerned => {
  const tests = named.map(({ rule, event }) => {
    const holds = closureOf(rule)
    return isNameFirst
      ? (one: Happened) => one.name === event && holds(one.customer)
      : (one: Happened) => holds(one.customer) && one.name === event
  })
  return (one) => tests.reduce((count, test) => (test(one) ? count + 1 : count), 0)
}

type Test = (customer: JsonObject) => boolean

const closureOf = ({ all, rest, restHolds }: Rule): Test => {
  const required = all.map(testOf)
  const others = rest.map(testOf)
  const wanted = restHolds === 'any'
  return (customer) => required.every((test) => test(customer)) && (others.length === 0 || others.some((test) => test(customer)) === wanted)
}

const testOf = (asked: Asked): Test => {
  const names = asked.path.split('.')
  const read = (customer: JsonObject): Json | undefined => {
    let value: Json | undefined = customer
    for (const name of names) value = isJsonObject(value) ? value[name] : undefined
    return value
  }
  switch (asked.is) {
    case 'equal':
      return (customer) => read(customer) === asked.value
    case 'not-equal':
      return (customer) => read(customer) !== asked.value
    case 'among':
      return (customer) => asked.values.includes(read(customer) as string)
    case 'not-among':
      return (customer) => !asked.values.includes(read(customer) as string)
    case 'tagged':
      return (customer) => (read(customer) as readonly Json[]).includes(asked.value)
    case 'there':
      return (customer) => read(customer) !== undefined
    case 'missing':
      return (customer) => read(customer) === undefined
    default:
      return orderOf(asked.is, asked.value, read)
  }
}

const orderOf = (order: 'more' | 'at-least' | 'less' | 'at-most', than: number, read: (customer: JsonObject) => Json | undefined): Test => {
  const compared =
    (holds: (value: number) => boolean): Test =>
    (customer) => {
      const value = read(customer)
      return typeof value === 'number' && holds(value)
    }
  switch (order) {
    case 'more':
      return compared((value) => value > than)
    case 'at-least':
      return compared((value) => value >= than)
    case 'less':
      return compared((value) => value < than)
    case 'at-most':
      return compared((value) => value <= than)
  }
}

/** Processor time of one event, over as many as make it long enough to be told. */
const costOf = (concerned: Concerned, happened: readonly Happened[]): number => {
  const before = process.cpuUsage()
  let events = 0
  let micros = 0
  let found = 0
  while (micros < ENOUGH_MICROS) {
    for (let index = 0; index < STRIDE; index += 1) found += concerned(happened[(events + index) % happened.length] as Happened)
    events += STRIDE
    const { user, system } = process.cpuUsage(before)
    micros = user + system
  }
  assert(found >= 0, 'the work was done')
  return micros / events
}

const STRIDE = 50
const ENOUGH_MICROS = 200_000
