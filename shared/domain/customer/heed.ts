import type { EpochMs } from '../../kernel/words.ts'
import { campaignAt } from '../campaign/catalogue.ts'
import { consentAfter, type ConsentEntry, EVERY_TOPIC, standingConsent } from '../messaging/consent.ts'
import { type Draft, record } from './draft.ts'
import { exit } from './journeys.ts'
import type { Rules } from './rules.ts'

/** Takes in a word about consent, unless a newer one stands. A withdrawal ends the journeys that write about its topic. */
export const heed = (draft: Draft, rules: Rules, topic: string, said: ConsentEntry, at: EpochMs): void => {
  if (consentAfter(draft.state.consent, topic, said) === draft.state.consent) return
  record(draft, { type: 'consent-changed', topic, status: said.status, saidAt: said.at }, at)
  if (said.status === 'granted') return
  for (const journey of draft.state.journeys) {
    const about = campaignAt(rules.campaigns, journey.campaign, journey.version).topic
    if (topic !== EVERY_TOPIC && topic !== about) continue
    if (standingConsent(draft.state.consent, about)?.status === 'withdrawn') exit(draft, journey, { type: 'withdrawn' }, at)
  }
}
