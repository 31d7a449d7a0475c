/** From written steps to flat ones: where each leads, and what a checklist becomes. */
import { describe, expect, it } from 'vitest'
import { parseCampaign } from '../../shared/contract/campaign.ts'
import type { Campaign, Path } from '../../shared/domain/campaign/campaign.ts'
import type { Json, JsonObject } from '../../shared/kernel/json.ts'
import { DAY_MS } from '../../shared/kernel/time.ts'
import { PUBLISHING } from './files.ts'

const base = { id: 'a', name: 'A', topic: 'offers', status: 'active', entry: { event: 'E' }, reentry: 'each' }
const compiled = (said: JsonObject): Campaign => {
  const parsed = parseCampaign({ ...base, ...said }, PUBLISHING)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.value
}
const pathOf = (said: JsonObject): Path => compiled(said).paths.get('all') as Path
/** Each step with where it leads: `type next [ways]`. */
const told = ({ steps }: Path): readonly string[] =>
  steps.map((step) => {
    const ways =
      step.type === 'wait-for' ? [step.then] : step.type === 'branch' || step.type === 'split' ? step.ways.map(({ to }) => to) : []
    return `${step.type} ${step.next}${ways.length === 0 ? '' : ` [${ways.join(' ')}]`}`
  })

const mail = (subject = 'Hi'): Json => ({ send: { subject, text: 'Hello' } })
const wait = (duration = '1d'): Json => ({ wait: duration })

describe('steps become flat', () => {
  it.each([
    { said: 'a straight list', steps: [mail(), wait(), mail()], flat: ['send 1', 'wait 2', 'send 3'] },
    {
      said: 'a branch with else, and something after it',
      steps: [{ branch: [{ if: { stage: 'new' }, then: [mail(), wait()] }, { else: [mail()] }] }, wait(), mail()],
      flat: ['branch 3 [1]', 'send 2', 'wait 4', 'send 4', 'wait 5', 'send 6'],
    },
    {
      said: 'a branch without else, at the end',
      steps: [
        {
          branch: [
            { if: { stage: 'new' }, then: [mail()] },
            { if: { stage: 'active' }, then: [] },
          ],
        },
        wait(),
        mail(),
      ],
      flat: ['branch 2 [1 2]', 'send 2', 'wait 3', 'send 4'],
    },
    {
      said: 'a wait for an event with both ways',
      steps: [{ wait: { for: { event: 'B' }, atMost: '2d', then: [mail('thanks')], timeout: [mail('still?')] } }, wait(), mail()],
      flat: ['wait-for 2 [1]', 'send 3', 'send 3', 'wait 4', 'send 5'],
    },
    {
      said: 'a split whose last way stands at the end of a way',
      steps: [
        {
          branch: [
            {
              if: { stage: 'new' },
              then: [
                {
                  split: {
                    name: 's',
                    variants: [
                      { name: 'a', shareBps: 5000, steps: [mail()] },
                      { name: 'b', shareBps: 5000, steps: [] },
                    ],
                  },
                },
              ],
            },
          ],
        },
        wait(),
        mail(),
      ],
      flat: ['branch 3 [1]', 'split 3 [2 3]', 'send 3', 'wait 4', 'send 5'],
    },
    { said: 'an exit', steps: [mail(), { exit: 'enough' }], flat: ['send 1', 'exit 2'] },
  ])('$said', ({ steps, flat }) => {
    expect(told(pathOf({ steps }))).toEqual(flat)
  })

  it('puts its own subject over that of a template, in each language', () => {
    const welcome = {
      template: { name: 'welcome', version: 1 },
      defaultLocale: 'en',
      written: new Map(
        ['en', 'de'].map((locale) => [locale, { subject: locale, preheader: null, html: null, text: '{{ links.unsubscribe }}' }]),
      ),
    }
    const parsed = parseCampaign(
      { ...base, steps: [{ send: { template: 'welcome', subject: 'Hello' } }] },
      { ...PUBLISHING, templates: { names: ['welcome'], find: () => welcome } },
    )
    const step = parsed.ok ? parsed.value.paths.get('all')?.steps[0] : undefined
    expect(step?.type === 'send' && [...step.content.written.values()].map(({ subject }) => subject)).toEqual(['Hello', 'Hello'])
  })
})

describe('a checklist becomes', () => {
  const nudge = (after: string): Json => ({ after, send: { subject: after, text: 'Hello' } })
  const checklist = {
    milestones: [
      { name: 'late', event: 'B', nudge: nudge('5d') },
      { name: 'early', event: 'A', where: { ok: true }, nudge: nudge('2d') },
      { name: 'silent', event: 'C' },
    ],
    within: '30d',
    complete: [{ update: { add: { points: 5 } } }, mail('All set')],
  }
  it('waits from nudge to nudge, each for whoever has that open, and an end; what completes it stands behind', () => {
    const path = pathOf({ checklist })
    expect(told(path)).toEqual(['wait 1', 'branch 3 [2]', 'send 3', 'wait 4', 'branch 6 [5]', 'send 6', 'wait 9', 'update 8', 'send 9'])
    expect(path.onComplete).toBe(7)
    expect(path.milestones.map(({ name, event }) => `${name} ${event}`)).toEqual(['late B', 'early A', 'silent C'])
    expect(path.steps.flatMap((step) => (step.type === 'wait' && step.until.by === 'duration' ? [step.until.ms / DAY_MS] : []))).toEqual([
      2, 3, 25,
    ])
    const [first] = path.steps.flatMap((step) => (step.type === 'branch' ? step.ways : []))
    expect(first?.when).toMatchObject({ kind: 'did', operator: '$didNot', expected: { event: 'A', where: { ok: true } } })
  })

  it('ends at once where nothing follows when all is done', () => {
    const { complete: _, ...bare } = checklist
    expect(pathOf({ checklist: bare })).toMatchObject({ onComplete: 7 })
  })
})

describe('what lets people in', () => {
  it.each([
    { entry: { segment: 'vip' }, is: { on: 'segment', segment: 'vip', change: 'entered', existing: false } },
    { entry: { segment: 'vip', on: 'left', existing: true }, is: { on: 'segment', segment: 'vip', change: 'left', existing: true } },
    { entry: { schedule: { at: '1970-01-03T09:30' } }, is: { on: 'schedule', schedule: { type: 'once', day: 2, at: 570 } } },
    { entry: { schedule: { every: 'day', at: '09:00' } }, is: { on: 'schedule', schedule: { type: 'every', every: 'day', at: 540 } } },
    {
      entry: { schedule: { every: 'week', on: ['mon', 'sun'], at: '09:00' } },
      is: { on: 'schedule', schedule: { type: 'every', every: 'week', days: new Set([1, 7]), at: 540 } },
    },
    {
      entry: { schedule: { every: 'month', on: [1, 'last'], at: '09:00' } },
      is: { on: 'schedule', schedule: { type: 'every', every: 'month', days: new Set([1, 'last']), at: 540 } },
    },
    {
      entry: { date: 'traits.birthday', yearly: true },
      is: { on: 'date', path: ['traits', 'birthday'], offsetDays: 0, at: 540, yearly: true },
    },
    {
      entry: { date: 'traits.a.b', offset: '-14d', at: '00:00' },
      is: { on: 'date', path: ['traits', 'a', 'b'], offsetDays: -14, at: 0, yearly: false },
    },
  ])('$entry', ({ entry, is }) => {
    expect(compiled({ entry, steps: [mail()] }).entry).toEqual(is)
  })

  it('may be about one thing each time', () => {
    const campaign = compiled({ reentry: { each: 'orderId' }, maxConcurrent: 3, exits: [{ event: 'X', sameKey: true }], steps: [mail()] })
    expect(campaign).toMatchObject({ reentry: { type: 'each-key', property: 'orderId' }, maxConcurrent: 3, exits: [{ sameKey: true }] })
    expect(compiled({ zone: 'Europe/Berlin', steps: [mail()] }).zone).toBe('Europe/Berlin')
    expect(compiled({ zone: 'customer', steps: [mail()] })).toMatchObject({ zone: null, maxConcurrent: 1, migrate: 'finish' })
  })

  it('an outcome may be worth the same each time', () => {
    const goal = { name: 'demo', event: 'Demo Booked', window: '14d', value: { amount: 25.5, currency: 'EUR' } }
    expect(compiled({ goal, steps: [mail()] }).experiment?.metrics[0]?.revenue).toEqual({ each: 2550, currency: 'EUR', cap: null })
  })
})
