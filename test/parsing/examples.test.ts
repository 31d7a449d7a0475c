import { createReadStream, readdirSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createGunzip } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { liquidRenderer } from '../../shared/adapters/liquid/renderer.ts'
import { parseCampaign } from '../../shared/contract/campaign.ts'
import { parseSegment } from '../../shared/contract/segment.ts'
import { readSourceText } from '../../shared/contract/source-text.ts'
import type { Parsed } from '../../shared/kernel/problem.ts'
import { parseEventLine } from '../../shared/contract/event.ts'
import { parseExperiment } from '../../shared/contract/experiment.ts'
import { parsePolicy } from '../../shared/contract/policy.ts'
import type { MailContent } from '../../shared/domain/campaign/campaign.ts'
import type { Json, JsonObject } from '../../shared/kernel/json.ts'
import { DAY_MS } from '../../shared/kernel/time.ts'
import { type EpochMs, epochMs } from '../../shared/kernel/words.ts'
import { dataset } from '../datasets.ts'
import { contentOf, readTemplate } from '../../local/templates/read.ts'
import { readTemplateFolder } from '../../local/templates/folder.ts'
import { fillOf, LINKS } from '../templates/world.ts'
import { example, PUBLISHING, problemsOf } from './files.ts'

const namesIn = (folder: string): readonly string[] =>
  readdirSync(fileURLToPath(new URL(`../../examples/${folder}`, import.meta.url))).filter((name) => name.endsWith('.json'))

const folder = await readTemplateFolder(fileURLToPath(new URL('../../examples/templates', import.meta.url)))
const contents = new Map<string, MailContent>()
for (const name of folder.names) {
  const { compiled, findings } = await readTemplate(folder, name)
  if (compiled === null || findings.length > 0) throw new Error(JSON.stringify(findings))
  contents.set(name, contentOf(compiled, 1))
}
const templates = { names: folder.names, find: (name: string) => contents.get(name) ?? null }

const campaignNamed = (name: string) => {
  const parsed = parseCampaign(example(name.includes('/') ? name : `campaigns/${name}`), { ...PUBLISHING, templates })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems, null, 2))
  return parsed.value
}

describe('every example', () => {
  it.each(namesIn('policies'))('policy %s is read without a problem', (name) => {
    expect(parsePolicy(example(`policies/${name}`))).toMatchObject({ ok: true })
  })

  it.each(namesIn('experiments'))('experiment %s is read without a problem', (name) => {
    expect(parseExperiment(example(`experiments/${name}`))).toMatchObject({ ok: true })
  })

  it.each([...namesIn('campaigns'), 'double-opt-in/confirm-subscription.json'])(
    'campaign %s is read without a problem, and renders for somebody of whom nothing is known',
    async (name) => {
      const campaign = campaignNamed(name)
      const renderer = liquidRenderer()
      const sends = [...campaign.paths.values()].flatMap(({ steps }) => steps).filter((step) => step.type === 'send')
      expect(sends.length).toBeGreaterThan(0)
      for (const { content } of sends) {
        for (const locale of content.written.keys()) {
          const rendered = await renderer.render(content, { ...fillOf({}, { locale }), customer: {} })
          expect(rendered).toMatchObject({ ok: true, locale })
          if (rendered.ok)
            for (const part of [rendered.html, rendered.text]) expect(part.replaceAll('&amp;', '&')).toContain(LINKS.unsubscribe)
        }
      }
    },
  )
})

describe('every example in the guide', () => {
  const guide = readFileSync(fileURLToPath(new URL('../../docs/campaign-files.md', import.meta.url)), 'utf8')
  const blocks = [...guide.matchAll(/<!-- ([a-z-]+) -->\n```json\n([\s\S]*?)```/g)].map(([, kind = '', text = '']) => ({ kind, text }))
  const GOAL = { name: 'order', event: 'Order Completed', window: '30d' }
  const around: JsonObject = {
    id: 'example',
    name: 'Example',
    topic: 'offers',
    status: 'active',
    entry: { event: 'Account Created' },
    reentry: 'never',
    steps: [{ send: { subject: 'Hello', text: 'Hello' } }],
  }
  const parsedAs: Readonly<Record<string, (source: Json) => Parsed<unknown>>> = {
    policy: parsePolicy,
    experiment: parseExperiment,
    segment: parseSegment,
    campaign: (source) => parseCampaign(source, { ...PUBLISHING, templates }),
    checklist: (checklist) => {
      const { steps: _, ...rest } = around
      return parseCampaign({ ...rest, checklist }, { ...PUBLISHING, templates })
    },
    // A part of an experiment, within one that is right.
    'experiment-part': (part) => parseCampaign({ ...around, ...compared(part as JsonObject) }, { ...PUBLISHING, templates }),
    condition: (audience) => parseCampaign({ ...around, audience }, { ...PUBLISHING, templates }),
  }
  const compared = (part: JsonObject): JsonObject => ({
    goal: { name: 'order', event: 'Order Completed', window: '30d', revenue: { currency: 'USD', cap: 500 } },
    experiment: {
      ...{ control: 'plain', holdoutBps: 1_000, ...part },
      variants: [
        { name: 'plain', shareBps: 5_000 },
        { name: 'offer', shareBps: 5_000 },
      ],
    },
  })
  /** A part of a campaign, within one that is right. */
  const asPart = (kind: string) => (source: Json) =>
    parseCampaign({ ...around, ...(kind === 'metrics' ? { goal: GOAL } : {}), [kind]: source }, { ...PUBLISHING, templates })

  it('says of what kind it is', () => {
    expect(blocks.length).toBeGreaterThan(20)
    expect(guide.match(/```json/g)).toHaveLength(blocks.length)
  })

  it.each(blocks)('$kind is read without a problem: $text', ({ kind, text }) => {
    const read = readSourceText(text)
    if (!read.ok) throw new Error(JSON.stringify(read.problems))
    expect(problemsOf((parsedAs[kind] ?? asPart(kind))(read.value))).toEqual([])
  })
})

describe('the example that the acceptance of the whole system runs', () => {
  it('win-back: whom it lets in, whom it leaves alone, what it counts', () => {
    expect(campaignNamed('win-back.json')).toMatchObject({
      entry: { on: 'stage', stage: 'dormant', from: new Set(['at-risk']) },
      reentry: { type: 'each' },
      exits: [{ on: 'event', event: 'Order Completed' }],
      experiment: {
        control: 'plain',
        arms: [
          { name: 'plain', shareBps: 4500 },
          { name: 'offer', shareBps: 4500 },
          { name: 'holdout', shareBps: 1000 },
        ],
        metrics: [{ name: 'order', event: 'Order Completed', windowMs: 30 * DAY_MS, revenue: { currency: 'USD' } }],
      },
    })
    for (const { steps } of campaignNamed('win-back.json').paths.values()) {
      expect(steps.map((step) => (step.type === 'wait' ? step.until : step.type))).toEqual([
        'send',
        { by: 'duration', ms: 7 * DAY_MS },
        'send',
      ])
    }
  })

  it('spring-mail: all outcomes of the data lie within the window', async (context) => {
    const file = dataset('data/hillstrom.events.jsonl.gz')
    if (file === null) return context.skip('the Hillstrom data are not on this machine')
    const parsed = parseExperiment(example('experiments/spring-mail.json'))
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
    const { id, arms, metrics } = parsed.value
    const exposedAt = new Map<string, EpochMs>()
    const variants = new Set<unknown>()
    let outcomes = 0
    for await (const line of createInterface({ input: createReadStream(file).pipe(createGunzip()) })) {
      const event = parseEventLine(line, epochMs(Date.UTC(2008, 5, 1)), { correctSkew: false })
      if (!event.ok || event.value === null) throw new Error(`${line}: ${JSON.stringify(event)}`)
      const { name, customerId, occurredAt, properties } = event.value
      if (name === 'Experiment Viewed') {
        expect(properties.experiment_id).toBe(id)
        variants.add(properties.variation_id)
        exposedAt.set(customerId, occurredAt)
      }
      const metric = metrics.find((one) => one.event === name)
      if (metric === undefined) continue
      const since = occurredAt - (exposedAt.get(customerId) as EpochMs)
      if (since <= 0 || since > metric.windowMs) throw new Error(`${line} is outside of the window`)
      outcomes += 1
    }
    expect([...variants].sort()).toEqual(arms.map(({ name }) => name).sort())
    expect(exposedAt.size).toBe(64_000)
    expect(outcomes).toBe(9_394 + 578)
  })
})
