import type { Fact } from '../shared/domain/fact/fact.ts'
import { unreachable } from '../shared/kernel/assert.ts'
import { instantText } from './format.ts'
import { journeyEndWords, quoted, refusalWords, stageReasonWords, triggerWords } from './words.ts'

/** One fact as one line of a customer's story, without its instant. */
export const factWords = (fact: Fact): string => {
  switch (fact.type) {
    case 'appeared':
      return 'first heard of'
    case 'stage-changed':
      return `${fact.from === null ? '' : `${fact.from} → `}${fact.to}: ${stageReasonWords(fact.because)}`
    case 'consent-changed':
      return `${fact.status} consent for ${fact.topic === '*' ? 'every topic' : quoted(fact.topic)}, said on ${instantText(fact.saidAt)}`
    case 'entered':
      return `${fact.campaign}: entry ${fact.entry}, because ${triggerWords(fact.trigger)}; variant ${fact.variant}${fact.held ? ', held out' : ''}`
    case 'owed':
      return `${fact.campaign}: a message is owed (step ${fact.step + 1})`
    case 'waiting':
      return `${fact.campaign}: waits until ${instantText(fact.wakeAt)} (step ${fact.step + 1})`
    case 'settling':
      return `${fact.campaign}: all steps are taken`
    case 'journey-ended':
      return `${fact.campaign}: ${journeyEndWords(fact.end)}`
    case 'message-moved':
      return `${fact.campaign}: message of step ${fact.step + 1} ${fact.to}${fact.because === null ? '' : `: ${refusalWords(fact.because)}`}`
    case 'assigned':
      return `experiment ${fact.experiment}: in the arm ${fact.arm}`
    case 'crossover':
      return `experiment ${fact.experiment}: seen in ${fact.seen}; the first one, ${fact.arm}, stands`
    case 'outcome':
      return `experiment ${fact.experiment}: outcome ${fact.metric}${fact.converted === 1 ? ', the first' : ''}`
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
    default:
      return unreachable(fact)
  }
}
