import type { ReceivedMail } from '../../examples/shop/reactions.ts'
import type { Entrant, Trial } from '../../examples/shop/truth.ts'
import type { Campaign, Step } from '../../shared/domain/campaign/campaign.ts'
import { type Experiment, HOLDOUT } from '../../shared/domain/experiment/experiment.ts'
import { maturingDays } from '../../shared/domain/experiment/looks.ts'
import type { Fact } from '../../shared/domain/fact/fact.ts'
import { assert } from '../../shared/kernel/assert.ts'
import { type EpochDay, epochDay } from '../../shared/kernel/words.ts'
import { type ChangeStream, type FactRow, STREAM_START } from '../../shared/ports/change-stream.ts'

/**
 * A campaign's experiment in the words of the shop, which knows nothing of ours. Of the exits only events are told: the shop knows
 * no stages, and who has deleted the account reacts to nothing anyway.
 */
export const trialOf = ({ id, paths, exits }: Campaign, { arms, metrics }: Experiment): Trial => {
  const [metric] = metrics
  assert(metric !== undefined, `campaign ${id} has a goal`)
  return {
    campaign: id,
    outcome: { event: metric.event, windowMs: metric.windowMs, currency: metric.revenue?.currency ?? null },
    exitsOn: exits.flatMap((exit) => (exit.on === 'event' && exit.where === null ? [exit.event] : [])),
    arms: arms.map(({ name }) => ({ name, mails: name === HOLDOUT ? [] : mailsOf(paths.get(name)?.steps ?? []) })),
  }
}

/** Everybody who was assigned in its phase, in the order of assignment. */
export const entrantsOf = (facts: readonly FactRow[], experiment: Experiment, mails: readonly ReceivedMail[]): readonly Entrant[] => {
  const mailsOf = Map.groupBy(mails, ({ customer }) => customer)
  return facts.flatMap(({ customerId, fact }) => {
    if (!isAssignment(fact, experiment)) return []
    const earlier = (mailsOf.get(customerId) ?? []).filter(({ at, campaign }) => at <= fact.at && campaign !== experiment.id)
    return [{ customer: customerId, at: fact.at, mails: earlier }]
  })
}

/** Every fact there is. */
export const allFacts = async (stream: ChangeStream): Promise<readonly FactRow[]> => {
  const facts: FactRow[] = []
  for (const shard of await stream.shards()) {
    for (let after = STREAM_START; ; ) {
      const { items, to } = await stream.facts(shard, after, PAGE)
      facts.push(...items)
      if (to === after) break
      after = to
    }
  }
  return facts
}

const PAGE = 2_000

/** Whether somebody was assigned to an experiment, in the phase that it is of. */
export const isAssignment = (fact: Fact, { id, phase }: Experiment): boolean =>
  fact.type === 'assigned' && fact.experiment === id && fact.phase === phase

/** The last day of assignment of whom everything is known at the end of `asOf`: the verdict counts no later ones. */
export const lastMatureDay = ({ metrics }: Experiment, asOf: EpochDay): EpochDay => epochDay(asOf - maturingDays(metrics[0]?.windowMs ?? 0))

const mailsOf = (steps: readonly Step[]): Trial['arms'][number]['mails'] => {
  let afterMs = 0
  return steps.flatMap((step, index) => {
    if (step.type === 'send') return [{ step: index, afterMs }]
    assert(step.type === 'wait' && step.until.by === 'duration', 'the campaigns of the shop send and wait')
    afterMs += step.until.ms
    return []
  })
}
