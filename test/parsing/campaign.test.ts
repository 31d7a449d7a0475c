import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseCampaign } from '../../shared/contract/campaign.ts'
import type { Campaign } from '../../shared/domain/campaign/campaign.ts'
import type { Json } from '../../shared/kernel/json.ts'
import { EXITS_MAX, METRICS_MAX, STEPS_MAX, VARIANTS_MAX } from '../../shared/kernel/limits.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/kernel/time.ts'
import { changed, isWritten, leadsInto, PUBLISHING, problemsOf } from './files.ts'

const mail = (subject = 'Hello') => ({ send: { subject, text: 'Hello {{ customer.traits.firstName | default: "there" }}' } })
const order = { name: 'order', event: 'Order Completed', window: '30d' }
const plain = {
  id: 'win-back',
  name: 'Win back',
  topic: 'offers',
  status: 'active',
  entry: { stage: 'dormant', from: ['at-risk'] },
  reentry: 'each',
  steps: [mail(), { wait: '7d' }, mail('Still here')],
} as const
const tested = {
  ...plain,
  goal: order,
  experiment: {
    control: 'plain',
    holdoutBps: 1000,
    variants: [
      { name: 'plain', shareBps: 5000 },
      { name: 'offer', shareBps: 5000, steps: [mail('10 % off')] },
    ],
  },
} as const

const parse = (source: unknown) => parseCampaign(source, PUBLISHING)
const compiled = (source: unknown): Campaign => {
  const parsed = parse(source)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.value
}

describe('a campaign that can be published', () => {
  it('leaves unsaid what nobody must say', () => {
    expect(compiled(plain)).toMatchObject({
      id: 'win-back',
      version: 3,
      startAt: null,
      endAt: null,
      entry: { on: 'stage', stage: 'dormant', from: new Set(['at-risk']) },
      audience: null,
      reentry: { type: 'each' },
      experiment: null,
      exits: [],
    })
    expect([...compiled(plain).paths.keys()]).toEqual(['all'])
  })

  it('says how its mails reach people, or leaves it to the policy', () => {
    const unsaid = {
      purpose: 'marketing',
      priority: 50,
      whenFull: 'defer',
      sendWindow: null,
      perDay: null,
      from: null,
      replyTo: null,
      couponPool: null,
    }
    expect(compiled(plain).delivery).toEqual(unsaid)
    const said = {
      priority: 0,
      limits: { whenFull: 'drop', perDay: 500 },
      sendWindow: { days: ['sat', 'sun'], from: '10:00', until: '12:30' },
      from: 'Ann of the shop <ann@shop.example>',
      replyTo: 'help@shop.example',
    }
    expect(compiled({ ...plain, ...said }).delivery).toEqual({
      ...unsaid,
      priority: 0,
      whenFull: 'drop',
      perDay: 500,
      sendWindow: { days: new Set([6, 7]), time: { from: 600, until: 750 } },
      from: 'Ann of the shop <ann@shop.example>',
      replyTo: 'help@shop.example',
    })
    expect(compiled({ ...plain, sendWindow: { from: '22:00', until: '06:00' } }).delivery.sendWindow).toEqual({
      days: new Set([1, 2, 3, 4, 5, 6, 7]),
      time: { from: 1320, until: 360 },
    })
  })

  it.each([
    {
      holdoutBps: 0,
      arms: [
        ['plain', 5000],
        ['offer', 5000],
      ],
    },
    {
      holdoutBps: 1000,
      arms: [
        ['plain', 4500],
        ['offer', 4500],
        ['holdout', 1000],
      ],
    },
    {
      holdoutBps: 333,
      arms: [
        ['plain', 4833.5],
        ['offer', 4833.5],
        ['holdout', 333],
      ],
    },
  ])('draws a holdout of $holdoutBps from every variant alike', ({ holdoutBps, arms }) => {
    const { experiment } = compiled(changed(tested, 'experiment.holdoutBps', holdoutBps))
    expect(experiment?.arms.map(({ name, shareBps }) => [name, shareBps])).toEqual(arms)
    expect(experiment?.assignedBy).toMatchObject({ allocation: { holdoutBps, variants: [{ shareBps: 5000 }, { shareBps: 5000 }] } })
  })

  it('takes the steps of the campaign for a variant without its own', () => {
    const { paths } = compiled(tested)
    expect(paths.get('plain')?.steps).toHaveLength(3)
    expect(paths.get('offer')?.steps).toHaveLength(1)
  })

  it('measures a goal without an experiment on everybody who enters', () => {
    const { experiment, paths } = compiled({ ...plain, goal: order })
    expect(experiment).toMatchObject({ control: 'all', arms: [{ name: 'all', shareBps: 10_000 }], metrics: [{ name: 'order' }] })
    expect([...paths.keys()]).toEqual(['all'])
  })

  it('puts the goal before the further metrics, and fills in where money stands', () => {
    const goal = { ...order, revenue: { currency: 'EUR' } }
    const { experiment } = compiled({ ...tested, goal, metrics: [{ ...order, name: 'large', where: { revenue: { $gte: 100 } } }] })
    expect(experiment?.metrics.map(({ name }) => name)).toEqual(['order', 'large'])
    expect(experiment?.metrics[0]?.revenue).toEqual({ property: 'revenue', currencyProperty: 'currency', currency: 'EUR', cap: null })
    expect(experiment?.metrics[1]?.where).not.toBeNull()
  })

  it('derives salts from the seed, or from the salt in the file', () => {
    const saltsOf = (source: unknown, saltSeed: string) => {
      const parsed = parseCampaign(source, { ...PUBLISHING, saltSeed })
      const by = parsed.ok ? parsed.value.experiment?.assignedBy : undefined
      return by?.type === 'campaign' ? by.allocation.salts : null
    }
    expect(saltsOf(tested, 'a')).toEqual(saltsOf(tested, 'a'))
    expect(saltsOf(tested, 'a')).not.toEqual(saltsOf(tested, 'b'))
    const salted = changed(tested, 'experiment.salt', 'spring')
    expect(saltsOf(salted, 'a')).toEqual(saltsOf(salted, 'b'))
    expect(new Set(Object.values(saltsOf(salted, 'a') ?? {})).size).toBe(3)
  })

  it.each([
    { reentry: 'never', is: { type: 'never' } },
    { reentry: 'each', is: { type: 'each' } },
    { reentry: { after: '90d' }, is: { type: 'after', durationMs: 90 * DAY_MS } },
  ])('reads re-entry $reentry', ({ reentry, is }) => {
    expect(compiled({ ...plain, reentry }).reentry).toEqual(is)
  })

  it.each([
    { steps: [mail()], ms: 3 * DAY_MS },
    { steps: [mail(), { wait: '7d' }, mail()], ms: 3 * DAY_MS },
    { steps: [mail(), { wait: '2d' }, mail()], ms: DAY_MS },
    { steps: [mail(), { wait: '1h' }, { wait: '1h' }, mail()], ms: HOUR_MS },
    { steps: [{ wait: '1h' }, mail()], ms: 3 * DAY_MS },
    { steps: [mail(), { wait: '30d' }, mail(), { wait: '1m' }, mail()], ms: MINUTE_MS / 2 },
  ])('lets a mail go stale well before the next one: $ms ms', ({ steps, ms }) => {
    expect(compiled({ ...plain, steps }).staleAfterMs).toBe(ms)
  })
})

const many = <T>(count: number, one: (index: number) => T): readonly T[] => Array.from({ length: count }, (_, index) => one(index))
const variants = 'experiment.variants'

describe('problems of shape', () => {
  it.each([
    { at: 'id', value: 'Win Back', problem: 'may only have small letters', hint: '"win-back"' },
    { at: 'id', value: '-a', problem: 'may only have small letters', hint: '"win-back"' },
    { at: 'id', value: 'x'.repeat(65), problem: 'is longer than 64', hint: 'for ever' },
    { at: 'name', value: undefined, problem: 'is missing', hint: 'what people call' },
    { at: 'nmae', value: 'x', problem: 'is not a field we know', hint: 'Did you mean "name"?' },
    { at: 'zzz', value: 'x', problem: 'is not a field we know', hint: 'Known fields: $schema, id, name, topic' },
    { at: 'topic', value: '*', problem: 'every topic', hint: 'offers' },
    { at: 'status', value: 'Active', problem: 'is "Active"', hint: 'Did you mean "active"?' },
    { at: 'status', value: undefined, problem: 'is missing', hint: '"ended"' },
    { at: 'reentry', value: undefined, problem: 'is missing', hint: '"never"' },
    { at: 'start', value: '2026-02-30', problem: 'no instant that exists', hint: 'ISO 8601' },
    { at: 'start', value: 5, problem: 'must be text, and is a number', hint: 'ISO 8601' },
    { at: 'reentry', value: 'sometimes', problem: 'does not fit', hint: '"never", "each"' },
    { at: 'reentry', value: {}, path: 'reentry.after', problem: 'is missing', hint: '"7d"' },
    { at: 'reentry', value: { after: '90 days' }, path: 'reentry.after', problem: 'is "90 days", which is not a duration', hint: '"7d"' },
    { at: 'entry', value: {}, problem: 'either "event", "stage", "segment", "schedule" or "date"', hint: '"dormant"' },
    {
      at: 'entry',
      value: { stage: 'dormant', event: 'X' },
      problem: 'either "event", "stage", "segment", "schedule" or "date"',
      hint: '"dormant"',
    },
    { at: 'entry', value: { event: 'X', from: ['new'] }, path: 'entry.from', problem: 'says nothing here', hint: 'stage' },
    { at: 'entry.where', value: { a: 1 }, problem: 'says nothing here', hint: '"audience"' },
    { at: 'entry.stage', value: 'dorment', problem: 'is "dorment"', hint: 'Did you mean "dormant"?' },
    { at: 'entry.stage', value: 'asleep', problem: 'none of new, active', hint: 'A stage is one of' },
    { at: 'entry.from', value: [], problem: 'is empty', hint: 'A stage is one of' },
    { at: 'entry', value: { event: ' X' }, path: 'entry.event', problem: 'begins or ends with a space', hint: 'take the space away' },
    { at: 'entry', value: { event: 'X', where: { a: { $gtt: 1 } } }, path: 'entry.where.a.$gtt', problem: 'unknown operator', hint: '$gt' },
    { at: 'audience', value: { 'traits.age': { $gtt: 1 } }, path: 'audience.traits.age.$gtt', problem: 'unknown operator', hint: '$gt' },
    { at: 'audience', value: 5, problem: 'is no condition', hint: 'object' },
    { at: 'steps.0', value: { send: mail().send, wait: '1d' }, problem: 'says "send" and "wait" at once', hint: 'one after the other' },
    { at: 'steps.0', value: {}, problem: 'must have one of send, wait', hint: '"wait": "7d"' },
    { at: 'steps.0', value: { sned: mail().send }, path: 'steps.0.sned', problem: 'is not a field we know', hint: 'Did you mean "send"?' },
    { at: 'steps.0.send.subject', value: undefined, problem: 'is missing', hint: '"subject"' },
    { at: 'steps.0.send.subject', value: 'x'.repeat(401), problem: 'is longer than 400', hint: '"subject"' },
    { at: 'steps.0.send.html', value: '<p>', problem: 'is not a field we know', hint: 'subject, text' },
    { at: 'steps.1.wait', value: '59s', problem: 'is shorter than 1m', hint: '"7d"' },
    { at: 'steps.1.wait', value: '401d', problem: 'is longer than 400d', hint: '"7d"' },
    { at: 'purpose', value: 'transactional', problem: 'none of marketing, confirmation', hint: '"confirmation"' },
    { at: 'priority', value: 101, problem: 'is above 100', hint: 'from 0 to 100' },
    { at: 'limits', value: { whenFull: 'wait' }, path: 'limits.whenFull', problem: 'none of defer, drop', hint: '"drop"' },
    { at: 'limits', value: { perDay: 0.5 }, path: 'limits.perDay', problem: 'not a whole number', hint: '5000' },
    { at: 'sendWindow', value: { from: '09:00' }, path: 'sendWindow.until', problem: 'is missing', hint: '"21:00"' },
    {
      at: 'sendWindow',
      value: { from: '09:00', until: '09:00' },
      path: 'sendWindow.until',
      problem: 'is the same as "from"',
      hint: '"days"',
    },
    {
      at: 'sendWindow',
      value: { days: ['Mon'], from: '09:00', until: '17:00' },
      path: 'sendWindow.days.0',
      problem: 'is "Mon"',
      hint: 'Did you mean "mon"?',
    },
    {
      at: 'sendWindow',
      value: { days: [], from: '09:00', until: '17:00' },
      path: 'sendWindow.days',
      problem: 'is empty',
      hint: 'mon, tue',
    },
    { at: 'from', value: 'hello', problem: 'is no mailbox', hint: '<hello@shop.example>' },
    { at: 'couponPool', value: 'Spring 2026', problem: 'may only have small letters', hint: 'pool of codes' },
    { at: 'steps', value: many(STEPS_MAX + 1, () => mail()), problem: 'more than 100 entries', hint: 'at most 100' },
    { at: 'exits', value: many(EXITS_MAX + 1, () => ({ event: 'X' })), problem: 'more than 20 entries', hint: 'at most 20' },
    { at: 'exits', value: [{ stage: 'active', where: {} }], path: 'exits.0.where', problem: 'says nothing here', hint: '"audience"' },
    {
      at: 'metrics',
      value: many(METRICS_MAX, (index) => ({ ...order, name: `m-${index}` })),
      problem: 'more than 19 entries',
      hint: 'metrics',
    },
    { at: 'goal.window', value: '401d', problem: 'is longer than 400d', hint: '"7d"' },
    { at: 'goal.name', value: 'a.b', problem: 'may only have small letters', hint: 'results' },
    { at: 'goal.revenue', value: { currency: 'usd' }, path: 'goal.revenue.currency', problem: 'is "usd"', hint: '"USD"' },
    { at: 'experiment.holdoutBps', value: 10.5, problem: 'is 10.5, which is not a whole number', hint: '1000 is 10 %' },
    { at: 'experiment.holdoutBps', value: '10%', problem: 'must be a number, and is text', hint: '1000 is 10 %' },
    { at: 'experiment.holdoutBps', value: 10_000, problem: 'is above 9999', hint: '1000 is 10 %' },
    { at: 'experiment.trafficBps', value: 0, problem: 'is below 1', hint: '1000 is 10 %' },
    { at: `${variants}`, value: [], problem: 'is empty', hint: '"plain"' },
    {
      at: `${variants}`,
      value: many(VARIANTS_MAX + 1, (index) => ({ name: `v-${index}`, shareBps: 1 })),
      problem: 'more than 20 entries',
      hint: 'at most 20',
    },
    { at: `${variants}.0.share`, value: 5000, problem: 'is not a field we know', hint: 'name, shareBps, steps, checklist' },
    { at: 'staleAfter', value: 3, problem: 'must be text', hint: '"7d"' },
  ] as const)('$problem: $at', ({ at, value, problem, hint, ...rest }) => {
    const problems = problemsOf(parse(changed(tested, at, value as Json | undefined)))
    expect(problems).toHaveLength(1)
    expect(problems[0]?.path).toBe('path' in rest ? rest.path : at)
    expect(problems[0]?.problem).toContain(problem)
    expect(problems[0]?.hint).toContain(hint)
  })

  it('are told all at once', () => {
    const { name: _, ...nameless } = tested
    const wrong = { ...nameless, id: 'A B', nmae: 'x', audience: { $and: 5 }, steps: [{ wait: 'x' }, { send: { subject: 1 } }] }
    const paths = problemsOf(parse(wrong)).map(({ path }) => path)
    expect(paths.sort()).toEqual(['audience.$and', 'id', 'name', 'nmae', 'steps.0.wait', 'steps.1.send.subject', 'steps.1.send.text'])
  })
})

describe('problems of meaning', () => {
  const all = { plain, tested }
  it.each([
    { in: 'tested', at: `${variants}.0.shareBps`, value: 4000, path: variants, problem: 'add up to 9000', hint: 'add up to 10000' },
    { in: 'tested', at: 'goal', value: undefined, path: 'goal', problem: 'is missing', hint: '"goal"' },
    {
      in: 'tested',
      at: 'experiment.control',
      value: 'plian',
      path: 'experiment.control',
      problem: 'no variant has that name',
      hint: 'Did you mean "plain"?',
    },
    {
      in: 'tested',
      at: 'experiment.control',
      value: 'none',
      path: 'experiment.control',
      problem: 'no variant',
      hint: 'one of "plain", "offer"',
    },
    {
      in: 'tested',
      at: `${variants}.1.name`,
      value: 'holdout',
      path: `${variants}.1.name`,
      problem: 'something else',
      hint: 'another name',
    },
    { in: 'tested', at: `${variants}.1.name`, value: 'all', path: `${variants}.1.name`, problem: 'something else', hint: 'another name' },
    {
      in: 'tested',
      at: `${variants}.1.name`,
      value: 'plain',
      path: `${variants}.1.name`,
      problem: 'is "plain" again',
      hint: 'another name',
    },
    { in: 'tested', at: 'steps', value: undefined, path: `${variants}.0.steps`, problem: 'is missing', hint: '"steps"' },
    { in: 'tested', at: `${variants}.0.steps`, value: [mail()], path: 'steps', problem: 'taken by nobody', hint: 'variants' },
    {
      in: 'tested',
      at: `${variants}.1.steps`,
      value: [{ wait: '1d' }],
      path: `${variants}.1.steps`,
      problem: 'send nothing',
      hint: 'holdoutBps',
    },
    { in: 'tested', at: `${variants}.1.steps`, value: [], path: `${variants}.1.steps`, problem: 'send nothing', hint: 'holdoutBps' },
    { in: 'tested', at: 'metrics', value: [order], path: 'metrics.0.name', problem: 'is "order" again', hint: 'another name' },
    {
      in: 'tested',
      at: 'experiment',
      value: { control: 'a', variants: [{ name: 'a', shareBps: 10_000 }] },
      path: variants,
      problem: 'with nothing',
      hint: 'second variant',
    },
    { in: 'plain', at: 'metrics', value: [order], path: 'metrics', problem: 'there is none', hint: '"goal"' },
    { in: 'plain', at: 'steps', value: undefined, path: 'steps', problem: 'is missing', hint: '"send"' },
    { in: 'plain', at: 'steps', value: [mail(), { wait: '7d' }], path: 'steps.1.wait', problem: 'waits for nothing', hint: 'Take it out' },
    {
      in: 'plain',
      at: 'steps',
      value: [mail(), { wait: '7d' }, { wait: '7d' }],
      path: 'steps.2.wait',
      problem: 'waits for nothing',
      hint: 'Take it out',
    },
    { in: 'plain', at: 'steps', value: [mail(), mail()], path: 'steps.1', problem: 'at the same moment', hint: '"wait"' },
    {
      in: 'plain',
      at: 'steps.0.send.text',
      value: 'Hi {{ customer.x',
      path: 'steps.0.send.text',
      problem: 'not closed (line 1, column 4)',
      hint: 'Liquid',
    },
    {
      in: 'plain',
      at: 'steps.2.send.subject',
      value: 'Hi {{ firstName }}',
      path: 'steps.2.send.subject',
      problem: 'write customer.traits.firstName',
      hint: 'Liquid',
    },
    { in: 'plain', at: 'audience', value: { country: 'DE' }, path: 'audience', problem: 'asks about "country"', hint: '"traits.country"' },
    {
      in: 'plain',
      at: 'audience',
      value: { $or: [{ $not: { 'trait.x': 1 } }, { 'trait.y': 2, stage: 'new' }] },
      path: 'audience',
      problem: 'asks about "trait"',
      hint: '"traits"',
    },
    { in: 'plain', at: 'staleAfter', value: '7d', path: 'staleAfter', problem: 'two mails are only 7d apart', hint: 'shorter' },
    {
      in: 'plain',
      at: 'entry.from',
      value: ['at-risk', 'dormant'],
      path: 'entry.from.1',
      problem: 'is the stage that is entered',
      hint: 'take it out',
    },
    { in: 'plain', at: 'exits', value: [{ stage: 'dormant' }], path: 'exits.0.stage', problem: 'lets people in', hint: 'at once' },
  ] as const)('$problem: $path', (row) => {
    const problems = problemsOf(parse(changed(all[row.in], row.at, row.value as Json | undefined)))
    expect(problems).toHaveLength(1)
    expect(problems[0]?.path).toBe(row.path)
    expect(problems[0]?.problem).toContain(row.problem)
    expect(problems[0]?.hint).toContain(row.hint)
  })

  it.each([
    { start: '2026-02-01', end: '2026-02-01', ok: false },
    { start: '2026-02-01', end: '2026-01-31', ok: false },
    { start: '2026-02-01', end: '2026-02-01T00:01:00Z', ok: true },
    { start: null, end: '2026-02-01', ok: true },
    { start: '2026-02-01', end: null, ok: true },
  ])('a campaign from $start to $end: $ok', ({ start, end, ok }) => {
    const problems = problemsOf(parse({ ...plain, start, end }))
    expect(problems.map(({ path }) => path)).toEqual(ok ? [] : ['end'])
  })

  it.each([
    { said: 'several waits in a row', source: changed(plain, 'steps', [mail(), { wait: '7d' }, { wait: '1d' }, mail()]) },
    { said: 'a wait before the first mail', source: changed(plain, 'steps', [{ wait: '1h' }, mail()]) },
    {
      said: 'an exit on the event that lets in',
      source: { ...plain, entry: { event: 'Order Completed' }, exits: [{ event: 'Order Completed' }] },
    },
    { said: 'two variants alike, for an A/A test', source: changed(tested, `${variants}.1.steps`, undefined) },
    {
      said: 'one variant against a holdout',
      source: changed(tested, 'experiment', { control: 'mail', holdoutBps: 2000, variants: [{ name: 'mail', shareBps: 10_000 }] }),
    },
    { said: 'a stale bound just below the pause', source: { ...plain, staleAfter: '10079m' } },
  ])('$said is no problem', ({ source }) => {
    expect(problemsOf(parse(source))).toEqual([])
  })
})

describe('whatever is written', () => {
  const paths = ['id', 'entry', 'entry.stage', 'entry.from', 'entry.from.0', 'audience', 'reentry', 'experiment', 'experiment.control']
  paths.push(
    'experiment.variants',
    'experiment.variants.0',
    'experiment.variants.1.steps',
    'experiment.variants.1.steps.0',
    'steps',
    'steps.1',
  )
  paths.push(
    'steps.0.send',
    'steps.0.send.subject',
    'steps.1.wait',
    'exits',
    'goal',
    'goal.window',
    'metrics',
    'staleAfter',
    '__proto__',
    'constructor',
  )
  const values = fc.oneof(
    fc.jsonValue({ depthSize: 'small' }),
    fc.constantFrom<Json>(
      '1d',
      '5m',
      'dormant',
      { event: 'X' },
      { stage: 'new' },
      [mail()],
      [{ wait: '1d' }],
      { wait: '1d' },
      'a-b',
      order,
      [order],
      5000,
    ),
  ) as fc.Arbitrary<Json>
  const edit = fc.record({ path: fc.constantFrom(...paths), value: fc.option(values, { nil: undefined }) })
  const edited = fc.array(edit, { minLength: 1, maxLength: 4 }).map((edits) =>
    edits.reduce<Json>((source, { path, value }) => {
      try {
        return changed(source, path, value)
      } catch {
        return source
      }
    }, tested),
  )

  it('is a campaign, or problems that lead into the file; it never throws', () => {
    let published = 0
    fc.assert(
      fc.property(fc.oneof({ weight: 5, arbitrary: edited }, { weight: 1, arbitrary: fc.jsonValue() as fc.Arbitrary<Json> }), (source) => {
        const parsed = parse(source)
        if (parsed.ok) published += 1
        else expect(parsed.problems.length).toBeGreaterThan(0)
        for (const problem of problemsOf(parsed)) {
          expect(problem).toSatisfy(isWritten)
          expect(problem.path).toSatisfy((path: string) => leadsInto(source, path))
        }
      }),
      { numRuns: 3_000 },
    )
    expect(published).toBeGreaterThan(10)
  })
})
