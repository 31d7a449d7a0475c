import type { CustomerId } from '../../kernel/words.ts'
import type { Fact } from '../fact/fact.ts'
import type { MessageStatus, Refusal } from '../messaging/message.ts'
import type { News } from '../messaging/news.ts'
import { tallyOf } from './tally.ts'

/**
 * What of a fact outlives an erasure: what the counters are made of, without any text that came from outside or names somebody. Null where
 * nothing is counted of it. `as`: who they are from now on.
 */
export const remainsOfFact = (fact: Fact, as: CustomerId): Fact | null => (tallyOf(fact).length === 0 ? null : bare(fact, as))

/** The same of where a message stands. */
export const remainsOfStatus = (status: MessageStatus): MessageStatus =>
  status.name === 'refused' ? { ...status, because: bareRefusal(status.because) } : status

const bare = (fact: Fact, as: CustomerId): Fact => {
  switch (fact.type) {
    case 'merged':
      return { ...fact, into: as }
    case 'entered':
      return { ...fact, key: null }
    case 'task-closed':
      return { ...fact, by: null, note: null }
    case 'coupon-given':
    case 'coupon-redeemed':
      return { ...fact, code: '' }
    case 'message-moved':
      return fact.because === null ? fact : { ...fact, because: bareRefusal(fact.because) }
    case 'heard':
      return { ...fact, news: bareNews(fact.news) }
    default:
      return fact
  }
}

/** What a mail service or a template said may name somebody; a zone says where they live. */
const bareRefusal = (because: Refusal): Refusal => {
  switch (because.type) {
    case 'rejected':
    case 'not-renderable':
      return { ...because, detail: '' }
    case 'quiet-hours':
    case 'outside-window':
      return { ...because, zone: '' }
    default:
      return because
  }
}

const bareNews = (news: News): News => {
  switch (news.type) {
    case 'delayed':
    case 'bounced':
    case 'complained':
      return { ...news, detail: '' }
    case 'clicked':
      return { ...news, link: '' }
    case 'opened':
      return news
  }
}
