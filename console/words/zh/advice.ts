import type { Acted, Advice } from '../../api/types.ts'
import type { Formats } from '../formats.ts'
import type { AdviceWords } from '../words.ts'

export const adviceWords = (format: Formats): AdviceWords => ({
  title: '下一步',
  advice: (advice, armName, guardrailName) => adviceOf(format, advice, armName, guardrailName),
  toEditor: '打开活动文件',
  toCampaign: '查看活动',
  toPlanner: '打开规划工具',
  foundTitle: '得出的结论与采取的措施',
  foundText: '得出当天记下，只记一次。无论之后数字如何变化，记录不变。',
  found: '结论',
  onDay: '判定日期',
  numbers: '当日数字',
  done: '采取的措施',
  wholeExperiment: '整个实验',
  nothingDone: '无：文件没有要求采取措施。',
  acted: (acted) => actedOf(format, acted),
  undoPromote: '撤回：把活动回滚到旧版本',
  undoStop: '撤回：重新开启发送',
  method: {
    hybrid: '混合序贯法（并为结束时保留一次查看）',
    'always-valid': '随时有效法',
    fixed: '固定日期',
    'lan-demets': 'Lan-DeMets 法',
    bayesian: '贝叶斯法',
    thompson: '汤普森采样',
  },
  protection: {
    always: '无论查看多少次都有效',
    'on-its-date': '只在约定日期有效',
    none: '不防偷看',
  },
  notBefore: (day) => `${format.day(day)}之前不下结论`,
  protectionText: {
    always: '可以天天查看：区间与结论对所有查看同时成立。',
    'on-its-date': '区间只对事先约定的那一次查看成立。其他日子只是看一眼，不是结论。',
    none: '查看得太勤、挑好看的时刻收手，就会“发现”并不存在的差异：胜过对照的概率在反复查看下并不成立。',
  },
})

const adviceOf = (format: Formats, advice: Advice, armName: (name: string) => string, guardrailName: (name: string) => string): string => {
  switch (advice.type) {
    case 'wait':
      return advice.days === null ? '请等待：尚无定论。' : `请再等大约 ${format.count(advice.days)} 天：尚无定论。`
    case 'promote':
      return `让所有新客户都收到${armName(advice.variant)}。`
    case 'drop':
      return `把${armName(advice.variant)}从活动中去掉。`
    case 'keep':
      return `保留${armName(advice.variant)}：效果相当，简单的那个可以留下。`
    case 'stop':
      return `立即停止${armName(advice.variant)}，并查看${guardrailName(advice.guardrail)}。`
    case 'look-at-assignment':
      return advice.arm === null
        ? '请检查分组与记录的环节，然后重新开始。'
        : `请检查把客户分到${armName(advice.arm)}的环节及其记录，然后重新开始。`
    case 'write-plan':
      return '下一次请先写好计划：有了计划，同样的时间能发现更小的差异。'
    case 'set-cap':
      return `请为“${advice.metric}”的收入设定上限：否则一笔大额订单就能左右结果，因此不会依据金额下结论。`
    case 'small-holdout':
      return `留白组只有 ${format.count(advice.heldOut)} 位客户：活动带来了多少将一直不明朗。更大的留白组能说明更多。`
    case 'no-traffic':
      return '已没有新客户进入。请检查活动的进入条件与受众。'
    case 'look-once':
      return '只在事先约定的一天查看一次，并只在那一天做决定。'
    case 'resume-when-mended':
      return '原因排除之后，请重新开启发送。'
  }
}

const actedOf = (format: Formats, { action, at, outcome, why }: Acted): string => {
  const what = { notify: '对外通知（rekindle.experiment.verdict）', promote: '推广给所有新客户', stop: '停止该活动的邮件' }[action]
  const because = why === null ? '' : `（${why}）`
  switch (outcome) {
    case 'done':
      return `${format.instant(at)}已完成：${what}${because}`
    case 'moot':
      return `已无必要：${what}${because}`
    case 'failed':
      return `尚未完成：${what}；系统会再次尝试${because}`
  }
}
