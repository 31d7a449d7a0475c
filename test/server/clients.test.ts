/** Clients that others wrote, unchanged but for the address. */
import { Analytics } from '@segment/analytics-node'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gateOf } from '../../local/server/write-keys.ts'
import { openSite, order, type Site } from './world.ts'

let site: Site
beforeAll(async () => {
  site = await openSite({ keys: gateOf('our-key') })
})
afterAll(() => site.close())

describe("Segment's analytics-node", () => {
  it('publishes, and the customer is there with the right stage', async () => {
    const analytics = new Analytics({ writeKey: 'our-key', host: site.url })
    const refused: unknown[] = []
    analytics.on('error', (error) => refused.push(error))
    analytics.identify({ userId: 'segment-ann', traits: { email: 'ann@example.com', plan: 'pro' } })
    analytics.track({ userId: 'segment-ann', event: 'Order Completed', properties: { revenue: 20, currency: 'USD' } })
    analytics.page({ userId: 'segment-ann', name: 'Pricing' })
    analytics.group({ userId: 'segment-ann', groupId: 'acme' })
    await analytics.closeAndFlush()
    expect(refused).toEqual([])
    expect((await site.eventsOf('segment-ann')).toSorted()).toContain('Order Completed')
    expect(await site.stageOf('segment-ann')).toBe('new')
    expect(await site.quarantined()).toEqual([])
  })

  it('is told that its key is wrong', async () => {
    const analytics = new Analytics({ writeKey: 'another', host: site.url, maxRetries: 0 })
    const refused: string[] = []
    analytics.on('error', ({ reason }) => refused.push(String(reason)))
    analytics.track({ userId: 'nobody', event: 'Order Completed' })
    await analytics.closeAndFlush()
    expect(refused).toEqual([expect.stringContaining('401')])
    expect(await site.stageOf('nobody')).toBeUndefined()
  })
})

describe("AWS's client-eventbridge", () => {
  const clientOf = (accessKeyId: string): EventBridgeClient =>
    new EventBridgeClient({ endpoint: site.url, region: 'us-east-1', credentials: { accessKeyId, secretAccessKey: 'any' }, maxAttempts: 1 })
  const entry = (detail: object, more: object = {}) => ({
    Source: 'com.example.shop',
    DetailType: 'lifecycle',
    EventBusName: 'rekindle',
    Detail: JSON.stringify(detail),
    ...more,
  })

  it('publishes one event an entry, and many', async () => {
    const many = { events: [order('bus-bob'), order('bus-cleo'), order('bus-cleo')] }
    const answer = await clientOf('our-key').send(new PutEventsCommand({ Entries: [entry(order('bus-ann')), entry(many)] }))
    expect(answer).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: expect.stringMatching(/^[0-9a-f-]{36}$/) }, {}] })
    expect(await Promise.all(['bus-ann', 'bus-bob', 'bus-cleo'].map(site.stageOf))).toEqual(['new', 'new', 'new'])
    expect(await site.eventsOf('bus-cleo')).toEqual(['Order Completed', 'Order Completed'])
  })

  it('accepts what no rule takes, and it goes nowhere: our own events, and other buses', async () => {
    const entries = [
      entry(order('bus-loop'), { Source: 'rekindle' }),
      entry(order('bus-loop'), { EventBusName: 'default' }),
      entry(order('bus-loop'), { EventBusName: undefined }),
    ]
    const answer = await clientOf('our-key').send(new PutEventsCommand({ Entries: entries }))
    expect(answer.FailedEntryCount).toBe(0)
    expect(await site.stageOf('bus-loop')).toBeUndefined()
  })

  it('is answered entry by entry', async () => {
    const entries = [
      entry({}, { Detail: '{' }),
      entry(order('bus-dora')),
      entry({}, { Source: 'aws.ses' }),
      entry(order('bus-dora', { timestamp: 'yesterday' })),
      entry({}, { DetailType: undefined }),
    ]
    const answer = await clientOf('our-key').send(new PutEventsCommand({ Entries: entries }))
    expect(answer.FailedEntryCount).toBe(4)
    expect(answer.Entries).toMatchObject([
      { ErrorCode: 'MalformedDetail' },
      { EventId: expect.any(String) },
      { ErrorCode: 'NotAuthorizedForSourceException' },
      { ErrorCode: 'InvalidArgument', ErrorMessage: expect.stringContaining('timestamp is "yesterday"') },
      { ErrorCode: 'InvalidArgument', ErrorMessage: expect.stringContaining('DetailType is a required argument') },
    ])
    expect(await site.quarantined()).toMatchObject([{ because: 'invalid', customerId: 'bus-dora' }])
  })

  it('hears of a wrong key and of too many entries as its own exceptions', async () => {
    const tooMany = new PutEventsCommand({ Entries: Array.from({ length: 11 }, () => entry(order('bus-eve'))) })
    await expect(clientOf('our-key').send(tooMany)).rejects.toMatchObject({ name: 'ValidationException' })
    const one = new PutEventsCommand({ Entries: [entry(order('bus-eve'))] })
    await expect(clientOf('wrong').send(one)).rejects.toMatchObject({ name: 'UnrecognizedClientException' })
  })
})
