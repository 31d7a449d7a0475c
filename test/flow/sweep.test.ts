import { describe, expect, it } from 'vitest'
import { handle } from '../../shared/flow/handle.ts'
import { beginSweep, type PutPieces, readPiece, type SweepPiece, sweepOn } from '../../shared/flow/sweep.ts'
import { tallyAll } from '../../shared/flow/tally.ts'
import { tick } from '../../shared/flow/tick.ts'
import { RULES_KEPT_MS, SWEEP_DELAY_MS, SWEEP_PARTS, SWEEP_PER_SECOND } from '../../shared/kernel/limits.ts'
import { type CustomerId, customerId } from '../../shared/kernel/words.ts'
import type { Roster } from '../../shared/ports/roster.ts'
import type { Sweep, SweepStore } from '../../shared/ports/sweeps.ts'
import { day, days, RETAIL, rules } from '../domain/customer/world.ts'
import { openFlow, orderOf } from './world.ts'

const CUSTOMERS = Array.from({ length: 50 }, (_, index) => customerId(`c${index}`))
const PAGE = 5

/** Everybody, in pages of five, each customer in one part. */
const roster: Roster = {
  page: async (part, parts, after) => {
    const ours = CUSTOMERS.filter((_, n) => n % parts === part)
    const start = after === null ? 0 : Number(after)
    const next = start + PAGE < ours.length ? String(start + PAGE) : null
    return { customers: ours.slice(start, start + PAGE), next }
  },
}

const sweepsIn = () => {
  const heads = new Map<string, Omit<Sweep, 'swept' | 'isDone'>>()
  const parts = new Map<string, { readonly swept: number; readonly isDone: boolean }>()
  const store: SweepStore = {
    begin: async (sweep) => {
      if (heads.has(sweep.id)) return false
      heads.set(sweep.id, sweep)
      return true
    },
    note: async (id, part, swept, isDone) => void parts.set(`${id} ${part}`, { swept, isDone }),
    find: async (id) => {
      const head = heads.get(id)
      const all = [...parts.values()]
      const swept = all.reduce((sum, part) => sum + part.swept, 0)
      return head === undefined ? null : { ...head, swept, isDone: all.filter(({ isDone }) => isDone).length === head.parts }
    },
  }
  return store
}

const shop = async () => {
  const company = rules()
  const flow = openFlow(company)
  await handle(
    flow.engine.store,
    company,
    CUSTOMERS.map((one) => orderOf(one, day(0))),
  )
  // All that is due under the rules as they were has happened.
  await tick(flow.engine, day(50))
  await tallyAll(flow.engine.stream, flow.stores.tallies)
  const pieces: SweepPiece[] = []
  const delays: number[] = []
  const sweeps = sweepsIn()
  const put: PutPieces = async (some, delayMs) => {
    pieces.push(...some)
    delays.push(delayMs)
  }
  const begin = (because: string) => beginSweep({ sweeps, tallies: flow.stores.tallies, put }, because, day(50))
  const stages = async () =>
    Object.groupBy(
      (await flow.stores.inspection.customers(null, 1_000)).map(({ standing }) => standing?.stage ?? 'none'),
      (stage) => stage,
    )
  return { flow, company, pieces, delays, sweeps, begin, stages }
}

/** Silence is silence after fewer days than before. */
const strict = rules({ policy: { ...RETAIL, lifecycle: { ...RETAIL.lifecycle, newMs: days(2), atRiskMs: days(5), dormantMs: days(10) } } })
const clock = { now: () => day(50) }
const noPause = async (): Promise<void> => {}

describe('a sweep', () => {
  it('is begun when nobody decides by the old rules any more: else who came past it by those would be forgotten', async () => {
    const { begin, delays } = await shop()
    await begin('policy retail version 2')
    expect(delays).toEqual([SWEEP_DELAY_MS])
    expect(SWEEP_DELAY_MS).toBeGreaterThan(RULES_KEPT_MS)
  })

  it('says beforehand how many there are, and is one however often it is begun', async () => {
    const { pieces, begin, sweeps } = await shop()
    const begun = await begin('policy retail version 2')
    expect(begun.size).toBe(CUSTOMERS.length)
    expect(pieces.map(({ part }) => part)).toEqual([...Array(SWEEP_PARTS).keys()])
    expect((await begin('policy retail version 2')).id).toBe(begun.id)
    expect((await begin('policy retail version 3')).id).not.toBe(begun.id)
    expect(await sweeps.find(begun.id)).toMatchObject({ size: CUSTOMERS.length, swept: 0, isDone: false })
  })

  it('decides under the new rules about everybody, who has nothing to wait for', async () => {
    const { flow, pieces, begin, stages, sweeps } = await shop()
    const { id } = await begin('policy retail version 2')
    expect(Object.keys(await stages())).not.toContain('dormant')
    flow.under(strict)
    // Nobody is due in the index as it was: without a sweep nothing would happen.
    expect(await tick(flow.engine, day(50))).toBe(0)
    for (const piece of pieces)
      expect(await sweepOn({ engine: flow.engine, roster, sweeps }, piece, clock, noPause, () => true)).toMatchObject({ left: null })
    expect((await stages()).dormant).toHaveLength(CUSTOMERS.length)
    expect(await sweeps.find(id)).toMatchObject({ swept: CUSTOMERS.length, isDone: true })
  })

  it('goes on where it stopped, and done again from the same place changes nothing', async () => {
    const { flow, pieces, begin, sweeps } = await shop()
    await begin('x')
    flow.under(strict)
    const seen: CustomerId[] = []
    const watching: Roster = {
      page: async (part, parts, after) => {
        const page = await roster.page(part, parts, after)
        seen.push(...page.customers)
        return page
      },
    }
    let rounds = 0
    for (const piece of pieces) {
      for (let left: SweepPiece | null = piece; left !== null; rounds += 1) {
        let once = true
        const now: SweepPiece = left
        const hasTime = (): boolean => {
          const is = once
          once = false
          return is
        }
        left = (await sweepOn({ engine: flow.engine, roster: watching, sweeps }, now, clock, noPause, hasTime)).left
      }
    }
    expect(rounds).toBeGreaterThan(SWEEP_PARTS)
    expect(seen.toSorted()).toEqual(CUSTOMERS.toSorted())
    const facts = (await flow.engine.stream.facts('local', 0n, 10_000)).items.length
    for (const piece of pieces) await sweepOn({ engine: flow.engine, roster, sweeps }, piece, clock, noPause, () => true)
    expect((await flow.engine.stream.facts('local', 0n, 10_000)).items).toHaveLength(facts)
  })

  it('keeps to its share of the pace', async () => {
    const { flow, pieces, begin, sweeps } = await shop()
    await begin('x')
    const pauses: number[] = []
    const [piece] = pieces as [SweepPiece]
    await sweepOn(
      { engine: flow.engine, roster, sweeps },
      piece,
      clock,
      async (ms) => void pauses.push(ms),
      () => true,
    )
    expect(pauses[0]).toBe((PAGE * SWEEP_PARTS * 1_000) / SWEEP_PER_SECOND)
  })

  it.each([
    { json: { sweep: 's', part: 0, parts: 4, after: null, swept: 0 }, isPiece: true },
    { json: { sweep: 's', part: 0, parts: 4, after: 'x', swept: 3 }, isPiece: true },
    { json: { sweep: 's', part: 0.5, parts: 4, after: null, swept: 0 }, isPiece: false },
    { json: { part: 0, parts: 4, after: null, swept: 0 }, isPiece: false },
    { json: { recount: true }, isPiece: false },
    { json: [], isPiece: false },
  ])('$json is a piece: $isPiece', ({ json, isPiece }) => {
    expect(readPiece(json) !== null).toBe(isPiece)
  })
})
