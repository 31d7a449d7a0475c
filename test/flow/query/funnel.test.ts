import { describe, expect, it } from 'vitest'
import { type Counted, funnelOf, type Moved } from '../../../shared/flow/query/funnel.ts'

const moved = (to: Moved['to'], count: number, because = '', variant = 'plain'): Moved => ({ variant, step: 0, to, because, count })
const counted = (more: Partial<Counted>): Counted => ({ decided: 0, zoneUnknown: 0, moved: [], heard: [], ...more })

describe('how far the mails of a campaign came', () => {
  it('is nothing where nothing was decided', () => {
    expect(funnelOf(counted({}))).toMatchObject({ decided: 0, open: 0, sent: 0, kept: [], deferrals: [], delivered: 0 })
  })

  it('counts each mail once on its way, whatever it went through', () => {
    // Ten: four left, of which three were delivered and one of those complained of; two refused, one withheld, one stale, one never confirmed.
    const steps = [
      ...[moved('claimed', 5), moved('sent', 3), moved('sent', 1, '', 'offer'), moved('delivered', 3), moved('complained', 1)],
      ...[moved('deferred', 7, 'quiet-hours'), moved('deferred', 2, 'capped'), moved('owed', 9)],
      ...[moved('refused', 1, 'capped'), moved('refused', 1, 'suppressed'), moved('withheld', 1), moved('stale', 1)],
      ...[moved('unknown', 1), moved('unconfirmed', 1)],
    ]
    const funnel = funnelOf(counted({ decided: 10, moved: steps }))
    expect(funnel).toMatchObject({ decided: 10, sent: 4, unconfirmed: 1, delivered: 3, open: 1 })
    expect(funnel.kept.reduce((sum, { count }) => sum + count, 0)).toBe(4)
  })

  it('tells what put mails off from what kept them back, the most frequent first', () => {
    const steps = [
      moved('deferred', 2, 'capped'),
      moved('deferred', 3, 'quiet-hours'),
      moved('deferred', 2, 'quiet-hours', 'offer'),
      moved('refused', 1, 'capped'),
      moved('withheld', 4),
      moved('stale', 2),
    ]
    const funnel = funnelOf(counted({ decided: 20, moved: steps }))
    expect(funnel.deferrals).toEqual([
      { because: 'quiet-hours', count: 5 },
      { because: 'capped', count: 2 },
    ])
    expect(funnel.kept).toEqual([
      { because: 'withheld', count: 4 },
      { because: 'stale', count: 2 },
      { because: 'capped', count: 1 },
    ])
  })

  it('keeps people and programs apart', () => {
    const heard = [
      'opened person',
      'opened machine',
      'clicked person',
      'clicked machine',
      'bounced permanent',
      'bounced transient',
      'complained',
    ]
    const funnel = funnelOf(counted({ heard: heard.map((kind, index) => ({ kind, count: index + 1 })) }))
    expect(funnel).toMatchObject({
      opened: { person: 1, machine: 2 },
      clicked: { person: 3, machine: 4 },
      bounced: { permanent: 5, transient: 6 },
      complained: 7,
    })
  })

  it('is never less than none open, where the service threw away what it had taken', () => {
    expect(funnelOf(counted({ decided: 1, moved: [moved('sent', 1), moved('refused', 1, 'rejected')] })).open).toBe(0)
  })
})
