import type { Advice, ResultPage } from '../../shared/contract/api-results.ts'
import { unreachable } from '../../shared/kernel/assert.ts'
import { countOf, countText } from '../format.ts'
import { quoted } from '../words.ts'

/** What to do next, one line each. What only makes later numbers better stands among the warnings. */
export const adviceLines = ({ advice, summary }: ResultPage): readonly string[] =>
  advice.filter((one) => !isWarning(one)).map((one) => adviceWords(one, summary.campaign === null))

export const warningsIn = ({ advice, summary }: ResultPage): readonly string[] =>
  advice.filter(isWarning).map((one) => adviceWords(one, summary.campaign === null))

const isWarning = ({ type }: Advice): boolean =>
  type === 'write-plan' || type === 'set-cap' || type === 'small-holdout' || type === 'look-once'

/** `isElsewhere`: no campaign of ours assigns, so nothing is promoted here. */
const adviceWords = (advice: Advice, isElsewhere: boolean): string => {
  switch (advice.type) {
    case 'wait':
      if (advice.days === null || advice.days === 0) return 'Wait. Nothing is to be done meanwhile.'
      return advice.days === 1 ? 'Wait about a day.' : `Wait about ${countText(advice.days)} days.`
    case 'promote':
      return isElsewhere
        ? `Give ${quoted(advice.variant)} to everybody.`
        : `Send ${quoted(advice.variant)} to everybody new: "promoted": "${advice.variant}" in the experiment, and publish. The holdout stays.`
    case 'drop':
      return `Take ${quoted(advice.variant)} out: it is worse.`
    case 'keep':
      return `Keep ${quoted(advice.variant)}, or whichever is simpler; then try something bolder.`
    case 'stop':
      return `Stop ${quoted(advice.variant)} now, whatever it brings.`
    case 'look-at-assignment':
      return `Look at what assigns and what logs${advice.arm === null ? '' : `, at ${quoted(advice.arm)} first`}: filters before the entry, bots, events that are lost, a file with other shares.`
    case 'resume-when-mended':
      return 'When it is mended, begin anew with another salt: what was counted so far stays wrong.'
    case 'no-traffic':
      return 'Nobody came in lately: look at the entry of the campaign, its status and its audience.'
    case 'write-plan':
      return 'There is no plan, so the rule is always-valid: it holds, and finds less than a plan would. Give the next one "plan": rekindle power says how many customers it takes.'
    case 'set-cap':
      return `Money of ${quoted(advice.metric)} has no cap: one order may outweigh all others, so nothing rests on it. Give it a "cap".`
    case 'small-holdout':
      return `The holdout is small (${countOf(advice.heldOut, 'customer')} with a closed window): it will not tell what the campaign is worth for long.`
    case 'look-once':
      return 'This method is for one look. Whoever looks again and again, and stops at a good moment, finds differences that are not there.'
    default:
      return unreachable(advice)
  }
}
