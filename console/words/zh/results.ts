import type { Formats } from '../formats.ts'
import type { ResultListWords } from '../words.ts'

const SENTENCES = {
  title: '实验结果',
  text: '每个实验对已分组客户的效果，每位客户只计一次。',
  empty: {
    title: '还没有可衡量的内容',
    text: '给活动设定一个目标，或声明一个在别处分组的实验。第一位被分组的客户会带来第一批数字。',
  },
  toPlanner: '规划实验',
  progressName: '计划中的客户',
  noPlan: '没有计划',
  togetherTitle: '全部活动合计',
  togetherText: '没有这些活动就不会有的部分：所有受触达客户与所有留白客户相比，各活动相加。',
  togetherConversions: '增量转化',
  globalTitle: '全局留白组',
  globalText: '一部分客户在一段时间内完全不收营销内容。与他们相比，才知道所有活动合起来带来了什么。',
  asOf: '截至这一天结束',
  today: '显示最近一天',
  phase: '阶段',
  copyLink: '复制链接',
  linkCopied: '链接已复制',
  csv: '保存为 CSV',
  copyFailed: '浏览器不允许此操作。',
}

export const resultsWords = (format: Formats): ResultListWords => ({
  ...SENTENCES,
  assigned: (assigned) => `已分组 ${format.count(assigned)} 位客户`,
  progress: (mature, planned) => `计划 ${format.count(planned)} 位，已完成 ${format.count(mature)} 位`,
  phaseOf: (phase) => `第 ${format.count(phase)} 阶段`,
  togetherMoney: (currency) => `增量收入（${currency}）`,
  togetherOf: (campaigns, untold) => {
    const known = `${format.count(campaigns)} 个有留白组的活动`
    if (untold === 0) return known
    return campaigns === 0 ? `${format.count(untold)} 个活动暂时无法判断` : `${known}；另有 ${format.count(untold)} 个暂时无法判断`
  },
  between: (low, high) => `${low} 至 ${high} 之间`,
  measured: (assigned, metric, window) =>
    `已分组 ${format.count(assigned)} 位客户，以${metric}衡量${window === null ? '' : `，观察分组后 ${window}`}。`,
  phaseName: (phase, firstDay) =>
    firstDay === null ? `第 ${format.count(phase)} 阶段，尚无客户` : `第 ${format.count(phase)} 阶段，始于${format.day(firstDay)}`,
  past: (day) => `您看到的是截至${format.day(day)}结束时的情况。`,
})
