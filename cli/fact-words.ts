import { GLOBAL_EXPERIMENT } from '../shared/domain/experiment/experiment.ts'
import type { Fact } from '../shared/domain/fact/fact.ts'
import type { News } from '../shared/domain/messaging/news.ts'
import type { Frequency } from '../shared/domain/messaging/preferences.ts'
import { unreachable } from '../shared/kernel/assert.ts'
import { instantText } from './format.ts'
import { journeyFactWords } from './journey-words.ts'
import { quoted, refusalWords, stageReasonWords } from './words.ts'

/** One fact as one line of a customer's story, without its instant. */
export const factWords = (fact: Fact): string => {
  switch (fact.type) {
    case 'appeared':
      return 'first heard of'
    case 'stage-changed':
      return `${fact.from === null ? '' : `${fact.from} → `}${fact.to}: ${stageReasonWords(fact.because)}`
    case 'consent-changed':
      return `${fact.status} consent for ${fact.topic === '*' ? 'every topic' : quoted(fact.topic)}, said on ${instantText(fact.saidAt)}${groundWords(fact)}`
    case 'preferences-changed': {
      const pause = fact.pausedUntil === null ? '' : `, and none before ${instantText(fact.pausedUntil)}`
      return `wants ${FREQUENCY_WORDS[fact.frequency]}${pause}`
    }
    case 'coupon-given':
      return `${fact.campaign}: the code ${fact.code} of ${fact.pool} is theirs`
    case 'coupon-redeemed':
      return `${fact.campaign}: the code ${fact.code} of ${fact.pool} was used`
    case 'message-moved':
      return `${fact.campaign}: message of step ${fact.step + 1} ${fact.to}${fact.until === null ? '' : ` until ${instantText(fact.until)}`}${fact.because === null ? '' : `: ${refusalWords(fact.because)}`}`
    case 'heard':
      return `${fact.campaign}: message of step ${fact.step + 1} ${newsWords(fact.news)}`
    case 'assigned':
      return `experiment ${experimentWords(fact)}: in the arm ${fact.arm}`
    case 'crossover':
      return `experiment ${fact.experiment}: seen in ${fact.seen}; the first one, ${fact.arm}, stands`
    case 'outcome':
      return `experiment ${experimentWords(fact)}: ${fact.own.events === 0 ? 'counts below' : 'outcome'} ${fact.metric}${fact.converted === 1 ? ', the first' : ''}`
    case 'merge-begun':
      return `turned out to be ${fact.into}: nothing begins for them any more`
    case 'merge-lifted':
      return 'stays a customer of their own: they were to be merged in a circle'
    case 'absorbed':
      return `took over what was held of ${fact.source}`
    case 'merged':
      return `merged into ${fact.into}`
    case 'redirected':
      return `never heard of, and known to be ${fact.into}`
    case 'erased':
      return 'was erased: nothing is held of them any more'
    case 'segment-changed':
      return `${fact.to} the segment ${quoted(fact.segment)}`
    default:
      return journeyFactWords(fact)
  }
}

const experimentWords = ({ experiment, phase }: { readonly experiment: string; readonly phase: number }): string => {
  if (experiment === GLOBAL_EXPERIMENT) return 'of all campaigns'
  return phase === 1 ? experiment : `${experiment}, begun anew with version ${phase}`
}

const FREQUENCY_WORDS: Readonly<Record<Frequency, string>> = {
  all: 'mail as it comes',
  weekly: 'at most one mail a week',
  monthly: 'at most one mail a month',
}

/** On what ground and where it was said, as far as somebody told. */
const groundWords = ({ basis, source }: Fact & { type: 'consent-changed' }): string =>
  (basis === null ? '' : ` (${basis})`) + (source === null ? '' : `, by ${source}`)

/** What was heard of a mail; completes "message …". */
const newsWords = (news: News): string => {
  switch (news.type) {
    case 'delayed':
      return `is delayed, and the mail service goes on trying: ${news.detail}`
    case 'bounced':
      return `came back ${news.kind === 'permanent' ? 'for good' : 'for now'}: ${news.detail}`
    case 'complained':
      return `was called unwanted by its reader: ${news.detail}`
    case 'opened':
      return news.by === 'person' ? 'was opened' : 'was looked into by a program'
    case 'clicked':
      return `${news.by === 'person' ? 'a link was followed' : 'a program followed a link'}: ${news.link}`
    default:
      return unreachable(news)
  }
}
