/** Paths as they lie flat, written by hand: each step goes on with the next one, unless it says another. */
import type { Campaign, Milestone, Path, StepBody } from '../../../shared/domain/campaign/campaign.ts'
import type { Condition } from '../../../shared/domain/conditions/condition.ts'
import { parseCondition } from '../../../shared/domain/conditions/parse.ts'
import { assert } from '../../../shared/kernel/assert.ts'
import type { Json } from '../../../shared/kernel/json.ts'
import { bps } from '../../../shared/kernel/words.ts'
import { days } from './world.ts'

type Laid = StepBody & { readonly id?: string; readonly next?: number }

export const laid = (...bodies: readonly Laid[]): Path => ({
  steps: bodies.map((body, index) => ({ ...body, id: body.id ?? null, next: body.next ?? index + 1 })),
  milestones: [],
  onComplete: null,
})

/** The same way for everybody. */
export const way = (...bodies: readonly Laid[]): Campaign['paths'] => new Map([['all', laid(...bodies)]])

/** With milestones, and where it goes on when all of them are done. */
export const checklist = (milestones: readonly Milestone[], onComplete: number, ...bodies: readonly Laid[]): Campaign['paths'] =>
  new Map([['all', { ...laid(...bodies), milestones, onComplete }]])

export const condition = (json: Json): Condition => {
  const parsed = parseCondition(json, '', 'problem', 'journey')
  assert(parsed.ok, 'conditions of tests are some')
  return parsed.value
}

export const waitFor = (
  event: string,
  atMost: number,
  then: number,
  next: number,
  more: { sameKey?: boolean; where?: Json } = {},
): Laid => ({
  type: 'wait-for',
  event,
  where: more.where === undefined ? null : condition(more.where),
  sameKey: more.sameKey ?? false,
  atMostMs: days(atMost),
  then,
  next,
})

export const update = (set: Record<string, Json>, add: Record<string, number> = {}): Laid => ({ type: 'update', set, add })

export const split = (name: string, ways: readonly (readonly [name: string, percent: number, to: number])[], next: number): Laid => ({
  type: 'split',
  name,
  ways: ways.map(([name, percent, to]) => ({ name, shareBps: bps(percent * 100), to })),
  next,
})

export const byDate = (trait: string, more: { offsetDays?: number; at?: number | null; otherwise?: 'continue' | 'exit' } = {}): Laid => ({
  type: 'wait',
  until: {
    by: 'date',
    path: ['traits', trait],
    offsetDays: more.offsetDays ?? 0,
    at: more.at === undefined ? 9 * 60 : more.at,
    otherwise: more.otherwise ?? 'exit',
  },
})
