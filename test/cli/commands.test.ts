import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ResultList, ResultPage } from '../../shared/contract/api-results.ts'
import { json, newWorld, run } from './world.ts'

const world = newWorld()
const data = ['--data', world.path('data')]

beforeAll(async () => {
  const { code, err } = await run(
    'replay',
    world.path('events.jsonl'),
    ...data,
    '--campaigns',
    world.path('campaigns'),
    '--until',
    '2025-06-01',
  )
  expect({ code, err }).toEqual({ code: 0, err: '' })
})
afterAll(world.remove)

describe('stages', () => {
  it('counts as cdnow.lifecycle.json does: zeros left out, prospects are customers without a stage', async () => {
    expect(await json('stages', ...data)).toEqual({
      asOf: '2025-06-01T00:00:00.000Z',
      customers: 5,
      stages: { new: 1, active: 1, dormant: 2 },
      transitionsSoFar: {
        'none>new': 4,
        'new>active': 3,
        'active>at-risk': 3,
        'at-risk>dormant': 3,
        'dormant>active': 1,
      },
    })
  })

  it('shows prospects apart', async () => {
    const { out } = await run('stages', ...data)
    expect(out).toContain('5 customers as of 2025-06-01 00:00 UTC')
    expect(out).toMatch(/dormant +2 +50\.0 % {2}█+/)
    expect(out).toMatch(/prospect +1 +identified, never active/)
  })
})

describe('customer', () => {
  it('says the stage, why, and what silence will change', async () => {
    const { out } = await run('customer', 'ada', ...data)
    expect(out).toContain('dormant since 2025-05-01 12:00 UTC: silent since 2025-01-01 12:00 UTC, and the policy counts 120d of silence.')
    expect(out).toContain('Silence alone makes them churned on 2026-01-01 12:00 UTC.')
    expect(out).toMatch(/revenue +10\.00 USD/)
    expect(out).toMatch(/win-back, entry 1 +step 3 +sent 2025-05-08 12:00 UTC/)
    expect(out).not.toContain('ada@example.com')
  })

  it('calls somebody without activity a prospect, and gives attributes where asked', async () => {
    expect((await run('customer', 'cid', ...data)).out).toContain('prospect: identified, and never active')
    expect((await run('customer', 'cid', '--traits', ...data)).out).toContain('cid@example.com')
  })

  it('answers programs with instants in ISO 8601', async () => {
    expect(await json('customer', 'ada', ...data)).toMatchObject({
      id: 'ada',
      stage: 'dormant',
      since: '2025-05-01T12:00:00.000Z',
      because: { type: 'silent', sinceAt: '2025-01-01T12:00:00.000Z', thresholdMs: 120 * 86_400_000 },
      silenceChanges: { at: '2026-01-01T12:00:00.000Z', stage: 'churned' },
      metrics: { activities: 1, revenueMinor: { USD: 1000 }, lastSeenAt: '2025-01-01T12:00:00.000Z' },
    })
  })
})

describe('explain', () => {
  it.each([
    {
      customer: 'ada',
      says: ['They entered once.', 'because they went from at-risk to dormant', 'step 3: sent', 'went through to the end'],
    },
    { customer: 'ben', says: ['They entered once.', 'step 1: sent', 'left early, because the event “Order Completed” arrived'] },
    { customer: 'cid', says: ['They never triggered it: one enters on becoming dormant from at-risk, and they are a prospect now.'] },
    {
      customer: 'dot',
      says: ['They never entered it', 'they were not in the audience (once in all)', '✗ traits.staff $ne true, seen true'],
    },
  ])('tells the story of $customer', async ({ customer, says }) => {
    const { out } = await run('explain', customer, 'win-back', ...data)
    for (const said of says) expect(out).toContain(said)
    expect(out).not.toContain(customer === 'ben' ? 'step 3' : 'undefined')
  })

  it('gives programs the reasons with their values', async () => {
    expect(await json('explain', 'dot', 'win-back', ...data)).toMatchObject({
      customer: 'dot',
      entries: [],
      refused: { count: 1, at: '2025-05-03T12:00:00.000Z', because: { type: 'not-in-audience' } },
      audience: { held: false },
    })
  })
})

describe('results', () => {
  it('has the shape that was promised', async () => {
    const page = await json<ResultPage & { coupons: null }>('results', 'win-back', ...data)
    expect(page.summary).toMatchObject({
      ...{ id: 'win-back', phase: 1, assigned: 2, metric: 'order', measure: 'rate', currency: 'USD', latched: null },
      verdict: { type: 'not-enough-data', missing: { what: 'comparison' } },
    })
    expect([page.coupons, page.truth, page.readout.arms.length]).toEqual([null, null, 1])
  })

  it('says on its page what the JSON says', async () => {
    const { out } = await run('results', 'win-back', ...data)
    expect(out).toContain('There is one variant and no holdout: it is measured, and compared with nothing.')
    const { readout } = await json<ResultPage>('results', 'win-back', ...data)
    const [rate, mean] = readout.arms[0]?.metrics ?? []
    const shown = /all +(\d+) +(\d+) +([\d.]+) % +([\d.]+)/.exec(out)?.slice(1).map(Number)
    expect(shown).toEqual([rate?.mature.customers, rate?.mature.conversions, 100 * (rate?.mature.level ?? 0), mean?.mature.level])
  })

  it('lists all without an id', async () => {
    const list = await json<ResultList>('results', ...data)
    const { out } = await run('results', ...data)
    for (const { id } of list.results) expect(out).toContain(id)
  })

  it('is CSV for spreadsheets', async () => {
    const { out } = await run('results', 'win-back', '--csv', ...data)
    expect(out.split('\r\n')[0]).toMatch(/^experiment,phase,as_of,row,metric,measure/)
    expect(out).toContain('win-back,1,')
  })

  it.each([
    { args: ['results', 'win-back', '--csv', '--json'], says: 'JSON or CSV, not both' },
    { args: ['results', '--csv'], says: 'The list has no such option' },
    { args: ['results', '--as-of', '2025-01-01'], says: 'The list has no such option' },
    { args: ['results', 'win-back', '--as-of', '2025-02-30'], says: 'Give a day that is over' },
    { args: ['results', 'win-back', '--as-of', '2999-01-01'], says: 'which is not over yet' },
    { args: ['results', 'win-back', '--phase', '4'], says: 'there is no such phase' },
    { args: ['results', 'win-back', '--by', 'moon'], says: 'Nothing is broken down by moon' },
  ])('refuses $args', async ({ args, says }) => {
    const { code, out, err } = await run(...args, ...data)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(says)
  })
})

const NO_ENDS = {
  ...{ sent: 0, delivered: 0, bounced: 0, complained: 0, withheld: 0, stale: 0, unconfirmed: 0 },
  ...{ refused: 0, refusedBecause: {} },
}

describe('messages', () => {
  it('counts by status, campaign and step', async () => {
    expect(await json('messages', ...data)).toEqual({
      byStatus: { sent: 3 },
      steps: [
        { campaign: 'win-back', variant: 'all', step: 1, ...NO_ENDS, sent: 2 },
        { campaign: 'win-back', variant: 'all', step: 3, ...NO_ENDS, sent: 1 },
      ],
    })
  })

  it('lists in pages, and prints no address unless asked', async () => {
    type Page = { messages: { id: string; customerId: string; to?: string; step: number }[]; next: string | null }
    const first = await json<Page>('messages', '--list', '--limit', '2', ...data)
    const second = await json<Page>('messages', '--list', '--limit', '2', '--after', String(first.next), '--addresses', ...data)
    expect([first.messages.length, second.messages.length, second.next]).toEqual([2, 1, null])
    expect(JSON.stringify(first)).not.toContain('@')
    expect(second.messages.map(({ to, customerId }) => to === `${customerId}@example.com`)).toEqual([true])
    expect((await run('messages', '--list', ...data)).out).not.toContain('@')
    expect((await run('messages', '--list', '--addresses', ...data)).out).toContain('ada@example.com')
  })
})

describe('quarantine', () => {
  it('lists what came, with problem and hint', async () => {
    const { out } = await run('quarantine', ...data)
    expect(out).toContain('2 entries in quarantine')
    expect(out).toContain('userId is missing, and so is anonymousId')
    expect(out).not.toContain('not json')
    expect((await run('quarantine', '--text', ...data)).out).toContain('not json')
  })

  it('pages', async () => {
    const first = await json<{ count: number; entries: object[]; next: string }>('quarantine', '--limit', '1', ...data)
    const second = await json<{ entries: object[] }>('quarantine', '--limit', '1', '--after', first.next, ...data)
    expect([first.count, first.entries.length, second.entries.length]).toEqual([2, 1, 1])
    expect(second.entries).not.toEqual(first.entries)
  })
})

describe('export', () => {
  it.each([
    {
      what: 'assignments',
      lines: [
        '{"experiment":"win-back","customer":"ada","arm":"all","assignedAt":"2025-05-01T12:00:00.000Z","phase":1,"bucket":463,"segments":{},"before":1}',
        '{"experiment":"win-back","customer":"ben","arm":"all","assignedAt":"2025-05-01T12:00:00.000Z","phase":1,"bucket":3266,"segments":{},"before":1}',
      ],
    },
    {
      what: 'outcomes',
      lines: [
        '{"experiment":"win-back","customer":"ben","arm":"all","metric":"order","conversions":1,"events":1,"sumMinor":3000,"currency":"USD","window":"30d","phase":1,"base":0}',
      ],
    },
  ])('writes $what as JSON Lines', async ({ what, lines }) => {
    expect((await run('export', what, ...data)).out).toBe(lines.map((line) => `${line}\n`).join(''))
  })

  it('writes customers as CSV into a file, and counts them', async () => {
    const out = world.path('customers.csv')
    expect(await json('export', 'customers', '--format', 'csv', '--out', out, ...data)).toEqual({ rows: 5, file: out })
    const lines = readFileSync(out, 'utf8').split('\r\n')
    expect(lines[0]).toBe('id,stage,since,activities,firstSeenAt,lastSeenAt,endedAt,returnedAt,lastEventAt,revenueMinor,events')
    expect(lines[3]).toBe('cid,,,0,,,,,2025-01-02T12:00:00.000Z,{},{}')
    expect(lines.length).toBe(7)
  })
})
