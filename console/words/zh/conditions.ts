/** 条件的中文说法。 */
import type { DidView, LeafView, Operator } from '../../../shared/contract/condition-view.ts'
import type { Json } from '../../../shared/kernel/json.ts'
import { type ConditionPhrases, type ConditionTeller, conditionTeller } from '../conditions.ts'
import type { Formats } from '../formats.ts'

type Nested = '$elemMatch' | '$size' | '$all' | '$alli' | '$exists' | '$not'

/** 接在属性之后，其后为值。 */
const OPERATORS: Readonly<Record<Exclude<Operator, Nested>, string>> = {
  is: '为',
  $eq: '恰为',
  $ne: '不为',
  $lt: '小于',
  $lte: '不大于',
  $gt: '大于',
  $gte: '不小于',
  $in: '属于或含有以下之一：',
  $nin: '不属于也不含有：',
  $ini: '（不分大小写）属于或含有以下之一：',
  $nini: '（不分大小写）不属于也不含有：',
  $inGroup: '在已存名单中：',
  $notInGroup: '不在已存名单中：',
  $type: '的类型为',
  $regex: '匹配模式',
  $regexi: '（不分大小写）匹配模式',
  $notRegex: '不匹配模式',
  $notRegexi: '（不分大小写）不匹配模式',
  $veq: '的版本为',
  $vne: '的版本不为',
  $vlt: '的版本早于',
  $vlte: '的版本不晚于',
  $vgt: '的版本晚于',
  $vgte: '的版本不早于',
}

export const conditionWords = (format: Formats): ConditionTeller => conditionTeller(phrasesOf(format))

const phrasesOf = (format: Formats): ConditionPhrases => ({
  heading: { all: '以下全部成立：', any: '以下至少一项成立：', none: '以下均不成立：', not: '以下不成立：' },
  always: '总是成立',
  never: '从不成立',
  joined: (kind, parts) => parts.map((part, index) => (index === 0 ? part : led(part))).join(kind === 'all' ? '，且' : '，或'),
  none: (parts) => (parts.length === 1 ? `并非：${parts[0]}` : `以下均不成立：${parts.join('；')}`),
  not: (part) => `并非：${part}`,
  bracketed: (text) => `（${text}）`,
  entry: '该值',
  leaf: (leaf, subject, tell) => leafText(format, leaf, subject, tell),
  did: (did, tell) => didText(format, did, tell),
  segment: (segment) => `属于客群“${segment}”`,
})

const leafText = (
  format: Formats,
  { operator, expected, within }: LeafView,
  subject: string,
  tell: Parameters<ConditionPhrases['leaf']>[2],
): string => {
  switch (operator) {
    case 'is':
    case '$eq':
      return expected === null ? `${spaced(subject)}不存在` : `${spaced(subject)}${OPERATORS[operator]}${valueText(expected)}`
    case '$exists':
      return expected === false ? `${spaced(subject)}不存在` : `${spaced(subject)}存在`
    case '$size':
      return typeof expected === 'number'
        ? `${spaced(subject)}有 ${format.count(expected)} 项`
        : within.map((one) => tell(one, `${spaced(subject)}的项数`)).join('，且')
    case '$elemMatch':
      return `${spaced(subject)}中有一项满足：${within
        .map((one) => tell(one, '该项'))
        .map((text, index) => (index === 0 ? text : led(text)))
        .join('，且')}`
    case '$all':
    case '$alli': {
      const caseless = operator === '$alli' ? '（不分大小写）' : ''
      return Array.isArray(expected) && expected.every(isPlain)
        ? `${spaced(subject)}${caseless}含有全部：${valueText(expected)}`
        : `${spaced(subject)}${caseless}对以下每一条都有一项满足：${within.map((one) => tell(one, '该项')).join('；')}`
    }
    case '$not':
      return `并非：${within.map((one) => tell(one, subject)).join('，且')}`
    default:
      return `${spaced(subject)}${OPERATORS[operator]}${valueText(expected)}`
  }
}

const didText = (
  format: Formats,
  { event, atLeast, atMost, reach, where, sums }: DidView,
  tell: Parameters<ConditionPhrases['did']>[1],
): string => {
  const never = atLeast === 0 && atMost === 0
  const parts = [
    `${reachText(format, reach)}${never ? '从未做过' : '做过'}“${event}”${never ? '' : timesText(format, atLeast, atMost)}`,
    ...(where === null ? [] : [`其中${led(tell(where, '该值'))}`]),
    ...sums.map(({ of, property, holds }) => `且${tell(holds, `“${property}”的${SUMS[of]}`)}`),
  ]
  return parts.join('，')
}

const SUMS: Readonly<Record<DidView['sums'][number]['of'], string>> = { sum: '总和', avg: '平均值', min: '最小值', max: '最大值' }

const timesText = (format: Formats, atLeast: number, atMost: number | null): string => {
  if (atMost === null) return atLeast <= 1 ? '' : `至少 ${format.count(atLeast)} 次`
  if (atLeast === atMost) return `恰好 ${format.count(atLeast)} 次`
  if (atLeast === 0) return `至多 ${format.count(atMost)} 次`
  return ` ${format.count(atLeast)} 至 ${format.count(atMost)} 次`
}

const reachText = (format: Formats, reach: DidView['reach']): string => {
  switch (reach.since) {
    case 'ever':
      return ''
    case 'within':
      return `近 ${format.duration(reach.ms)}内`
    case 'instant':
      return `自 ${format.instant(reach.at)}起`
    case 'entry':
      return '进入活动以来'
  }
}

/** 中文之外的名称前留一空格。 */
const led = (text: string): string => (/^\w/.test(text) ? ` ${text}` : text)

/** 中文之外的名称后留一空格。 */
const spaced = (subject: string): string => (/[\w.]$/.test(subject) ? `${subject} ` : subject)

const isPlain = (value: Json): boolean => typeof value !== 'object' || value === null

const valueText = (value: Json): string =>
  Array.isArray(value) ? value.map(valueText).join('、') : typeof value === 'string' ? `“${value}”` : ` ${JSON.stringify(value)}`
