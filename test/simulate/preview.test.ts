import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { draftIn, rulesOfDraft } from '../../local/simulation/ask.ts'
import { invented } from '../../local/simulation/person.ts'
import { preview, type PreviewAsk, type PreviewLine } from '../../local/simulation/preview.ts'
import { previewText } from '../../cli/preview-text.ts'
import { DAY_MS, parseIso } from '../../shared/kernel/time.ts'
import { customerId, epochMs } from '../../shared/kernel/words.ts'
import { EXAMPLES } from '../proofs/rekindle.ts'

const AT = parseIso('2026-03-03T10:00:00Z') ?? epochMs(0)
const WHO = customerId('somebody')

const RESCUE = {
  ...{ id: 'rescue', name: 'Rescue', topic: 'offers', status: 'draft', reentry: 'each' },
  entry: { event: 'Order Completed' },
  audience: { 'traits.plan': 'pro' },
  experiment: {
    ...{ control: 'plain', holdoutBps: 1_000 },
    variants: [
      { name: 'plain', shareBps: 5_000, steps: [{ send: { subject: 'Thanks {{ customer.traits.firstName }}', text: 'Hello' } }] },
      {
        ...{ name: 'long', shareBps: 5_000 },
        steps: [
          { wait: { for: { event: 'Review Posted' }, atMost: '7d', timeout: [{ send: { subject: 'A review?', text: 'Please' } }] } },
          {
            branch: [
              { if: { $did: { event: 'Review Posted', within: '30d' } }, then: [{ task: { title: 'Thank them', due: '2d' } }] },
              { else: [{ webhook: { url: 'https://example.com/x' } }] },
            ],
          },
          { exit: 'done' },
        ],
      },
    ],
  },
  goal: { name: 'order', event: 'Order Completed', window: '30d' },
}

describe('a preview of a campaign', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rekindle-preview-'))
  const file = join(folder, 'campaigns', 'rescue.json')
  beforeAll(() => {
    mkdirSync(join(folder, 'campaigns'))
    writeFileSync(file, JSON.stringify(RESCUE))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const story = async (variant: string, dids: PreviewAsk['dids'] = [], traits = { plan: 'pro', timezone: 'Europe/Paris' }) => {
    const draft = await draftIn(
      { campaign: file, policy: null, campaigns: null, templates: null, segments: null },
      [],
      join(EXAMPLES, 'policies/retail.json'),
      '1',
    )
    const rules = rulesOfDraft(draft, true, '1', AT)
    const before = invented(WHO, rules.campaign, rules.during.policy, traits, AT)
    return preview({ rules, customer: WHO, before, at: AT, variant, dids, seed: '1' })
  }
  const did = (event: string, afterMs: number) => ({ event, properties: {}, afterMs })
  const types = (lines: readonly PreviewLine[]): readonly string[] =>
    lines.map((line) => (line.type === 'fact' ? line.fact.type : line.type))
  const mails = (lines: readonly PreviewLine[]) => lines.flatMap((line) => (line.type === 'mail' ? [[line.at - AT, line.subject]] : []))

  it('shows the subject as it is rendered, at once', async () => {
    expect(mails((await story('plain')).lines)).toEqual([[0, 'Thanks Ada']])
  })

  it('withholds everything from the holdout', async () => {
    const { lines } = await story('holdout')
    expect(mails(lines)).toEqual([])
    expect(types(lines)).not.toContain('task-opened')
    expect(types(lines)).toContain('entered')
  })

  it.each([
    { who: 'somebody who posts a review', dids: [did('Review Posted', 2 * DAY_MS)], opened: true, sent: [] as unknown[], held: true },
    { who: 'somebody who does nothing', dids: [], opened: false, sent: [[7 * DAY_MS, 'A review?']], held: false },
    {
      who: 'somebody who posts one too late',
      dids: [did('Review Posted', 8 * DAY_MS)],
      opened: false,
      sent: [[7 * DAY_MS, 'A review?']],
      held: false,
    },
  ])('goes with $who the way they go, and says why', async ({ dids, opened, sent, held }) => {
    const { lines } = await story('long', dids)
    expect(types(lines).includes('task-opened')).toBe(opened)
    expect(types(lines).includes('called')).toBe(!opened)
    expect(mails(lines)).toEqual(sent)
    const asked = lines.flatMap((line) => (line.type === 'asked' ? line.ways.map((one) => one.asked.held) : []))
    expect(asked).toEqual([held])
    expect(types(lines).at(dids.length > 0 && !opened ? -2 : -1)).toBe('journey-ended')
  })

  it('lets a mail of the night wait for the morning on their clock', async () => {
    const { lines } = await story('long', [], { plan: 'basic', timezone: 'Pacific/Auckland' })
    const moves = lines.flatMap((line) => (line.type === 'fact' && line.fact.type === 'message-moved' ? [line.fact.to] : []))
    expect(moves[0]).toBe('deferred')
    expect(moves.at(-1)).toBe('sent')
  })

  it('says whether they are in the audience, and goes on all the same', async () => {
    const told = { isInvented: true, entry: 'when', variant: 'plain' }
    const out = await story('plain', [], { plan: 'basic', timezone: 'Europe/Paris' })
    expect(out.audience?.held).toBe(false)
    expect(previewText(out, told)).toContain('not in the audience, and would not have entered')
    expect((await story('plain')).audience?.held).toBe(true)
  })
})
