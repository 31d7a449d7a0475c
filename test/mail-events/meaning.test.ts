import { describe, expect, it } from 'vitest'
import { MINUTE_MS } from '../../shared/kernel/time.ts'
import { ANN, day } from '../domain/customer/world.ts'
import { ADDRESS, changed, fixture, sentMail } from './world.ts'

const EVERY_TOPIC = { '*': { status: 'withdrawn' } }

describe('each record of the guide, through the whole way', () => {
  it.each([
    { name: 'send', status: 'sent', news: [], suppressed: null, consent: {} },
    { name: 'delivery', status: 'delivered', news: [], suppressed: null, consent: {} },
    {
      name: 'bounce-permanent',
      status: 'bounced',
      news: [{ type: 'bounced', kind: 'permanent', detail: 'General 5.1.1' }],
      suppressed: 'hard-bounce',
      consent: {},
    },
    {
      name: 'bounce-suppressed',
      status: 'bounced',
      news: [{ type: 'bounced', kind: 'permanent' }],
      suppressed: 'hard-bounce',
      consent: {},
    },
    { name: 'bounce-on-account-list', status: 'bounced', news: [], suppressed: 'hard-bounce', consent: {} },
    {
      name: 'bounce-expired',
      status: 'bounced',
      news: [{ type: 'bounced', kind: 'permanent', detail: 'General 4.4.7' }],
      suppressed: 'hard-bounce',
      consent: {},
    },
    { name: 'bounce-transient', status: 'bounced', news: [{ type: 'bounced', kind: 'transient' }], suppressed: null, consent: {} },
    { name: 'bounce-mailbox-full', status: 'bounced', news: [{ type: 'bounced', kind: 'transient' }], suppressed: null, consent: {} },
    { name: 'bounce-content', status: 'bounced', news: [{ type: 'bounced', kind: 'transient' }], suppressed: null, consent: {} },
    {
      name: 'complaint',
      status: 'complained',
      news: [{ type: 'complained', detail: 'abuse' }],
      suppressed: 'complaint',
      consent: EVERY_TOPIC,
    },
    { name: 'complaint-not-spam', status: 'delivered', news: [], suppressed: null, consent: {} },
    { name: 'complaint-on-account-list', status: 'refused', news: [], suppressed: 'complaint', consent: {} },
    { name: 'reject', status: 'refused', news: [], suppressed: null, consent: {} },
    { name: 'rendering-failure', status: 'refused', news: [], suppressed: null, consent: {} },
    {
      name: 'delivery-delay',
      status: 'sent',
      news: [{ type: 'delayed', detail: 'TransientCommunicationFailure' }],
      suppressed: null,
      consent: {},
    },
    { name: 'open', status: 'delivered', news: [{ type: 'opened', by: 'person' }], suppressed: null, consent: {} },
    {
      name: 'click',
      status: 'delivered',
      news: [
        {
          type: 'clicked',
          by: 'person',
          source: 'service',
          link: 'http://docs.aws.amazon.com/ses/latest/DeveloperGuide/send-email-smtp.html',
        },
      ],
      suppressed: null,
      consent: {},
    },
    { name: 'subscription', status: 'delivered', news: [], suppressed: null, consent: EVERY_TOPIC },
  ])('$name: $status, suppressed: $suppressed', async ({ name, status, news, suppressed, consent }) => {
    const flow = await sentMail()
    // Twice, and once more much later: as once.
    for (const now of [day(121), day(121), day(140)]) expect(await flow.takeFixture(name, now)).toMatchObject({ type: 'taken' })
    expect((await flow.statuses(ANN))[0]).toBe(status)
    expect(await flow.news()).toMatchObject(news)
    expect(await flow.news()).toHaveLength(news.length)
    expect(await flow.suppressed()).toBe(suppressed)
    expect((await flow.state())?.consent).toMatchObject(consent)
    expect(Object.keys((await flow.state())?.consent ?? {})).toEqual(Object.keys(consent))
    expect(await flow.stores.quarantine.count()).toBe(0)
  })

  it.each(['open', 'click', 'delivery', 'bounce-permanent'])(
    '%s about an address that is nowhere kept: no fact and no row holds it',
    async (name) => {
      const flow = await sentMail()
      await flow.takeFixture(name)
      expect(JSON.stringify((await flow.facts()).filter(({ type }) => type === 'heard' || type === 'message-moved'))).not.toContain(ADDRESS)
      expect(JSON.stringify(await flow.stores.suppressions.list(null, 10))).not.toContain(ADDRESS)
    },
  )
})

describe('in any order', () => {
  it.each([
    { names: ['delivery', 'bounce-permanent'], status: 'bounced' },
    { names: ['bounce-permanent', 'delivery'], status: 'bounced' },
    { names: ['bounce-permanent', 'send'], status: 'bounced' },
    { names: ['complaint', 'delivery', 'send'], status: 'complained' },
    { names: ['bounce-permanent', 'complaint'], status: 'complained' },
    { names: ['open', 'delivery', 'send'], status: 'delivered' },
    { names: ['send', 'reject', 'delivery'], status: 'refused' },
    { names: ['delivery', 'reject'], status: 'delivered' },
    { names: ['delivery-delay', 'delivery', 'delivery-delay'], status: 'delivered' },
    { names: ['delivery-delay', 'bounce-expired'], status: 'bounced' },
  ])('$names: $status', async ({ names, status }) => {
    const flow = await sentMail()
    for (const name of names) await flow.takeFixture(name)
    expect(await flow.statuses(ANN)).toEqual([status])
  })

  it('what is heard of an address holds whatever became of the mail: refused as a virus, and then it bounced', async () => {
    const flow = await sentMail()
    for (const name of ['reject', 'bounce-permanent']) await flow.takeFixture(name)
    expect(await flow.statuses(ANN)).toEqual(['refused'])
    expect(await flow.suppressed()).toBe('hard-bounce')
  })

  it('a lifted suppression is not put back by the report it came from, and is by another one', async () => {
    const flow = await sentMail()
    await flow.takeFixture('bounce-permanent')
    const digest = flow.stores.customers.addressDigest(ADDRESS)
    expect(await flow.stores.suppressions.lift(digest, { by: 'ann', at: day(122), why: 'a new mailbox' })).toBe(true)
    await flow.takeFixture('bounce-permanent', day(123))
    expect(await flow.suppressed()).toBe(null)
    await flow.takeFixture('complaint', day(123))
    expect(await flow.suppressed()).toBe('complaint')
  })
})

describe('whose address it is', () => {
  it('a mail that was forwarded: the address we wrote to, and not the mailbox behind it', async () => {
    const flow = await sentMail()
    const bounced = fixture('bounce-permanent', flow.id)
    const bouncedRecipients = [{ emailAddress: 'elsewhere@example.net', action: 'failed', status: '5.1.1' }]
    await flow.take(changed(bounced, 'bounce', { bouncedRecipients }))
    expect(await flow.suppressed()).toBe('hard-bounce')
    expect(await flow.suppressed('elsewhere@example.net')).toBe(null)
  })

  it.each(['RECIPIENT@Example.com', 'Some Name <recipient@example.com>'])('written as %s it is the same', async (emailAddress) => {
    const flow = await sentMail()
    await flow.take(changed(fixture('bounce-permanent', flow.id), 'bounce', { bouncedRecipients: [{ emailAddress }] }))
    expect(await flow.suppressed()).toBe('hard-bounce')
  })
})

describe('who opened it', () => {
  const GOOGLE = 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)'
  const PERSON = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.0'
  it.each([
    { what: 'a mail program', agent: PERSON, timestamp: '2026-05-01T09:30:00Z', first: 'delivery', by: 'person' },
    { what: "Apple's proxy", agent: 'Mozilla/5.0', timestamp: '2026-05-01T09:30:00Z', first: 'delivery', by: 'machine' },
    { what: "Google's proxy", agent: GOOGLE, timestamp: '2026-05-01T09:30:00Z', first: 'delivery', by: 'machine' },
    { what: 'nobody who says so', agent: '', timestamp: '2026-05-01T09:30:00Z', first: 'delivery', by: 'machine' },
    {
      what: 'whoever comes 4.9 seconds after it was taken',
      agent: PERSON,
      timestamp: '2026-05-01T08:00:04.999Z',
      first: 'delivery',
      by: 'machine',
    },
    {
      what: 'whoever comes 5 seconds after it was taken',
      agent: PERSON,
      timestamp: '2026-05-01T08:00:05Z',
      first: 'delivery',
      by: 'person',
    },
    { what: 'before a delivery was heard of', agent: PERSON, timestamp: '2026-05-01T08:20:00Z', first: 'send', by: 'machine' },
    { what: 'after one was', agent: PERSON, timestamp: '2026-05-01T08:20:00Z', first: 'delivery', by: 'person' },
  ])('$what: $by', async ({ agent, timestamp, first, by }) => {
    const flow = await sentMail()
    await flow.takeFixture(first)
    await flow.take(changed(fixture('open', flow.id), 'open', { userAgent: agent, timestamp }))
    expect(await flow.news()).toMatchObject([{ type: 'opened', by }])
    // What a person did is an event of theirs, which campaigns may ask about; what a program did is none.
    expect(JSON.stringify((await flow.state())?.metrics).includes('Email Opened')).toBe(by === 'person')
  })

  it('mails that were opened are counted once, and opens each', async () => {
    const flow = await sentMail()
    await flow.takeFixture('delivery')
    for (const timestamp of ['2026-05-01T09:00:00Z', '2026-05-01T10:00:00Z', '2026-05-01T10:00:00Z']) {
      await flow.take(changed(fixture('open', flow.id), 'open', { timestamp }))
      await flow.take(changed(fixture('open', flow.id), 'open', { timestamp, userAgent: 'Mozilla/5.0' }))
    }
    expect(await flow.counters('campaign/win-back')).toMatchObject({
      'heard/all/0/opened%20person': 1,
      'news/all/0/opened%20person': 2,
    })
  })
})

describe('who it was', () => {
  it("is judged when it first comes: a click before the delivery was heard of stays a machine's when it comes again after it", async () => {
    const flow = await sentMail()
    const early = changed(fixture('click', flow.id), 'click', { timestamp: '2026-05-01T08:20:00Z' })
    await flow.take(early)
    await flow.takeFixture('delivery')
    await flow.take(early)
    expect((await flow.news()).map((news) => ('by' in news ? news.by : news.type))).toEqual(['machine'])
    expect(Object.keys((await flow.state())?.metrics.counts ?? {})).not.toContain('Email Link Clicked')
  })
})

describe('dates', () => {
  it('an event from a clock that runs ahead counts once, whenever it comes again', async () => {
    const flow = await sentMail()
    await flow.takeFixture('delivery', day(120, 9 * 60 * MINUTE_MS))
    await flow.takeFixture('open', day(120, 9 * 60 * MINUTE_MS))
    await flow.takeFixture('open', day(120, 9 * 60 * MINUTE_MS + 1))
    expect(await flow.news()).toHaveLength(1)
  })
})
