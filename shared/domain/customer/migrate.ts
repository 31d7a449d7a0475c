/** What became of the rules since somebody set out: their campaign has ended, or a newer version takes them over. */
import { later } from '../../kernel/time.ts'
import type { EpochMs } from '../../kernel/words.ts'
import { standingIn } from '../campaign/catalogue.ts'
import type { Journey } from '../journey/journey.ts'
import { awaited } from '../campaign/until.ts'
import { clockOf, traitAt } from './clock.ts'
import { type Draft, record } from './draft.ts'
import { exit } from './end.ts'
import { type Move, moveOf, reachedAt } from './move.ts'
import type { Rules } from './rules.ts'
import { walk } from './walk.ts'

/** Ends journeys of campaigns that have ended, and takes over those that a newer version wants. */
export const followRules = (draft: Draft, rules: Rules, at: EpochMs): void => {
  if (rules.campaigns.sweeping === null) return
  for (const journey of draft.state.journeys) {
    const { status, since } = standingIn(rules.campaigns, journey.campaign)
    if (status === 'ended' && since <= at) {
      exit(draft, journey, { type: 'campaign-ended' }, at)
      continue
    }
    const move = moveOf(rules, journey)
    if (move !== null && move.campaign.publishedAt <= at) takeOver(draft, rules, journey, move, at)
  }
}

/** They wait as the newer version says, from when they came to the step; where that is no wait any more, it is taken at once. */
const takeOver = (draft: Draft, rules: Rules, journey: Journey, { campaign, from, step, to }: Move, at: EpochMs): void => {
  const { entry, variant, version, position } = journey
  if (position.status !== 'waiting' && position.status !== 'paused') return
  const about = { campaign: campaign.id, entry }
  const moved = { from: { version, step: position.step }, to: { version: campaign.version, step } }
  record(draft, { type: 'journey-moved', ...about, variant, ...moved }, at)
  // Who was kept from taking the step takes that of the newer version, once the campaign goes on.
  if (position.status === 'paused') return
  const path = { version: campaign.version, variant }
  // Who moved is counted where they came to; the wait that begins anew counts them itself.
  record(draft, { type: 'waited', ...about, step, by: 'moved', path }, at)
  const reached = reachedAt(from, position.wakeAt, at)
  if (to.type === 'wait-for') {
    record(draft, { type: 'waiting', ...about, step, wakeAt: later(reached, to.atMostMs), path }, at)
    return
  }
  const wanted =
    to.type === 'wait' ? awaited(to.until, clockOf(rules, campaign, draft.state), (name) => traitAt(draft.state, name), reached) : null
  if (wanted?.say === 'wait') {
    record(draft, { type: 'waiting', ...about, step, wakeAt: wanted.until, path }, at)
    return
  }
  walk(draft, rules, campaign, entry, step, at)
}
