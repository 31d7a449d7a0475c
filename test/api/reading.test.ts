import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PowerAnswer } from '../../shared/contract/api-power.ts'
import type { CampaignPage, CustomerPage, MailPage, Overview, Page, Refused, ResultPage, Story } from '../../shared/contract/api.ts'
import { STAGES } from '../../shared/domain/lifecycle/stage.ts'
import { rawRequest } from '../server/world.ts'
import { eventually, openSite, PLAN, type Site } from './world.ts'

let site: Site
beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())

const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((total, count) => total + count, 0)

describe('the overview', () => {
  it('counts everybody once, and tells how the stages came about', async () => {
    const { status, body } = await site.get('/api/overview')
    expect(status).toBe(200)
    expect(body.customers).toBeGreaterThanOrEqual(PLAN.customers)
    expect(body.prospects + sum(body.stages)).toBe(body.customers)
    expect(Object.keys(body.stages)).toEqual([...STAGES])
    const days = body.flow.map(({ day }) => day)
    expect([days[0], days.at(-1)?.slice(0, 7)]).toEqual(['2026-01-01', '2026-07'])
    expect(days).toEqual([...days].sort())
    expect(body.flow.at(-1)?.stages).toEqual(body.stages)
    expect(body.demo).toMatchObject({ pace: 'day-a-minute', liveSince: '2026-07-01T00:00:00.000Z', endsAt: '2028-01-01T00:00:00.000Z' })
    expect(body.campaigns.map(({ id }) => id)).toEqual(['onboarding', 'win-back'])
    expect(body.sentLast7Days).toBeGreaterThan(0)
  })
})

describe('campaigns', () => {
  it('have numbers that agree', async () => {
    const { body } = await site.get('/api/campaigns')
    const onboarding = body.campaigns.find(({ id }) => id === 'onboarding')
    expect(onboarding?.entered).toBeGreaterThanOrEqual(PLAN.customers)
    expect(onboarding?.entry).toEqual({ on: 'event', event: 'Account Created' })
    const winBack = body.campaigns.find(({ id }) => id === 'win-back')
    expect(winBack?.messages.withheld ?? 0).toBeGreaterThan(0)
    expect(winBack?.held).toBeGreaterThan(0)
  })

  it('have a page with the file, every step that sends, and reasons', async () => {
    const { body } = await site.get<string, CampaignPage>('/api/campaigns/win-back')
    expect(body.source).toMatchObject({ id: 'win-back', name: body.summary.name })
    expect(body.steps.map(({ variant, step }) => `${variant} ${step}`)).toEqual(['plain 0', 'plain 2', 'offer 0', 'offer 2'])
    const steps = body.steps.reduce((total, { messages }) => total + (messages.sent ?? 0), 0)
    expect(steps).toBe(body.summary.messages.sent)
    const { decided, open, sent, unconfirmed, kept } = body.funnel
    expect(decided).toBe(open + sent + unconfirmed + kept.reduce((total, { count }) => total + count, 0))
    expect({ sent, withheld: kept.find(({ because }) => because === 'withheld')?.count }).toEqual({
      sent: body.summary.messages.sent,
      withheld: body.summary.messages.withheld,
    })
  })
})

describe('results', () => {
  it('have a verdict each, and what all campaigns brought', async () => {
    const { body } = await site.get('/api/results')
    expect(body.results.map(({ id }) => id)).toEqual(['onboarding', 'win-back'])
    for (const { verdict, assigned } of body.results) expect([typeof verdict.type, assigned > 0]).toEqual(['string', true])
    // Only win-back holds anybody out; its money has no cap.
    expect(body.together.map(({ currency, campaigns, untold }) => [currency, campaigns + untold])).toEqual([
      [null, 1],
      ['USD', 1],
    ])
  })

  it('stand beside the truth', async () => {
    const { body } = await site.get<string, ResultPage>('/api/results/win-back')
    expect([body.control, body.holdout]).toEqual(['plain', 'holdout'])
    expect(body.metrics[0]).toMatchObject({ name: 'order', event: 'Order Completed', window: '30d', currency: 'USD' })
    expect(body.readout.arms.map(({ variant }) => variant)).toEqual(['plain', 'offer', 'holdout'])
    expect(body.truth?.map(({ variant }) => variant)).toEqual(['plain', 'offer', 'holdout'])
    const rate = (variant: string): number => body.truth?.find((one) => one.variant === variant)?.rate ?? Number.NaN
    expect(rate('offer')).toBeGreaterThan(rate('plain'))
    expect(rate('plain')).toBeGreaterThan(rate('holdout'))
  })

  it('of an earlier day are those of that day', async () => {
    const { body: now } = await site.get<string, ResultPage>('/api/results/win-back')
    const first = now.days?.first ?? 0
    const asOf = new Date((first + 10) * 86_400_000).toISOString().slice(0, 10)
    const { body } = await site.get<string, ResultPage>('/api/results/win-back', { asOf, phase: '1' })
    expect([body.readout.asOf, body.days]).toEqual([first + 10, now.days])
    expect(body.summary.assigned).toBeLessThan(now.summary.assigned)
  })

  it.each([
    { asked: { asOf: '2999-01-01' }, problem: 'is 2999-01-01, which is not over yet' },
    { asked: { asOf: '2025-02-30' }, problem: undefined },
    { asked: { phase: '7' }, problem: 'is 7, and there is no such phase' },
    { asked: { phase: 'one' }, problem: undefined },
  ])('are refused for $asked', async ({ asked, problem }) => {
    const { status, body } = await site.get<string, Refused>('/api/results/win-back', asked as Record<string, string>)
    expect(status).toBe(400)
    if (problem !== undefined) expect(body.problems[0]?.problem).toBe(problem)
  })
})

describe('power', () => {
  it('is told by what was asked, and what a campaign counted', async () => {
    const { body } = await site.get<string, PowerAnswer>('/api/power', { baseline: '5%', effect: '1%' })
    expect(body).toMatchObject({ campaign: null, baseline: 0.05, smallestEffect: 0.01 })
    expect(body.needed?.customers).toBeGreaterThan(10_000)
    const { body: own } = await site.get<string, PowerAnswer>('/api/power', { campaign: 'win-back', baseline: '5%' })
    expect([own.campaign, own.holdout]).toEqual(['win-back', 'holdout'])
  })
  it.each([
    { asked: { campaign: 'nothing' }, status: 404 },
    { asked: { baseline: 'much' }, status: 400 },
    { asked: { bseline: '5%' }, status: 400 },
  ])('is refused for $asked', async ({ asked, status }) => {
    expect((await site.get('/api/power', asked as Record<string, string>)).status).toBe(status)
  })
})

describe('customers', () => {
  const ids = async (query: Readonly<Record<string, string>>): Promise<readonly string[]> => {
    const found: string[] = []
    for (let after: string | null = ''; after !== null; ) {
      const { body }: { body: Page<{ readonly id: string }> } = await site.get('/api/customers', {
        ...query,
        ...(after === '' ? {} : { after }),
      })
      found.push(...body.items.map(({ id }) => id))
      after = body.next
    }
    return found
  }

  it('come in pages, each once, and are counted', async () => {
    const all = await ids({})
    const { body } = await site.get('/api/customers')
    expect([new Set(all).size, all.length >= PLAN.customers, body.items.length]).toEqual([all.length, true, 50])
    expect(body.total).toBeGreaterThanOrEqual(PLAN.customers)
  })

  it.each([...STAGES, 'prospect'] as const)('are found by stage: %s', async (stage) => {
    const { body } = await site.get('/api/customers', { stage })
    expect(body.items.every((one) => (one.stage ?? 'prospect') === stage)).toBe(true)
    const { body: overview } = await site.get('/api/overview')
    const counted = stage === 'prospect' ? overview.prospects : overview.stages[stage]
    expect((await ids({ stage })).length).toBe(counted)
  })

  it('are found by the beginning of their id, by name and by address', async () => {
    const { body } = await site.get('/api/customers')
    const one = body.items.find(({ name }) => name !== null)
    const [first = '', last = ''] = (one?.name ?? '').split(' ')
    for (const search of [one?.id ?? '', one?.email ?? '', `${last.toUpperCase()} ${first}`])
      expect(await ids({ search })).toContain(one?.id)
    expect(await ids({ search: 'c0001' })).toEqual(expect.arrayContaining(['c00010', 'c00019']))
    expect(await ids({ search: 'nobody is called that' })).toEqual([])
    expect(await ids({ search: '%_"\\' })).toEqual([])
  })

  it('have a page: why they stand where they stand, and what they did, newest first', async () => {
    const [id = ''] = await ids({ stage: 'dormant' })
    const { body } = await site.get<string, CustomerPage>(`/api/customers/${id}`)
    expect(body.summary).toMatchObject({ id, stage: 'dormant', orders: expect.any(Number) })
    expect(body.because).toMatchObject({ type: 'silent' })
    expect(body.reviewAt).not.toBeNull()
    const instants = body.timeline.map(({ at }) => at)
    expect(instants).toEqual([...instants].sort().reverse())
    expect(body.timeline.at(-1)).toMatchObject({ type: 'event', name: 'Account Created' })
    expect(body.campaigns.map(({ id: campaign }) => campaign)).toEqual(['onboarding', 'win-back'])
    expect(body.document).toMatchObject({ id, stage: 'dormant' })
    expect(body.mergedFrom).toBeNull()
  })

  it('can be asked why they did or did not get a campaign', async () => {
    const [id = ''] = await ids({ stage: 'dormant' })
    const { body } = await site.get<string, Story>(`/api/customers/${id}/campaigns/win-back`)
    expect(body.campaign.id).toBe('win-back')
    expect(body.entries[0]).toMatchObject({ entry: 1, trigger: { type: 'stage', from: 'at-risk', to: 'dormant' } })
    expect(body.stage).toBe('dormant')
  })

  it('are found under the id they had before', async () => {
    await site.publish('/v1/alias', { messageId: 'merge-1', userId: 'c00002', previousId: 'old-2' })
    const { body } = await site.get<string, CustomerPage>('/api/customers/old-2')
    expect([body.summary.id, body.mergedFrom]).toEqual(['c00002', 'old-2'])
    expect(await ids({ search: 'old-2' })).toEqual([])
  })

  it('have what was sent to the id they had before', async () => {
    const visitor = { anonymousId: 'phone' }
    await site.publish('/v1/identify', { messageId: 'phone-1', ...visitor, traits: { email: 'phone@example.com' } })
    await site.publish('/v1/track', { messageId: 'phone-2', ...visitor, event: 'Subscribed' })
    await site.publish('/v1/track', { messageId: 'phone-3', ...visitor, event: 'Account Created' })
    // Nobody is written to at night: the shop lives on until it is day.
    await site.post('/api/demo', { pace: 'day-a-second' })
    const mails = await eventually(
      async () => (await site.get('/api/inbox', { customer: 'anonymous:phone' })).body.items,
      (items) => items.length > 0,
    )
    await site.post('/api/demo', { pace: 'day-a-minute' })
    await site.publish('/v1/identify', { messageId: 'phone-4', ...visitor, userId: 'owner' })
    const under = 'anonymous:phone'
    const { body: page } = await site.get<string, CustomerPage>('/api/customers/owner')
    expect(page.messages.find(({ id }) => id === mails[0]?.id)).toMatchObject({ under, status: 'sent' })
    const told = page.timeline.map((entry) => (entry.type === 'event' ? entry.name : `${entry.fact.type} ${entry.under}`))
    expect(told).toEqual(expect.arrayContaining([`appeared ${under}`, `entered ${under}`, 'appeared null', 'absorbed null']))
    expect(told.filter((one) => one === 'Account Created' || one.startsWith('merge'))).toEqual(['Account Created'])
    const { body: story } = await site.get<string, Story>('/api/customers/owner/campaigns/onboarding')
    expect(story.entries).toMatchObject([{ under, entry: 1, messages: [{ under }], ended: { end: { because: { type: 'merged' } } } }])
    const { body: inbox } = await site.get('/api/inbox', { customer: 'owner' })
    expect(inbox.items.map(({ id }) => id)).toContain(mails[0]?.id)
  })
})

describe('the inbox', () => {
  it('shows the newest first, in pages, and those of one customer', async () => {
    const { body: first } = await site.get('/api/inbox')
    const { body: second } = await site.get('/api/inbox', { after: first.next ?? '' })
    const all = [...first.items, ...second.items]
    expect(new Set(all.map(({ id }) => id)).size).toBe(100)
    expect(all.map(({ at }) => at)).toEqual(
      all
        .map(({ at }) => at)
        .sort()
        .reverse(),
    )
    const customer = all[0]?.customerId ?? ''
    const { body: own } = await site.get('/api/inbox', { customer })
    expect(own.items.length).toBeGreaterThan(0)
    expect(own.items.every((mail) => mail.customerId === customer)).toBe(true)
  })

  it('opens a mail: as HTML, as text, as it would go over the wire', async () => {
    const { body } = await site.get('/api/inbox')
    const [mail] = body.items
    const { body: page } = await site.get<string, MailPage>(`/api/inbox/${mail?.id}`)
    expect(page.summary).toEqual(mail)
    expect(page.html).toContain('</html>')
    expect(page.source).toContain(`Subject: ${mail?.subject}`)
    expect(page.source).toContain(`Message-ID: <${mail?.id}@`)
  })
})

describe('how to connect', () => {
  it('names this server', async () => {
    const { body } = await site.get('/api/connect')
    expect(body).toMatchObject({ origin: site.running.url, writeKey: null, bus: { name: 'rekindle', endpoint: site.running.url } })
  })
})

describe('what is not there', () => {
  it.each([
    { path: '/api/nothing', status: 404 },
    { path: '/api/campaigns/nothing', status: 404 },
    { path: '/api/results/nothing', status: 404 },
    { path: '/api/customers/nobody', status: 404 },
    { path: '/api/customers/nobody/campaigns/win-back', status: 404 },
    { path: '/api/customers/c00001/campaigns/nothing', status: 404 },
    { path: '/api/inbox/nothing', status: 404 },
    { path: '/api/customers?stage=lost', status: 400 },
    { path: '/api/customers?serach=x', status: 400 },
    { path: `/api/customers?search=${'x'.repeat(300)}`, status: 400 },
    { path: '/api/overview?x=1', status: 400 },
    { path: '/api/inbox?after=x', status: 404 },
    { path: '/api/quarantine?state=x', status: 400 },
    { path: '/api/customers/%', status: 404 },
    { path: `/api/customers/${'x'.repeat(300)}`, status: 404 },
  ])('$path: $status, with what and how to mend it', async ({ path, status }) => {
    const response = await fetch(`${site.running.url}${path}`)
    const { problems } = (await response.json()) as Refused
    expect(response.status).toBe(status)
    for (const { problem, hint } of problems) expect([problem !== '', hint !== '']).toEqual([true, true])
    expect(problems.length).toBeGreaterThan(0)
  })

  it('says which way an address is asked', async () => {
    expect((await site.post<Refused>('/api/overview')).status).toBe(405)
    expect((await site.get<string, Refused>('/api/demo')).status).toBe(405)
  })
})

describe('guards', () => {
  it.each([
    { what: 'another host', headers: { host: 'evil.example' }, status: 421 },
    { what: 'a page of another site', headers: { origin: 'http://evil.example' }, status: 403 },
  ])('hold against $what', async ({ headers, status }) => {
    const port = Number(new URL(site.running.url).port)
    const own = { host: `127.0.0.1:${port}` }
    for (const path of ['/api/overview', '/api/live', '/api/token']) {
      expect((await rawRequest(port, { method: 'GET', path, headers: { ...own, ...headers } })).status).toBe(status)
    }
  })

  it('let nobody change anything without the token', async () => {
    const response = await fetch(`${site.running.url}/api/demo`, { method: 'POST', body: '{"pace":"paused"}' })
    expect(response.status).toBe(403)
    expect((await site.get<'/api/overview', Overview>('/api/overview')).body.demo?.pace).toBe('day-a-minute')
  })
})

it('nothing failed', () => expect(site.errors).toEqual([]))
