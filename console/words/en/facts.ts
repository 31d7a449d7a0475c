/** What happened to a customer, told line by line: a title, and where there is more to say, a sentence under it. */
import type { Fact } from '../../api/types.ts'
import type { Formats } from '../formats.ts'
import type { Told } from '../told.ts'
import { consentWords } from './consent.ts'
import { lifecycleWords } from './lifecycle.ts'
import { messageWords } from './messages.ts'
import { reasonWords } from './reasons.ts'
import { stepTeller } from './steps.ts'

/** Names of Segment's calls, as people say them. */
const CALLS: Readonly<Record<string, string>> = {
  $identify: 'Said who they are',
  $page: 'Saw a page',
  $screen: 'Saw a screen',
  $group: 'Joined a group',
}

export const factWords = (format: Formats) => ({
  event: (name: string): string => CALLS[name] ?? name,
  fact: teller(format),
})

/** `named` gives a campaign's name for its id. */
const teller = (format: Formats) => {
  const { standing, because } = lifecycleWords(format)
  const { status } = messageWords(format)
  const movedText = movedTeller(format)
  const consentSaid = consentWords(format)
  const { trigger, journeyEnd } = reasonWords(format)
  const step = stepTeller(format)
  return (fact: Fact, named: (id: string) => string): Told => {
    switch (fact.type) {
      case 'appeared':
        return { title: 'First heard of', text: null }
      case 'stage-changed': {
        const title = fact.from === null ? `Became “${standing(fact.to)}”` : `From “${standing(fact.from)}” to “${standing(fact.to)}”`
        return { title, text: because(fact.because) }
      }
      case 'consent-changed':
        return consentTold(format, fact)
      case 'preferences-changed': {
        const pause = fact.pausedUntil === null ? '' : ` No mail until ${format.instant(fact.pausedUntil)}.`
        return { title: 'Chose how often they want mail', text: `${sentence(consentSaid.frequency(fact.frequency))}.${pause}` }
      }
      case 'entered': {
        const held = fact.held ? ` Held out${fact.heldBy === 'global' ? ' of all campaigns' : ''}: takes every step, but gets no mail.` : ''
        const key = fact.key === null ? '' : ` For “${fact.key}”.`
        return { title: `Entered “${named(fact.campaign)}”`, text: `${trigger(fact.trigger)}${key} Variant “${fact.variant}”.${held}` }
      }
      case 'journey-ended':
        return { title: `“${named(fact.campaign)}” is over`, text: journeyEnd(fact.end) }
      case 'message-moved': {
        const title = `The mail of step ${fact.step + 1} of “${named(fact.campaign)}”: ${lowered(status(fact.to))}`
        return { title, text: movedText(fact, named) }
      }
      case 'heard':
        return { title: `The mail of step ${fact.step + 1} of “${named(fact.campaign)}” ${newsWord(fact.news)}`, text: newsText(fact.news) }
      case 'coupon-given':
        return { title: `Got the coupon ${fact.code}`, text: `From the pool “${fact.pool}”, for “${named(fact.campaign)}”.` }
      case 'coupon-redeemed':
        return { title: `Redeemed the coupon ${fact.code}`, text: `From the pool “${fact.pool}”, of “${named(fact.campaign)}”.` }
      case 'assigned':
      case 'crossover':
      case 'outcome':
        return experimentTold(fact, named)
      case 'merge-begun':
      case 'merge-lifted':
      case 'absorbed':
      case 'merged':
      case 'erased':
      case 'redirected':
        return whoTold(fact)
      case 'segment-changed':
        return { title: `${fact.to === 'entered' ? 'Entered' : 'Left'} the segment “${fact.segment}”`, text: null }
      default:
        return step(fact, named)
    }
  }
}

const movedTeller = (format: Formats) => {
  const { statusMeaning, refusal, waits, zoneUnknown } = messageWords(format)
  return (
    { to, because, until, isZoneUnknown }: Extract<Fact, { readonly type: 'message-moved' }>,
    named: (id: string) => string,
  ): string => {
    if (because !== null) return `${until === null ? refusal(because, named) : waits(because, until, named)}.`
    return isZoneUnknown ? `${statusMeaning(to)} ${zoneUnknown}` : statusMeaning(to)
  }
}

const consentTold = (
  format: Formats,
  { status, topic, basis, source, saidAt, at }: Extract<Fact, { readonly type: 'consent-changed' }>,
): Told => {
  const { topic: topicText, basis: basisText, source: sourceText } = consentWords(format)
  const about = topicText(topic)
  const title = {
    granted: `Gave consent for ${about}`,
    pending: `Subscribed to ${about}, to be confirmed`,
    withdrawn: `Withdrew consent for ${about}`,
  }[status]
  const parts = [
    ...(basis === null ? [] : [`${sentence(basisText(basis))}.`]),
    ...(source === null ? [] : [`Told by: ${sourceText(source)}.`]),
    ...(saidAt === at ? [] : [`Said on ${format.instant(saidAt)}.`]),
  ]
  return { title, text: parts.length === 0 ? null : parts.join(' ') }
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

type News = Extract<Fact, { type: 'heard' }>['news']

const newsWord = (news: News): string => {
  switch (news.type) {
    case 'delayed':
      return 'is delayed'
    case 'bounced':
      return news.kind === 'permanent' ? 'came back for good' : 'came back for now'
    case 'complained':
      return 'was called unwanted by its reader'
    case 'opened':
      return news.by === 'person' ? 'was opened' : 'was looked into by a program'
    case 'clicked':
      return news.by === 'person' ? 'led to a click' : 'had a link followed by a program'
  }
}

const newsText = (news: News): string | null => {
  if (news.type === 'opened')
    return news.by === 'person' ? null : 'It counts as no open: mail programs and gateways fetch pictures by themselves.'
  if (news.type === 'clicked') return news.link
  return news.type === 'delayed' ? `${news.detail}. The mail service goes on trying.` : news.detail
}

const lowered = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

/** That somebody turned out to be another, or is held no more. */
type WhoFact = Extract<Fact, { readonly type: 'merge-begun' | 'merge-lifted' | 'absorbed' | 'merged' | 'erased' | 'redirected' }>

const whoTold = (fact: WhoFact): Told => {
  switch (fact.type) {
    case 'merge-begun':
      return { title: `Turned out to be ${fact.into}`, text: 'Nothing begins for them any more.' }
    case 'merge-lifted':
      return { title: 'Stays a customer of their own', text: 'They were to be merged in a circle.' }
    case 'absorbed':
      return { title: `Turned out to be ${fact.source} as well`, text: 'What was known of them was taken over.' }
    case 'merged':
      return { title: `Merged into ${fact.into}`, text: null }
    case 'erased':
      return { title: 'Everything about them was erased', text: null }
    case 'redirected':
      return { title: `Known to be ${fact.into}`, text: null }
  }
}

type ExperimentFact = Extract<Fact, { readonly type: 'assigned' | 'crossover' | 'outcome' }>

/** What is counted by itself. */
const AUTOMATIC: Readonly<Record<string, string>> = {
  $unsubscribe: 'unsubscribed',
  $complaint: 'complained',
  $bounce: 'bounced',
  $click: 'clicked',
  $visit: 'visited',
}

const experimentSaid = (
  { experiment, phase }: Exclude<ExperimentFact, { readonly type: 'crossover' }>,
  named: (id: string) => string,
): string => {
  if (experiment === '$global') return 'Holdout from all campaigns'
  return `Experiment “${named(experiment)}”${phase === 1 ? '' : `, begun anew with version ${phase}`}`
}

const experimentTold = (fact: ExperimentFact, named: (id: string) => string): Told => {
  switch (fact.type) {
    case 'assigned':
      return { title: `Assigned to the variant “${fact.arm}”`, text: `${experimentSaid(fact, named)}.` }
    case 'crossover':
      return {
        title: `Seen in the variant “${fact.seen}” as well`,
        text: `Experiment “${named(fact.experiment)}”: the first one, “${fact.arm}”, stands.`,
      }
    case 'outcome': {
      const again = fact.converted === 1 || fact.own.events === 0 ? '' : '; counted before, only the amount grows'
      const below = fact.own.events === 0 ? ' below the line' : ''
      return {
        title: `Counts${below} as “${AUTOMATIC[fact.metric] ?? fact.metric}” for the variant “${fact.arm}”`,
        text: `${experimentSaid(fact, named)}${again}.`,
      }
    }
  }
}
