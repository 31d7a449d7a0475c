import type { EntryRefusal, Explanation, JourneyEnd, OwnEnd } from '../../api/types.ts'
import type { Json } from '../../../shared/kernel/json.ts'
import type { Formats } from '../formats.ts'
import type { ReasonWords } from '../words.ts'
import { lifecycleWords } from './lifecycle.ts'

const OPERATORS: Readonly<Record<string, string>> = {
  is: '等于',
  $eq: '等于',
  $ne: '不等于',
  $lt: '小于',
  $lte: '不超过',
  $gt: '大于',
  $gte: '不少于',
  $in: '属于',
  $ini: '属于',
  $nin: '不属于',
  $nini: '不属于',
  $all: '包含全部',
  $alli: '包含全部',
  $size: '的项数为',
  $type: '的类型为',
  $regex: '匹配',
  $regexi: '匹配',
  $notRegex: '不匹配',
  $notRegexi: '不匹配',
  $inGroup: '在名单中：',
  $notInGroup: '不在名单中：',
  $elemMatch: '有一项满足',
  $did: '发生过：',
  $didNot: '没有发生过：',
  $veq: '版本等于',
  $vne: '版本不等于',
  $vgt: '版本高于',
  $vgte: '版本不低于',
  $vlt: '版本低于',
  $vlte: '版本不高于',
}

const GROUPS: Readonly<Record<Exclude<Explanation['kind'], 'leaf'>, string>> = {
  all: '以下全部成立',
  any: '以下至少一项成立',
  none: '以下全不成立',
  not: '以下不成立',
  segment: '属于该客户群',
}

const valueText = (value: Json): string =>
  Array.isArray(value) ? value.map(valueText).join('、') : typeof value === 'string' ? `“${value}”` : JSON.stringify(value)

export const reasonWords = (format: Formats): ReasonWords => {
  const { standing } = lifecycleWords(format)
  const stageName = (stage: string): string => standing(stage as Parameters<typeof standing>[0]) ?? stage
  return {
    trigger: (trigger) => {
      switch (trigger.type) {
        case 'event':
          return `收到事件“${trigger.event}”。`
        case 'stage':
          return trigger.from === null
            ? `客户进入“${standing(trigger.to)}”阶段。`
            : `客户从“${standing(trigger.from)}”变为“${standing(trigger.to)}”。`
        case 'segment':
          return `客户${trigger.change === 'entered' ? '进入' : '离开'}了客群“${trigger.segment}”。`
        case 'schedule':
          return `到了计划的时间 ${format.instant(trigger.at)}。`
        case 'date':
          return `按其“${trigger.path}”，到了 ${format.instant(trigger.at)}。`
      }
    },
    entryRefusal: (because) => refusalText(format, because),
    journeyEnd: (end) => endText(end, stageName),
    ownEnd: ownEndText,
    leaf: ({ path, operator, expected }) =>
      operator === '$exists'
        ? `${path} ${expected === false ? '不存在' : '存在'}`
        : `${path} ${OPERATORS[operator] ?? operator} ${valueText(expected)}`,
    seen: (seen) => (seen === null ? '实际没有这个值。' : `实际为 ${valueText(seen)}。`),
    group: (kind) => GROUPS[kind],
    held: (held) => (held ? '成立' : '不成立'),
  }
}

const refusalText = (format: Formats, because: EntryRefusal): string => {
  switch (because.type) {
    case 'campaign-not-active':
      return '活动当时不在进行中。'
    case 'campaign-paused':
      return '活动当时处于暂停状态。'
    case 'draft':
      return '活动当时还是草稿，不接收任何人。'
    case 'missed':
      return `其时刻 ${format.instant(because.dueAt)} 在处理时已过去超过 ${format.duration(because.entryMaxAgeMs)}。`
    case 'entered-for-key':
      return `客户已为“${because.key}”进入过，而该活动对每一个只接收一次。`
    case 'no-key':
      return `事件没有“${because.property}”，而该活动对每一个只接收一次。`
    case 'not-started':
      return `活动要到 ${format.instant(because.startAt)} 才开始。`
    case 'over':
      return `活动已于 ${format.instant(because.endAt)} 结束。`
    case 'event-too-old':
      return `事件送达时，距其发生已超过 ${format.duration(because.entryMaxAgeMs)}。`
    case 'already-in':
      return `客户当时已在活动中（第 ${because.entry} 次进入）。`
    case 'entered-before':
      return because.againAt === null
        ? `客户曾于 ${format.instant(because.lastEnteredAt)} 进入，而该活动每人只能参加一次。`
        : `客户曾于 ${format.instant(because.lastEnteredAt)} 进入，${format.instant(because.againAt)} 之后才能再次进入。`
    case 'too-many-journeys':
      return `客户当时同时参加了 ${format.count(because.limit)} 个活动，已达上限。`
    case 'not-in-audience':
      return '客户不在目标人群内。'
    case 'outside-traffic':
      return `只有部分客户参加，该客户不在其中（10,000 个分桶中的第 ${format.count(because.bucket)} 号）。`
    case 'in-other-experiment':
      return `客户当时属于实验“${because.experiment}”，同一组的实验一次只能参加一个。`
  }
}

const ownEndText = (because: OwnEnd): string => {
  switch (because.type) {
    case 'step':
      return because.why === null ? '活动的步骤到此结束。' : `活动的步骤到此结束：${because.why}。`
    case 'no-date':
      return `无法等待：“${because.path}”没有可及的日期。`
  }
}

const endText = (end: JourneyEnd, stageName: (stage: string) => string): string => {
  if (end.outcome === 'completed') return '走完了全部步骤。'
  switch (end.because.type) {
    case 'event':
      return `提前离开：收到事件“${end.because.event}”。`
    case 'stage':
      return `提前离开：客户变为“${stageName(end.because.stage)}”。`
    case 'segment':
      return `提前离开：客户${end.because.change === 'entered' ? '进入' : '离开'}了客群“${end.because.segment}”。`
    case 'step':
    case 'no-date':
      return ownEndText(end.because)
    case 'campaign-ended':
      return '提前离开：活动已结束。'
    case 'withdrawn':
      return '提前离开：客户撤回了同意。'
    case 'erased':
      return '提前离开：该客户的全部数据已被删除。'
    case 'merged':
      return '提前离开：发现与另一位客户是同一人，由那位客户继续。'
  }
}
