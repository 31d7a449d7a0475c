/** How a journey takes its steps: one after another at one instant, until one waits or none is left. */
import { assert } from '../../kernel/assert.ts'
import { later } from '../../kernel/time.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { Campaign, Path, Step } from '../campaign/campaign.ts'
import { campaignAt, statusAt } from '../campaign/catalogue.ts'
import type { Journey, OwnEnd } from '../journey/journey.ts'
import { awaited } from '../campaign/until.ts'
import { type Message, messageIdOf } from '../messaging/message.ts'
import { asks } from './ask.ts'
import { clockOf, traitAt } from './clock.ts'
import { emit, openTaskOf, prepareCall, update } from './deeds.ts'
import { type Draft, record } from './draft.ts'
import { journeyOf } from './evolve.ts'
import { consider } from './gates.ts'
import { completeIfSettled, pathOf } from './move-message.ts'
import type { Rules } from './rules.ts'
import { takeSplit } from './split.ts'
import type { Taking } from './taking.ts'

/** Takes steps from one on. Every step leads further on, so there are no more of them than the path has. */
export const walk = (draft: Draft, rules: Rules, campaign: Campaign, entry: number, from: number, at: EpochMs): void => {
  const journey = journeyOf(draft.state, campaign.id, entry)
  assert(journey !== null, 'a journey that walks has not ended')
  const { steps } = wayOf(campaign, journey)
  for (let index: number | null = from; index !== null; ) {
    const step: Step | undefined = steps[index]
    if (step === undefined) return arrive(draft, journey, from > 0, at)
    if (statusAt(rules.campaigns, campaign.id, at) === 'paused') return pause(draft, journey, index, at)
    const next = take(draft, rules, { campaign, journey, index }, step, at)
    assert(next === null || next > index, 'a way never leads back')
    index = next
  }
}

/** What a journey goes through. */
export const wayOf = (campaign: Campaign, { variant }: Journey): Path => {
  const path = campaign.paths.get(variant)
  assert(path !== undefined, `campaign ${campaign.id} has a path for ${variant}`)
  return path
}

/** The campaign of a journey, in the version it is in. */
export const campaignOf = (rules: Rules, { campaign, version }: Journey): Campaign => campaignAt(rules.campaigns, campaign, version)

/** None is left. Who never waited has nothing to tell of it. */
const arrive = (draft: Draft, { campaign, entry }: Journey, hasWaited: boolean, at: EpochMs): void => {
  if (hasWaited) record(draft, { type: 'settling', campaign, entry }, at)
  completeIfSettled(draft, campaign, entry, at)
}

const pause = (draft: Draft, journey: Journey, step: number, at: EpochMs): void =>
  record(draft, { type: 'paused', campaign: journey.campaign, entry: journey.entry, step, path: pathOf(journey) }, at)

/** Takes one step; the index of the one that comes next at once, or null: it waits, or was the last. */
const take = (draft: Draft, rules: Rules, taking: Taking, step: Step, at: EpochMs): number | null => {
  const { journey, index } = taking
  const { campaign, entry } = journey
  switch (step.type) {
    case 'send':
      owe(draft, rules, taking, at)
      return step.next
    case 'wait':
      return wait(draft, rules, taking, step, at)
    case 'wait-for':
      record(draft, { type: 'waiting', campaign, entry, step: index, wakeAt: later(at, step.atMostMs), path: pathOf(journey) }, at)
      return null
    case 'branch': {
      const way = step.ways.findIndex(({ when }) => asks(draft, rules, when, journey, at))
      record(draft, { type: 'chose', campaign, entry, step: index, way: way < 0 ? 'else' : String(way), path: pathOf(journey) }, at)
      return step.ways[way]?.to ?? step.next
    }
    case 'split':
      return takeSplit(draft, rules, taking, step, at)
    case 'update':
    case 'emit':
    case 'task':
    case 'webhook':
      act(draft, rules, taking, step, at)
      return step.next
    case 'exit':
      leave(draft, taking, { type: 'step', why: step.why }, at)
      return null
  }
}

/** Who is held out takes every step; what would reach somebody, or change something, is withheld. */
const act = (
  draft: Draft,
  rules: Rules,
  taking: Taking,
  step: Step & { type: 'update' | 'emit' | 'task' | 'webhook' },
  at: EpochMs,
): void => {
  const { journey, index } = taking
  const { campaign, entry, held } = journey
  record(draft, { type: 'took', campaign, entry, step: index, what: step.type, withheld: held, path: pathOf(journey) }, at)
  if (held) return
  switch (step.type) {
    case 'update':
      return update(draft, taking, step, at)
    case 'emit':
      return emit(draft, rules, taking, step, at)
    case 'task':
      return openTaskOf(draft, rules, taking, step, at)
    case 'webhook':
      return prepareCall(draft, rules, taking, step, at)
  }
}

const wait = (draft: Draft, rules: Rules, taking: Taking, step: Step & { type: 'wait' }, at: EpochMs): number | null => {
  const { campaign, journey, index } = taking
  const { until } = step
  const wanted = awaited(until, clockOf(rules, campaign, draft.state), (path) => traitAt(draft.state, path), at)
  const about = { campaign: campaign.id, entry: journey.entry, step: index, path: pathOf(journey) }
  if (wanted.say === 'wait') {
    record(draft, { type: 'waiting', ...about, wakeAt: wanted.until }, at)
    return null
  }
  if (wanted.say === 'never' && until.by === 'date' && until.otherwise === 'exit') {
    leave(draft, taking, { type: 'no-date', path: until.path.join('.') }, at)
    return null
  }
  record(draft, { type: 'waited', ...about, by: 'at-once' }, at)
  return step.next
}

/** It ends here. What was sent on the way still goes. */
const leave = (draft: Draft, { journey, index }: Taking, because: OwnEnd, at: EpochMs): void => {
  const { campaign, entry } = journey
  record(draft, { type: 'leaving', campaign, entry, step: index, because, path: pathOf(journey) }, at)
  completeIfSettled(draft, campaign, entry, at)
}

const owe = (draft: Draft, rules: Rules, { campaign, journey, index: step }: Taking, at: EpochMs): void => {
  const { version, entry, variant, held } = journey
  const id = messageIdOf(campaign.id, version, draft.state.id, entry, step)
  const message: Message = {
    id,
    customerId: draft.state.id,
    campaign: campaign.id,
    version,
    entry,
    step,
    variant,
    held,
    owedAt: at,
    staleAt: later(at, campaign.staleAfterMs),
    status: { name: 'owed' },
  }
  draft.messages.push(message)
  record(draft, { type: 'owed', campaign: campaign.id, entry, message: id, step, path: pathOf(journey) }, at)
  consider(draft, rules, message, at)
}
