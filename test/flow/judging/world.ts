/** A campaign that compares two mails, on a store of its own: its counters as somebody wants them, and the judge who looks at them. */
import type { ActingOn, Action } from '../../../shared/domain/experiment/experiment.ts'
import { counterOf, experimentScope } from '../../../shared/domain/kpi/tally.ts'
import { openSqlite, type SqliteStores } from '../../../shared/adapters/sqlite/open.ts'
import { publishedRules } from '../../../shared/flow/definitions.ts'
import { type Judged, judgeAll, type JudgeWorld } from '../../../shared/flow/judge.ts'
import { changesIn, publishChanges } from '../../../shared/flow/publishing/publish.ts'
import { switchboardOf, type Switchboard } from '../../../shared/flow/switches.ts'
import type { JsonObject } from '../../../shared/kernel/json.ts'
import { HOUR_MS, startOf } from '../../../shared/kernel/time.ts'
import { type EpochDay, epochDay, type EpochMs, epochMs, experimentId } from '../../../shared/kernel/words.ts'
import type { Definition } from '../../../shared/ports/definitions.ts'
import type { Publication } from '../../../shared/ports/publisher.ts'
import type { Rules } from '../../../shared/domain/customer/rules.ts'
import { example } from '../../parsing/files.ts'

/** A Thursday in February 2026. */
export const FIRST_DAY = 20_500
export const dayAt = (n: number): EpochDay => epochDay(FIRST_DAY + n)
/** At noon of so many days after the first. */
export const noon = (n: number): EpochMs => epochMs(startOf(dayAt(n)) + 12 * HOUR_MS)

export const WELCOME = experimentId('welcome')

const OUR_POLICY = { ...example('policies/retail.json'), sending: { from: 'Your shop <hello@shop.example>', zone: 'UTC' } } as JsonObject

type Acting = Readonly<Partial<Record<ActingOn, readonly Action[]>>>

/** `steps` and `more` of the file; `experiment` of what it compares. */
export const campaignFile = (onVerdict: Acting, experiment: JsonObject = {}, more: JsonObject = {}): JsonObject => ({
  id: 'welcome',
  name: 'Welcome',
  topic: 'onboarding',
  status: 'active',
  start: null,
  end: null,
  entry: { event: 'Order Completed' },
  reentry: 'never',
  steps: [{ send: { subject: 'Hello', text: 'Thank you.' } }],
  goal: { name: 'renewal', event: 'Subscription Renewed', window: '7d' },
  experiment: {
    control: 'a',
    holdoutBps: 1000,
    plan: { baseline: 0.05, smallestEffect: 0.02 },
    onVerdict: onVerdict as unknown as JsonObject,
    variants: [
      { name: 'a', shareBps: 5000 },
      { name: 'b', shareBps: 5000 },
    ],
    ...experiment,
  },
  ...more,
})

/** Customers of an arm assigned on a day, and what came of them: events of a metric by name. */
export type ArmCounts = { readonly assigned: number } & Readonly<Record<string, number>>

export type Judging = {
  readonly stores: SqliteStores
  readonly switches: Switchboard
  readonly published: Publication[]
  readonly sweeps: string[]
  readonly rules: () => Rules
  /** Publishes a campaign's file as a person does, with its text as it was written. */
  readonly publish: (file: JsonObject, at: EpochMs, text?: string) => Promise<readonly Definition[]>
  readonly versions: () => Promise<readonly Definition[]>
  readonly count: (day: number, arms: Readonly<Record<string, ArmCounts>>, phase?: number) => Promise<void>
  readonly judge: (at: EpochMs, change?: (world: JudgeWorld) => JudgeWorld, hasTime?: () => boolean) => Promise<Judged>
  readonly close: () => void
}

export const openJudging = async (file: JsonObject = campaignFile({}), text?: string): Promise<Judging> => {
  const stores = openSqlite(':memory:')
  const switches = switchboardOf(stores.switches)
  const [published, sweeps]: [Publication[], string[]] = [[], []]
  let rules: Rules | null = null
  let position = 0n
  const reread = async (): Promise<void> => {
    const read = publishedRules(await stores.definitions.all())
    if (!read.ok) throw new Error(`what was published cannot be read: ${JSON.stringify(read)}`)
    rules = read.rules
  }
  const sweep = async (because: string): Promise<{ readonly id: string; readonly size: number }> => {
    sweeps.push(because)
    return { id: because, size: 0 }
  }
  const place = { definitions: stores.definitions, written: stores.written, sweep }
  const world: JudgeWorld = {
    ...{ tallies: stores.tallies, verdicts: stores.verdicts, switches, looked: null },
    publisher: { publish: async (all) => void published.push(...all) },
    publishing: { ...place, reread },
  }
  const first = { version: 1, publishedAt: noon(0), saltSeed: 'seed', author: null, note: null }
  const publish: Judging['publish'] = async (source, at, written) => {
    const all = await stores.definitions.all()
    const found: Definition[] = [
      { kind: 'policy', id: 'retail', ...first, saltSeed: null, source: OUR_POLICY },
      { kind: 'campaign', id: 'welcome', ...first, source },
    ]
    const changes = changesIn(all, found, () => 'seed', at, { author: 'ann', note: null }).published
    await publishChanges(place, all, changes, new Map(written === undefined ? [] : [['campaign welcome', written]]), at)
    await reread()
    return changes
  }
  await publish(file, noon(0), text)
  const now = (): Rules => {
    if (rules === null) throw new Error('rules are read before anybody asks')
    return rules
  }
  return {
    ...{ stores, switches, published, sweeps, publish, rules: now },
    versions: async () => (await stores.definitions.all()).filter(({ kind }) => kind === 'campaign').sort((a, b) => a.version - b.version),
    count: async (day, arms, phase = 1) => {
      const scope = experimentScope(WELCOME, phase)
      const on = String(dayAt(day))
      const increments = Object.entries(arms).flatMap(([arm, { assigned, ...metrics }]) => [
        { scope, counter: counterOf('assigned', arm, on), by: BigInt(assigned) },
        ...Object.entries(metrics).map(([metric, by]) => ({
          scope,
          counter: counterOf('conversions', arm, metric, on, on),
          by: BigInt(by),
        })),
      ])
      position += 1n
      if ((await stores.tallies.apply('test', position - 1n, position, increments)) !== 'applied') throw new Error('not counted')
    },
    judge: (at, change = (one) => one, hasTime) => judgeAll(change(world), now, at, hasTime),
    close: stores.close,
  }
}

/** Arms as their shares say, with so many renewals of 3,600 in each variant. */
export const renewals = (a: number, b: number, more: Readonly<Record<string, ArmCounts>> = {}): Readonly<Record<string, ArmCounts>> => ({
  a: { assigned: 3_600, renewal: a },
  b: { assigned: 3_600, renewal: b },
  holdout: { assigned: 800, renewal: 40 },
  ...more,
})
