import { afterEach, describe, expect, it } from 'vitest'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../shared/kernel/time.ts'
import type { Cloud } from './cloud.ts'
import { arnOf, assembled, codeFolder, lambda, mapping, type Note, noting, notesOf, opened, queue, reading, START } from './small.ts'

const code = codeFolder()
let cloud: Cloud
afterEach(async () => {
  await cloud.close()
})

const system = (handler: string, work: Parameters<typeof mapping>[3] = {}, properties: Parameters<typeof queue>[1] = {}) =>
  assembled(
    {
      ...queue('dead'),
      ...queue('work', { RedrivePolicy: { deadLetterTargetArn: arnOf('dead'), maxReceiveCount: 3 }, ...properties }),
      ...lambda('worker', [reading('work')], { Timeout: 1 }),
      ...mapping('Reads', arnOf('work'), 'worker', { BatchSize: 3, ...work }),
    },
    { worker: code.write('worker', handler) },
  )
const bodiesOf = ({ event }: Note): readonly string[] => event.Records.map(({ body }) => body)
const notes = (): Promise<readonly Note[]> => notesOf<Note>(cloud.fleet('worker'))

describe('a queue and its worker', () => {
  it('hands out batches no larger than the mapping says, and each message once when it is worked off', async () => {
    cloud = await opened(system(noting()))
    for (let n = 1; n <= 7; n += 1) cloud.queue('work').send(String(n))
    await cloud.world.runUntil(START + MINUTE_MS)
    expect((await notes()).flatMap(bodiesOf).sort()).toEqual(['1', '2', '3', '4', '5', '6', '7'])
    expect((await notes()).map((note) => bodiesOf(note).length).sort()).toEqual([1, 3, 3])
    expect(cloud.queue('work').depth()).toBe(0)
  })

  it('waits for a batch to fill as long as the window says, and not longer than until it is full', async () => {
    cloud = await opened(system(noting(), { BatchSize: 3, MaximumBatchingWindowInSeconds: 5 }))
    cloud.queue('work').send('a')
    await cloud.world.runUntil(START + 4 * SECOND_MS)
    expect(await notes()).toEqual([])
    await cloud.world.runUntil(START + 5 * SECOND_MS)
    expect((await notes()).map(({ now }) => now)).toEqual([START + 5 * SECOND_MS])
    for (const body of ['b', 'c', 'd']) cloud.queue('work').send(body)
    await cloud.world.settle()
    expect((await notes()).map(bodiesOf)).toEqual([['a'], ['b', 'c', 'd']])
  })

  it('moves the boundaries of batches with the window, and the work stays the same', async () => {
    const worked: string[][] = []
    for (const batch of [1, 2, 5]) {
      cloud = await opened(system(noting(), { BatchSize: batch }))
      for (let n = 1; n <= 9; n += 1) cloud.queue('work').send(String(n))
      await cloud.world.runUntil(START + MINUTE_MS)
      expect((await notes()).every((note) => bodiesOf(note).length <= batch)).toBe(true)
      worked.push([...(await notes()).flatMap(bodiesOf)].sort())
      if (batch !== 5) await cloud.close()
    }
    expect(worked[1]).toEqual(worked[0])
    expect(worked[2]).toEqual(worked[0])
  })

  it('shows a failed batch again after its visibility timeout, and after so many receipts to the dead letters alone', async () => {
    cloud = await opened(
      system(
        `export const handler = async (event) => { console.log('NOTE ' + JSON.stringify({ now: Date.now(), event })); throw new Error('poison') }`,
      ),
    )
    cloud.queue('work').send('x')
    await cloud.world.runUntil(START + 59 * SECOND_MS)
    expect((await notes()).length).toBe(1)
    await cloud.world.runUntil(START + HOUR_MS)
    expect((await notes()).map(({ now }) => now - START)).toEqual([0, 60 * SECOND_MS, 120 * SECOND_MS])
    expect(cloud.queue('work').depth()).toBe(0)
    expect(cloud.queue('dead').bodies()).toEqual(['x'])
    expect(cloud.queue('dead').redriveTo(cloud.queue('work'))).toBe(1)
    expect(cloud.queue('work').depth()).toBe(1)
  })

  it('takes back what the function names of a batch, and nothing else', async () => {
    const answer = `({ batchItemFailures: event.Records.filter(({ body }) => body === 'bad').map(({ messageId }) => ({ itemIdentifier: messageId })) })`
    cloud = await opened(system(noting(answer), { FunctionResponseTypes: ['ReportBatchItemFailures'] }))
    for (const body of ['good', 'bad', 'fine']) cloud.queue('work').send(body)
    await cloud.world.runUntil(START + HOUR_MS)
    expect((await notes()).map(bodiesOf)).toEqual([['good', 'bad', 'fine'], ['bad'], ['bad']])
    expect(cloud.queue('dead').bodies()).toEqual(['bad'])
  })

  it('takes the whole batch back where the answer names what was not in it', async () => {
    cloud = await opened(
      system(noting(`({ batchItemFailures: [{ itemIdentifier: 'nobody' }] })`), { FunctionResponseTypes: ['ReportBatchItemFailures'] }),
    )
    for (const body of ['a', 'b']) cloud.queue('work').send(body)
    await cloud.world.runUntil(START + HOUR_MS)
    expect(cloud.queue('dead').bodies()).toEqual(['a', 'b'])
  })

  it('passes over what the function says of items where the mapping does not ask for it', async () => {
    cloud = await opened(system(noting(`({ batchItemFailures: event.Records.map(({ messageId }) => ({ itemIdentifier: messageId })) })`)))
    cloud.queue('work').send('a')
    await cloud.world.runUntil(START + HOUR_MS)
    expect(cloud.queue('work').depth() + cloud.queue('dead').depth()).toBe(0)
  })

  it('drops what nobody took within the retention, and delays what is to wait', async () => {
    cloud = await opened(system(noting(), {}, { MessageRetentionPeriod: 3600 }))
    cloud.reader('worker').setEnabled(false)
    cloud.queue('work').send('old')
    await cloud.world.runUntil(START + 2 * HOUR_MS)
    expect([cloud.queue('work').depth(), cloud.queue('work').expired()]).toEqual([0, 1])
    cloud.reader('worker').setEnabled(true)
    cloud.queue('work').send('later', { delayMs: 10 * SECOND_MS })
    await cloud.world.runUntil(START + 3 * HOUR_MS)
    expect((await notes()).map(({ now, event }) => [now - START - 2 * HOUR_MS, event.Records[0]?.body])).toEqual([
      [10 * SECOND_MS, 'later'],
    ])
  })

  it('delivers twice on request, with the same id', async () => {
    cloud = await opened(system(noting()), { luck: { duplicates: 1, shuffle: 0 } })
    cloud.queue('work').send('a')
    await cloud.world.runUntil(START + MINUTE_MS)
    const records = (await notes()).flatMap(({ event }) => event.Records)
    expect(records.map(({ body }) => body)).toEqual(['a', 'a'])
    expect(new Set(records.map(({ messageId }) => messageId)).size).toBe(1)
  })

  it('never runs more at once than the mapping allows', async () => {
    const slow = `let at = 0; export const handler = async () => { await new Promise((resolve) => setTimeout(resolve, 30)) }`
    cloud = await opened(system(slow, { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } }), { processesMax: 4 })
    for (let n = 0; n < 6; n += 1) cloud.queue('work').send(String(n))
    await cloud.world.runUntil(START + MINUTE_MS)
    expect(cloud.fleet('worker').counts).toMatchObject({ invocations: 6, coldStarts: 2 })
  })
})

describe('a process of a function', () => {
  it('is reused, thrown away, killed when it takes too long, and started anew', async () => {
    const hanging = `export const handler = async ({ Records: [{ body }] }) => { console.log('NOTE ' + JSON.stringify({ calls: 1, now: 0, event: { Records: [{ body }] } })); if (body === 'hang') await new Promise(() => setInterval(() => {}, 1000)) }`
    cloud = await opened(system(hanging, { BatchSize: 1 }), { processesMax: 1 })
    for (const body of ['a', 'b', 'c']) cloud.queue('work').send(body)
    await cloud.world.settle()
    expect(cloud.fleet('worker').counts).toMatchObject({ invocations: 3, coldStarts: 1, timeouts: 0 })
    cloud.queue('work').send('hang')
    await cloud.world.settle()
    expect(cloud.fleet('worker').counts).toMatchObject({ timeouts: 1, errors: 1 })
    cloud.queue('work').send('d')
    await cloud.world.settle()
    expect(cloud.fleet('worker').counts).toMatchObject({ invocations: 5, coldStarts: 2 })
    await cloud.world.runUntil(START + HOUR_MS)
    expect(cloud.queue('dead').bodies()).toEqual(['hang'])
  })

  it('fails its invocation where the code does not start', async () => {
    cloud = await opened(system(`throw new Error('no configuration')`))
    cloud.queue('work').send('a')
    await cloud.world.runUntil(START + HOUR_MS)
    expect(cloud.queue('dead').bodies()).toEqual(['a'])
    expect(cloud.fleet('worker').counts.errors).toBe(3)
  })

  it('starts cold after each invocation where it is told to, and runs other code after a deployment', async () => {
    cloud = await opened(system(noting(), { BatchSize: 1 }), { processesMax: 1 })
    cloud.fleet('worker').setMishaps({ random: { chance: (p: number) => p === 1 } as never, crashes: 0, withinMs: 0, colds: 1 })
    for (const body of ['a', 'b']) cloud.queue('work').send(body)
    await cloud.world.settle()
    expect((await notes()).map(({ calls }) => calls)).toEqual([1, 1])
    cloud.fleet('worker').setMishaps(null)
    cloud.fleet('worker').deploy(code.write('next', noting().replace('calls += 1', 'calls += 100')))
    for (const body of ['c', 'd']) cloud.queue('work').send(body)
    await cloud.world.settle()
    expect((await notes()).map(({ calls }) => calls)).toEqual([1, 1, 100, 200])
  })

  it('reads the virtual clock, which its own waiting moves', async () => {
    const waits = `export const handler = async () => { const from = Date.now(); await new Promise((resolve) => setTimeout(resolve, 40)); console.log('NOTE ' + JSON.stringify({ from, to: Date.now(), again: new Date().getTime(), year: new Date(0).getUTCFullYear(), is: new Date() instanceof Date })) }`
    cloud = await opened(system(waits))
    cloud.queue('work').send('a')
    await cloud.world.settle()
    expect(await notesOf(cloud.fleet('worker'))).toEqual([{ from: START, to: START + 40, again: START + 40, year: 1970, is: true }])
  })
})
