import { describe, expect, it } from 'vitest'
import { foldTally, LIFECYCLE_SCOPE } from '../../shared/domain/kpi/tally.ts'
import { handle } from '../../shared/flow/handle.ts'
import { rebuildTallies, tally, tallyAll } from '../../shared/flow/tally.ts'
import { tick } from '../../shared/flow/tick.ts'
import { TALLY_BATCH } from '../../shared/kernel/limits.ts'
import { customerId } from '../../shared/kernel/words.ts'
import type { ChangeStream } from '../../shared/ports/change-stream.ts'
import { day, rules, tested } from '../domain/customer/world.ts'
import { openFlow, orderOf } from './world.ts'

const company = rules({ campaigns: [tested()] })
const CUSTOMERS = Array.from({ length: 20 }, (_, index) => customerId(`c${index}`))

const busy = async () => {
  const flow = openFlow(company)
  await handle(
    flow.engine.store,
    company,
    CUSTOMERS.map((one) => orderOf(one, day(0))),
  )
  await tick(flow.engine, day(130))
  return flow
}
type Busy = Awaited<ReturnType<typeof busy>>
const SCOPES = [LIFECYCLE_SCOPE, 'campaign/win-back', 'experiment/win-back']
const counted = async ({ stores }: Busy) => {
  const scopes = await Promise.all(SCOPES.map((scope) => stores.tallies.read(scope)))
  return scopes.flatMap((scope, index) => [...scope].map(([counter, n]) => `${SCOPES[index]} ${counter} ${n}`)).toSorted()
}
/** What the counters must say, counted from all facts at once. */
const expected = async ({ engine }: Busy) => {
  const { items } = await engine.stream.facts('local', 0n, 100_000)
  return foldTally(items.map(({ fact }) => fact))
    .map(({ scope, counter, by }) => `${scope} ${counter} ${by}`)
    .toSorted()
}
/** The same stream, in pages of a few. */
const slowly = (stream: ChangeStream, most: number): ChangeStream => ({
  ...stream,
  facts: (shard, after, limit) => stream.facts(shard, after, Math.min(most, limit)),
})

describe('counters', () => {
  it.each([1, 7, TALLY_BATCH])('are what all facts add up to, read %i at a time', async (most) => {
    const flow = await busy()
    await tallyAll(slowly(flow.engine.stream, most), flow.engine.tallies)
    expect(await counted(flow)).toEqual(await expected(flow))
    expect((await flow.stores.tallies.read(LIFECYCLE_SCOPE)).get('customers')).toBe(20n)
  })

  it('grow with what comes, and a tally that finds nothing changes nothing', async () => {
    const flow = await busy()
    await tallyAll(flow.engine.stream, flow.engine.tallies)
    expect(await tally(flow.engine.stream, flow.engine.tallies, 'local')).toBe(0)
    await tick(flow.engine, day(400))
    await tallyAll(flow.engine.stream, flow.engine.tallies)
    expect(await counted(flow)).toEqual(await expected(flow))
  })

  it('count each fact once though two consumers fold it', async () => {
    const flow = await busy()
    const folded = await Promise.all([1, 2, 3].map(() => tally(flow.engine.stream, flow.engine.tallies, 'local')))
    expect(folded.filter((n) => n > 0)).toHaveLength(1)
    expect(await counted(flow)).toEqual(await expected(flow))
  })

  it('a consumer with a stale watermark adds nothing', async () => {
    const flow = await busy()
    const { stream, tallies } = flow.engine
    const stale = { ...tallies, watermark: async () => 0n }
    expect(await tally(slowly(stream, 5), tallies, 'local')).toBe(5)
    expect(await tally(slowly(stream, 5), stale, 'local')).toBe(0)
    expect(await tally(slowly(stream, 9), stale, 'local')).toBe(0)
    await tallyAll(stream, tallies)
    expect(await counted(flow)).toEqual(await expected(flow))
  })

  it('are the same when counted anew, and so is what follows', async () => {
    const flow = await busy()
    await tallyAll(flow.engine.stream, flow.engine.tallies)
    await rebuildTallies(slowly(flow.engine.stream, 7), flow.engine.tallies)
    expect(await counted(flow)).toEqual(await expected(flow))
    await tick(flow.engine, day(400))
    await tallyAll(flow.engine.stream, flow.engine.tallies)
    expect(await counted(flow)).toEqual(await expected(flow))
  })
})
