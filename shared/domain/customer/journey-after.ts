import type { Fact } from '../fact/fact.ts'
import type { Journey, Unsettled } from '../journey/journey.ts'

/** Facts that change one journey, and nothing else. */
export type OfOneJourney = Extract<
  Fact,
  {
    readonly type:
      | ('owed' | 'waiting' | 'waited' | 'milestone' | 'journey-moved' | 'leaving')
      | ('paused' | 'resumed' | 'settling' | 'message-moved')
  }
>

/** A journey after one of its facts. */
export const journeyAfter = (journey: Journey, fact: OfOneJourney): Journey => {
  switch (fact.type) {
    case 'owed':
      return {
        ...journey,
        unsettled: [...journey.unsettled, { message: fact.message, step: fact.step, owedAt: fact.at, status: 'owed' }],
      }
    case 'waiting':
      return { ...journey, position: { status: 'waiting', step: fact.step, wakeAt: fact.wakeAt } }
    case 'milestone':
      return { ...journey, milestones: [...journey.milestones, fact.name] }
    case 'journey-moved':
      return movedTo(journey, fact.to)
    case 'leaving':
      return { ...journey, position: { status: 'leaving', because: fact.because } }
    case 'paused':
      return { ...journey, position: { status: 'paused', step: fact.step, since: fact.at } }
    case 'waited':
    case 'resumed':
    case 'settling':
      return { ...journey, position: { status: 'settling' } }
    case 'message-moved':
      return { ...journey, unsettled: unsettledAfter(journey.unsettled, fact) }
  }
}

/** Waits stay where they are, under the name they have in the other version. */
const movedTo = (journey: Journey, { version, step }: { readonly version: number; readonly step: number }): Journey => ({
  ...journey,
  version,
  position: 'step' in journey.position ? { ...journey.position, step } : journey.position,
})

/** A message stays with its journey until it is known what became of it; one that never left is owed again. */
const unsettledAfter = (unsettled: readonly Unsettled[], fact: Fact & { type: 'message-moved' }): readonly Unsettled[] => {
  const { message, step, to, until } = fact
  const others = unsettled.filter((one) => one.message !== message)
  // One that was unknown had left the journey; the claim knows when it grows stale.
  const owedAt = unsettled.find((one) => one.message === message)?.owedAt ?? fact.at
  if (to === 'owed' || to === 'claimed') return [...others, { message, step, owedAt, status: to }]
  return to === 'deferred' && until !== null ? [...others, { message, step, owedAt, status: to, until }] : others
}
