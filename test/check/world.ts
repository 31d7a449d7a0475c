/** What broken files are checked under: a policy, segments and a campaign that stand, templates, and customers as they were seen. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { TEMPLATE_TOOLS } from '../../local/wiring-templates.ts'
import { parseCampaign } from '../../shared/contract/campaign.ts'
import { NO_TEMPLATES } from '../../shared/contract/campaign-steps.ts'
import { parseSegment, type SegmentFile } from '../../shared/contract/segment.ts'
import type { Seen } from '../../shared/contract/seen.ts'
import { type Around, lookInto, NOTHING_AROUND } from '../../shared/flow/publishing/look.ts'
import { type FileProblem, type FileProblems, sourcedText } from '../../shared/flow/publishing/sources.ts'
import type { TemplatesRead } from '../../shared/flow/publishing/templates.ts'
import type { Campaign } from '../../shared/domain/campaign/campaign.ts'
import type { Json, JsonObject } from '../../shared/kernel/json.ts'
import type { Parsed } from '../../shared/kernel/problem.ts'
import { epochMs } from '../../shared/kernel/words.ts'

const NOW = epochMs(Date.parse('2026-11-22T00:00:00Z'))

const POLICY = {
  lifecycle: { activity: ['Order Completed'], newFor: '30d', atRiskAfter: '60d', dormantAfter: '120d', churnedAfter: '365d' },
  consent: { basis: 'soft-opt-in' },
  sending: {
    quietHours: { from: '21:00', until: '09:00' },
    caps: [
      { topic: 'offers', atMost: 1, within: '3d' },
      { atMost: 1, within: '1d' },
    ],
    perDay: 50_000,
  },
  topics: { offers: { en: 'Offers' } },
}

const parsedValue = <T>(parsed: Parsed<T>): T => {
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.value
}

const segment = (id: string, condition: Json): SegmentFile => parsedValue(parseSegment({ id, name: id, condition }))

const SEGMENTS = [
  segment('vip', { 'revenue.EUR': { $gt: 500 } }),
  segment('deep-1', { stage: 'active' }),
  ...[2, 3, 4, 5].map((depth) => segment(`deep-${depth}`, { $inSegment: `deep-${depth - 1}` })),
]

const standing = (said: JsonObject): Campaign =>
  parsedValue(
    parseCampaign(
      { topic: 'offers', status: 'active', reentry: 'never', steps: [{ send: { subject: 'Welcome', text: 'Good to have you' } }], ...said },
      { version: 1, publishedAt: NOW, saltSeed: 's', checkTemplate: () => null, templates: NO_TEMPLATES },
    ),
  )

const WELCOME = standing({ id: 'welcome', name: 'Welcome', entry: { event: 'Account Created' } })
/** It has measured its goal, and compared nothing. */
const RUNNING = standing({
  ...{ id: 'running', name: 'Running', entry: { event: 'Profile Completed' }, status: 'ended' },
  goal: { name: 'order', event: 'Order Completed', window: '30d' },
})

const SEEN: Seen = {
  customers: 1_000,
  traits: new Map([
    ['country', 990],
    ['plan', 200],
    ['birthday', 800],
    ['renewalAt', 800],
  ]),
  events: new Map([
    ['Order Completed', new Set(['revenue', 'currency', 'orderId'])],
    ['Account Created', null],
    ['Profile Completed', null],
  ]),
}

/** One template, of which nothing is known but that it is there. */
const TEMPLATES: TemplatesRead = { names: ['welcome'], read: [{ name: 'welcome', parts: null, compiled: null, findings: [] }] }

/** Everything found in one file, as `rekindle check` finds it. */
export const found = async (
  path: string,
): Promise<{ readonly errors: readonly FileProblem[]; readonly warnings: readonly FileProblem[] }> => {
  const name = path.replace(/^.*\//, '')
  const text = readFileSync(join(import.meta.dirname, 'broken', path), 'utf8')
  const around: Around = {
    ...NOTHING_AROUND,
    templates: TEMPLATES,
    segments: SEGMENTS,
    campaigns: [WELCOME, RUNNING],
    seen: SEEN,
    now: NOW,
  }
  const one = sourcedText(name, text)
  const isSegment = name.startsWith('segment-')
  const looked = await lookInto(
    {
      policy: sourcedText('policy.json', JSON.stringify(POLICY)),
      segments: isSegment ? [one] : [],
      campaigns: isSegment ? [] : [one],
      experiments: [],
      templates: null,
      templateFile: (file) => file,
    },
    's',
    TEMPLATE_TOOLS,
    around,
  )
  const of = (all: readonly FileProblems[]): readonly FileProblem[] =>
    all.filter(({ file }) => file === name).flatMap(({ problems }) => problems)
  if (looked.wrong.some(({ file }) => file !== name)) throw new Error(JSON.stringify(looked.wrong))
  return { errors: of(looked.wrong), warnings: of(looked.warnings) }
}
