import { describe, expect, it } from 'vitest'
import { decide } from '../../../shared/domain/customer/decide.ts'
import type { SendOutcome } from '../../../shared/domain/customer/input.ts'
import { CLAIM_LEASE_MS, UNCONFIRMED_AFTER_MS } from '../../../shared/kernel/limits.ts'
import { later } from '../../../shared/kernel/time.ts'
import { CLEAR, day, days, EMAIL, given, ORDER, RETAIL, rules, send, steps, wait, welcome, winBack } from './world.ts'

/** Dormant since day 120, with a first mail owed and a second one due on day 127. */
const owing = (company = rules({ campaigns: [winBack()] }), who: object = EMAIL) => {
  const ann = given(company)
  ann.does(ORDER, day(0), who)
  ann.wakes(day(120))
  return ann
}

describe('a claim', () => {
  it('that passes all gates is written with its lease before anything leaves', () => {
    const ann = owing()
    const { settlements } = ann.claims(0, day(120, 5))
    const claimed = { name: 'claimed', at: day(120, 5), leaseUntil: later(day(120, 5), CLAIM_LEASE_MS) }
    expect(settlements).toEqual([{ id: ann.message(0).id, from: 'owed', to: claimed }])
    expect(ann.story('message-moved')).toEqual(['120+5ms: win-back 1 step 0 owed > claimed'])
  })

  const OPT_IN = { ...RETAIL, consent: { basis: 'opt-in', isDouble: false } } as const
  const ended = winBack({ version: 2, status: 'ended' })
  it.each([
    { gate: 'sending is off', company: rules({ campaigns: [winBack()], sendingOn: false }), because: { type: 'sending-off' } },
    {
      gate: 'the campaign ended, in a later version',
      company: rules({ campaigns: [winBack(), ended] }),
      because: { type: 'campaign-not-active' },
    },
    {
      gate: 'nobody said yes',
      company: rules({ campaigns: [winBack()], policy: OPT_IN }),
      because: { type: 'no-consent', basis: 'opt-in' },
    },
  ])('$gate', ({ company, because }) => {
    const ann = owing()
    ann.under(company)
    ann.claims(0, day(120))
    expect(ann.message(0).status).toEqual({ name: 'refused', at: day(120), because })
    expect(ann.story('message-moved')).toEqual([`120: win-back 1 step 0 owed > refused (${because.type})`])
  })

  it.each([
    { traits: {}, sends: false },
    { traits: { email: 'ann@example.com' }, sends: true },
    { traits: { email: 'ann+x@mail.example.co.uk' }, sends: true },
    { traits: { email: 'ann' }, sends: false },
    { traits: { email: 'ann@example' }, sends: false },
    { traits: { email: 'ann@example.com, bob@example.com' }, sends: false },
    { traits: { email: 'ann@example.com\nBcc: all@example.com' }, sends: false },
    { traits: { email: `${'x'.repeat(250)}@a.b` }, sends: true },
    { traits: { email: `${'x'.repeat(251)}@a.b` }, sends: false },
    { traits: { email: null }, sends: false },
    { traits: { email: ['ann@example.com'] }, sends: false },
  ])('writes to an address only: $traits', ({ traits, sends }) => {
    const ann = owing(undefined, { traits })
    ann.claims(0, day(120))
    expect(ann.message(0).status).toMatchObject(sends ? { name: 'claimed' } : { name: 'refused', because: { type: 'no-address' } })
  })

  it.each([
    { at: day(123, -1), status: 'claimed' },
    { at: day(123), status: 'stale' },
  ])('three days after it was owed, at $at: $status', ({ at, status }) => {
    const ann = owing()
    ann.claims(0, at)
    expect(ann.message(0).status.name).toBe(status)
  })

  it('that comes twice is claimed once', () => {
    const ann = owing()
    ann.claims(0, day(120))
    expect(ann.claims(0, day(120, 1))).toMatchObject({ settlements: [], facts: [], reasons: [{ type: 'claim-moot' }] })
  })

  it('of a journey that ended meanwhile is refused, though the row still says owed', () => {
    const ann = owing()
    const message = ann.message(0)
    ann.does(ORDER, day(121))
    expect(ann.message(0).status).toEqual({ name: 'refused', at: day(121), because: { type: 'journey-ended' } })
    const { settlements } = decide(ann.state(), { type: 'claim', ...CLEAR, message }, rules({ campaigns: [winBack()] }), day(121))
    expect(settlements).toEqual([expect.objectContaining({ to: { name: 'refused', at: day(121), because: { type: 'journey-ended' } } })])
  })

  it('that comes after an instant at which the journey ends finds it ended by that very decision', () => {
    const company = rules({
      campaigns: [winBack({ paths: steps(send(), wait(300)), exits: [{ on: 'stage', stage: 'churned' }], staleAfterMs: days(999) })],
    })
    const ann = owing(company)
    const { settlements, reasons } = ann.claims(0, day(366))
    expect(settlements.map(({ to }) => to)).toEqual([{ name: 'refused', at: day(365), because: { type: 'journey-ended' } }])
    expect(reasons).toEqual([{ type: 'claim-moot' }])
  })
})

describe('what becomes of a claimed message', () => {
  const claimedAt = day(120)
  const giveUpAt = later(claimedAt, UNCONFIRMED_AFTER_MS)
  const at = day(120, 9)
  const unknown: SendOutcome = { type: 'unknown' }
  const SENT: SendOutcome = { type: 'sent' }
  const DELIVERED: SendOutcome = { type: 'delivered' }
  const BOUNCED: SendOutcome = { type: 'bounced', kind: 'permanent', addresses: [] }
  const COMPLAINED: SendOutcome = { type: 'complained', addresses: [] }
  it.each<{ outcomes: readonly SendOutcome[]; status: object; moves: number }>([
    { outcomes: [{ type: 'sent' }], status: { name: 'sent', at }, moves: 1 },
    {
      outcomes: [{ type: 'rejected', detail: 'no such box' }],
      status: { name: 'refused', at, because: { type: 'rejected', detail: 'no such box' } },
      moves: 1,
    },
    {
      outcomes: [{ type: 'not-renderable', detail: 'no firstName' }],
      status: { name: 'refused', at, because: { type: 'not-renderable', detail: 'no firstName' } },
      moves: 1,
    },
    { outcomes: [unknown], status: { name: 'unknown', at, giveUpAt }, moves: 1 },
    { outcomes: [unknown, { type: 'sent' }], status: { name: 'sent', at }, moves: 2 },
    {
      outcomes: [unknown, { type: 'rejected', detail: 'late' }],
      status: { name: 'refused', at, because: { type: 'rejected', detail: 'late' } },
      moves: 2,
    },
    { outcomes: [unknown, { type: 'gave-up' }], status: { name: 'unconfirmed', at }, moves: 2 },
    { outcomes: [unknown, unknown], status: { name: 'unknown', at, giveUpAt }, moves: 1 },
    { outcomes: [{ type: 'never-left' }], status: { name: 'owed' }, moves: 1 },
    { outcomes: [unknown, { type: 'never-left' }], status: { name: 'owed' }, moves: 2 },
    { outcomes: [{ type: 'gave-up' }], status: { name: 'claimed', at: claimedAt, leaseUntil: later(claimedAt, CLAIM_LEASE_MS) }, moves: 0 },
    { outcomes: [{ type: 'sent' }, { type: 'never-left' }], status: { name: 'sent', at }, moves: 1 },
    { outcomes: [{ type: 'sent' }, unknown], status: { name: 'sent', at }, moves: 1 },
    { outcomes: [unknown, { type: 'gave-up' }, { type: 'sent' }], status: { name: 'unconfirmed', at }, moves: 2 },
    { outcomes: [SENT, DELIVERED], status: { name: 'delivered', at }, moves: 2 },
    { outcomes: [DELIVERED], status: { name: 'delivered', at }, moves: 2 },
    { outcomes: [unknown, DELIVERED], status: { name: 'delivered', at }, moves: 3 },
    { outcomes: [{ type: 'never-left' }, DELIVERED], status: { name: 'delivered', at }, moves: 3 },
    { outcomes: [DELIVERED, SENT], status: { name: 'delivered', at }, moves: 2 },
    { outcomes: [DELIVERED, DELIVERED], status: { name: 'delivered', at }, moves: 2 },
    { outcomes: [DELIVERED, unknown], status: { name: 'delivered', at }, moves: 2 },
    { outcomes: [BOUNCED], status: { name: 'bounced', at, kind: 'permanent' }, moves: 2 },
    { outcomes: [DELIVERED, BOUNCED], status: { name: 'bounced', at, kind: 'permanent' }, moves: 3 },
    { outcomes: [BOUNCED, DELIVERED], status: { name: 'bounced', at, kind: 'permanent' }, moves: 2 },
    { outcomes: [BOUNCED, BOUNCED], status: { name: 'bounced', at, kind: 'permanent' }, moves: 2 },
    { outcomes: [SENT, COMPLAINED], status: { name: 'complained', at }, moves: 3 },
    { outcomes: [DELIVERED, COMPLAINED], status: { name: 'complained', at }, moves: 3 },
    { outcomes: [BOUNCED, COMPLAINED], status: { name: 'complained', at }, moves: 3 },
    { outcomes: [COMPLAINED, DELIVERED], status: { name: 'complained', at }, moves: 3 },
    { outcomes: [COMPLAINED, BOUNCED], status: { name: 'complained', at }, moves: 3 },
    { outcomes: [unknown, { type: 'gave-up' }, DELIVERED], status: { name: 'unconfirmed', at }, moves: 2 },
  ])('$outcomes', ({ outcomes, status, moves }) => {
    const ann = owing()
    ann.claims(0, claimedAt)
    for (const outcome of outcomes) ann.reports(0, outcome, at)
    expect(ann.message(0).status).toEqual(status)
    expect(ann.story('message-moved').slice(1)).toHaveLength(moves)
  })

  it('a report about what nobody claimed says nothing', () => {
    const ann = owing()
    expect(ann.reports(0, { type: 'unknown' }, at)).toMatchObject({ settlements: [], facts: [], reasons: [{ type: 'claim-moot' }] })
  })

  it('what never left is claimed anew, and may be sent', () => {
    const ann = owing()
    ann.claims(0, claimedAt)
    ann.reports(0, { type: 'never-left' }, at)
    ann.claims(0, day(120, 10))
    ann.reports(0, { type: 'sent' }, day(120, 11))
    expect(ann.story('message-moved').map((line) => line.split('step 0 ')[1])).toEqual([
      'owed > claimed',
      'claimed > owed',
      'owed > claimed',
      'claimed > sent',
    ])
  })

  it.each<{ outcome: SendOutcome; status: string }>([
    { outcome: { type: 'never-left' }, status: 'claimed' },
    { outcome: { type: 'unknown' }, status: 'claimed' },
    { outcome: { type: 'rejected', detail: '' }, status: 'claimed' },
    { outcome: { type: 'not-renderable', detail: '' }, status: 'claimed' },
    { outcome: { type: 'sent' }, status: 'sent' },
  ])('a late $outcome.type about an earlier claim leaves the new one $status', ({ outcome, status }) => {
    const ann = owing()
    ann.claims(0, claimedAt)
    ann.reports(0, { type: 'never-left' }, at)
    ann.claims(0, day(120, 10))
    ann.decides({ type: 'report', message: ann.message(0), outcome, about: claimedAt }, day(120, 11))
    expect(ann.message(0).status.name).toBe(status)
    ann.decides({ type: 'report', message: ann.message(0), outcome, about: day(120, 10) }, day(120, 12))
    expect(ann.message(0).status.name).not.toBe('claimed')
  })

  it('what never left of a journey that ended meanwhile stays', () => {
    const ann = owing()
    ann.claims(0, claimedAt)
    ann.does(ORDER, day(121))
    expect(ann.message(0).status.name).toBe('claimed')
    ann.reports(0, { type: 'never-left' }, day(121, 1))
    ann.claims(0, day(121, 2))
    expect(ann.message(0).status).toMatchObject({ name: 'refused', because: { type: 'journey-ended' } })
  })
})

describe('a journey ends with the last thing that was owed', () => {
  const company = (path = steps(send())) => rules({ campaigns: [welcome({ paths: path })] })
  const ends = (outcome: SendOutcome) => {
    const ann = given(company())
    ann.does('Signed Up', day(0), EMAIL)
    ann.does(ORDER, day(0))
    ann.claims(0, day(0), 'welcome')
    ann.reports(0, outcome, day(1), 'welcome')
    return ann.story('journey-ended')
  }
  it.each<{ outcome: SendOutcome; ended: boolean }>([
    { outcome: { type: 'sent' }, ended: true },
    { outcome: { type: 'rejected', detail: '' }, ended: true },
    { outcome: { type: 'not-renderable', detail: '' }, ended: true },
    { outcome: { type: 'unknown' }, ended: true },
    { outcome: { type: 'never-left' }, ended: false },
  ])('$outcome.type: $ended', ({ outcome, ended }) => {
    expect(ends(outcome)).toEqual(ended ? ['1: welcome 1 completed'] : [])
  })

  it.each([
    {
      what: 'at once where nothing is to do',
      path: steps(),
      story: ['0: appeared', '0: welcome 1 enters as all', '0: welcome 1 completed'],
    },
    {
      what: 'after a wait that nothing follows',
      path: steps(wait(3)),
      story: [
        '0: appeared',
        '0: welcome 1 enters as all',
        '0: welcome 1 waits until 3',
        '3: welcome 1 waited for step 0, time',
        '3: welcome 1 took all steps',
        '3: welcome 1 completed',
      ],
    },
  ])('$what', ({ path, story }) => {
    const ann = given(company(path))
    ann.does('Signed Up', day(0))
    ann.wakes(day(3))
    expect(ann.story()).toEqual(story)
  })

  it('a mail that is settled while others wait ends nothing', () => {
    const ann = owing()
    ann.claims(0, day(120))
    ann.reports(0, { type: 'sent' }, day(120))
    expect(ann.state().journeys).toEqual([
      expect.objectContaining({ unsettled: [], position: { status: 'waiting', step: 1, wakeAt: day(127) } }),
    ])
  })
})
