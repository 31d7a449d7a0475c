import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Demo, Live, MailPage, Quarantined, Refused } from '../../shared/contract/api.ts'
import { QUARANTINE_TEXT_MAX } from '../../shared/kernel/limits.ts'
import { isoOf } from '../../shared/kernel/time.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import { eventually, openSite, type Site } from './world.ts'

let site: Site
beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())

const mailAt = async (index: number): Promise<string> => (await site.get('/api/inbox')).body.items[index]?.id ?? ''
const feedback = (id: string, type: string) => site.post<MailPage & Refused>(`/api/inbox/${id}/feedback`, { type })
const statusOf = async (id: string): Promise<string | undefined> => {
  const { body } = await site.get<string, MailPage>(`/api/inbox/${id}`)
  const { body: customer } = await site.get<string, { readonly messages: readonly { readonly id: string; readonly status: string }[] }>(
    `/api/customers/${body.summary.customerId}`,
  )
  return customer.messages.find((one) => one.id === id)?.status
}

describe('the future of a mail', () => {
  it.each([
    { index: 10, played: ['delivered'], status: 'delivered' },
    { index: 11, played: ['bounced'], status: 'bounced' },
    { index: 12, played: ['delivered', 'complained'], status: 'complained' },
    { index: 16, played: ['soft-bounced'], status: 'bounced' },
    { index: 17, played: ['opened'], status: 'delivered' },
  ])('$played: the message is $status', async ({ index, played, status }) => {
    const id = await mailAt(index)
    for (const type of played) expect((await feedback(id, type)).status).toBe(200)
    expect(await statusOf(id)).toBe(status)
  })

  it('is noted once, and twice is as good as once', async () => {
    const id = await mailAt(13)
    await feedback(id, 'opened')
    const { body } = await feedback(id, 'opened')
    await feedback(id, 'clicked')
    expect(body.summary.feedback.map(({ type }) => type)).toEqual(['opened'])
    const { body: page } = await site.get<string, MailPage>(`/api/inbox/${id}`)
    expect(page.summary.feedback.map(({ type }) => type)).toEqual(['opened', 'clicked'])
    const { body: customer } = await site.get<
      string,
      { readonly document: { readonly events: Record<string, { readonly count: number }> } }
    >(`/api/customers/${body.summary.customerId}`)
    expect(customer.document.events['Email Opened']?.count).toBe(1)
    expect(customer.document.events['Email Link Clicked']?.count).toBe(1)
  })

  it('may end the topic: who unsubscribes gets no further mail of it', async () => {
    const id = await mailAt(14)
    const { body } = await feedback(id, 'unsubscribed')
    const { body: customer } = await site.get<string, { readonly timeline: readonly { readonly type: string; readonly fact?: object }[] }>(
      `/api/customers/${body.summary.customerId}`,
    )
    const topic = body.summary.campaign === 'win-back' ? 'offers' : 'onboarding'
    expect(customer.timeline.map(({ fact }) => fact)).toContainEqual(
      expect.objectContaining({ type: 'consent-changed', topic, status: 'withdrawn' }),
    )
  })

  it('is one of seven', async () => {
    const { status, body } = await feedback(await mailAt(15), 'lost')
    expect([status, body.problems[0]?.path]).toEqual([400, 'type'])
    expect((await feedback('nothing', 'opened')).status).toBe(404)
  })
})

describe('addresses nobody may write to', () => {
  type Listed = {
    readonly items: readonly { readonly digest: string; readonly because: string; readonly changes: readonly object[] }[]
    readonly total: number
  }
  const list = async (): Promise<Listed> => (await site.get<string, Listed>('/api/suppressions')).body

  it('are listed without saying whose, put there and lifted by who knows the address, or the digest', async () => {
    const before = await list()
    expect(before.items.map(({ because }) => because)).toEqual(expect.arrayContaining(['hard-bounce', 'complaint']))
    expect(JSON.stringify(before)).not.toContain('@')
    const address = 'somebody@example.com'
    const put = await site.post<{ readonly digest: string }>('/api/suppressions', { address, because: 'by phone' })
    expect(put.status).toBe(200)
    expect((await site.post('/api/suppressions', { address, because: 'again' })).status).toBe(409)
    expect((await list()).total).toBe(before.total + 1)
    const { digest } = put.body
    expect((await site.post('/api/suppressions/lift', { address, digest, because: 'both' })).status).toBe(409)
    expect((await site.post('/api/suppressions/lift', { digest })).status).toBe(400)
    expect((await site.post('/api/suppressions/lift', { digest, because: 'a mistake' })).status).toBe(200)
    expect((await site.post('/api/suppressions/lift', { address, because: 'twice' })).status).toBe(404)
    expect((await list()).total).toBe(before.total)
  })
})

describe('the switches', () => {
  type Told = {
    readonly all: { readonly stopped: object | null }
    readonly campaigns: readonly { readonly id: string; readonly stopped: object | null }[]
  }
  it.each([
    { path: '/api/sending', stopped: ({ all }: Told) => all.stopped },
    { path: '/api/campaigns/win-back/sending', stopped: ({ campaigns }: Told) => campaigns.find(({ id }) => id === 'win-back')?.stopped },
  ])('$path: stopped and resumed by a person, with the reason', async ({ path, stopped }) => {
    expect((await site.post(path, { on: false })).status).toBe(400)
    expect((await site.post(path, { on: true, because: 'it is' })).status).toBe(409)
    const off = await site.post<Told>(path, { on: false, because: 'wrong list' })
    expect([off.status, stopped(off.body)]).toMatchObject([200, { by: 'person', because: { type: 'person', why: 'wrong list' } }])
    const { body } = await site.get<string, { readonly attention: readonly { readonly type: string }[] }>('/api/overview')
    expect(body.attention.map(({ type }) => type)).toContain(path === '/api/sending' ? 'sending-stopped' : 'campaign-stopped')
    expect(stopped((await site.post<Told>(path, { on: true, because: 'mended' })).body)).toBe(null)
  })

  it('are those of campaigns that are there', async () => {
    expect((await site.post('/api/campaigns/nothing/sending', { on: false, because: 'x' })).status).toBe(404)
  })
})

describe('the quarantine', () => {
  const open = async (): Promise<readonly Quarantined[]> => (await site.get('/api/quarantine')).body.items
  const refuse = async (body: object): Promise<string> => {
    const { body: said } = await site.publish('/v1/track', body)
    return ((said as { refusals: readonly { quarantine: string }[] }).refusals[0] as { quarantine: string }).quarantine
  }

  it('keeps what was refused; mended, it is taken under its own id, and gone', async () => {
    const event = { messageId: 'broken-1', userId: 'mender', event: 'Order Completed', properties: 'none' }
    const id = await refuse(event)
    const entry = (await open()).find((one) => one.id === id)
    expect(entry).toMatchObject({ because: 'invalid', customerId: 'mender', retriable: true })
    expect(entry?.problems[0]?.path).toBe('properties')

    const still = await site.post(`/api/quarantine/${id}/retry`, { text: entry?.text })
    expect(still.body).toMatchObject({ taken: false, problems: [{ path: 'properties' }] })
    const { properties: _, ...mended } = JSON.parse(entry?.text ?? '{}') as Record<string, unknown>
    expect((await site.post(`/api/quarantine/${id}/retry`, { text: JSON.stringify(mended) })).body).toEqual({ taken: true, problems: [] })
    expect((await open()).some((one) => one.id === id)).toBe(false)

    await site.publish('/v1/track', { messageId: 'broken-1', userId: 'mender', event: 'Order Completed' })
    const { body } = await site.get<string, { readonly summary: object }>('/api/customers/mender')
    expect(body.summary).toMatchObject({ stage: 'new', orders: 1 })
  })

  it('is not retried with what is no JSON, where it is cut, or where it is not there', async () => {
    const id = await refuse({ messageId: 'broken-2', userId: 'mender', event: '' })
    expect((await site.post(`/api/quarantine/${id}/retry`, { text: '{' })).body).toMatchObject({ taken: false })
    expect((await site.post(`/api/quarantine/${id}/retry`, { text: '' })).status).toBe(400)
    expect((await site.post('/api/quarantine/nothing/retry', { text: '{}' })).status).toBe(404)
    const long = await refuse({ messageId: 'broken-3', userId: 'mender', event: '', properties: { note: 'x'.repeat(QUARANTINE_TEXT_MAX) } })
    expect((await open()).find((one) => one.id === long)?.retriable).toBe(false)
    expect((await site.post(`/api/quarantine/${long}/retry`, { text: '{}' })).status).toBe(409)
  })

  it('lets go of what a person dismisses, and takes it back', async () => {
    const id = await refuse({ messageId: 'broken-4', event: 'Order Completed' })
    const { body: before } = await site.get('/api/quarantine')
    expect((await site.post(`/api/quarantine/${id}/dismiss`)).body).toEqual({ done: true })
    const { body: after } = await site.get('/api/quarantine')
    expect(after.total).toBe((before.total ?? 0) - 1)
    expect((await site.get('/api/quarantine', { state: 'dismissed' })).body.items.map((one) => one.id)).toContain(id)
    await site.post(`/api/quarantine/${id}/restore`)
    expect((await open()).map((one) => one.id)).toContain(id)
    expect((await site.post('/api/quarantine/nothing/dismiss')).status).toBe(404)
  })

  it('is what the overview calls attention to', async () => {
    const { body } = await site.get('/api/overview')
    expect(body.attention).toContainEqual({ type: 'quarantine', count: (await open()).length })
  })
})

describe('the clock of the demo', () => {
  it('stands still, runs, and never runs backwards', async () => {
    const pace = (name: string) => site.post<Demo>('/api/demo', { pace: name })
    const { body: paused } = await pace('paused')
    expect(paused.pace).toBe('paused')
    const clock = async (): Promise<string> => (await site.get('/api/overview')).body.demo?.clock ?? ''
    const stood = await clock()
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect(await clock()).toBe(stood)
    const kept = async (): Promise<string> => isoOf(((await site.life.local.stores.live.read()) as { doneUntil: EpochMs }).doneUntil)
    // What the command line reads.
    expect(await eventually(kept, (until) => until === stood)).toBe(stood)
    await pace('day-a-second')
    expect(await eventually(clock, (now) => now > stood)).not.toBe(stood)
    const { body } = await pace('day-a-minute')
    expect(body.clock >= stood).toBe(true)
    expect((await site.post('/api/demo', { pace: 'backwards' })).status).toBe(400)
  })

  it('is what a publisher’s now becomes: ages are kept', async () => {
    const timestamp = new Date(Date.now() - 3_600_000).toISOString()
    await site.publish('/v1/track', { messageId: 'hour', userId: 'traveller', event: 'Order Completed', timestamp })
    const { body } = await site.get<string, { readonly timeline: readonly { readonly at: string; readonly type: string }[] }>(
      '/api/customers/traveller',
    )
    const { body: overview } = await site.get('/api/overview')
    const ordered = body.timeline.find(({ type }) => type === 'event')?.at ?? ''
    const hours = (Date.parse(overview.asOf) - Date.parse(ordered)) / 3_600_000
    expect([hours > 0.99, hours < 25]).toEqual([true, true])
  })
})

describe('what happens, live', () => {
  it('is told as it comes, and the latest again to whoever comes later', async () => {
    await site.post('/api/demo', { pace: 'paused' })
    const heard = await listening(site.running.url)
    await site.publish('/v1/track', { messageId: 'live-1', userId: 'listener', event: 'Order Completed' })
    await site.publish('/v1/track', { messageId: 'live-2', userId: 'listener' })
    const arrivals = () => heard.of('arrival').filter(({ customerId }) => customerId === 'listener')
    await eventually(
      async () => arrivals().length,
      (count) => count === 2,
    )
    expect(arrivals().map(({ door, name, taken }) => `${door} ${name} ${taken}`)).toEqual([
      'segment Order Completed true',
      'segment invalid false',
    ])
    expect(arrivals()[1]?.problems[0]?.path).toBe('event')
    const pulses = await eventually(
      async () => heard.of('pulse'),
      (told) => told.length > 0,
    )
    expect(pulses[0]).toMatchObject({ taken: expect.any(Number), refused: expect.any(Number), sent: expect.any(Number) })
    const changed = await eventually(
      async () => heard.of('changed').flatMap(({ what }) => what),
      (what) => what.includes('quarantine'),
    )
    expect(changed).toContain('quarantine')
    heard.close()

    const later = await listening(site.running.url)
    await eventually(
      async () => later.of('arrival').length,
      (count) => count > 1,
    )
    expect(later.of('arrival').map(({ customerId }) => customerId)).toContain('listener')
    later.close()
  })
})

it('a mended body is read as its door did: a batch as a batch', async () => {
  const batch = (...ids: readonly string[]) => ({
    batch: ids.map((messageId) => ({ type: 'track', messageId, userId: 'batcher', event: 'Order Completed' })),
  })
  const { body: said } = await site.publish('/v1/batch', { batch: 'none' })
  const id = (said as { refusals: readonly { quarantine: string }[] }).refusals[0]?.quarantine
  const half = await site.post(`/api/quarantine/${id}/retry`, { text: JSON.stringify(batch('b-1', '')) })
  expect(half.body).toMatchObject({ taken: false, problems: [{ path: 'batch.1.messageId' }] })
  const whole = await site.post(`/api/quarantine/${id}/retry`, { text: JSON.stringify(batch('b-1', 'b-2')) })
  expect(whole.body).toEqual({ taken: true, problems: [] })
  const { body } = await site.get<string, { readonly summary: object }>('/api/customers/batcher')
  expect(body.summary).toMatchObject({ orders: 2 })
})

it('nothing failed', () => expect(site.errors).toEqual([]))

type Heard = { readonly of: <Type extends keyof Live>(type: Type) => readonly Live[Type][]; readonly close: () => void }

const listening = async (url: string): Promise<Heard> => {
  const gone = new AbortController()
  const response = await fetch(`${url}/api/live`, { signal: gone.signal })
  expect(response.headers.get('content-type')).toBe('text/event-stream')
  let text = ''
  const read = async (): Promise<void> => {
    for await (const chunk of response.body as ReadableStream<Uint8Array>) text += Buffer.from(chunk).toString('utf8')
  }
  const reading = read().catch(() => {})
  return {
    of: (type) =>
      [...text.matchAll(/^event: (\w+)\ndata: (.*)$/gm)].flatMap(([, name, data = '{}']) => (name === type ? [JSON.parse(data)] : [])),
    close: () => {
      gone.abort()
      void reading
    },
  }
}
