import type { Verdict } from '../../../shared/contract/api.ts'
import type { Measure } from '../en/verdicts.ts'
import type { Formats } from '../formats.ts'
import type { VerdictWords } from '../words.ts'

export const verdictWords = (format: Formats): VerdictWords => {
  const numbers = numbersOf(format)
  return {
    ...numbers,
    metricName,
    kind: {
      'nothing-to-compare': '单一方案',
      'not-enough-data': '为时过早',
      broken: '有故障',
      difference: '暂时领先',
      'no-difference': '未显示差异',
    },
    short: (verdict: Verdict, measure: Measure): string => shortOf(format, numbers, verdict, measure),
    sentence: (verdict: Verdict, measure: Measure): string => sentenceOf(format, numbers, verdict, measure),
    more: (verdict: Verdict, measure: Measure): string => moreOf(format, numbers, verdict, measure),
  }
}

const REVENUE = '.revenue'

const metricName = (metric: string): string => (metric.endsWith(REVENUE) ? `收入（${metric.slice(0, -REVENUE.length)}）` : metric)

type Numbers = {
  readonly difference: (value: number, measure: Measure) => string
  readonly interval: (ends: readonly [number, number], measure: Measure) => string
  readonly ends: (ends: readonly [number, number], measure: Measure) => string
}

const numbersOf = (format: Formats): Numbers => {
  const difference: Numbers['difference'] = (value, measure) =>
    measure.type === 'share' ? `${format.points(value)} 个百分点` : format.amountDifference(value, measure.currency ?? '')
  const interval: Numbers['interval'] = ([low, high], measure) =>
    measure.type === 'share'
      ? `${format.points(low)} 至 ${format.points(high)} 个百分点`
      : `${difference(low, measure)} 至 ${difference(high, measure)}`
  const ends: Numbers['ends'] = ([low, high], measure) =>
    measure.type === 'share' ? `${format.points(low)} 至 ${format.points(high)}` : interval([low, high], measure)
  return { difference, interval, ends }
}

const shortOf = (format: Formats, { difference }: Numbers, verdict: Verdict, measure: Measure): string => {
  switch (verdict.type) {
    case 'nothing-to-compare':
      return `没有可比较的方案：只有一个方案，${format.count(verdict.assigned)} 位客户`
    case 'not-enough-data':
      return `数据不足：已分组 ${format.count(verdict.assigned)} 位客户`
    case 'broken':
      return '实验有故障：各方案人数与设定不符'
    case 'difference':
      return `目前“${verdict.variant}”对“${verdict.against}”：${metricName(verdict.metric)} ${difference(verdict.difference, measure)}`
    case 'no-difference':
      return `${metricName(verdict.metric)}：目前未显示出差异`
  }
}

const sentenceOf = (format: Formats, { difference }: Numbers, verdict: Verdict, measure: Measure): string => {
  switch (verdict.type) {
    case 'nothing-to-compare':
      return `没有可比较的对象：${format.count(verdict.assigned)} 位客户得到的都一样。`
    case 'not-enough-data':
      return `现在下结论还为时过早：目前只分组了 ${format.count(verdict.assigned)} 位客户。`
    case 'broken':
      return '实验出了故障，无法下结论：各方案的人数与设定的比例不符。'
    case 'difference':
      return differenceSentence(verdict, difference(Math.abs(verdict.difference), measure), measure)
    case 'no-difference':
      return `到目前为止，“${metricName(verdict.metric)}”没有显示出差异。`
  }
}

const moreOf = (format: Formats, { interval }: Numbers, verdict: Verdict, measure: Measure): string => {
  switch (verdict.type) {
    case 'nothing-to-compare':
      return '发生了什么，下面有统计。想知道邮件改变了什么，请增加第二个方案或留白组。'
    case 'not-enough-data':
      return '请等到每个方案都有观察窗口已结束的客户。'
    case 'broken':
      return `如果一切正常，出现这种人数的概率是 ${format.pValue(verdict.pValue)}。请查找分组之前是什么让某个方案少了客户。`
    case 'difference':
      return `与数据相符的真实差异在 ${interval(verdict.interval, measure)}之间（95% 置信区间）。只有在实验开始前约定的那一天，这才算结论；其他日子只是看一眼，看得太勤会看出并不存在的差异。`
    case 'no-difference':
      return `这并不表示没有差异：${interval(verdict.widest, measure)}之间的任何差异都与数据相符（最宽的 95% 置信区间）。`
  }
}

type Difference = Extract<Verdict, { readonly type: 'difference' }>

const differenceSentence = ({ variant, against, metric, difference }: Difference, signed: string, { type }: Measure): string => {
  const size = signed.replace('+', '')
  return type === 'share'
    ? `目前，“${variant}”的“${metricName(metric)}”转化率比“${against}”${difference > 0 ? '高' : '低'} ${size}。`
    : `目前，平均每位客户，“${variant}”比“${against}”${difference > 0 ? '多' : '少'}带来 ${size}。`
}
