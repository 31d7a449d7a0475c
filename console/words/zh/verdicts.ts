import type { Fault, ResultSummary, Verdict } from '../../api/types.ts'
import type { Formats } from '../formats.ts'
import { type Measure, type MeasuredNumbers, measureIn } from '../measure.ts'
import type { VerdictWords } from '../words.ts'
import { measuredWords } from './measured.ts'

export const verdictWords = (format: Formats): VerdictWords => {
  const numbers = measuredWords(format)
  return {
    ...numbers,
    metricName,
    armName,
    experimentName,
    kind: {
      broken: '有故障',
      harmful: '有害',
      'not-enough-data': '数据不足',
      running: '进行中',
      winner: '胜出',
      loser: '落败',
      'no-difference': '无实质差异',
    },
    lead: { winner: '领先', loser: '落后' },
    short: (summary) => shortOf(format, numbers, summary),
    sentence: (summary) => sentenceOf(format, numbers, summary),
    latched: (day) => `${format.day(day)}得出`,
  }
}

const AUTOMATIC: Readonly<Record<string, string>> = {
  $unsubscribe: '退订',
  $complaint: '垃圾邮件投诉',
  $bounce: '退信',
  $click: '点击',
  $visit: '访问',
}

const metricName = (name: string, type: Measure['type'] = 'rate'): string => {
  const known = AUTOMATIC[name] ?? `“${name}”`
  return type === 'mean' ? `${known}的收入` : known
}

const armName = (name: string): string => (name === 'holdout' ? '留白组' : name === '(treated)' ? '全部受触达客户' : `“${name}”`)

const experimentName = (id: string, name: string): string => (id === '$global' ? '全局留白组' : name)

const armOf = ({ id }: ResultSummary, name: string): string => armName(id === '$global' && name === 'treated' ? '(treated)' : name)

const shortOf = (format: Formats, numbers: MeasuredNumbers, summary: ResultSummary): string => {
  const { verdict, metric, measure } = summary
  switch (verdict.type) {
    case 'broken':
      return '有故障：这里的数字都不可信'
    case 'harmful':
      return `${armOf(summary, verdict.variant)}有害：${harmOf(verdict.guardrail)}`
    case 'not-enough-data':
      return verdict.missing.what === 'comparison' ? '没有可比较的对象' : `数据不足：已分组 ${format.count(summary.assigned)} 位客户`
    case 'running':
      return `进行中：${progressOf(format, verdict.mature, verdict.planned)}`
    case 'winner':
    case 'loser':
      return `${armOf(summary, verdict.variant)}${deedOf(summary.method, verdict.type)}：${metricName(metric, measure)} ${numbers.difference(verdict.estimate, measureIn(summary))}`
    case 'no-difference':
      return `${metricName(metric, measure)}无实质差异`
  }
}

const deedOf = (method: ResultSummary['method'], type: Decided['type']): string => {
  if (method === 'bayesian') return type === 'winner' ? '领先' : '落后'
  return type === 'winner' ? '胜出' : '落败'
}

const progressOf = (format: Formats, mature: number, planned: number | null): string =>
  planned === null
    ? `${format.count(mature)} 位客户的观察窗口已结束`
    : `计划 ${format.count(planned)} 位客户，已完成 ${format.count(mature)} 位`

const sentenceOf = (format: Formats, numbers: MeasuredNumbers, summary: ResultSummary): string => {
  const { verdict, metric } = summary
  switch (verdict.type) {
    case 'broken':
      return `实验有故障，无法下结论：${faultOf(format, verdict.fault)}`
    case 'harmful':
      return `${armOf(summary, verdict.variant)}有害：${harmOf(verdict.guardrail)}（与对照方案相比），自${format.day(verdict.since)}起可见。`
    case 'not-enough-data':
      return missingOf(format, metric, verdict.missing)
    case 'running':
      return runningOf(format, numbers, summary, verdict)
    case 'winner':
    case 'loser':
      return decidedOf(format, numbers, summary, verdict)
    case 'no-difference':
      return sameOf(numbers, summary, verdict)
  }
}

const faultOf = (format: Formats, fault: Fault): string => {
  switch (fault.because) {
    case 'srm': {
      const { observed = 0, expected = 0 } = fault.arms.find(({ variant }) => variant === fault.furthest) ?? {}
      return `各方案的人数与设定的比例不符；${armName(fault.furthest)}有 ${format.count(observed)} 位客户，预期为 ${format.count(expected)} 位。`
    }
    case 'crossover':
      return `有 ${format.count(fault.customers)} 位客户（${format.share(fault.share)}）出现在不止一个方案中。`
    case 'assignment':
      return `有 ${format.count(fault.customers)} 位客户在${armName(fault.arm)}中，而文件没有把任何人分到那里。`
  }
}

const HARM: Readonly<Record<string, string>> = {
  $unsubscribe: '退订的客户更多',
  $complaint: '投诉垃圾邮件的客户更多',
  $bounce: '退信更多',
}
const harmOf = (guardrail: string): string => HARM[guardrail] ?? `护栏指标“${guardrail}”变差`

type Missing = Extract<Verdict, { readonly type: 'not-enough-data' }>['missing']

const missingOf = (format: Formats, metric: string, missing: Missing): string => {
  switch (missing.what) {
    case 'comparison':
      return '没有可比较的对象：只有一个方案，也没有留白组。'
    case 'outcomes':
      return `数据不足：观察窗口已结束的 ${format.count(missing.mature)} 位客户中，没有人达成${metricName(metric)}，或者全部达成。`
    case 'customers':
      if (missing.firstMatureDay === null) return '数据不足：还没有客户被分组。'
      return missing.mature > 0
        ? `数据不足：已有 ${format.count(missing.mature)} 位客户的观察窗口结束，但其中一个方案还没有这样的客户。`
        : `数据不足：还没有客户的观察窗口结束。首批窗口将于${format.day(missing.firstMatureDay)}结束。`
  }
}

type Running = Extract<Verdict, { readonly type: 'running' }>

const runningOf = (format: Formats, numbers: MeasuredNumbers, summary: ResultSummary, verdict: Running): string => {
  const { mature, planned, estimate, interval, daysLeft, dueDay } = verdict
  if (dueDay !== null) {
    return `${format.day(dueDay)}之前不下任何结论：这个实验只在那一天查看一次。目前已有 ${format.count(mature)} 位客户的观察窗口结束。`
  }
  const left = daysLeft === null || daysLeft === 0 ? '' : `，大约还需 ${format.count(daysLeft)} 天`
  const far = `尚无定论：${progressOf(format, mature, planned)}${left}。`
  if (estimate === null) return `${far}目前还没有可说的差异。`
  const measure = measureIn(summary)
  const where = `目前${armOf(summary, verdict.variant)}与${armOf(summary, verdict.against)}相差 ${numbers.difference(estimate, measure)}`
  return `${far}${where}${interval === null ? '' : `（${numbers.ends(interval, measure)}）`}。`
}

type Decided = Extract<Verdict, { readonly type: 'winner' | 'loser' }>

const decidedOf = (format: Formats, numbers: MeasuredNumbers, summary: ResultSummary, verdict: Decided): string => {
  const { type, variant, against, estimate, interval, day } = verdict
  const measure = measureIn(summary)
  const size = numbers.size(estimate, measure)
  const name = metricName(summary.metric, summary.measure)
  const brings = {
    rate: `达成${name}的客户比例比${armOf(summary, against)}${estimate > 0 ? '高' : '低'} ${size}`,
    mean: `每位客户带来的${name}比${armOf(summary, against)}${estimate > 0 ? '多' : '少'} ${size}`,
    ratio: `${name}比${armOf(summary, against)}${estimate > 0 ? '高' : '低'} ${size}`,
  }[summary.measure]
  const between = interval === null ? '' : `（${numbers.interval(interval, measure)}）`
  const isLead = summary.method === 'bayesian'
  return `${armOf(summary, variant)}${deedOf(summary.method, type)}：${brings}${between}。于${format.day(day)}${isLead ? '首次出现' : '判定'}，数字为当日的。`
}

type Same = Extract<Verdict, { readonly type: 'no-difference' }>

const sameOf = (numbers: MeasuredNumbers, summary: ResultSummary, { variant, against, because, interval }: Same): string => {
  const measure = measureIn(summary)
  const pair = `${armOf(summary, variant)}与${armOf(summary, against)}`
  if (because === 'within' && interval !== null) {
    return `无实质差异：${pair}之间的差异在 ${numbers.interval(interval, measure)}之内，小于计划中值得在意的幅度。`
  }
  const ruledOut = interval === null ? '' : `${pair}之间，${numbers.interval(interval, measure)}以外的效应已被排除。`
  return `计划已完成，${metricName(summary.metric, summary.measure)}没有显示出差异。${ruledOut}`
}
