/** What is said before a policy mixes two crowds in one period of the holdout from all campaigns. */
import { describe, expect, it } from 'vitest'
import { parsePolicy } from '../../shared/contract/policy.ts'
import type { Experiment } from '../../shared/domain/experiment/experiment.ts'
import { nextPeriodDay } from '../../shared/domain/experiment/phase.ts'
import { lookInto, NOTHING_AROUND } from '../../shared/flow/publishing/look.ts'
import { sourcedText } from '../../shared/flow/publishing/sources.ts'
import { TEMPLATE_TOOLS } from '../../local/wiring-templates.ts'
import type { Json, JsonObject } from '../../shared/kernel/json.ts'
import { isoDayOf } from '../../shared/kernel/time.ts'
import { epochMs } from '../../shared/kernel/words.ts'

const HOLDOUT: JsonObject = {
  holdoutBps: 500,
  period: 'quarter',
  goal: { name: 'order', event: 'Order Completed', window: '30d' },
}
const policyOf = (globalHoldout: Json | undefined): JsonObject => ({
  lifecycle: { activity: ['Order Completed'], newFor: '30d', atRiskAfter: '60d', dormantAfter: '120d', churnedAfter: '365d' },
  consent: { basis: 'opt-in' },
  ...(globalHoldout === undefined ? {} : { globalHoldout }),
})
const holdoutIn = (globalHoldout: Json | undefined, salt = 'published'): Experiment | null => {
  const read = parsePolicy(policyOf(globalHoldout), salt)
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  return read.value.globalHoldout
}

const warnings = async (before: Experiment | null, after: Json | undefined): Promise<readonly string[]> => {
  const now = epochMs(Date.parse('2026-11-22T12:00:00Z'))
  const sources = {
    policy: sourcedText('policy.json', JSON.stringify(policyOf(after))),
    ...{ segments: [], campaigns: [], experiments: [], templates: null, templateFile: (file: string) => file },
  }
  const looked = await lookInto(sources, 'drawn anew', TEMPLATE_TOOLS, { ...NOTHING_AROUND, globalHoldout: before, now })
  expect(looked.wrong).toEqual([])
  return looked.warnings.flatMap(({ problems }) => problems.map(({ path, problem, hint }) => `${path} ${problem} ${hint}`))
}

describe('a policy', () => {
  it.each<readonly [string, JsonObject]>([
    ['a larger share', { holdoutBps: 1_000 }],
    ['another period', { period: 'month', goal: { name: 'order', event: 'Order Completed', window: '14d' } }],
    ['another window', { goal: { name: 'order', event: 'Order Completed', window: '20d' } }],
    ['another event', { goal: { name: 'order', event: 'Signed Up', window: '30d' } }],
  ])('that changes the holdout from all campaigns within a period, %s, says until when', async (_, changed) => {
    const [said, ...more] = await warnings(holdoutIn(HOLDOUT), { ...HOLDOUT, ...changed })
    expect(said).toContain('globalHoldout changes within a period, which goes on until 2027-01-01')
    expect(said).toContain('Publish it on 2027-01-01')
    expect(more).toEqual([])
  })

  it.each<readonly [string, Experiment | null, Json | undefined]>([
    ['is the same, with salts of its own', holdoutIn(HOLDOUT), HOLDOUT],
    ['begins to have one', null, HOLDOUT],
    ['has none any more', holdoutIn(HOLDOUT), undefined],
  ])('says nothing where it %s', async (_, before, after) => {
    expect(await warnings(before, after)).toEqual([])
  })
})

it.each([
  ['month', '2026-12-31T23:59:59Z', '2027-01-01'],
  ['quarter', '2026-10-01T00:00:00Z', '2027-01-01'],
  ['half-year', '2026-06-30T23:00:00Z', '2026-07-01'],
  ['year', '2026-01-01T00:00:00Z', '2027-01-01'],
])('the %s of %s is followed by one that begins on %s', (period, at, next) => {
  const experiment = holdoutIn({ ...HOLDOUT, period, goal: { name: 'order', event: 'Order Completed', window: '7d' } })
  const day = experiment && nextPeriodDay(experiment, epochMs(Date.parse(at)))
  expect(day && isoDayOf(day)).toBe(next)
})
