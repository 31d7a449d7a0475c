import { NEWS_OF_MESSAGE_MAX } from '../../kernel/limits.ts'
import type { CampaignId, EpochMs } from '../../kernel/words.ts'
import { type News, placeOf } from '../messaging/news.ts'
import { countAutomatic } from './automatic.ts'
import { type Draft, record } from './draft.ts'
import type { Input } from './input.ts'
import type { Rules } from './rules.ts'

/** Something was heard of a mail: one fact, however often it is told. */
export const onNews = (draft: Draft, rules: Rules, { message, news, heard }: Input & { type: 'news' }, at: EpochMs): void => {
  const place = placeOf(news, heard)
  if (place === 'again' || heard.length >= NEWS_OF_MESSAGE_MAX) {
    draft.reasons.push({ type: 'news-moot', because: place === 'again' ? 'heard-before' : 'too-many' })
    return
  }
  const { campaign, entry, step, variant } = message
  record(draft, { type: 'heard', campaign, entry, message: message.id, step, variant, news, isFirst: place === 'first' }, at)
  countNews(draft, rules, news, campaign, at)
}

/** What experiments count of it. Reports of the same thing say no instant of their own, so it is counted here alone. */
const countNews = (draft: Draft, rules: Rules, news: News, campaign: CampaignId, at: EpochMs): void => {
  if (news.type === 'complained') countAutomatic(draft, rules, '$complaint', news.saidAt, at)
  if (news.type === 'bounced' && news.kind === 'permanent') countAutomatic(draft, rules, '$bounce', news.saidAt, at)
  if (news.type === 'clicked' && news.by === 'person') countAutomatic(draft, rules, { name: '$click', on: campaign }, news.saidAt, at)
}
