import type { Formats } from '../formats.ts'
import type { CampaignWords } from '../words.ts'
import { lifecycleWords } from './lifecycle.ts'

export const campaignWords = (format: Formats): CampaignWords => ({
  title: '营销活动',
  text: '每个活动触达了谁，带来了什么。',
  status: { draft: '草稿', active: '进行中', paused: '已暂停', ended: '已结束' },
  version: (version) => `第 ${version} 版`,
  topic: (topic) => `主题：${topic}`,
  entry: (entry) => {
    switch (entry.on) {
      case 'event':
        return `由事件“${entry.event}”触发`
      case 'stage':
        return `客户变为“${lifecycleWords(format).standing(entry.stage)}”时触发`
      case 'segment':
        return `客户${entry.change === 'entered' ? '进入' : '离开'}客群“${entry.segment}”时触发`
      case 'schedule':
        return '按计划触发'
      case 'date':
        return `按“${entry.path}”中的日期触发`
    }
  },
  count: (count) => `共 ${format.count(count)} 个活动`,
  name: '活动',
  entered: '进入次数',
  enteredText: '同一客户可能多次进入',
  under: '当前参与',
  underText: '此刻正在活动中',
  completed: '走完全程',
  completedText: '走完了全部步骤',
  exited: '提前离开',
  exitedText: '往往是因为做到了活动所期望的事',
  held: '留白',
  heldText: '不收邮件，用来观察不发会怎样',
  reachTitle: '触达了谁',
  sent: '已发邮件',
  sentText: '邮件服务已接收，不论之后是否送达',
  verdict: '效果',
  notMeasured: '没有衡量效果：该活动没有设定目标。',
  empty: {
    title: '还没有营销活动',
    text: '一个活动就是一个 JSON 文件。可以在这里编写，也可以放进活动文件夹并发布。',
  },
  stepsTitle: '按方案与步骤',
  stepsText: '每个步骤的邮件去向。',
  stepsNone: '目前还没有任何步骤发出邮件。',
  variant: '方案',
  step: '步骤',
  subject: '邮件主题',
  due: '应发',
  notSent: '未发',
  sourceTitle: '发布时的文件',
  sourceText: '已发布的版本不再改变；客户会走完自己进入的那个版本。',
  toResult: '查看完整结果',
  resultTitle: '效果',
  ...writingWords(format),
  people: (count) => `${format.count(count)} 位客户`,
})

/** 正在编写的活动。 */
const writingWords = (format: Formats): Pick<CampaignWords, 'edit' | 'new' | 'drafts'> => ({
  edit: '编辑',
  new: '新建活动',
  drafts: {
    title: '正在编写',
    text: '按离开时的样子保存。在发布之前，客户不会察觉。',
    fresh: '新活动',
    from: (version) => `基于${version}`,
    errors: (count) => `${format.count(count)} 个错误`,
    discard: '丢弃',
    discarded: (id) => `“${id}”的草稿已丢弃。`,
    undo: '撤销',
  },
})
