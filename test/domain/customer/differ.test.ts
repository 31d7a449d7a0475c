import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dependsOn } from '../../../shared/domain/campaign/segment.ts'
import { evaluate } from '../../../shared/domain/conditions/evaluate.ts'
import { aboutSeen } from '../../../shared/domain/customer/ask.ts'
import { decide } from '../../../shared/domain/customer/decide.ts'
import { mayDiffer } from '../../../shared/domain/customer/differ.ts'
import { documentOf } from '../../../shared/domain/customer/document.ts'
import type { Draft } from '../../../shared/domain/customer/draft.ts'
import { NOTHING_KNOWN } from '../../../shared/domain/customer/known.ts'
import { type CustomerState, unknownCustomer } from '../../../shared/domain/customer/state.ts'
import type { Json } from '../../../shared/kernel/json.ts'
import { inputId } from '../../../shared/kernel/words.ts'
import { asked } from '../conditions/history-world.ts'
import { ANN, day, event, ORDER, RETAIL, rules } from './world.ts'

const CONDITIONS: readonly Json[] = [
  { stage: 'new' },
  { stageSince: { $gte: '2026-01-05' } },
  { 'traits.plan': 'pro' },
  { traits: { plan: 'pro' } },
  { 'traits.address.city': 'Bonn' },
  { 'activity.count': { $gte: 2 } },
  { 'activity.lastAt': { $gte: '2026-01-06' } },
  { [`events.${ORDER}.count`]: { $gte: 2 } },
  { events: { $ne: null } },
  { 'revenue.USD': { $gt: 10 } },
  { id: 'ann' },
  { $did: { event: 'Signed Up', exactly: 1 } },
]
const happening = fc.record({
  name: fc.constantFrom(ORDER, 'Signed Up', '$identify', 'Account Deleted'),
  traits: fc.constantFrom<Record<string, Json>>({}, {}, { plan: 'pro' }, { plan: 'free' }, { address: { city: 'Bonn' } }),
  revenue: fc.constantFrom(0, 7, 20),
})

describe('a condition whose answer an input changed', () => {
  it('asks about something the input touched', () => {
    const conditions = CONDITIONS.map((json) => asked(json))
    const company = rules()
    let changed = 0
    let spared = 0
    fc.assert(
      fc.property(fc.array(happening, { minLength: 1, maxLength: 8 }), (all) => {
        let state: CustomerState = unknownCustomer(ANN)
        all.forEach(({ name, traits, revenue }, index) => {
          const one = event(name, day(index + 1), {
            id: inputId(`${index}`),
            type: name === '$identify' ? 'identify' : 'track',
            traits,
            properties: { revenue },
          })
          const before = state
          const draft = decide(before, { type: 'event', event: one, seen: 'never', history: [] }, company, day(index + 1)) as Draft
          state = draft.state
          for (const condition of conditions) {
            const answer = (who: CustomerState) =>
              evaluate(condition, documentOf(who, RETAIL), aboutSeen(who, company, NOTHING_KNOWN, day(index + 1), null))
            const differs = mayDiffer(draft, dependsOn(condition, new Map()))
            if (!differs) spared += 1
            if (answer(before) === answer(state)) continue
            changed += 1
            expect(differs).toBe(true)
          }
        })
      }),
      { numRuns: 300 },
    )
    expect(changed).toBeGreaterThan(100)
    expect(spared).toBeGreaterThan(100)
  })
})
