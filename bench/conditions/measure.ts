/** All engines in one process and in turns: so whatever else the machine does hits all of them alike. */
import { isDeepStrictEqual } from 'node:util'
import { assert } from '../../shared/kernel/assert.ts'
import type { JsonObject } from '../../shared/kernel/json.ts'
import { type Engine, engines } from './engines.ts'
import { workload } from './workload.ts'

/** `perSecond`: evaluations a second of processor time, in each run. `ratio`: how many times as many ours did in the same turn. */
export type Measured = {
  readonly name: string
  readonly generatesCode: boolean
  readonly customers: number
  readonly perSecond: readonly number[]
  readonly ratio: readonly number[]
}
export type Compared = { readonly rules: number; readonly matches: number; readonly engines: readonly Measured[] }

/** Measures each engine `runs` times, after one round that is not counted and in which all must give the same matches. */
export const compareEngines = async (rules: number, customers: number, runs: number): Promise<Compared> => {
  const load = workload(rules, customers)
  const ready = engines().map((engine) => ({ engine, run: engine.prepare(load.rules), of: everyNth(load.customers, engine) }))
  const [ours, ...others] = ready
  assert(ours !== undefined, 'ours is among them')
  const expected = await Promise.all(ours.of.map(async (customer) => ours.run(customer)))
  for (const { engine, run, of } of others) {
    for (const [index, customer] of of.entries()) {
      const matched = await run(customer)
      if (!isDeepStrictEqual(matched, expected[index * engine.everyNth]))
        throw new Error(
          `${engine.name} matches ${matched} of customer ${index * engine.everyNth}, ours ${expected[index * engine.everyNth]}`,
        )
    }
  }
  const perSecond = ready.map((): number[] => [])
  const ratio = ready.map((): number[] => [])
  for (let run = 0; run < runs; run += 1) {
    const speeds: number[] = []
    for (const { run: matches, of } of ready) speeds.push((rules * of.length) / (await secondsOf(matches, of)))
    speeds.forEach((speed, index) => {
      perSecond[index]?.push(speed)
      ratio[index]?.push((speeds[0] as number) / speed)
    })
  }
  return {
    rules,
    matches: expected.reduce((sum, { length }) => sum + length, 0),
    engines: ready.map(({ engine, of }, index) => ({
      name: engine.name,
      generatesCode: engine.generatesCode,
      customers: of.length,
      perSecond: perSecond[index] as number[],
      ratio: ratio[index] as number[],
    })),
  }
}

const everyNth = (customers: readonly JsonObject[], engine: Engine): readonly JsonObject[] =>
  customers.filter((_, index) => index % engine.everyNth === 0)

/** Processor time for a pass over the customers, of as many passes as make it long enough to be told. */
const secondsOf = async (matches: Awaited<ReturnType<Engine['prepare']>>, customers: readonly JsonObject[]): Promise<number> => {
  const before = process.cpuUsage()
  let passes = 0
  let micros = 0
  while (micros < ENOUGH_MICROS) {
    for (const customer of customers) {
      const matched = matches(customer)
      if (matched instanceof Promise) await matched
    }
    passes += 1
    const { user, system } = process.cpuUsage(before)
    micros = user + system
  }
  return micros / 1e6 / passes
}

const ENOUGH_MICROS = 300_000
