import { SAME_CLICK_MS } from '../../kernel/limits.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { BounceKind } from './message.ts'

/** What is heard of a mail beside its status: it changes nothing about the mail, and is told and counted. */
export type News = { readonly saidAt: EpochMs } /** The mail service goes on trying. */ & (
  | { readonly type: 'delayed'; readonly detail: string }
  | { readonly type: 'bounced'; readonly kind: BounceKind; readonly detail: string }
  | { readonly type: 'complained'; readonly detail: string }
  | { readonly type: 'opened'; readonly by: Reader }
  /** `source`: who saw it, the mail service or the page behind our own link. `link`: where it led, without what stands behind `?`. */
  | { readonly type: 'clicked'; readonly by: Reader; readonly link: string; readonly source: 'service' | 'link' }
)

/** Programs look into mails, too: see visitor.ts. */
export type Reader = 'person' | 'machine'

/**
 * What one more piece of news is beside those heard of the same mail. `again`: it was heard before. `first`: of a kind that counts
 * once a mail, for a bounce and a complaint are one however often they are told, and rates are of mails that were opened.
 */
export const placeOf = (news: News, heard: readonly News[]): 'again' | 'first' | 'further' => {
  if (heard.some((other) => isSame(news, other))) return 'again'
  return heard.some((other) => kindOf(other) === kindOf(news)) ? 'further' : 'first'
}

/** How it is counted. */
export const kindOf = (news: News): string => {
  switch (news.type) {
    case 'bounced':
      return `bounced ${news.kind}`
    case 'opened':
    case 'clicked':
      return `${news.type} ${news.by}`
    case 'delayed':
    case 'complained':
      return news.type
  }
}

const isSame = (one: News, other: News): boolean => {
  if (one.type !== other.type) return false
  // A report of one thing may come again with another instant: what it says of the mail is the same.
  if (one.type === 'bounced' || one.type === 'complained') return kindOf(one) === kindOf(other)
  if (one.type !== 'clicked' || other.type !== 'clicked') return one.saidAt === other.saidAt
  // One click, seen twice: by the mail service that leads on to our link, and by our link.
  if (one.source !== other.source) return Math.abs(one.saidAt - other.saidAt) <= SAME_CLICK_MS
  return one.saidAt === other.saidAt && one.link === other.link
}
