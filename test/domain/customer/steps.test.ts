import { describe, expect, it } from 'vitest'
import type { Json } from '../../../shared/kernel/json.ts'
import { INCLUDED_BYTES_MAX, TASKS_OPEN_MAX, TRAIT_BYTES_MAX } from '../../../shared/kernel/limits.ts'
import { taskId } from '../../../shared/kernel/words.ts'
import type { StepBody } from '../../../shared/domain/campaign/campaign.ts'
import { condition, laid, split, update, way } from './laid.ts'
import { day, days, drawn, EMAIL, given, ORDER, rules, send, wait, type Watched, welcome, winBack } from './world.ts'

/** Ann has signed up, and may be written to. */
const signedUp = (ann: Watched, more: Record<string, Json> = {}): Watched => {
  ann.does(ORDER, day(0), EMAIL)
  ann.does('Signed Up', day(1), { traits: more })
  return ann
}

describe('a branch', () => {
  const paths = way(
    {
      type: 'branch',
      ways: [
        { when: condition({ 'traits.plan': 'pro' }), to: 1 },
        { when: condition({ 'traits.plan': { $ne: null } }), to: 2 },
      ],
      next: 3,
    },
    { ...send('pro'), next: 4 },
    { ...send('other'), next: 4 },
    { ...send('none'), next: 4 },
    send('all'),
  )
  it.each([
    { plan: 'pro', way: '0', steps: [1, 4] },
    { plan: 'free', way: '1', steps: [2, 4] },
    { plan: null, way: 'else', steps: [3, 4] },
  ])('goes the first way that holds: $plan', ({ plan, way, steps }) => {
    const ann = signedUp(given(rules({ campaigns: [welcome({ paths })] })), plan === null ? {} : { plan })
    expect(ann.story('chose')).toEqual([`1: welcome 1 goes ${way} at step 0`])
    expect(ann.messages().map(({ step }) => step)).toEqual(steps)
  })

  it('without any other way the step after it comes next', () => {
    const never = condition({ 'traits.plan': 'pro' })
    const brief = way({ type: 'branch', ways: [{ when: never, to: 1 }], next: 2 }, send('pro'), send('all'))
    const ann = signedUp(given(rules({ campaigns: [welcome({ paths: brief })] })))
    expect(ann.messages().map(({ step }) => step)).toEqual([2])
  })

  it('is asked at the instant it is come to, however late we look', () => {
    const paths = way(
      wait(3),
      { type: 'branch', ways: [{ when: condition({ stage: 'new' }), to: 2 }], next: 3 },
      { ...send('new'), next: 4 },
      send('other'),
    )
    const ann = signedUp(given(rules({ campaigns: [welcome({ paths })] })))
    ann.wakes(day(200))
    expect(ann.story('chose')).toEqual(['4: welcome 1 goes 0 at step 1'])
  })
})

describe('a split', () => {
  const halves = (first: number) =>
    way(
      split(
        'offer',
        [
          ['gift', first, 1],
          ['none', 100 - first, 2],
        ],
        3,
      ),
      { ...send('gift'), next: 3 },
      { ...send('none'), next: 3 },
      send('all'),
    )
  const measured = (first: number, more = {}) =>
    welcome({
      experiment: { ...drawn('welcome', more), control: 'plain' },
      paths: new Map([
        ['plain', halves(first).get('all') ?? laid()],
        ['gift', halves(first).get('all') ?? laid()],
      ]),
    })

  it.each([
    { first: 100, way: 'gift', step: 1 },
    { first: 0, way: 'none', step: 2 },
  ])('draws by its shares: $first % to gift', ({ first, way, step }) => {
    const ann = signedUp(given(rules({ campaigns: [welcome({ paths: halves(first) })] })))
    expect(ann.story('chose', 'assigned')).toEqual([`1: welcome 1 goes ${way} at step 0`])
    expect(ann.messages().map((message) => message.step)).toEqual([step, 3])
  })

  it('is an experiment of its own where the campaign measures, with the metrics of the campaign', () => {
    const ann = signedUp(given(rules({ campaigns: [measured(100)] })))
    ann.does(ORDER, day(2), { properties: { revenue: 10, currency: 'USD' } })
    expect(ann.story('assigned', 'outcome')).toEqual([
      '1: assigned plain in welcome',
      '1: assigned gift in welcome.offer',
      '2: orders of plain in welcome: 1 1000',
      '2: orders of gift in welcome.offer: 1 1000',
    ])
  })

  it('who is held out takes a way, and is in no arm', () => {
    const ann = signedUp(given(rules({ campaigns: [measured(100, { holdout: 100 })] })))
    expect(ann.story('chose', 'assigned')).toEqual(['1: assigned holdout in welcome', '1: welcome 1 goes gift at step 0'])
  })

  it('who was assigned stays there, whatever later versions draw; a variant that is gone is the first one', () => {
    const offering = (version: number, first: string, share: number) =>
      welcome({
        version,
        experiment: drawn('welcome'),
        paths: new Map([
          [
            'plain',
            laid(
              split(
                'offer',
                [
                  [first, share, 1],
                  ['none', 100 - share, 1],
                ],
                1,
              ),
            ),
          ],
        ]),
      })
    const ann = signedUp(given(rules({ campaigns: [offering(1, 'gift', 100)] })))
    ann.under(rules({ campaigns: [offering(1, 'gift', 100), offering(2, 'gift', 0)] }))
    ann.does('Signed Up', day(3))
    ann.under(rules({ campaigns: [offering(1, 'gift', 100), offering(3, 'card', 0)] }))
    ann.does('Signed Up', day(5))
    expect(ann.story('chose')).toEqual([
      '1: welcome 1 goes gift at step 0',
      '3: welcome 2 goes gift at step 0',
      '5: welcome 3 goes card at step 0',
    ])
    expect(ann.story('assigned')).toEqual(['1: assigned plain in welcome', '1: assigned gift in welcome.offer'])
  })

  it('knows nothing of the variant somebody is in, nor of another split', () => {
    const seen = new Set<string>()
    const two = laid(
      split(
        'one',
        [
          ['a', 50, 1],
          ['b', 50, 1],
        ],
        1,
      ),
      split(
        'two',
        [
          ['a', 50, 2],
          ['b', 50, 2],
        ],
        2,
      ),
    )
    const company = rules({
      campaigns: [
        welcome({
          experiment: drawn('welcome', { plain: 50, gift: 50 }),
          paths: new Map([
            ['plain', two],
            ['gift', two],
          ]),
        }),
      ],
    })
    for (let index = 0; index < 200; index += 1) {
      const one = given(company, `customer ${index}`)
      one.does('Signed Up', day(0))
      const [entered] = one.facts().flatMap((fact) => (fact.type === 'entered' ? [fact.variant] : []))
      seen.add([entered, ...one.facts().flatMap((fact) => (fact.type === 'chose' ? [fact.way] : []))].join(' '))
    }
    expect(seen.size).toBe(8)
  })
})

describe('an update', () => {
  it.each([
    { what: 'sets', set: { plan: 'pro', old: null }, add: {}, before: { old: 1 }, said: { plan: 'pro', old: null }, refused: [] },
    { what: 'adds to a number', set: {}, add: { points: 5 }, before: { points: 10 }, said: { points: 15 }, refused: [] },
    { what: 'adds to nothing', set: {}, add: { points: -5 }, before: {}, said: { points: -5 }, refused: [] },
    {
      what: 'adds to no text',
      set: { plan: 'pro' },
      add: { points: 5 },
      before: { points: '10' },
      said: { plan: 'pro' },
      refused: ['points'],
    },
    { what: 'has no room', set: { note: 'x'.repeat(TRAIT_BYTES_MAX + 1) }, add: {}, before: {}, said: {}, refused: ['note'] },
  ])('$what', ({ set, add, before, said, refused }) => {
    const ann = signedUp(given(rules({ campaigns: [welcome({ paths: way(update(set, add)) })] })), before)
    const { traits } = ann.state()
    expect(Object.fromEntries(Object.entries(traits).map(([name, { value }]) => [name, value]))).toEqual({
      email: 'ann@example.com',
      ...before,
      ...said,
    })
    expect(ann.facts().flatMap((fact) => (fact.type === 'traits-updated' ? [{ set: fact.set, refused: fact.refused }] : []))).toEqual([
      { set: said, refused },
    ])
  })

  it('counts each time, also twice at one instant, and against what somebody said in the same millisecond', () => {
    const paths = way(update({}, { points: 9 }), update({}, { points: 1 }), update({}, { points: -7 }))
    const ann = given(rules({ campaigns: [welcome({ paths })] }))
    ann.does('Signed Up', day(0), { traits: { points: 90 } })
    expect(ann.state().traits.points?.value).toBe(93)
    ann.does('Signed Up', day(0), { id: 'again' as never, traits: { points: 1 } })
    // What was said at that instant is older than what we made of it.
    expect(ann.state().traits.points?.value).toBe(96)
  })

  it('gives way to what is said of them later', () => {
    const ann = signedUp(given(rules({ campaigns: [welcome({ paths: way(update({ plan: 'pro' })) })] })))
    ann.does('Visited', day(2), { traits: { plan: 'free' } })
    expect(ann.state().traits.plan?.value).toBe('free')
  })

  it('is seen by the branch that follows it', () => {
    const paths = way(
      update({ plan: 'pro' }),
      { type: 'branch', ways: [{ when: condition({ 'traits.plan': 'pro' }), to: 2 }], next: 3 },
      send('pro'),
    )
    const ann = signedUp(given(rules({ campaigns: [welcome({ paths })] })))
    expect(ann.messages().map(({ step }) => step)).toEqual([2])
  })
})

describe('what others are told', () => {
  const include = [['traits', 'plan'], ['traits', 'address', 'city'], ['stage'], ['traits', 'missing']]
  const traits = { plan: 'pro', address: { city: 'Oslo', street: 'Karl Johans gate' } }
  const about = '{"traits":{"plan":"pro","address":{"city":"Oslo"},"missing":null},"stage":"new"}'
  const emit = { type: 'emit', event: 'Trial Ends', properties: { days: 3 }, include } satisfies StepBody
  const task = { type: 'task', title: 'Call them', note: 'Be nice', dueMs: days(2), assignee: 'sales', include } satisfies StepBody
  const webhook = { type: 'webhook', url: 'https://crm.example/', body: { lead: true }, include } satisfies StepBody

  it('is what its author wrote, and what of the customer they asked for, in its place', () => {
    const ann = signedUp(given(rules({ campaigns: [welcome({ paths: way(emit, task, webhook) })] })), traits)
    expect(ann.story('took', 'emitted', 'task-opened', 'called')).toEqual([
      '1: welcome 1 emit at step 0',
      `1: welcome 1 emits Trial Ends {"days":3,${about.slice(1)}`,
      '1: welcome 1 task at step 1',
      `1: welcome 1 asks for Call them ${about}`,
      '1: welcome 1 webhook at step 2',
      `1: welcome 1 calls https://crm.example/ {"lead":true,${about.slice(1)}`,
    ])
    const [opened] = ann.facts().filter((fact) => fact.type === 'task-opened')
    expect(opened).toMatchObject({ note: 'Be nice', assignee: 'sales', dueAt: day(3) })
  })

  it('has the same id when the same is decided again, and another at each entry and step', () => {
    const idsOf = (twice: boolean) => {
      const ann = signedUp(given(rules({ campaigns: [welcome({ paths: way(task, { ...task, title: 'Again' }, webhook) })] })), traits)
      if (twice) ann.does('Signed Up', day(9))
      return ann
        .facts()
        .flatMap((fact): string[] => (fact.type === 'task-opened' ? [fact.task] : fact.type === 'called' ? [fact.call] : []))
    }
    expect(idsOf(false)).toEqual(idsOf(false))
    expect(new Set(idsOf(true)).size).toBe(6)
  })

  it('that has no room is named, and not told', () => {
    const long = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`note${index}`, 'x'.repeat(TRAIT_BYTES_MAX - 2)]))
    const all = { ...emit, include: Object.keys(long).map((name) => ['traits', name]) }
    const ann = signedUp(given(rules({ campaigns: [welcome({ paths: way(all) })] })), long)
    const [emitted] = ann.facts().flatMap((fact) => (fact.type === 'emitted' ? [fact.properties] : []))
    expect(JSON.stringify(emitted).length).toBeLessThan(INCLUDED_BYTES_MAX + 500)
    expect(emitted?.leftOut).toEqual(['traits.note8'])
  })

  it('is withheld from who is held out, as mails are; they take every step', () => {
    const path = laid(update({ plan: 'gone' }), emit, task, webhook, send())
    const campaign = welcome({ experiment: drawn('welcome', { holdout: 100 }), paths: new Map([['plain', path]]) })
    const ann = signedUp(given(rules({ campaigns: [campaign] })), traits)
    const done = ['update', 'emit', 'task', 'webhook'].map((what, step) => `1: welcome 1 ${what} at step ${step}, withheld`)
    expect(ann.story('took', 'traits-updated', 'emitted', 'task-opened', 'called', 'owed')).toEqual([...done, '1: welcome 1 owes step 4'])
    expect(ann.state().traits.plan?.value).toBe('pro')
  })
})

describe('something to do', () => {
  const task = { type: 'task', title: 'Call them', note: null, dueMs: null, assignee: null, include: [] } satisfies StepBody
  const open = (more: Partial<Parameters<typeof welcome>[0]> = {}): Watched => {
    const ann = given(rules({ campaigns: [welcome({ paths: way(task, wait(5)), ...more }), winBack()] }))
    ann.does(ORDER, day(0), EMAIL)
    ann.does('Signed Up', day(1))
    return ann
  }
  const close = (ann: Watched, at: number) =>
    ann.decides({ type: 'task-closed', task: ann.state().tasks[0]?.id ?? taskId('t'), outcome: 'done', by: 'Bo', note: 'Nice.' }, day(at))

  it('is open until somebody has done it', () => {
    const ann = open()
    expect(ann.state().tasks).toMatchObject([{ campaign: 'welcome', entry: 1, step: 0, at: day(1) }])
    expect(close(ann, 3).facts).toMatchObject([{ type: 'task-closed', outcome: 'done', by: 'Bo', note: 'Nice.', at: day(3) }])
    expect(ann.state().tasks).toEqual([])
    expect(close(ann, 4)).toMatchObject({ facts: [], reasons: [{ type: 'task-moot' }] })
  })

  it('outlives a journey that went its way to the end', () => {
    const ann = open()
    ann.wakes(day(6))
    expect(ann.story('journey-ended')).toEqual(['6: welcome 1 completed'])
    expect(ann.state().tasks).toHaveLength(1)
  })

  it('is no longer wanted when they leave the journey, and when they are erased', () => {
    const left = open({ exits: [{ on: 'event', event: 'Called', where: null, sameKey: false }] })
    left.does('Called', day(2))
    expect(left.story('task-closed', 'journey-ended')).toEqual(['2: welcome 1 task ended', '2: welcome 1 exited by Called'])
    const gone = open({ paths: way(task) })
    gone.decides({ type: 'erase' }, day(2))
    expect(gone.story('task-closed', 'erased')).toEqual(['2: welcome 1 task ended', '2: erased from new'])
    const other = open({ paths: way(task) })
    other.decides({ type: 'seal', into: 'bob' as never }, day(2))
    expect(other.story('task-closed', 'merge-begun')).toEqual(['2: welcome 1 task ended', '2: is bob'])
    expect(other.state().tasks).toEqual([])
  })

  it('of too many the oldest is closed', () => {
    const ann = given(rules({ campaigns: [welcome({ paths: way(task) })] }))
    for (let index = 0; index <= TASKS_OPEN_MAX; index += 1) ann.does('Signed Up', day(index))
    expect(ann.state().tasks).toHaveLength(TASKS_OPEN_MAX)
    expect(ann.story('task-closed')).toEqual([`${TASKS_OPEN_MAX}: welcome 1 task ended`])
  })

  it('what became of a call is told of its campaign', () => {
    const ann = open()
    const settled = {
      type: 'call-settled',
      call: 'c' as never,
      campaign: 'welcome' as never,
      entry: 1,
      outcome: 'failed',
      status: 503,
      attempts: 6,
    } as const
    expect(ann.decides(settled, day(2)).facts).toEqual([{ ...settled, at: day(2) }])
  })
})

describe('an exit', () => {
  const exit = { type: 'exit', why: 'They have all they need' } as const

  it('ends it, and says why', () => {
    const ann = signedUp(given(rules({ campaigns: [welcome({ paths: way(exit, send()) })] })))
    expect(ann.story('leaving', 'owed', 'journey-ended')).toEqual([
      '1: welcome 1 leaves at step 0',
      '1: welcome 1 exited by step: They have all they need',
    ])
  })

  it('what was sent on the way still goes; then it ends', () => {
    const ann = signedUp(given(rules({ campaigns: [welcome({ paths: way(send(), exit, send()) })] })))
    expect(ann.messages().map(({ step, status }) => [step, status.name])).toEqual([[0, 'owed']])
    ann.claims(0, day(1), 'welcome')
    ann.reports(0, { type: 'sent' }, day(1), 'welcome')
    expect(ann.story('journey-ended')).toEqual(['1: welcome 1 exited by step: They have all they need'])
    expect(ann.message(0, 'welcome').status.name).toBe('sent')
  })

  it('an event that ends the journey comes before it', () => {
    const ann = signedUp(
      given(
        rules({ campaigns: [welcome({ paths: way(send(), exit), exits: [{ on: 'event', event: 'Stop', where: null, sameKey: false }] })] }),
      ),
    )
    ann.does('Stop', day(2))
    expect(ann.story('journey-ended')).toEqual(['2: welcome 1 exited by Stop'])
    expect(ann.message(0, 'welcome').status.name).toBe('refused')
  })
})
