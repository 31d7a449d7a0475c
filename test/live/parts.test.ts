import { describe, expect, it } from 'vitest'
import { readArguments } from '../../local/live/arguments.ts'
import { leadOf, pacedClock, wallClock } from '../../local/live/clock.ts'
import { errorLog } from '../../local/live/errors.ts'
import { runLoop } from '../../local/live/loop.ts'
import { publishChanged } from '../../local/live/publish.ts'
import { publishedText, runningText } from '../../local/live/words.ts'
import { demoPlanFor } from '../../local/live/start-demo.ts'
import { DEFAULT_PLAN, LIVE_MONTHS } from '../../examples/shop/plan.ts'
import type { Experiment } from '../../shared/domain/experiment/experiment.ts'
import { openSqlite } from '../../shared/adapters/sqlite/open.ts'
import { epochMs, experimentId } from '../../shared/kernel/words.ts'
import { EXAMPLE_FILES } from '../../local/shop/demo.ts'

describe('the command line', () => {
  it.each([
    { args: ['--empty', '--seed', '1'], says: '--seed is about the demo' },
    { args: ['--empty', '--fresh'], says: '--fresh is about the demo' },
    { args: ['--campaigns', 'x'], says: '--campaigns goes with --empty' },
    { args: ['--port', '70000'], says: '--port takes a whole number from 0 to 65535' },
    { args: ['--port', '-1'], says: '--port' },
    { args: ['--customers', '100001'], says: '--customers takes a whole number from 1 to 100000' },
    { args: ['--write-key', ''], says: '--write-key takes letters' },
    { args: ['--write-key', 'S3cret:Key'], says: '--write-key takes letters, digits, ".", "_" and "-", at most 128' },
    { args: ['--write-key', "it's"], says: '--write-key' },
    { args: ['--write-key', 'k'.repeat(129)], says: '--write-key' },
    { args: ['--allow-origin', 'https://shop.example/'], says: 'did you mean https://shop.example.' },
    { args: ['--allow-origin', 'https://Shop.example:443'], says: 'did you mean https://shop.example.' },
    { args: ['--allow-origin', 'shop.example'], says: '--allow-origin takes a site' },
    { args: ['--allow-origin', '*'], says: '--allow-origin takes a site' },
    { args: ['--allow-origin', 'https://a.example', '--allow-origin', 'file:///x'], says: '--allow-origin takes a site' },
    { args: ['demo'], says: 'demo' },
  ])('$args is refused', ({ args, says }) => {
    expect(readArguments(args)).toEqual({ type: 'wrong', problem: expect.stringContaining(says) })
  })

  it.each([
    { args: [], folder: '.rekindle/demo', type: 'demo' },
    { args: ['--empty'], folder: '.rekindle/data', type: 'own' },
    { args: ['--report'], folder: '.rekindle/report', type: 'demo', isReport: true, isFresh: true },
    { args: ['--once', '--data', 'x'], folder: 'x', type: 'demo', isReport: true, isFresh: false },
    { args: ['--help'], type: 'help' },
    { args: ['--write-key', `S3cret_Key.1-${'k'.repeat(115)}`], type: 'demo', writeKey: `S3cret_Key.1-${'k'.repeat(115)}` },
    {
      args: ['--empty', '--allow-origin', 'https://shop.example', '--allow-origin', 'http://localhost:3000'],
      ...{ type: 'own', writeKey: null, corsOrigins: ['https://shop.example', 'http://localhost:3000'] },
    },
    { args: [], type: 'demo', corsOrigins: [] },
  ])('$args: $type in $folder', ({ args, ...expected }) => expect(readArguments(args)).toMatchObject(expected))
})

describe('what is done with a demo’s folder', () => {
  const plan = { ...DEFAULT_PLAN, liveMonths: LIVE_MONTHS }
  const asked = (seed: number | null) => ({ seed, customers: null, months: null })
  const demo = { type: 'demo', record: { mode: 'demo', plan, pace: 'paused', doneUntil: epochMs(0), clock: epochMs(0) } } as const
  it.each([
    { kind: { type: 'free' }, seed: null, fresh: false, does: { type: 'begin', because: 'new', plan } },
    { kind: { type: 'half-a-demo' }, seed: null, fresh: false, does: { type: 'begin', because: 'half', plan } },
    { kind: demo, seed: null, fresh: false, does: { type: 'resume', plan } },
    { kind: demo, seed: plan.seed, fresh: false, does: { type: 'resume', plan } },
    { kind: demo, seed: 99, fresh: false, does: { type: 'refused', because: 'another-shop' } },
    { kind: demo, seed: 99, fresh: true, does: { type: 'begin', because: 'fresh', plan: { ...plan, seed: 99 } } },
    { kind: { type: 'own', record: null }, seed: null, fresh: true, does: { type: 'refused', because: 'own' } },
    { kind: { type: 'foreign' }, seed: null, fresh: true, does: { type: 'refused', because: 'foreign' } },
  ] as const)('$kind.type, seed $seed, fresh $fresh: $does.type', ({ kind, seed, fresh, does }) =>
    expect(demoPlanFor(kind, asked(seed), fresh)).toMatchObject(does),
  )
})

describe('a clock with a pace', () => {
  const opened = (pace: 'paused' | 'day-a-minute' | 'day-a-second') => {
    let ticks = 1_000
    const clock = pacedClock(epochMs(0), pace, () => ticks)
    return { clock, pass: (ms: number) => (ticks += ms) }
  }

  it('runs as fast as it was told, and only as far as it was allowed', () => {
    const { clock, pass } = opened('day-a-minute')
    pass(500)
    expect(clock.now()).toBe(0)
    clock.allow(epochMs(10_000_000))
    pass(1_000)
    expect(clock.now()).toBe(1_440_000)
    pass(60_000)
    expect(clock.now()).toBe(10_000_000)
    clock.allow(epochMs(20_000_000))
    expect(clock.now()).toBe(10_000_000)
    pass(1_000)
    expect(clock.now()).toBe(11_440_000)
  })

  it('changes its pace without a jump, and stands when it is paused', () => {
    const { clock, pass } = opened('day-a-minute')
    clock.allow(epochMs(1e12))
    pass(1_000)
    clock.setPace('paused')
    pass(5_000)
    expect(clock.now()).toBe(1_440_000)
    clock.setPace('day-a-second')
    pass(1_000)
    expect(clock.now()).toBe(1_440_000 + 86_400_000)
  })

  it('is never allowed less than before', () => {
    const { clock } = opened('day-a-second')
    clock.allow(epochMs(5))
    clock.allow(epochMs(3))
    expect([clock.allowedUntil(), leadOf('paused'), leadOf('day-a-minute')]).toEqual([5, 0, 2_880_000])
  })
})

it('the clock of the machine is never before what was shown already', () => {
  const shown = epochMs(Date.now() + 1e9)
  expect(wallClock(shown).now()).toBe(shown)
  expect(wallClock(epochMs(0)).now()).toBeGreaterThan(1e12)
})

describe('the loop', () => {
  it('takes the next turn at once where more is left, tells of failures, and stops after the turn under way', async () => {
    const told: unknown[] = []
    let turns = 0
    const done = Promise.withResolvers<void>()
    const loop = runLoop(
      async () => {
        turns += 1
        if (turns === 50) done.resolve()
        return turns < 50 ? 'more' : 'done'
      },
      (error) => void told.push(error),
    )
    await done.promise
    await loop.stop()
    expect([turns, told]).toEqual([50, []])
    const failing = runLoop(
      async () => {
        throw new Error('no')
      },
      (error) => void told.push(error),
    )
    await failing.stop()
    expect(told.length).toBe(1)
  })
})

describe('what is written about failures', () => {
  it('tells no address and nothing from outside, and the same once', () => {
    const lines: string[] = []
    const log = errorLog((line) => void lines.push(line))
    const failure = (): Error => new Error('the customer "eve" at eve@example.com\nbroke')
    for (let times = 0; times < 3; times += 1) log(failure())
    log('a string')
    expect(lines.length).toBe(2)
    expect(lines[0]).toMatch(/^\S+Z Error: the customer \(text\) at \(address\) broke\n$/)
  })
})

describe('publishing at a start', () => {
  it('publishes what is new or has changed, keeps salts, and says what has no file any more', async () => {
    const stores = openSqlite(':memory:')
    const publish = (files = EXAMPLE_FILES) => publishChanged(stores, files, null, epochMs(1))
    const first = await publish()
    const [templates, others] = [true, false].map((is) => first.published.filter(({ kind }) => (kind === 'template') === is))
    expect(templates?.map(({ id }) => id)).toEqual(expect.arrayContaining(['welcome', 'win-back', 'win-back-offer']))
    expect(others?.map(({ kind, id, version }) => `${kind} ${id} ${version}`)).toEqual([
      'policy retail 1',
      'campaign onboarding 1',
      'campaign win-back 1',
    ])
    const salts = new Set(first.published.flatMap(({ saltSeed }) => (saltSeed === null ? [] : [saltSeed])))
    expect(salts.size).toBe(3)
    expect(await publish()).toEqual({ published: [], withoutFile: [] })
    const policy = EXAMPLE_FILES.policy?.replace('retail.json', 'subscription.json') ?? null
    const second = await publish({ policy, campaigns: null, experiments: null, templates: null })
    expect(second.published.map(({ kind, id, version }) => `${kind} ${id} ${version}`)).toEqual(['policy retail 2'])
    expect(publishedText(second)).toContain('Published the policy as version 2: its file has changed.')
    expect(second.withoutFile.map(({ id }) => id)).toEqual(['onboarding', 'win-back'])
    stores.close()
  })
})

describe('what a start says to try', () => {
  const saying = (...ids: readonly string[]): string => {
    const experiments = new Map(ids.map((id) => [experimentId(id), EXPERIMENT]))
    const life = { demo: null, clock: { now: () => epochMs(0) }, engine: { rules: () => ({ experiments }) } }
    const running = { url: 'http://127.0.0.1:1', isUsualPort: true, close: async () => {} }
    return runningText(running, life, { folder: 'x', writeKey: 'k', wasAsked: false })
  }
  const EXPERIMENT = {} as Experiment

  it('is there: a result only of an experiment that there is', () => {
    expect(saying('spring', 'win-back')).toContain('results spring --data x')
    expect(saying()).not.toContain('results')
    expect(saying()).toContain("curl -u 'k:' http://127.0.0.1:1/v1/track")
  })
})
