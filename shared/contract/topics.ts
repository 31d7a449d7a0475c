/** What topics are called, as a policy writes it, and which of them campaigns may write about. */
import * as z from 'zod'
import type { Campaign } from '../domain/campaign/campaign.ts'
import type { Policy, TopicTitles } from '../domain/customer/rules.ts'
import { EVERY_TOPIC } from '../domain/messaging/consent.ts'
import { isJsonObject } from '../kernel/json.ts'
import { CONSENT_TOPICS_MAX, TITLE_LENGTH_MAX, TOPIC_LENGTH_MAX } from '../kernel/limits.ts'
import { isLocale } from '../kernel/locale.ts'
import type { Problem } from '../kernel/problem.ts'
import { nearest } from './did-you-mean.ts'
import { refuse } from './fields.ts'
import { pathOf, shown } from './problems.ts'
import { hasSendTime } from './sending.ts'

const TOPICS_HINT = 'Write what people read of each topic, by language: { "offers": { "en": "Offers and discounts", "zh": "优惠" } }.'

/** Topics by name, each with its titles by language. */
export const topicTitles = z
  .unknown()
  .optional()
  .transform((said, { issues }): Policy['topics'] => {
    if (said === undefined) return new Map()
    if (!isJsonObject(said)) return refuse(issues, '', 'must be an object', TOPICS_HINT)
    const entries = Object.entries(said)
    if (entries.length > CONSENT_TOPICS_MAX) return refuse(issues, '', `has more than ${CONSENT_TOPICS_MAX} topics`, TOPICS_HINT)
    return new Map(entries.map(([name, titles]) => [name, titlesOf(name, titles, issues)]))
  })

const titlesOf = (name: string, titles: unknown, issues: z.core.$ZodRawIssue[]): TopicTitles => {
  if (name === '' || name === EVERY_TOPIC || name.length > TOPIC_LENGTH_MAX) refuse(issues, name, 'is no name of a topic', TOPICS_HINT)
  if (!isJsonObject(titles) || Object.keys(titles).length === 0)
    return refuse(issues, name, 'must have a title in one language at least', TOPICS_HINT)
  for (const [locale, title] of Object.entries(titles)) {
    if (!isLocale(locale)) refuse(issues, pathOf(name, locale), 'is no language', 'Write a tag such as "en", "de-AT" or "zh".')
    const isTitle = typeof title === 'string' && title.trim() !== '' && title.length <= TITLE_LENGTH_MAX
    if (!isTitle) refuse(issues, pathOf(name, locale), 'is no title', TOPICS_HINT)
  }
  return new Map(Object.entries(titles) as [string, string][])
}

/** What is wrong with a campaign under this policy, though each is right by itself. */
export const campaignUnderPolicy = (policy: Policy, campaign: Campaign): readonly Problem[] => {
  const { topics, sending } = policy
  const names = [...topics.keys()]
  const known = nearest(campaign.topic, names)
  const isStrange = topics.size > 0 && !topics.has(campaign.topic)
  return [
    ...(isStrange
      ? [
          {
            path: 'topic',
            problem: `is ${shown(campaign.topic)}, which the policy does not list`,
            hint:
              known === null
                ? `The policy lists ${names.join(', ')}. Add it there, or write one of them.`
                : `Did you mean ${shown(known)}?`,
          },
        ]
      : []),
    ...(hasSendTime(sending, campaign.delivery)
      ? []
      : [
          {
            path: 'sendWindow',
            problem: 'lies in the quiet hours of the policy: no mail would ever go',
            hint: 'Move the window, or shorten the night.',
          },
        ]),
  ]
}
