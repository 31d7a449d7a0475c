import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dataset } from '../datasets.ts'
import { IS_WHOLE, oneOf, writePart } from './part.ts'
import { dataFolder, rekindle, rekindleJson } from './rekindle.ts'

const events = dataset('data/cdnow.events.jsonl.gz') ?? ''
const reference = dataset('data/cdnow.lifecycle.json') ?? ''

type Stages = { asOf: string; customers: number; stages: object; transitionsSoFar: object }
type Reference = { asOf: Record<string, Omit<Stages, 'asOf'>> }

const ONE_OF = oneOf(10)
const LAST = '1998-07-01T00:00:00Z'

/** CDNOW's 23,570 customers against what brute force says of them, apart from Rekindle. */
describe.skipIf(events === '' || reference === '')('the lifecycle of CDNOW', () => {
  const expected: Reference['asOf'] = reference === '' ? {} : (JSON.parse(readFileSync(reference, 'utf8')) as Reference).asOf
  const calm = dataFolder()
  const inputs = dataFolder()
  const calmPart = dataFolder()
  const unlucky = dataFolder()
  const stopped = dataFolder()
  const folders = [calm, inputs, calmPart, unlucky, stopped]
  const part = join(inputs.path, 'part.jsonl.gz')
  const seen: Stages[] = []
  /** Whoever is unlucky is compared with somebody who was not. */
  const alike = IS_WHOLE ? calm.path : calmPart.path

  const stagesIn = (folder: string) => rekindleJson<Stages>('stages', '--data', folder)
  const runCalm = async () => {
    for (const until of Object.keys(expected)) {
      await rekindle('replay', events, '--data', calm.path, '--until', until)
      seen.push(await stagesIn(calm.path))
    }
  }
  beforeAll(async () => {
    writePart(events, part, ONE_OF)
    await Promise.all([
      runCalm(),
      IS_WHOLE ? null : rekindle('replay', part, '--data', calmPart.path, '--until', LAST),
      rekindle('replay', part, '--data', unlucky.path, '--until', LAST, '--batch', '137', '--chaos', 'duplicate=2,shuffle=24h'),
      rekindle('replay', part, '--data', stopped.path, '--until', LAST, '--chaos', 'tick-stop=1997-06-01T00:00:00Z/7d'),
    ])
  }, 600_000)
  afterAll(() => {
    for (const { remove } of folders) remove()
  })

  it.each(Object.keys(expected))('is the same as of %s, one folder continued', (asOf) => {
    const report = seen.find((one) => one.asOf.startsWith(asOf))
    expect(report).toEqual({ asOf: `${asOf}.000Z`, ...expected[asOf] })
  })

  it('has the same stages and metrics with every event twice, shuffled within a day, in other batches', async () => {
    const { customers, stages } = await stagesIn(alike)
    expect(await stagesIn(unlucky.path)).toMatchObject({ customers, stages })
    const [calmly, unluckily] = await Promise.all([customersIn(alike), customersIn(unlucky.path)])
    expect(calmly.length).toBe(customers)
    expect(unluckily).toEqual(calmly)
  })

  it('has the same transitions although nothing ticked for a week, and everybody since the same instant', async () => {
    expect(await stagesIn(stopped.path)).toEqual(await stagesIn(alike))
    // This run wakes customers one instant after the other; the calm one, having no campaign, lets them wait for their next event.
    expect(await rekindle('export', 'customers', '--data', stopped.path)).toBe(await rekindle('export', 'customers', '--data', alike))
  })
})

/** Stage and metrics of everybody. Since when somebody stands in a stage may differ by the delay of an event. */
const customersIn = async (folder: string): Promise<readonly object[]> => {
  const lines = (await rekindle('export', 'customers', '--data', folder)).trimEnd().split('\n')
  return lines.map((line) => {
    const { since: _, ...rest } = JSON.parse(line) as { since: string | null }
    return rest
  })
}
