import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isThere, type LocalDynamo, startLocal } from '../../dynamo/local.ts'
import { type Deployed, deployed } from '../assembly.ts'
import { audit } from './audit.ts'
import { SOURCES } from './cdnow.ts'
import { type Replayed, replayed, told } from './replayed.ts'

/** A seeded part; `npm run rehearse` takes the whole sample of 2,357. */
const CUSTOMERS = 16
const SEED = 1

describe.runIf(SOURCES.sample !== '' && SOURCES.events !== '' && isThere())("CDNOW's sample, in the cloud", () => {
  let made: Deployed
  let local: LocalDynamo
  let both: Replayed

  beforeAll(async () => {
    made = await deployed()
    local = await startLocal()
    both = await replayed(made, local.endpoint, { customers: CUSTOMERS, seed: SEED })
    console.info(told(both.figures))
  }, 900_000)
  afterAll(async () => {
    await both.close()
    await local.close()
    made.remove()
  })

  it('met duplicates and crashes', () => {
    expect(both.figures.customers).toBe(CUSTOMERS)
    expect(both.figures.crashes).toBeGreaterThan(3)
    expect(both.world.queue('intake').sent()).toBeGreaterThan(both.world.reader('intake').counts.batches)
  })

  it('has the same customers in the same stages as the local process has over SQLite', () => {
    expect(both.cloud.customers.size).toBe(CUSTOMERS)
    expect(both.cloud.customers).toEqual(both.local.customers)
  })

  it('has the same entries, and decided the same of everybody', () => {
    expect(both.cloud.entries.length).toBeGreaterThan(CUSTOMERS / 2)
    expect(both.cloud.entries).toEqual(both.local.entries)
    expect(both.cloud.facts).toEqual(both.local.facts)
  })

  it('has the same messages with the same ends, and mailed nobody twice', () => {
    expect(both.cloud.messages).toEqual(both.local.messages)
    // A tick that was killed lies among the dead; the next one made up for it.
    audit(both.world, both.cloud, { dead: ['ticks-dead'] })
  })

  it('has the same tallies', () => {
    expect(both.cloud.tallies).toEqual(both.local.tallies)
  })
})
