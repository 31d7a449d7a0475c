/** Facts that ask others to do something, for tests of whoever carries them out. */
import type { Fact } from '../../shared/domain/fact/fact.ts'
import { callId, campaignId, type CustomerId, type EpochMs, taskId } from '../../shared/kernel/words.ts'

const JOURNEY = { campaign: campaignId('onboarding'), entry: 1 }

export const called = (id: string, url: string, at: EpochMs): Fact => ({
  ...{ type: 'called', call: callId(id), step: 3, url, body: { customer: 'ann', say: 'Grüße' }, at },
  ...JOURNEY,
})
export const opened = (id: string, at: EpochMs, assignee: string | null = 'Ann'): Fact => ({
  ...{ type: 'task-opened', task: taskId(id), step: 2, title: `Telephone ${id}`, note: null, assignee, dueAt: at, about: {}, at },
  ...JOURNEY,
})
export const ended = (id: string, at: EpochMs): Fact => ({
  ...{ type: 'task-closed', task: taskId(id), outcome: 'ended', by: null, note: null, at },
  ...JOURNEY,
})
export const merged = (into: CustomerId, at: EpochMs): Fact => ({ type: 'merged', into, from: null, at })
