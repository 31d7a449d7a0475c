import type { Formats } from '../formats.ts'
import type { ResultWords } from '../words.ts'

const SENTENCES = {
  title: '实验结果',
  text: '每个实验对已分组客户的效果，每位客户只计一次。',
  empty: {
    title: '还没有可衡量的内容',
    text: '给活动设定一个目标，或声明一个在别处分组的实验。第一位被分组的客户会带来第一批数字。',
  },
  name: '实验',
  assigned: '已分组',
  metric: '衡量指标',
  verdictTitle: '结论',
  variant: '方案',
  control: '对照',
  holdout: '留白',
  byVariant: '按方案',
  trustTitle: '这些结果有多可信？',
  conversions: '转化数',
  rate: '转化率',
  perCustomer: '每客户收入',
  truth: '真实转化率',
  truthText: '只因为这是演示才知道：商店的客户实际会怎么做。',
  comparisonsTitle: '差异及其 95% 置信区间',
  comparisonsText: '零线右侧表示该方案领先。包含零的区间说明不了任何方向。',
  rateTitle: '转化客户占比之差（百分点）',
  compared: '比较',
  differenceColumn: '差异',
  intervalColumn: '95% 置信区间',
  pValueColumn: 'p 值',
  truthColumn: '真值（演示）',
  legend: { shown: '不含零', open: '包含零', truth: '真值（演示）' },
  srmTitle: '各方案的人数是否正常？',
  srmNone: '客户太少，还无法判断。',
  methodTitle: '什么时候可以做决定？',
  methodFixed: '在实验开始前就定好的那一个日期。这里的区间只对那一次查看有效。天天查看、挑个好看的时刻收手，就会“发现”并不存在的差异。',
  methodImmature: '观察窗口尚未结束的客户按目前的状态计入，因此太早的结果会偏向零。',
  holdoutTitle: '什么是留白组？',
  holdoutNone: '这里没有留白组。各方案只是相互比较，所以只知道哪封邮件带来更多，而不知道发邮件是否比不发更好。',
  countingTitle: '哪些人计入？',
  countingText:
    '所有被分组的客户都计入，每人一次，归在首次被分到的方案，无论之后发生什么（意向性分析）。结果须发生在分组后的观察窗口内才算数。',
  toCampaign: '查看活动',
}

export const resultWords = (format: Formats): ResultWords => ({
  ...SENTENCES,
  measured: (assigned, metric) => `已分组 ${format.count(assigned)} 位客户，以“${metric}”衡量。`,
  metricTitle: (name) => `目标：${name}`,
  metricText: (event, window) => `分组后 ${window}内发生事件“${event}”。`,
  revenueTitle: (currency) => `每位已分组客户的收入之差${currency === null ? '' : `（${currency}）`}`,
  plotDescription: (count) => `共 ${format.count(count)} 组比较：圆点是差异，横条是 95% 置信区间，竖线是零。表格中是同样的数字。`,
  comparison: (variant, against) => `${variant} – ${against}`,
  srmFine: (pValue) => `正常。人数与设定的比例相符（p = ${format.pValue(pValue)}），分组与计数可以信赖。`,
  srmBroken: (pValue) =>
    `不正常。偏离设定比例如此之远，偶然发生的概率只有 ${format.pValue(pValue)}。这叫作样本比例失衡（SRM）：有什么在不该区别的时候区别对待了各方案。在找到原因之前，请不要相信本页的任何差异。`,
  holdoutText: (holdout) =>
    `“${holdout}”中的客户由随机抽取决定不打扰：他们和其他人一样走完每个步骤，只是不收邮件。与他们相比，才知道邮件究竟带来了多少；方案之间相比，只知道哪封邮件带来更多。`,
})
