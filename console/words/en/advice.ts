/** What to do about a result, and what was found and done. */
import type { Acted, Advice, Method } from '../../api/types.ts'
import type { Formats } from '../formats.ts'
import { counted } from './plural.ts'

const METHODS = {
  hybrid: 'hybrid (sequential, with one look kept for the end)',
  'always-valid': 'always-valid',
  fixed: 'fixed date',
  'lan-demets': 'Lan-DeMets',
  bayesian: 'Bayesian',
  thompson: 'Thompson sampling',
} satisfies Record<Method, string>

export const adviceWords = (format: Formats) => ({
  title: 'What to do next',
  advice: (advice: Advice, armName: (name: string) => string, guardrailName: (name: string) => string): string =>
    adviceOf(format, advice, armName, guardrailName),
  toEditor: 'Open the campaign’s file',
  toCampaign: 'See the campaign',
  toPlanner: 'Open the planner',
  foundTitle: 'What was found, and what was done',
  foundText: 'Written down once, on the day it was found. Whatever the numbers say later, it stays.',
  found: 'Found',
  onDay: 'Decided on',
  numbers: 'Numbers of that day',
  done: 'Done about it',
  wholeExperiment: 'the whole experiment',
  nothingDone: 'Nothing: the file asks for nothing.',
  acted: (acted: Acted): string => actedOf(format, acted),
  undoPromote: 'Take it back: roll the campaign back to an older version',
  undoStop: 'Take it back: turn its sending on again',
  method: METHODS,
  protection: {
    always: 'Holds however often one looks',
    'on-its-date': 'Holds on its date alone',
    none: 'No protection against peeking',
  },
  notBefore: (day: number) => `Says nothing before ${format.day(day)}`,
  protectionText: {
    always: 'You may look every day: the intervals and the verdict hold at all looks together.',
    'on-its-date':
      'The intervals hold for one look, on the date that was named beforehand. On any other day they are a look and no verdict.',
    none: 'Whoever looks often and stops at a good moment will find differences that are not there: chance to beat the control does not hold at repeated looks.',
  },
})

const adviceOf = (format: Formats, advice: Advice, armName: (name: string) => string, guardrailName: (name: string) => string): string => {
  switch (advice.type) {
    case 'wait':
      return advice.days === null
        ? 'Wait: nothing is decided yet.'
        : `Wait about ${counted(format, advice.days, 'more day', 'more days')}: nothing is decided yet.`
    case 'promote':
      return `Send ${armName(advice.variant)} to everyone new.`
    case 'drop':
      return `Take ${armName(advice.variant)} out of the campaign.`
    case 'keep':
      return `Keep ${armName(advice.variant)}: it is as good, so the simpler one may stay.`
    case 'stop':
      return `Stop ${armName(advice.variant)} now, and look at ${guardrailName(advice.guardrail)}.`
    case 'look-at-assignment':
      return advice.arm === null
        ? 'Look at what assigns customers, and at what logs it. Then begin again.'
        : `Look at what assigns customers to ${armName(advice.arm)}, and at what logs it. Then begin again.`
    case 'write-plan':
      return 'Write a plan before the next one: with it, smaller differences are found in the same time.'
    case 'set-cap':
      return `Give the revenue of “${advice.metric}” a cap: without it, one large order can decide, so no verdict rests on money.`
    case 'small-holdout':
      return `Only ${counted(format, advice.heldOut, 'customer')} ${advice.heldOut === 1 ? 'is' : 'are'} held out: what the campaign brings will stay vague. A larger holdout tells more.`
    case 'no-traffic':
      return 'Nobody enters any more. Look at the campaign’s entry and its audience.'
    case 'look-once':
      return 'Look once, on a day that is fixed beforehand, and decide on that day alone.'
    case 'resume-when-mended':
      return 'When the cause is mended, turn its sending on again.'
  }
}

const actedOf = (format: Formats, { action, at, outcome, why }: Acted): string => {
  const what = {
    notify: 'tell the world (rekindle.experiment.verdict)',
    promote: 'send it to everyone new',
    stop: 'stop the campaign’s mail',
  }[action]
  const because = why === null ? '' : ` (${why})`
  switch (outcome) {
    case 'done':
      return `Done on ${format.instant(at)}: ${what}${because}`
    case 'moot':
      return `Not needed any more: ${what}${because}`
    case 'failed':
      return `Not done yet, and tried again: ${what}${because}`
  }
}
