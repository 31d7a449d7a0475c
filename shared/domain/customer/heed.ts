import type { EpochMs } from '../../kernel/words.ts'
import { campaignAt } from '../campaign/catalogue.ts'
import { consentAfter, type ConsentEntry, consentKey, EVERY_TOPIC, MAIL_CHANNEL, standingConsent } from '../messaging/consent.ts'
import { countAutomatic } from './automatic.ts'
import { type Draft, record } from './draft.ts'
import { exit } from './end.ts'
import type { Rules } from './rules.ts'

/** Takes in a word about consent, unless a newer one stands. A withdrawal ends the journeys that write about its topic. */
export const heed = (draft: Draft, rules: Rules, topic: string, said: ConsentEntry, at: EpochMs): void => {
  const isNew = consentAfter(draft.state.consent, topic, said) !== draft.state.consent
  heedAll(draft, rules, [[topic, said]], at)
  if (isNew && said.status === 'withdrawn') countAutomatic(draft, rules, '$unsubscribe', said.at, at)
}

/** Takes in several words; journeys end only once all are known, so that a grant newer than a withdrawal keeps its own. */
export const heedAll = (
  draft: Draft,
  rules: Rules,
  words: readonly (readonly [topic: string, said: ConsentEntry])[],
  at: EpochMs,
): void => {
  const withdrawn = new Set<string>()
  for (const [topic, said] of words) {
    if (consentAfter(draft.state.consent, topic, said) === draft.state.consent) continue
    const { status, at: saidAt, basis, source } = said
    record(draft, { type: 'consent-changed', topic, status, saidAt, basis, source }, at)
    if (said.status === 'withdrawn') withdrawn.add(topic)
  }
  for (const journey of draft.state.journeys) {
    const about = consentKey(MAIL_CHANNEL, campaignAt(rules.campaigns, journey.campaign, journey.version).topic)
    if (!withdrawn.has(EVERY_TOPIC) && !withdrawn.has(about)) continue
    if (standingConsent(draft.state.consent, about)?.status === 'withdrawn') exit(draft, journey, { type: 'withdrawn' }, at)
  }
}
