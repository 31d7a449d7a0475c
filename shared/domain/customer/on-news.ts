import { NEWS_OF_MESSAGE_MAX } from '../../kernel/limits.ts'
import type { EpochMs } from '../../kernel/words.ts'
import { placeOf } from '../messaging/news.ts'
import { type Draft, record } from './draft.ts'
import type { Input } from './input.ts'

/** Something was heard of a mail: one fact, however often it is told. */
export const onNews = (draft: Draft, { message, news, heard }: Input & { type: 'news' }, at: EpochMs): void => {
  const place = placeOf(news, heard)
  if (place === 'again' || heard.length >= NEWS_OF_MESSAGE_MAX) {
    draft.reasons.push({ type: 'news-moot', because: place === 'again' ? 'heard-before' : 'too-many' })
    return
  }
  const { campaign, entry, step, variant } = message
  record(draft, { type: 'heard', campaign, entry, message: message.id, step, variant, news, isFirst: place === 'first' }, at)
}
