/** What an experiment takes, in sentences first and then in tables. */
import type { PowerAnswer, PowerSource } from '../shared/contract/api-power.ts'
import { BUCKETS } from '../shared/kernel/hash.ts'
import { countOf, countText, section, table } from './format.ts'

export const powerText = (said: PowerAnswer): string =>
  [
    ...sentences(said),
    ...section('Effects around it, and what each takes', curveTable(said)),
    ...section('The smallest effect that is found after', weeksTable(said)),
    ...section('What a holdout tells of the campaign as a whole', holdoutTable(said)),
    ...section('By what', sourceTable(said)),
  ].join('\n')

const sentences = (said: PowerAnswer): readonly string[] => [
  neededSentence(said),
  ...(said.needed === null
    ? []
    : [`Of them ${said.needed.byArm.map(({ name, customers }) => `${countText(customers)} in ${name}`).join(', ')}.`]),
  ...givenSentences(said),
  ...holdoutSentences(said),
  ...(said.method === 'bayesian'
    ? ['The method "bayesian" is planned as one look at the end: looked at daily it names winners that are none.']
    : []),
]

const neededSentence = (said: PowerAnswer): string => {
  const { needed, baseline, smallestEffect, power, perDay, window } = said
  const change = `a change from ${amount(said, baseline)} to ${amount(said, baseline + smallestEffect)} (${signed(said, smallestEffect)})`
  if (needed === null) return `No number of customers finds ${change} with a chance of ${percent(power)}.`
  const takes = `To find ${change} with a chance of ${percent(power)}, it takes ${countOf(needed.customers, 'customer')}`
  if (needed.days === null || perDay === null) return `${takes}. Say how many enter a day (--per-day), and it says how long that is.`
  return `${takes}: ${countOf(needed.days, 'day')} at ${rounded(perDay)} a day, until the window of the last (${window}) has closed.`
}

const givenSentences = (said: PowerAnswer): readonly string[] => {
  const { given } = said
  if (given === null) return []
  if (given.customers === 0) return [`After so many days nobody's window (${said.window}) has closed.`]
  const who = `With ${countOf(given.customers, 'customer')} whose window has closed`
  if (given.effect === null) return [`${who}, no effect is found.`]
  const chance = given.chance === null ? '' : ` The one that was asked for is found with a chance of ${percent(given.chance)}.`
  return [`${who}, the smallest effect that is found is ${signed(said, given.effect)}.${chance}`]
}

const holdoutSentences = (said: PowerAnswer): readonly string[] => {
  const { holdoutBps, needed, given } = said
  const customers = given?.customers ?? needed?.customers ?? 0
  if (customers === 0) return []
  const than = signed(said, said.smallestEffect)
  const who = `Of ${countOf(customers, 'customer')}`
  return holdoutBps === null
    ? [`${who}, no holdout is large enough to tell that the campaign as a whole brings ${than}.`]
    : [`${who}, a holdout of ${percent(holdoutBps / BUCKETS)} is the smallest that tells whether the campaign as a whole brings ${than}.`]
}

const curveTable = (said: PowerAnswer): string =>
  table(
    [
      ['effect', 'of the baseline', 'customers', 'days'],
      ...said.curve.map(({ effect, needed }) => [
        signed(said, effect),
        `${said.baseline > 0 ? percent(effect / said.baseline) : '–'}`,
        needed === null ? 'cannot be' : countText(needed.customers),
        needed?.days === null || needed === null ? '–' : countText(needed.days),
      ]),
    ],
    [0, 1, 2, 3],
  )

const weeksTable = (said: PowerAnswer): string =>
  said.weeks.length === 0
    ? ''
    : table(
        [
          ['weeks', 'customers whose window has closed', 'effect'],
          ...said.weeks.map(({ weeks, customers, effect }) => [
            String(weeks),
            countText(customers),
            effect === null ? 'none' : signed(said, effect),
          ]),
        ],
        [0, 1, 2],
      )

const holdoutTable = (said: PowerAnswer): string => {
  const customers = said.given?.customers ?? said.needed?.customers ?? 0
  const tells = `tells with ${countText(customers)}`
  return table(
    [
      ['holdout', `customers for ${signed(said, said.smallestEffect)}`, 'days', tells],
      ...said.holdouts.map(({ holdoutBps, needed, effect }) => [
        percent(holdoutBps / BUCKETS),
        needed === null ? 'cannot be' : countText(needed.customers),
        needed?.days === null || needed === null ? '–' : countText(needed.days),
        effect === null ? 'nothing' : signed(said, effect),
      ]),
    ],
    [0, 1, 2, 3],
  )
}

const SOURCES: Readonly<Record<PowerSource, string>> = {
  asked: 'as you said',
  counted: 'as counted',
  plan: 'by the plan',
  campaign: 'of the campaign',
  usual: 'nobody said: what is usual',
}

const sourceTable = (said: PowerAnswer): string => {
  const { from, arms, control, deviation, perDay, alpha, power, method, window } = said
  const shares = arms.map(({ name, share }) => `${name} ${percent(share)}`).join(', ')
  return table([
    ['baseline', amount(said, said.baseline), SOURCES[from.baseline]],
    ['smallest effect', signed(said, said.smallestEffect), SOURCES[from.smallestEffect]],
    ...(deviation === null || from.deviation === null ? [] : [['standard deviation', amount(said, deviation), SOURCES[from.deviation]]]),
    ...(perDay === null || from.perDay === null ? [] : [['enter a day', rounded(perDay), SOURCES[from.perDay]]]),
    ['variants', `${shares}; all against ${control}`, SOURCES[from.arms]],
    ['judged by', `${method}, alpha ${percent(alpha)}, power ${percent(power)}, window ${window}`, ''],
  ])
}

/** A rate as a share, money in units. */
const amount = ({ measure, currency }: PowerAnswer, value: number): string =>
  measure === 'rate' ? percent(value) : `${rounded(value)}${currency === null ? '' : ` ${currency}`}`

/** An effect: points of a rate, or money. */
const signed = ({ measure, currency }: PowerAnswer, value: number): string =>
  measure === 'rate'
    ? `+${rounded(100 * value)} ${rounded(100 * value) === '1' ? 'point' : 'points'}`
    : `+${rounded(value)}${currency === null ? '' : ` ${currency}`}`

const percent = (share: number): string => `${rounded(100 * share)} %`

/** Three digits that count, and whole numbers whole. */
const rounded = (value: number): string => (Math.abs(value) >= 100 ? countText(Math.round(value)) : String(Number(value.toPrecision(3))))
