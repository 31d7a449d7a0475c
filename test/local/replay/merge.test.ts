import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type Chaos, NO_CHAOS } from '../../../local/replay/chaos.ts'
import { replay } from '../../../local/replay/replay.ts'
import type { Rules } from '../../../shared/domain/customer/rules.ts'
import { seededRandom } from '../../../shared/kernel/random.ts'
import { DAY_MS, HOUR_MS, isoOf } from '../../../shared/kernel/time.ts'
import { epochMs, type MessageId } from '../../../shared/kernel/words.ts'
import type { CustomerStore } from '../../../shared/ports/customer-store.ts'
import type { Mailer } from '../../../shared/ports/mailer.ts'
import { day, drawn, ORDER, outside, rules, send, wait, welcome, winBack, variants } from '../../domain/customer/world.ts'
import { type Flow, openFlow } from '../../flow/world.ts'

const folder = mkdtempSync(join(tmpdir(), 'rekindle-merge-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Visitors and users who order, sign up, are shown variants, and turn out to be each other, many of them on the same day. */
const linesOf = (seed: number): readonly string[] => {
  const random = seededRandom(seed)
  const somebody = () => (random.chance(0.5) ? { anonymousId: `v${random.below(6)}` } : { userId: `u${random.below(6)}` })
  let today = 0
  return Array.from({ length: 150 }, (_, index) => {
    today += random.pick([0, 0, 0, 1, 2, 9])
    const call = { messageId: `m${index}`, timestamp: isoOf(epochMs(day(0) + today * DAY_MS)) }
    const kind = random.below(10)
    if (kind === 0) return { ...call, type: 'alias', previousId: `u${random.below(6)}`, userId: `u${random.below(6)}` }
    const traits = { email: `${index}@example.com` }
    if (kind <= 2) return { ...call, type: 'identify', anonymousId: `v${random.below(6)}`, userId: `u${random.below(6)}`, traits }
    if (kind === 3) return { ...call, type: 'track', ...somebody(), event: 'Signed Up', context: { traits } }
    const viewed = { experiment_id: 'spring', variation_id: random.pick(['plain', 'gift']) }
    if (kind === 4) return { ...call, type: 'track', ...somebody(), event: 'Experiment Viewed', properties: viewed }
    if (kind === 5) return { ...call, type: 'track', ...somebody(), event: random.pick(['Subscribed', 'Unsubscribed']) }
    return { ...call, type: 'track', ...somebody(), event: ORDER, properties: { revenue: index } }
  }).map((line) => JSON.stringify(line))
}

const CAMPAIGNS = [
  welcome({
    experiment: drawn('welcome', { plain: 50, gift: 50, holdout: 30 }),
    paths: variants({ plain: [send(), wait(4), send()], gift: [send(), wait(4), send()] }),
  }),
  winBack({ entry: { on: 'stage', stage: 'active', from: null } }),
]
const busy = rules({ campaigns: CAMPAIGNS, outside: [outside('spring')] })
const quiet = rules({ outside: [outside('spring')] })

type Run = { readonly company: Rules; readonly seed: number; readonly batchSize: number; readonly chaos?: Chaos; readonly dieAt?: number }

const replayed = async ({ company, seed, batchSize, chaos = NO_CHAOS, dieAt }: Run) => {
  const path = join(folder, `${seed}.jsonl`)
  writeFileSync(path, linesOf(seed).join('\n'))
  let writes = 0
  const counted = async <T>(write: () => Promise<T>): Promise<T> => {
    writes += 1
    if (writes === dieAt) throw new Error('killed')
    return write()
  }
  const wrap = (store: CustomerStore): CustomerStore => ({
    ...store,
    commit: (commits) => counted(() => store.commit(commits)),
    putTimeline: (events) => counted(() => store.putTimeline(events)),
  })
  const mailed = new Set<MessageId>()
  const mailer: Mailer = {
    atOnce: 1,
    send: async ({ id }) => {
      mailed.add(id)
      return { type: 'accepted' }
    },
    lookUp: async (id) => (mailed.has(id) ? 'accepted' : 'never-left'),
  }
  const flow = openFlow(company, { wrap, mailer })
  const place = {
    ...flow.stores.replay,
    commitAt: (...all: Parameters<typeof flow.stores.replay.commitAt>) => counted(() => flow.stores.replay.commitAt(...all)),
  }
  const plan = { paths: [path], seed: '1', chaos, untils: [], until: null, horizon: day(100_000) }
  const run = () => replay({ engine: flow.engine, place, plan, batchSize, onProgress: () => {} })
  if (dieAt !== undefined) await run().catch(() => {})
  await run()
  return held(flow, mailed)
}

/** Everything that is held of anybody, but for the number of commits. */
const held = async ({ stores }: Flow, mailed: ReadonlySet<MessageId>) => {
  const ids = ['u', 'anonymous:u', 'anonymous:v'].flatMap((kind) => Array.from({ length: 6 }, (_, n) => `${kind}${n}`)) as never[]
  const states = await stores.customers.load(ids)
  const all = []
  for (const id of ids) {
    const { version: _, ...state } = states.get(id) ?? { version: 0 }
    const [facts, messages, events] = await Promise.all([
      stores.inspection.factsOf(id),
      stores.inspection.messagesOf(id),
      stores.inspection.eventsOf(id),
    ])
    // A claim that was cut off is taken back first: how often a message moved may differ, where it ends may not.
    all.push({ id, state, facts: facts.filter(({ type }) => type !== 'message-moved'), messages, events })
  }
  const quarantine = await stores.quarantine.list(null, 1_000)
  stores.close()
  return { all, quarantine, mailed: [...mailed].sort() }
}

const mergedIn = ({ all }: Awaited<ReturnType<typeof held>>) =>
  all.filter(({ state }) => 'merge' in state && state.merge?.status === 'merged')

describe('merges in a replay', () => {
  for (const [name, company] of [
    ['with campaigns', busy],
    ['without a campaign', quiet],
  ] as const) {
    it.each([1, 2, 3])(`${name}: whatever the size of a batch, the same comes of file %i`, async (seed) => {
      const whole = await replayed({ company, seed, batchSize: 1_000 })
      for (const batchSize of [1, 2, 7]) expect(await replayed({ company, seed, batchSize })).toEqual(whole)
      expect(mergedIn(whole).length).toBeGreaterThan(3)
      expect(whole.all.some(({ state }) => 'merge' in state && state.merge?.status === 'sealed')).toBe(false)
    })

    it.each([1, 2])(`${name}: killed anywhere and resumed, the same comes of file %i`, async (seed) => {
      const whole = await replayed({ company, seed, batchSize: 5 })
      for (let dieAt = 1; dieAt < 120; dieAt += 5) expect(await replayed({ company, seed, batchSize: 5, dieAt })).toEqual(whole)
    })
  }

  it.each([1, 2, 3])('delivered twice, file %i gives the same picture', async (seed) => {
    const once = await replayed({ company: quiet, seed, batchSize: 50 })
    const twice = await replayed({ company: quiet, seed, batchSize: 50, chaos: { ...NO_CHAOS, copies: 2 } })
    expect(twice).toEqual(once)
  })

  it.each([1, 2, 3, 4])('shuffled by hours, file %i counts each event once, in one customer', async (seed) => {
    const countsOf = ({ all }: Awaited<ReturnType<typeof held>>) =>
      all.flatMap(({ state }) => ('metrics' in state ? [state.metrics.counts[ORDER]?.total ?? 0] : []))
    const sum = (counts: readonly number[]) => counts.reduce((total, n) => total + n, 0)
    const orders = linesOf(seed).filter((line) => line.includes(ORDER)).length
    const shuffled = await replayed({ company: quiet, seed, batchSize: 50, chaos: { ...NO_CHAOS, copies: 2, shuffleMs: 30 * HOUR_MS } })
    expect(sum(countsOf(shuffled)) + shuffled.quarantine.length).toBe(orders)
  })
})
