import { describe, expect, it } from 'vitest'
import type { Campaign } from '../../../shared/domain/campaign/campaign.ts'
import type { Policy } from '../../../shared/domain/customer/rules.ts'
import { type Experiment, GLOBAL_EXPERIMENT, HOLDOUT } from '../../../shared/domain/experiment/experiment.ts'
import { bucketOf } from '../../../shared/kernel/hash.ts'
import { bps, epochMs, experimentId } from '../../../shared/kernel/words.ts'
import {
  ANN,
  day,
  DELIVERY,
  drawn,
  EMAIL,
  given,
  globalHoldout,
  onEvent,
  ORDER,
  RETAIL,
  rules,
  send,
  steps,
  tested,
  variants,
  wait,
  type Watched,
  welcome,
} from './world.ts'

const PLACE = ['entered', 'assigned', 'outcome'] as const

/** Greets whoever comes, as often as they come. */
const greeting = (experiment: Partial<Experiment> = {}, more: Partial<Campaign> = {}): Campaign =>
  welcome({
    entry: onEvent('Signed Up'),
    paths: variants({ plain: [], gift: [] }),
    experiment: { ...drawn('welcome'), ...experiment },
    ...more,
  })

const inviting = (experiment: Partial<Experiment> = {}, more: Partial<Campaign> = {}): Campaign =>
  welcome({
    ...{ id: tested().id, topic: 'offers', entry: onEvent('Invited') },
    paths: variants({ plain: [] }),
    experiment: { ...drawn('win-back'), ...experiment },
    ...more,
  })

describe('a phase', () => {
  const first = greeting()
  const second = greeting({ ...drawn('welcome', { plain: 0, gift: 100 }), phase: 2 }, { version: 2 })

  it('keeps whoever was assigned before in their arm, and counts them where they were', () => {
    const ann = given(rules({ campaigns: [first] }))
    ann.does('Signed Up', day(0))
    ann.under(rules({ campaigns: [first, second] }))
    ann.does('Signed Up', day(1))
    ann.does(ORDER, day(2))
    expect(ann.story(...PLACE)).toEqual([
      '0: welcome 1 enters as plain',
      '0: assigned plain in welcome',
      '1: welcome 2 enters as plain',
      '2: orders of plain in welcome: 1 0',
    ])
  })

  it('is that of whoever is assigned in it', () => {
    const ann = given(rules({ campaigns: [first, second] }))
    ann.does('Signed Up', day(1))
    ann.does(ORDER, day(2))
    expect(ann.story(...PLACE)).toEqual([
      '1: welcome 1 enters as gift',
      '1: assigned gift in welcome#2',
      '2: orders of gift in welcome#2: 1 0',
    ])
  })

  it('of a split is that of the version in which somebody comes to it', () => {
    const split = { type: 'split', name: 'colour', ways: [{ name: 'red', shareBps: bps(10_000), to: 1 }] } as const
    const ann = given(rules({ campaigns: [greeting({ phase: 3 }, { version: 3, paths: variants({ plain: [split, send()] }) })] }))
    ann.does('Signed Up', day(0))
    ann.does(ORDER, day(1))
    expect(ann.story('assigned', 'outcome')).toEqual([
      '0: assigned plain in welcome#3',
      '0: assigned red in welcome.colour#3',
      '1: orders of plain in welcome#3: 1 0',
      '1: orders of red in welcome.colour#3: 1 0',
    ])
  })
})

describe('which bucket decided', () => {
  it.each([
    { what: 'of the variants', holdout: 0, salt: '1/welcome/variant/' },
    { what: 'of the holdout', holdout: 100, salt: '1/welcome/holdout/' },
  ])('is remembered: $what', ({ holdout, salt }) => {
    const experiment = drawn('welcome', { holdout })
    const ann = given(rules({ campaigns: [greeting(experiment)] }))
    ann.does('Signed Up', day(0))
    const { bucket } = ann.state().exposures[experimentId('welcome')] ?? {}
    expect(ann.facts().find(({ type }) => type === 'assigned')).toMatchObject({ bucket })
    expect(bucket).toBe(bucketOf(salt, ANN))
  })
})

const holding = (heldPercent: number): Policy => ({ ...RETAIL, globalHoldout: globalHoldout(heldPercent) })

/** 2026-01-01 is day 0; of the months since 1970 it is number 672. */
const JANUARY = 672

describe('the holdout from all campaigns', () => {
  it.each([
    { percent: 0, told: ['0: welcome 1 enters as plain', `0: assigned treated in $global#${JANUARY}`, '0: assigned plain in welcome'] },
    { percent: 100, told: ['0: welcome 1 enters as plain, globally held', `0: assigned holdout in $global#${JANUARY}`] },
  ])('of $percent %', ({ percent, told }) => {
    const ann = given(rules({ policy: holding(percent), campaigns: [greeting({}, { paths: variants({ plain: [send()] }) })] }))
    ann.does(ORDER, day(-1), EMAIL)
    ann.does('Signed Up', day(0))
    expect(ann.story(...PLACE)).toEqual(told)
    ann.claims(0, day(0), 'welcome')
    expect(ann.message(0, 'welcome').status.name).toBe(percent === 0 ? 'claimed' : 'withheld')
  })

  it('comes before a campaign’s own, and before its splits', () => {
    const split = { type: 'split', name: 'colour', ways: [{ name: 'red', shareBps: bps(10_000), to: 1 }] } as const
    const campaign = greeting(drawn('welcome', { holdout: 100 }), { paths: variants({ plain: [split, send()], gift: [] }) })
    const ann = given(rules({ policy: holding(100), campaigns: [campaign] }))
    ann.does('Signed Up', day(0))
    expect(ann.story(...PLACE)).toEqual(['0: welcome 1 enters as plain, globally held', `0: assigned holdout in $global#${JANUARY}`])
  })

  it('withholds the mails of a campaign that compares nothing', () => {
    const ann = given(rules({ policy: holding(100), campaigns: [welcome()] }))
    ann.does(ORDER, day(-1), EMAIL)
    ann.does('Signed Up', day(0))
    ann.claims(0, day(0), 'welcome')
    expect(ann.message(0, 'welcome').status.name).toBe('withheld')
  })

  it('lets through what asks for a confirmation, and counts nobody for it', () => {
    const confirming = greeting({}, { delivery: { ...DELIVERY, purpose: 'confirmation' } })
    const ann = given(rules({ policy: holding(100), campaigns: [confirming] }))
    ann.does('Signed Up', day(0))
    expect(ann.story(...PLACE)).toEqual(['0: welcome 1 enters as plain', '0: assigned plain in welcome'])
  })

  it('counts nobody who did not get in', () => {
    const ann = given(rules({ policy: holding(50), campaigns: [greeting(drawn('welcome', { traffic: 0 }))] }))
    ann.does('Signed Up', day(0))
    expect(ann.story(...PLACE)).toEqual([])
  })

  it('is drawn once a period, at the first entry in it, and for all campaigns', () => {
    const ann = given(rules({ policy: holding(0), campaigns: [greeting(), inviting()] }))
    ann.does('Signed Up', day(0))
    ann.does('Invited', day(30))
    ann.does('Signed Up', day(31))
    expect(ann.story('assigned')).toEqual([
      `0: assigned treated in $global#${JANUARY}`,
      '0: assigned plain in welcome',
      '30: assigned plain in win-back',
      `31: assigned treated in $global#${JANUARY + 1}`,
    ])
  })

  it('stays what it was within its period, though its share has changed', () => {
    const ann = given(rules({ policy: holding(0), campaigns: [greeting()] }))
    ann.does('Signed Up', day(0))
    ann.under(rules({ policy: holding(100), campaigns: [greeting()] }))
    ann.does('Signed Up', day(1))
    ann.does('Signed Up', day(31))
    expect(ann.story('entered', 'assigned')).toEqual([
      '0: welcome 1 enters as plain',
      `0: assigned treated in $global#${JANUARY}`,
      '0: assigned plain in welcome',
      '1: welcome 2 enters as plain',
      '31: welcome 3 enters as plain, globally held',
      `31: assigned holdout in $global#${JANUARY + 1}`,
    ])
  })

  it('leaves whoever is in an experiment there, and holds them all the same', () => {
    const ann = given(rules({ campaigns: [greeting()] }))
    ann.does('Signed Up', day(0))
    ann.under(rules({ policy: holding(100), campaigns: [greeting()] }))
    ann.does('Signed Up', day(1))
    ann.does(ORDER, day(2))
    expect(ann.story('entered', 'outcome')).toEqual([
      '0: welcome 1 enters as plain',
      '1: welcome 2 enters as plain, globally held',
      '2: orders of plain in welcome: 1 0',
      `2: orders of holdout in $global#${JANUARY}: 1 0`,
    ])
  })

  it('counts outcomes of a period until the next one has them', () => {
    const ann = given(rules({ policy: holding(0), campaigns: [welcome({ paths: steps() })] }))
    ann.does('Signed Up', day(20))
    ann.does(ORDER, day(40))
    ann.does('Signed Up', day(41))
    // It happened in the window of the period before, which has them no more.
    ann.does(ORDER, day(39), { receivedAt: day(42) })
    ann.does(ORDER, day(43))
    expect(ann.story('assigned', 'outcome')).toEqual([
      `20: assigned treated in $global#${JANUARY}`,
      `40: orders of treated in $global#${JANUARY}: 1 0`,
      `41: assigned treated in $global#${JANUARY + 1}`,
      `43: orders of treated in $global#${JANUARY + 1}: 1 0`,
    ])
  })

  it('holds others in every period', () => {
    const held = Array.from({ length: 12 }, (_, month) => {
      const ann = given(rules({ policy: holding(50), campaigns: [greeting()] }))
      ann.does('Signed Up', epochMs(Date.UTC(2026, month, 15)))
      return ann.story('entered')[0]?.endsWith('globally held')
    })
    expect(new Set(held)).toEqual(new Set([true, false]))
  })

  it.each([
    { months: 1, at: '2026-03-31T23:59:59.999Z', phase: 674 },
    { months: 1, at: '2026-04-01T00:00:00.000Z', phase: 675 },
    { months: 3, at: '2026-03-31T23:59:59.999Z', phase: 224 },
    { months: 3, at: '2026-04-01T00:00:00.000Z', phase: 225 },
    { months: 6, at: '2026-07-01T00:00:00.000Z', phase: 113 },
    { months: 12, at: '2026-12-31T23:59:59.999Z', phase: 56 },
    { months: 12, at: '2027-01-01T00:00:00.000Z', phase: 57 },
  ])('of $months months, at $at: period $phase', ({ months, at, phase }) => {
    const assignedBy = { type: 'policy', salt: 'global', holdoutBps: bps(0), months } as const
    const ann = given(rules({ policy: { ...RETAIL, globalHoldout: { ...globalHoldout(0), assignedBy } }, campaigns: [welcome()] }))
    ann.does('Signed Up', epochMs(Date.parse(at)))
    expect(ann.state().exposures[GLOBAL_EXPERIMENT]?.phase).toBe(phase)
  })
})

describe('experiments of one group', () => {
  const group = 'onboarding'
  const welcoming = greeting({ group })
  const invited = inviting({ group })
  const entered = (ann: Watched) => ann.story('entered').map((line) => line.replace(/ enters.*/, ''))

  it.each([
    { what: 'while its window is open', at: day(29), enters: false },
    { what: 'at the end of its window', at: day(30), enters: false },
    { what: 'after it', at: day(30, 1), enters: true },
  ])('one has a customer $what', ({ at, enters }) => {
    const ann = given(rules({ campaigns: [welcoming, invited] }))
    ann.does('Signed Up', day(0))
    const { reasons } = ann.does('Invited', at)
    expect(reasons).toEqual(
      enters
        ? []
        : [{ type: 'entry-refused', campaign: 'win-back', because: { type: 'in-other-experiment', experiment: experimentId('welcome') } }],
    )
    expect(ann.state().campaigns[invited.id]?.refused?.because.type ?? null).toBe(enters ? null : 'in-other-experiment')
  })

  it('and while they are under way in it, however long that takes', () => {
    const slow = inviting({ group }, { paths: variants({ plain: [wait(50)] }) })
    const ann = given(rules({ campaigns: [welcoming, slow] }))
    ann.does('Invited', day(0))
    ann.does('Signed Up', day(49))
    ann.wakes(day(50))
    ann.does('Signed Up', day(51))
    expect(entered(ann)).toEqual(['0: win-back 1', '51: welcome 1'])
  })

  it('who is in both already, for there was no group then, goes on in both', () => {
    const ann = given(rules({ campaigns: [greeting(), inviting()] }))
    ann.does('Signed Up', day(0))
    ann.does('Invited', day(1))
    ann.under(rules({ campaigns: [welcoming, invited] }))
    ann.does('Signed Up', day(2))
    expect(entered(ann)).toEqual(['0: welcome 1', '1: win-back 1', '2: welcome 2'])
  })

  it('others let them in', () => {
    const ann = given(rules({ campaigns: [welcoming, inviting({ group: 'other' })] }))
    ann.does('Signed Up', day(0))
    ann.does('Invited', day(1))
    expect(entered(ann)).toEqual(['0: welcome 1', '1: win-back 1'])
  })

  it('who tries one is in none', () => {
    const tried = inviting({ group, testers: new Map([[ANN, 'plain']]) })
    const ann = given(rules({ campaigns: [welcoming, tried] }))
    ann.does('Signed Up', day(0))
    ann.does('Invited', day(1))
    expect(entered(ann)).toEqual(['0: welcome 1', '1: win-back 1'])
  })
})

describe('who tries an experiment', () => {
  const trying = (arm: string, experiment = drawn('welcome')) => greeting({ ...experiment, testers: new Map([[ANN, arm]]) })

  it.each([
    { what: 'the other variant', campaign: trying('gift'), told: 'gift' },
    { what: 'the holdout', campaign: trying(HOLDOUT), told: 'plain, held' },
    { what: 'a variant, though all are held', campaign: trying('gift', drawn('welcome', { holdout: 100 })), told: 'gift' },
    { what: 'a variant, though nobody gets in', campaign: trying('gift', drawn('welcome', { traffic: 0 })), told: 'gift' },
    { what: 'the holdout, though nobody gets in', campaign: trying(HOLDOUT, drawn('welcome', { traffic: 0 })), told: 'plain, held' },
  ])('sees $what, and is in no analysis', ({ campaign, told }) => {
    const ann = given(rules({ policy: holding(100), campaigns: [campaign] }))
    ann.does('Signed Up', day(0))
    ann.does(ORDER, day(1))
    expect(ann.story(...PLACE)).toEqual([`0: welcome 1 enters as ${told}`])
    expect(ann.state().exposures).toEqual({})
  })

  it('is in no analysis of its splits either', () => {
    const split = { type: 'split', name: 'colour', ways: [{ name: 'red', shareBps: bps(10_000), to: 1 }] } as const
    const ann = given(rules({ campaigns: [{ ...trying('gift'), paths: variants({ plain: [], gift: [split, send()] }) }] }))
    ann.does('Signed Up', day(0))
    expect(ann.story('chose', 'assigned')).toEqual(['0: welcome 1 goes red at step 0'])
  })

  it('and was assigned before stays counted where they were', () => {
    const ann = given(rules({ campaigns: [greeting()] }))
    ann.does('Signed Up', day(0))
    ann.under(rules({ campaigns: [trying('gift')] }))
    ann.does('Signed Up', day(1))
    ann.does(ORDER, day(2))
    expect(ann.story(...PLACE)).toEqual([
      '0: welcome 1 enters as plain',
      '0: assigned plain in welcome',
      '1: welcome 2 enters as gift',
      '2: orders of plain in welcome: 1 0',
    ])
  })
})

describe('somebody who is erased', () => {
  it('leaves nothing of any experiment', () => {
    const ann = given(rules({ policy: holding(0), campaigns: [greeting()] }))
    ann.does('Signed Up', day(0))
    ann.decides({ type: 'erase' }, day(1))
    ann.does(ORDER, day(2))
    expect(ann.state().exposures).toEqual({})
    expect(ann.story('outcome')).toEqual([])
  })
})

describe('rules, indexed', () => {
  it('experiments of a group, and the holdout from all campaigns, which hears its goal', () => {
    const company = rules({ policy: holding(10), campaigns: [greeting({ group: 'a' }), inviting({ group: 'a' })] })
    expect(company.experimentsByGroup.get('a')?.map(({ id }) => id)).toEqual(['welcome', 'win-back'])
    expect(company.experiments.has(GLOBAL_EXPERIMENT)).toBe(true)
    expect(company.metricsByEvent.get(ORDER)?.map(({ experiment }) => experiment.id)).toContain(GLOBAL_EXPERIMENT)
  })
})
