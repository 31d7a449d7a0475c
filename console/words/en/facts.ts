/** What happened to a customer, told line by line: a title, and where there is more to say, a sentence under it. */
import type { Fact } from '../../api/types.ts'
import type { Formats } from '../formats.ts'
import { lifecycleWords } from './lifecycle.ts'
import { messageWords } from './messages.ts'
import { reasonWords } from './reasons.ts'

export type Told = { readonly title: string; readonly text: string | null }

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
  const { status, statusMeaning, refusal } = messageWords(format)
  const { trigger, journeyEnd } = reasonWords(format)
  return (fact: Fact, named: (id: string) => string): Told => {
    switch (fact.type) {
      case 'appeared':
        return { title: 'First heard of', text: null }
      case 'stage-changed': {
        const title = fact.from === null ? `Became “${standing(fact.to)}”` : `From “${standing(fact.from)}” to “${standing(fact.to)}”`
        return { title, text: because(fact.because) }
      }
      case 'consent-changed': {
        const title = `${fact.status === 'granted' ? 'Gave' : 'Withdrew'} consent for ${topicText(fact.topic)}`
        return { title, text: fact.saidAt === fact.at ? null : `Said on ${format.instant(fact.saidAt)}.` }
      }
      case 'entered': {
        const held = fact.held ? ' Held out: takes every step, but gets no mail.' : ''
        return { title: `Entered “${named(fact.campaign)}”`, text: `${trigger(fact.trigger)} Variant “${fact.variant}”.${held}` }
      }
      case 'owed':
        return { title: `The mail of step ${fact.step + 1} of “${named(fact.campaign)}” was decided on`, text: null }
      case 'waiting':
        return { title: `“${named(fact.campaign)}” waits`, text: `The next step is due on ${format.instant(fact.wakeAt)}.` }
      case 'settling':
        return { title: `“${named(fact.campaign)}” has taken every step`, text: 'It ends when what became of its mails is known.' }
      case 'journey-ended':
        return { title: `“${named(fact.campaign)}” is over`, text: journeyEnd(fact.end) }
      case 'message-moved': {
        const title = `The mail of step ${fact.step + 1} of “${named(fact.campaign)}”: ${lowered(status(fact.to))}`
        return { title, text: fact.because === null ? statusMeaning(fact.to) : `${refusal(fact.because)}.` }
      }
      case 'assigned':
        return { title: `Assigned to the variant “${fact.arm}”`, text: `Experiment “${named(fact.experiment)}”.` }
      case 'crossover':
        return {
          title: `Seen in the variant “${fact.seen}” as well`,
          text: `Experiment “${named(fact.experiment)}”: the first one, “${fact.arm}”, stands.`,
        }
      case 'outcome': {
        const again = fact.converted === 1 ? '' : '; counted before, only the amount grows'
        return {
          title: `Counts as “${fact.metric}” for the variant “${fact.arm}”`,
          text: `Experiment “${named(fact.experiment)}”${again}.`,
        }
      }
      case 'merge-begun':
        return { title: `Turned out to be ${fact.into}`, text: 'Nothing begins for them any more.' }
      case 'merge-lifted':
        return { title: 'Stays a customer of their own', text: 'They were to be merged in a circle.' }
      case 'absorbed':
        return { title: `Turned out to be ${fact.source} as well`, text: 'What was known of them was taken over.' }
      case 'merged':
        return { title: `Merged into ${fact.into}`, text: null }
      case 'redirected':
        return { title: `Known to be ${fact.into}`, text: null }
    }
  }
}

const topicText = (topic: string): string => (topic === '*' ? 'every topic' : `the topic “${topic}”`)

const lowered = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
