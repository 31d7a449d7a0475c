/** What an experiment takes, as the command line tells it: from options alone, from a file, and from what was counted. */
import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PowerAnswer } from '../../shared/contract/api-power.ts'
import { completePlan } from '../../shared/domain/experiment/plan.ts'
import { DAY_MS } from '../../shared/kernel/time.ts'
import { json, newWorld, run } from './world.ts'

const world = newWorld()
afterAll(world.remove)

const FILE = {
  id: 'offers',
  name: 'Offers',
  topic: 'offers',
  status: 'active',
  entry: { event: 'Signed Up' },
  reentry: 'never',
  steps: [{ send: { template: 'somewhere-else' } }],
  goal: { name: 'order', event: 'Order Completed', window: '14d' },
  experiment: {
    control: 'plain',
    holdoutBps: 1_000,
    plan: { baseline: 0.05, smallestEffect: '20%' },
    variants: [
      { name: 'plain', shareBps: 5_000 },
      { name: 'offer', shareBps: 5_000 },
    ],
  },
}
const file = world.path('offers.json')

describe('from options alone', () => {
  it('says customers, days and by which comparison, as a plan does', async () => {
    const said = await json<PowerAnswer>(
      'power',
      '--baseline',
      '5%',
      '--effect',
      '1%',
      '--per-day',
      '400',
      '--variants',
      '2',
      '--holdout',
      '10%',
    )
    const planned = completePlan(
      {
        ...{ metric: 'order', windowMs: 7 * DAY_MS, baseline: 0.05, smallestEffect: { absolute: 0.01 } },
        ...{ alpha: null, power: null, total: null, days: null },
      },
      {
        arms: [
          { name: 'a', weight: 45 },
          { name: 'b', weight: 45 },
          { name: 'holdout', weight: 10 },
        ],
        control: 'a',
        holdout: 'holdout',
      },
      'hybrid',
      true,
      400,
    )
    expect(planned).toMatchObject({ plan: { plannedTotal: said.needed?.customers, plannedDays: said.needed?.days } })
    expect(said).toMatchObject({
      campaign: null,
      measure: 'rate',
      baseline: 0.05,
      smallestEffect: 0.01,
      window: '7d',
      perDay: 400,
      from: { baseline: 'asked', smallestEffect: 'asked', perDay: 'asked', arms: 'asked' },
    })
    expect(said.weeks.map(({ weeks }) => weeks)).toEqual([1, 2, 4, 8])
    expect(said.holdouts.map(({ holdoutBps }) => holdoutBps)).toEqual([500, 1_000, 2_000])
  })

  it('tells people in sentences, and then in tables', async () => {
    const { code, out } = await run('power', '--baseline', '5%', '--lift', '20%', '--per-day', '400', '--days', '40')
    expect(code).toBe(0)
    const [first, second, third] = out.split('\n')
    expect(first).toMatch(
      /^To find a change from 5 % to 6 % \(\+1 point\) with a chance of 80 %, it takes 17,427 customers: 51 days at 400 a day/,
    )
    expect(second).toBe('Of them 8,714 in a, 8,714 in b.')
    expect(third).toContain('With 13,200 customers whose window has closed, the smallest effect that is found is +1.16 points.')
    expect(out).toMatch(/\+2 points +40 % +4,726 +19/)
    expect(out).toMatch(/smallest effect +\+1 point +as you said/)
  })

  it('plans money by its spread', async () => {
    const said = await json<PowerAnswer>('power', '--measure', 'revenue', '--baseline', '2.40', '--effect', '0.48', '--sd', '14')
    expect(said).toMatchObject({ measure: 'revenue', baseline: 2.4, smallestEffect: 0.48, deviation: 14, needed: { days: null } })
    // 2 · ((2.0537 + 0.8416) · 14 / 0.48)² · 2, at the level that the hybrid has left.
    expect(said.needed?.customers).toBe(28_527)
  })

  it.each<{ args: readonly string[]; said: string; hint: string }>([
    { args: [], said: '--baseline is missing', hint: 'such as 5%' },
    { args: ['--baseline', '5'], said: '--baseline is "5"', hint: '"5%"' },
    { args: ['--baseline', '0%'], said: '--baseline is "0%"', hint: '"5%"' },
    { args: ['--baseline', '5%', '--effect', '1%', '--lift', '20%'], said: '--lift stands beside "effect"', hint: 'one of the two' },
    { args: ['--baseline', '60%', '--effect', '50%'], said: '--effect leads to a rate of everybody', hint: 'smaller' },
    { args: ['--baseline', '5%', '--customers', '9', '--days', '9'], said: '--days stand beside "customers"', hint: 'one of the two' },
    { args: ['--baseline', '5%', '--days', '30'], said: '--days say nothing', hint: 'perDay' },
    { args: ['--baseline', '5%', '--variants', '1'], said: '--variants compare one group', hint: 'holdout' },
    { args: ['--baseline', '5%', '--variants', '99'], said: '--variants is "99"', hint: 'from 1 to 20' },
    { args: ['--baseline', '5%', '--window', 'long'], said: '--window is "long"', hint: '"30d"' },
    { args: ['--baseline', '5%', '--method', 'hybird'], said: '--method is "hybird"', hint: 'Did you mean "hybrid"?' },
    { args: ['--baseline', '5%', '--per-day', 'many'], said: '--per-day is "many"', hint: 'above 0' },
    { args: ['--baseline', '5%', '--power', '4%'], said: '--power is not above alpha', hint: '80%' },
    { args: ['--baseline', '2', '--measure', 'revenue'], said: '--sd is missing', hint: 'standard deviation' },
  ])('$said', async ({ args, said, hint }) => {
    const { code, err } = await run('power', ...args)
    expect(code).toBe(2)
    expect(err).toContain(said)
    expect(err).toContain(hint)
  })
})

describe('from a campaign file', () => {
  beforeAll(() => writeFileSync(file, JSON.stringify(FILE)))

  it('takes its arms, its window and its plan', async () => {
    const said = await json<PowerAnswer>('power', file)
    expect(said).toMatchObject({
      campaign: 'offers',
      metric: 'order',
      window: '14d',
      perDay: null,
      holdout: 'holdout',
      from: { baseline: 'plan', smallestEffect: 'plan', perDay: null, arms: 'campaign' },
    })
    expect(said.arms.map(({ name, share }) => [name, share])).toEqual([
      ['plain', 0.45],
      ['offer', 0.45],
      ['holdout', 0.1],
    ])
    expect(said.needed?.days).toBeNull()
  })
  it('and what is asked goes before it', async () => {
    const said = await json<PowerAnswer>('power', file, '--holdout', '20%', '--lift', '10%', '--per-day', '50')
    expect(said.smallestEffect).toBeCloseTo(0.005, 12)
    expect(said.arms.map(({ share }) => share)).toEqual([0.4, 0.4, 0.2])
    expect(said.from).toMatchObject({ baseline: 'plan', smallestEffect: 'asked', arms: 'asked' })
  })
  it.each([
    { what: 'that is not there', path: () => world.path('nowhere.json'), said: 'cannot be read' },
    {
      what: 'that is wrong',
      path: () => {
        writeFileSync(world.path('wrong.json'), JSON.stringify({ ...FILE, goal: { ...FILE.goal, window: 'long' } }))
        return world.path('wrong.json')
      },
      said: 'goal.window',
    },
    {
      what: 'without a goal',
      path: () => {
        const { goal: _, experiment: __, ...rest } = FILE
        writeFileSync(world.path('goalless.json'), JSON.stringify(rest))
        return world.path('goalless.json')
      },
      said: 'has no goal',
    },
  ])('$what says so', async ({ path, said }) => {
    const { code, err } = await run('power', path())
    expect(code).toBeGreaterThan(0)
    expect(err).toContain(said)
  })
})

describe('from what was counted', () => {
  const CUSTOMERS = 1_000
  const data = ['--data', world.path('counted')]
  /** Ten a day enter, one in eight of them orders two days later. */
  beforeAll(async () => {
    const at = (day: number): string => new Date(Date.UTC(2025, 0, 1 + day, 12)).toISOString()
    const lines = Array.from({ length: CUSTOMERS }, (_, index) => {
      const [id, day] = [`c-${index}`, Math.floor(index / 10)]
      const event = (name: string, on: number) => ({
        type: 'track',
        messageId: `${name}-${id}`,
        userId: id,
        timestamp: at(on),
        event: name,
        properties: {},
      })
      return [event('Signed Up', day), ...(index % 8 === 0 ? [event('Order Completed', day + 2)] : [])]
    }).flat()
    const inOrder = lines.toSorted((a, b) => (a.timestamp < b.timestamp ? -1 : 1))
    writeFileSync(world.path('counted.jsonl'), inOrder.map((line) => JSON.stringify(line)).join('\n'))
    const campaign = { ...FILE, steps: [{ send: { subject: 'Hello', text: 'Hello' } }] }
    const { mkdirSync } = await import('node:fs')
    mkdirSync(world.path('counted-campaigns'))
    writeFileSync(world.path('counted-campaigns', 'offers.json'), JSON.stringify(campaign))
    const { code, err } = await run(
      'replay',
      world.path('counted.jsonl'),
      ...data,
      '--campaigns',
      world.path('counted-campaigns'),
      '--until',
      '2025-04-12',
    )
    expect({ code, err }).toEqual({ code: 0, err: '' })
  })

  it('takes the rate of the control whose window has closed, and the pace of the last four weeks', async () => {
    const said = await json<PowerAnswer>('power', 'offers', ...data)
    expect(said.from).toMatchObject({ baseline: 'counted', smallestEffect: 'plan', perDay: 'counted', arms: 'campaign' })
    // Entries end on 2025-04-10; the day before the replay ends is the last that is over.
    expect(said.perDay).toBeCloseTo((27 * 10) / 28, 9)
    expect(said.baseline).toBeGreaterThan(0.08)
    expect(said.baseline).toBeLessThan(0.18)
    expect(said.needed?.days).toBe(Math.ceil((said.needed?.customers ?? 0) / (said.perDay ?? 1)) + 14)
  })
  it('knows no campaign of another name', async () => {
    const { code, err } = await run('power', 'ofers', ...data)
    expect(code).toBe(2)
    expect(err).toContain('There is no experiment ofers.')
  })
})
