import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { json, run } from './world.ts'

const root = mkdtempSync(join(tmpdir(), 'rekindle-merged-'))
const data = ['--data', join(root, 'data')]
const order = { type: 'track', event: 'Order Completed', properties: { revenue: 5 } }
const LINES = [
  { ...order, messageId: '1', anonymousId: 'v', timestamp: '2025-01-01' },
  { type: 'identify', messageId: '2', anonymousId: 'v', userId: 'ada', timestamp: '2025-01-02' },
  { ...order, messageId: '3', anonymousId: 'v', timestamp: '2025-01-03' },
  { type: 'alias', messageId: '4', previousId: 'nobody', userId: 'nobody-either', timestamp: '2025-01-04' },
  { type: 'identify', messageId: '5', anonymousId: 'w', traits: { email: 'w@example.com' }, timestamp: '2025-01-05' },
  { type: 'track', event: 'Subscribed', messageId: '6', anonymousId: 'w', timestamp: '2025-01-05' },
  { ...order, messageId: '7', anonymousId: 'w', timestamp: '2025-01-06' },
  { type: 'identify', messageId: '8', anonymousId: 'w', userId: 'grace', timestamp: '2025-01-07' },
]
const CAMPAIGN = {
  id: 'hello',
  name: 'Hello',
  topic: 'offers',
  status: 'active',
  entry: { event: 'Order Completed' },
  reentry: 'never',
  steps: [{ send: { subject: 'Hello', text: 'Hello' } }],
}

beforeAll(async () => {
  mkdirSync(join(root, 'campaigns'))
  writeFileSync(join(root, 'campaigns', 'hello.json'), JSON.stringify(CAMPAIGN))
  writeFileSync(join(root, 'events.jsonl'), LINES.map((line) => JSON.stringify(line)).join('\n'))
  const { code, err } = await run('replay', join(root, 'events.jsonl'), ...data, '--campaigns', join(root, 'campaigns'))
  expect({ code, err }).toEqual({ code: 0, err: '' })
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('somebody who was merged', () => {
  it('is shown as the customer they turned out to be', async () => {
    const { code, out } = await run('customer', 'anonymous:v', ...data)
    expect([code, out.split('\n')[0]]).toEqual([0, 'anonymous:v was merged into ada, who is shown here.'])
    expect(out).toContain('took over what was held of anonymous:v')
    expect(await json('customer', 'anonymous:v', ...data)).toEqual({
      ...(await json<object>('customer', 'ada', ...data)),
      mergedFrom: 'anonymous:v',
    })
  })

  it('and explained as them', async () => {
    const { code, out } = await run('explain', 'anonymous:v', 'hello', ...data)
    expect([code, out.split('\n')[0], out.includes('Customer ada')]).toEqual([
      0,
      'anonymous:v was merged into ada, who is shown here.',
      true,
    ])
    expect(await json('explain', 'anonymous:v', 'hello', ...data)).toMatchObject({
      customer: 'ada',
      mergedFrom: 'anonymous:v',
      refused: { count: 1 },
    })
  })

  it('and what they got under the id they had is told of the customer they turned out to be', async () => {
    const { out } = await run('explain', 'grace', 'hello', ...data)
    expect(out).toContain('They entered once.')
    expect(out).toContain('Entry 1 (under the id anonymous:w), 2025-01-06')
    expect(out).toMatch(/step 1: sent 2025-01-06/)
    expect(await json('explain', 'grace', 'hello', ...data)).toMatchObject({
      entries: [{ under: 'anonymous:w', messages: [{ status: { name: 'sent' } }], ended: { end: { outcome: 'completed' } } }],
    })
    const { out: page } = await run('customer', 'grace', ...data)
    expect(page).toMatch(/hello, entry 1 \(under the id anonymous:w\) +step 1 +sent/)
    expect(page).toContain('first heard of (under the id anonymous:w)')
    expect(page.match(/“Order Completed” \{/g)).toHaveLength(1)
  })

  it('is no customer in a list or a count', async () => {
    expect(await json('stages', ...data)).toMatchObject({ customers: 2, stages: { new: 2 } })
    const { out } = await run('export', 'customers', ...data)
    expect(out).toContain('ada')
    expect(out).not.toContain('anonymous:v')
  })

  it('into nobody we ever heard of is nobody', async () => {
    expect((await run('customer', 'nobody', ...data)).code).not.toBe(0)
  })
})
