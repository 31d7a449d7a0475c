/** A newer version of a campaign, and those who are under way in an older one. */
import { describe, expect, it } from 'vitest'
import type { Campaign, Path, StepBody } from '../../../shared/domain/campaign/campaign.ts'
import { nextDueAt } from '../../../shared/domain/customer/due.ts'
import { foldTally } from '../../../shared/domain/kpi/tally.ts'
import { HOUR_MS } from '../../../shared/kernel/time.ts'
import { campaignId } from '../../../shared/kernel/words.ts'
import { day, days, EMAIL, given, onEvent, ORDER, rules, send, type Watched, wait, winBack } from './world.ts'

/** Steps with names. */
const named = (...steps: readonly (StepBody & { readonly id?: string })[]): Campaign['paths'] => {
  const path: Path = {
    steps: steps.map(({ id = null, ...body }, index) => ({ ...(body as StepBody), id, next: index + 1 })),
    milestones: [],
    onComplete: null,
  }
  return new Map([['all', path]])
}
const tips = (version: number, paths: Campaign['paths'], more: Partial<Campaign> = {}): Campaign =>
  winBack({
    id: campaignId('tips'),
    version,
    publishedAt: day(version === 1 ? 0 : 10),
    entry: onEvent('Signed Up'),
    exits: [],
    paths,
    migrate: 'move',
    ...more,
  })
const pause = (n: number) => ({ ...wait(n), id: 'pause' })
const FIRST = tips(1, named(send('One'), pause(30), send('Two')))
const story = (ann: Watched): readonly string[] => ann.story('journey-moved', 'waiting', 'waited', 'owed', 'journey-ended')

/** Somebody who waits since day 2, and under which rules they then are. */
const waiting = (next: Campaign): Watched => {
  const ann = given(rules({ campaigns: [FIRST] }))
  ann.does(ORDER, day(1), EMAIL)
  ann.does('Signed Up', day(2))
  ann.claims(0, day(2, 1), 'tips')
  ann.reports(0, { type: 'sent' }, day(2, 2), 'tips')
  ann.under(rules({ campaigns: [FIRST, next] }))
  return ann
}
const BEGUN = ['2: tips 1 owes step 0', '2: tips 1 waits until 32']

describe('somebody who waits at a step that the newer version has, too', () => {
  it('goes on there, and waits from when they came to it', () => {
    const ann = waiting(tips(2, named(send('One'), send('News'), pause(20), send('Three'))))
    ann.wakes(day(11))
    expect(story(ann)).toEqual([
      ...BEGUN,
      '10: tips 1 moves from 1/1 to 2/2',
      '10: tips 1 waited for step 2, moved',
      '10: tips 1 waits until 22',
    ])
    ann.wakes(day(22))
    expect(story(ann).slice(5)).toEqual(['22: tips 1 waited for step 2, time', '22: tips 1 owes step 3'])
    expect(ann.message(3, 'tips')).toMatchObject({ version: 2 })
  })

  it('whose time has passed in the newer version goes on when it comes', () => {
    const ann = waiting(tips(2, named(pause(3), send('Three'))))
    ann.wakes(day(11))
    expect(story(ann).slice(2)).toEqual([
      '10: tips 1 moves from 1/1 to 2/0',
      '10: tips 1 waited for step 0, moved',
      '10: tips 1 waits until 5',
      '10: tips 1 waited for step 0, time',
      '10: tips 1 owes step 1',
    ])
  })

  it('is counted once, at the step they came to', () => {
    const ann = waiting(tips(2, named(send('One'), send('News'), pause(20), send('Three'))))
    ann.wakes(day(11))
    const places = foldTally(ann.facts()).filter(({ counter }) => counter.startsWith('at/'))
    expect(places.map(({ counter, by }) => `${counter} ${by}`)).toEqual(['at/1/all/1 0', 'at/2/all/2 1'])
  })

  it('that is no wait any more takes it', () => {
    const ann = waiting(tips(2, named({ ...send('Now'), id: 'pause' })))
    ann.wakes(day(11))
    expect(story(ann).slice(2)).toEqual([
      '10: tips 1 moves from 1/1 to 2/0',
      '10: tips 1 waited for step 0, moved',
      '10: tips 1 owes step 0',
    ])
    expect(ann.message(0, 'tips')).toMatchObject({ version: 2 })
  })

  it('that is for an event now waits for that', () => {
    const heard = { type: 'wait-for', event: 'Visited', where: null, sameKey: false, atMostMs: days(40), then: 2, id: 'pause' } as const
    const ann = waiting(tips(2, named(heard, send('Late'), send('Heard'))))
    ann.wakes(day(11))
    expect(story(ann).slice(2)).toEqual([
      '10: tips 1 moves from 1/1 to 2/0',
      '10: tips 1 waited for step 0, moved',
      '10: tips 1 waits until 42',
    ])
    ann.does('Visited', day(12))
    expect(story(ann).slice(5)).toEqual(['12: tips 1 waited for step 0, event', '12: tips 1 owes step 2'])
  })

  it('until a local time waits from when the newer version came', () => {
    const until = { type: 'wait', until: { by: 'local-time', days: null, at: 9 * 60 }, id: 'pause' } as const
    const local = tips(1, named(until, send('Two')), { zone: 'UTC' })
    const ann = given(rules({ campaigns: [local] }))
    ann.does(ORDER, day(1), EMAIL)
    ann.does('Signed Up', day(10, -HOUR_MS))
    ann.under(rules({ campaigns: [local, tips(2, named(pause(5), send('Three')))] }))
    ann.wakes(day(10, HOUR_MS))
    expect(story(ann).at(-1)).toBe('10: tips 1 waits until 15')
  })

  it('is moved by whatever looks at them first', () => {
    const ann = waiting(tips(2, named(pause(20), send('Three'))))
    expect(nextDueAt(ann.state(), rules({ campaigns: [FIRST, tips(2, named(pause(20)))] }))).toBe(day(10))
    ann.does('Visited', day(13))
    expect(story(ann)[2]).toBe('10: tips 1 moves from 1/1 to 2/0')
    ann.wakes(day(14))
    expect(ann.story('journey-moved')).toHaveLength(1)
  })
})

describe('somebody finishes the version they entered', () => {
  it.each<{ what: string; next: Campaign }>([
    { what: 'where it says so', next: tips(2, named(pause(3)), { migrate: 'finish' }) },
    { what: 'where it has no such step', next: tips(2, named({ ...wait(3), id: 'other' })) },
    { what: 'where it is a draft', next: tips(2, named(pause(3)), { status: 'draft' }) },
    { what: 'where it lacks their variant', next: tips(2, new Map([['gift', named(pause(3)).get('all') as Path]])) },
  ])('$what', ({ next }) => {
    const ann = waiting(next)
    ann.wakes(day(11))
    expect(story(ann)).toEqual(BEGUN)
    ann.wakes(day(32))
    expect(ann.message(2, 'tips')).toMatchObject({ version: 1 })
  })

  it('whose step has no name', () => {
    const first = tips(1, named(wait(30), send('Two')))
    const ann = given(rules({ campaigns: [first] }))
    ann.does('Signed Up', day(2), EMAIL)
    ann.under(rules({ campaigns: [first, tips(2, named(wait(3), send('Two')))] }))
    ann.wakes(day(11))
    expect(ann.story('journey-moved')).toEqual([])
  })
})

describe('a campaign that has ended', () => {
  const ended = tips(2, FIRST.paths, { status: 'ended', migrate: 'finish' })
  it('ends every journey at once, when somebody looks', () => {
    const ann = waiting(ended)
    expect(nextDueAt(ann.state(), rules({ campaigns: [FIRST, ended] }))).toBe(day(10))
    ann.wakes(day(11))
    expect(story(ann).slice(2)).toEqual(['10: tips 1 exited by campaign-ended'])
  })

  it('sends nothing that is still owed', () => {
    const ann = given(rules({ campaigns: [FIRST] }))
    ann.does('Signed Up', day(9), EMAIL)
    ann.under(rules({ campaigns: [FIRST, ended] }))
    ann.claims(0, day(11), 'tips')
    expect(ann.message(0, 'tips').status).toMatchObject({ name: 'refused', because: { type: 'journey-ended' } })
  })

  it('lets nobody in any more, and whom it let in before', () => {
    const ann = given(rules({ campaigns: [FIRST, ended] }))
    ann.does('Signed Up', day(9), EMAIL)
    expect(ann.does('Signed Up', day(12)).reasons).toMatchObject([{ because: { type: 'campaign-not-active' } }])
  })
})
