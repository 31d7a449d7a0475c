/** The function that answers results and judges, over the embedded store. */
import { describe, expect, it } from 'vitest'
import { resultsHandler } from '../../functions/results/handler.ts'
import { resultsApi } from '../../shared/flow/api/results-api.ts'
import type { JudgeWorld } from '../../shared/flow/judge.ts'
import { Transient } from '../../shared/ports/customer-store.ts'
import type { Publisher } from '../../shared/ports/publisher.ts'
import { campaignFile, type Judging, noon, openJudging, renewals } from '../flow/judging/world.ts'
import { contextWith, watched } from './world.ts'

const NOW = noon(8)
const SCHEDULED = { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} }
const request = (path: string) => ({
  version: '2.0',
  ...{ rawPath: path, rawQueryString: '', headers: {}, isBase64Encoded: false },
  requestContext: { requestId: 'r', http: { method: 'GET' }, authorizer: { iam: { userArn: 'arn:aws:iam::1:user/ann' } } },
})

const opened = async (publisher: Publisher = { publish: async () => {} }) => {
  const world: Judging = await openJudging(campaignFile({ winner: ['notify'], harmful: ['stop'] }))
  const { stores, switches, rules } = world
  const observer = watched('results')
  const judging: JudgeWorld = {
    ...{ tallies: stores.tallies, verdicts: stores.verdicts, switches, publisher, looked: null },
    publishing: {
      definitions: stores.definitions,
      written: stores.written,
      sweep: async () => ({ id: 's', size: 0 }),
      reread: async () => {},
    },
  }
  const api = resultsApi({ stores, engine: { rules }, now: () => NOW, demo: null })
  const freshened: string[] = []
  const handler = resultsHandler(observer, {
    ...{ api, world: judging, rules, clock: { now: () => NOW } },
    freshen: async (_, afresh) => void freshened.push(String(afresh)),
  })
  return { world, observer, handler, freshened }
}

describe('results', () => {
  it('judges with the hour by the rules of now, and measures what it found and stopped', async () => {
    const { world, observer, handler, freshened } = await opened()
    await world.count(0, renewals(180, 400, { b: { assigned: 3_600, renewal: 400, $complaint: 40 } }))
    await handler(SCHEDULED, contextWith())
    expect((await world.stores.verdicts.all()).map(({ type }) => type).toSorted()).toEqual(['harmful', 'winner'])
    expect([observer.counts, freshened]).toEqual([{ verdicts: 2, stopped: 1, hoursJudged: 1 }, ['afresh']])
    await handler(SCHEDULED, contextWith())
    expect(observer.counts).toEqual({ verdicts: 2, stopped: 1, hoursJudged: 2 })
    world.close()
  })

  it('leaves for another hour what there is no time for, and says so', async () => {
    const { world, observer, handler } = await opened()
    await world.count(0, renewals(180, 400))
    await handler(
      SCHEDULED,
      contextWith(() => 3_000),
    )
    expect(observer.counts).toEqual({})
    expect([await world.stores.verdicts.all(), observer.lines]).toEqual([
      [],
      [expect.objectContaining({ level: 'warn', what: 'no time for all', looked: 0, left: 1 })],
    ])
    world.close()
  })

  it.each([
    { what: 'passes by itself', failure: new Transient('the bus is away'), fails: false },
    { what: 'does not', failure: new Error('the bus takes no such entry'), fails: true },
  ])('what failed and $what fails the function: $fails', async ({ failure, fails }) => {
    const { world, observer, handler } = await opened({ publish: () => Promise.reject(failure) })
    await world.count(0, renewals(180, 400))
    const done = handler(SCHEDULED, contextWith())
    if (fails) await expect(done).rejects.toThrow(failure.message)
    else await done
    expect(observer.counts.hoursJudged ?? 0).toBe(fails ? 0 : 1)
    expect(observer.lines).toContainEqual(expect.objectContaining({ what: 'not acted', action: 'notify' }))
    expect((await world.stores.verdicts.all())[0]?.acted[0]).toMatchObject({ outcome: 'failed', why: failure.message })
    world.close()
  })

  it('answers what experiments show, and nothing that is another’s', async () => {
    const { world, handler } = await opened()
    await world.count(0, renewals(180, 400))
    await handler(SCHEDULED, contextWith())
    const answers = await Promise.all(
      ['/cli/api/results', '/cli/api/results/welcome', '/cli/api/verdicts', '/cli/api/results/nothing', '/cli/api/overview'].map(
        async (path) => (await handler(request(path), contextWith())) as { readonly statusCode: number; readonly body: string },
      ),
    )
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 404, 404])
    const { latched } = JSON.parse(answers[1]?.body ?? '') as { readonly latched: readonly { readonly type: string }[] }
    expect(latched.map(({ type }) => type)).toEqual(['winner'])
    expect(JSON.parse(answers[2]?.body ?? '')).toEqual({ verdicts: await world.stores.verdicts.all() })
    world.close()
  })
})
