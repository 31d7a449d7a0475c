import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PutItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { MESSAGE_TAG } from '../../../shared/contract/mail-event.ts'
import { seededRandom } from '../../../shared/kernel/random.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../shared/kernel/time.ts'
import { configOf, isThere, type LocalDynamo, startLocal } from '../../dynamo/local.ts'
import { type Deployed, deployed } from '../assembly.ts'
import type { Cloud, CloudOptions } from '../cloud.ts'
import { audit } from './audit.ts'
import { type Books, BROKEN, cloudBooks } from './books.ts'
import { CAMPAIGN, OPENS, SHOP_ENDS, shopDefinitions, shopLines } from './shop.ts'
import { asked, LET_IT_END_MS, openSystem, play, publish, put, type System } from './system.ts'

const CUSTOMERS = 16
const SEED = 6
const lines = shopLines(CUSTOMERS, SEED)

/**
 * The same four days of a small shop, lived through again and again, each time with another misfortune. What is decided must be what it was
 * on calm days, to the fact, and nobody may be mailed twice.
 */
describe.runIf(isThere())('the deployed system', { timeout: 600_000 }, () => {
  const { files, remove } = shopDefinitions()
  let made: Deployed
  let local: LocalDynamo
  let calm: Books
  let system: System

  const open = async (options: Partial<CloudOptions> = {}): Promise<Cloud> => {
    system = await openSystem(made, local.endpoint, { start: OPENS - HOUR_MS, seed: SEED, ...options })
    const answer = await publish(system.cloud, files)
    expect([answer.status, answer.body.slice(0, 200)]).toMatchObject([200, expect.stringContaining('"published"')])
    return system.cloud
  }
  const books = (): Promise<Books> => cloudBooks(system.cloud, system.dynamo, CAMPAIGN)
  const until = async (at: number): Promise<void> => {
    const before = system.cloud.world.now()
    await play(
      system.cloud,
      lines.filter((line) => line.at > before && line.at <= at),
      at,
    )
  }
  const end = async (): Promise<Books> => {
    await until(SHOP_ENDS + LET_IT_END_MS)
    return books()
  }

  beforeAll(async () => {
    made = await deployed()
    local = await startLocal()
    await open()
    calm = await end()
    audit(system.cloud, calm)
    await system.close()
  }, 600_000)
  afterEach(async () => {
    await system.close()
  }, 60_000)
  afterAll(async () => {
    await local.close()
    made.remove()
    remove()
  })

  it('has lived through calm days worth comparing with', () => {
    const statuses = [...calm.messages.values()].map((message) => (message as { readonly status: string }).status)
    expect(calm.customers.size).toBe(CUSTOMERS)
    expect(calm.entries.length).toBe(CUSTOMERS)
    expect(statuses.length).toBe(2 * CUSTOMERS)
    expect(new Set(statuses)).toEqual(new Set(['sent', 'withheld']))
  })

  it('works off what surrounds poison, and puts the poison aside', async () => {
    const cloud = await open()
    await until(OPENS + HOUR_MS)
    put(cloud, [{ type: 'track' }, { nonsense: true }])
    cloud.queue('intake').send('{ this is no JSON')
    cloud.queue('mail').send('nobody-owes-this')
    cloud.queue('tasks').send('[]')
    cloud.queue('reports').send(JSON.stringify({ source: 'aws.ses', detail: { eventType: 'Bounce' } }))
    const after = await end()
    audit(cloud, after, { dead: ['-dead'] })
    expect(after).toEqual(calm)
  })

  it('does the same while the table throttles, conflicts, and loses answers', async () => {
    const cloud = await open()
    cloud.gateway.setTableFaults({
      random: seededRandom(SEED),
      throttled: 0.1,
      conflicts: 0.1,
      lostAnswers: 0.05,
      of: [...cloud.fleets.keys()].filter((name) => !name.endsWith('publish')),
    })
    await until(OPENS + 2.5 * DAY_MS)
    cloud.gateway.setTableFaults(null)
    const after = await end()
    audit(cloud, after)
    expect(after).toEqual(calm)
  })

  it('sends everything once after SES could not be reached for an hour, at the pace SES allows', async () => {
    const cloud = await open({ sesPerSecond: 2 })
    await until(OPENS - MINUTE_MS)
    await cloud.gateway.setSesReachable(false)
    await until(OPENS + HOUR_MS)
    expect([cloud.ses.inbox.length, cloud.queue('mail').depth() > 0]).toEqual([0, true])
    await cloud.gateway.setSesReachable(true)
    const from = cloud.world.now()
    await until(OPENS + 2.5 * HOUR_MS)
    const owed = [...(await books()).messages]
      .filter(([, message]) => (message as { readonly owedAt: number }).owedAt < from)
      .map(([id]) => id)
    const drained = cloud.ses.inbox.filter(({ tags }) => owed.includes(tags[MESSAGE_TAG]?.[0] ?? ''))
    const last = drained.at(-1)?.at ?? from
    console.info(
      `SES away for an hour: ${drained.length} mails that waited left within ${(last - from) / SECOND_MS} s, at most ${cloud.ses.busiestSecond()} in one second at a rate of 2`,
    )
    expect(drained.length).toBeGreaterThan(CUSTOMERS / 3)
    // Whoever was turned away asks again after a pause; from then on the rate is all that counts.
    expect(last - from).toBeLessThan(20 * MINUTE_MS)
    expect(cloud.queue('mail').depth()).toBe(0)
    const after = await end()
    audit(cloud, after)
    expect(after).toEqual(calm)
    // A rate of two a second lets go four within one second, and never more in any two.
    expect(cloud.ses.busiestSecond()).toBeLessThanOrEqual(4)
  })

  it('mails nobody twice after SES broke down within calls, and says of each mail what is known', async () => {
    const cloud = await open()
    await until(OPENS + HOUR_MS)
    cloud.ses.setMood('broken')
    await until(OPENS + 2 * HOUR_MS)
    cloud.ses.setMood('well')
    await end()
    await cloud.world.runUntil(SHOP_ENDS + 4 * DAY_MS)
    const after = await books()
    audit(cloud, after, { unconfirmed: true })
    expect([after.entries, [...after.messages.keys()]]).toEqual([calm.entries, [...calm.messages.keys()]])
  })

  it('loses no mail while both readers of the stream are away for two days, and can count anew', async () => {
    const cloud = await open()
    for (const name of ['relay', 'tally']) cloud.reader(name).setEnabled(false)
    await until(OPENS + 2 * DAY_MS)
    for (const name of ['relay', 'tally']) cloud.reader(name).setEnabled(true)
    const after = await end()
    expect(cloud.reader('tally').counts.dropped).toBeGreaterThan(0)
    audit(cloud, after)
    const { tallies: _, ...decided } = after
    const { tallies: __, ...calmly } = calm
    expect(decided).toEqual(calmly)
    // What was never counted is noticed, and counted anew from the facts.
    expect((await asked(cloud, 'GET', '/cli/api/status')).body).toContain('recount-needed')
    expect((await asked(cloud, 'POST', '/cli/api/tallies/rebuild', {})).status).toBe(200)
    await cloud.world.runUntil(cloud.world.now() + 3 * HOUR_MS)
    expect(await books()).toEqual(calm)
    expect((await asked(cloud, 'GET', '/cli/api/status')).body).not.toContain('recount')
  })

  it('does the same where the bus and the queues deliver everything twice, in no order', async () => {
    const cloud = await open({ luck: { duplicates: 0.5, shuffle: 0.3 }, shards: 4 })
    cloud.buses.setCopies(2)
    const after = await end()
    audit(cloud, after)
    expect(after).toEqual(calm)
  })

  it('makes up for a tick that stood still for a week', async () => {
    const cloud = await open()
    await until(OPENS + DAY_MS)
    cloud.setSchedules(false)
    await until(OPENS + 8 * DAY_MS)
    cloud.setSchedules(true)
    await cloud.world.runUntil(cloud.world.now() + HOUR_MS)
    const after = await books()
    audit(cloud, after)
    expect(after.entries).toEqual(calm.entries)
    expect([...after.messages.keys()]).toEqual([...calm.messages.keys()])
  })

  it('takes an archive that is replayed for what it knows', async () => {
    const cloud = await open()
    await until(OPENS + 2.5 * DAY_MS)
    const mails = cloud.ses.inbox.length
    const archive = cloud.assembly.ofType('AWS::Events::Archive')[0]?.name ?? ''
    expect(cloud.buses.replay(archive, OPENS, OPENS + 3 * DAY_MS)).toBeGreaterThan(5)
    await cloud.world.runUntil(cloud.world.now() + HOUR_MS)
    expect(cloud.ses.inbox.length).toBe(mails)
    const after = await end()
    audit(cloud, after)
    expect(after).toEqual(calm)
  })

  it('goes on through a deployment, and through processes that are killed', async () => {
    const cloud = await open()
    for (const [name, fleet] of cloud.fleets) {
      if (/publish|send$/.test(name)) continue
      fleet.setMishaps({ random: seededRandom(SEED), crashes: 0.1, withinMs: 60, colds: 0.05 })
    }
    const next = mkdtempSync(join(tmpdir(), 'rekindle-next-'))
    mkdirSync(next, { recursive: true })
    cpSync(made.bundles, next, { recursive: true })
    await until(OPENS + HOUR_MS)
    for (const [name, fleet] of cloud.fleets) fleet.deploy(join(next, name.replace(/^rekindle-prod-/, '')))
    const after = await end()
    rmSync(next, { recursive: true, force: true })
    expect([...cloud.fleets.values()].reduce((sum, { counts }) => sum + counts.crashes, 0)).toBeGreaterThan(3)
    audit(cloud, after, { dead: ['ticks-dead'] })
    expect(after).toEqual(calm)
  })

  it('puts a row of the stream aside that cannot be read, and goes on behind it', async () => {
    // It is tried for most of a day; with a minute between tries that would be a thousand of them here.
    const cloud = await open({ streamPauseMs: 30 * MINUTE_MS })
    await until(OPENS + 30 * MINUTE_MS)
    const client = new DynamoDBClient(configOf(local.endpoint))
    const TableName = cloud.assembly.ofType('AWS::DynamoDB::Table')[0]?.name ?? ''
    await client.send(
      new PutItemCommand({
        TableName,
        Item: { pk: { S: `C#${BROKEN}` }, sk: { S: 'F#000000000001#0000' }, f: { S: '{ no fact' }, w: { N: '1' } },
      }),
    )
    client.destroy()
    await cloud.stream?.pull()
    const after = await end()
    audit(cloud, after, { dead: ['stream-dead'] })
    // Once by each reader.
    expect(cloud.queue('stream-dead').depth()).toBe(2)
    expect(after).toEqual(calm)
  })
})
