/** 草稿在过去会做什么：编辑器中的模拟。 */
import type { SimulationGap } from '../../../shared/contract/api.ts'
import type { EntryRefusal } from '../../api/types.ts'
import type { Formats } from '../formats.ts'
import type { SimulationWords } from '../words.ts'

const GAPS: Readonly<Record<SimulationGap, string>> = {
  'entered-before': '模拟开始之前已经进入过活动的客户：重复进入的规则不知道他们。',
  'under-way': '模拟开始时，已发布版本中正在进行的旅程。',
  'no-reactions': '客户所做的就是他们真实做过的事：没有人因为这些邮件而下单、打开或投诉。',
  'not-kept': '它所问的某些事件没有保存记录。发布之后就会保存。',
  'attributes-of-today': '属性是今天的，而不是当时的。',
  'kept-for': '事件只保存一段时间，并且只保存此处提到的事件。',
  'taken-as-active': '文件中写有其他状态、开始或结束时间；模拟时当作一直在进行。',
  'not-running': '有些已发布的活动目前没有运行。',
  'no-history': '其中一段时间没有任何记录。',
  'no-codes': '有一个券池没有优惠码，需要优惠码的邮件因此未能发出。',
}

const REFUSALS: Readonly<Record<EntryRefusal['type'], string>> = {
  'campaign-not-active': '活动未在进行',
  'campaign-paused': '活动已暂停',
  draft: '活动是草稿',
  missed: '时机已过',
  'entered-for-key': '已为同一件事进入过',
  'no-key': '事件没有说明是哪件事',
  'not-started': '活动尚未开始',
  over: '活动已结束',
  'event-too-old': '事件来得太晚',
  'already-in': '已在活动中',
  'entered-before': '之前进入过',
  'too-many-journeys': '同时参与的活动已达上限',
  'not-in-audience': '不在受众之中',
  'outside-traffic': '不属于参与的那一部分',
  'in-other-experiment': '已属于同组的另一个实验',
}

export const simulationWords = (format: Formats): SimulationWords => ({
  title: '按上个季度模拟',
  text: '让保存下来的历史走一遍这份文件，与正在运行的活动一起。不会发出任何东西。',
  begin: '按上个季度模拟',
  again: '重新模拟',
  stop: '停止',
  running: '正在模拟',
  come: (at) => (at === null ? '正在读取历史……' : `已到 ${format.date(at)}`),
  stopped: '已停止。',
  failed: '无法模拟',
  elsewhere: '此处无法运行模拟。请在您自己的机器上，用事件文件运行：',
  stale: '此后文件已有改动，这些数字属于之前的文件。',
  nobody: '不会有任何人进入。',
  sentence: (entered, sent, from, to) =>
    `从 ${format.date(from)} 到 ${format.date(to)}，共会有 ${format.count(entered)} 人次进入，发出 ${format.count(sent)} 封邮件。`,
  busiest: (day, sent) => `最多的一天是 ${format.day(day)}，共 ${format.count(sent)} 封。`,
  entered: '进入次数',
  held: '留白',
  sent: '发出的邮件',
  notSent: '未发的邮件',
  notSentText: '被拒、留白或过期',
  days: '每天的邮件',
  weeks: '每周的邮件',
  daysDescription: (most) => `发出的邮件，以柱形表示。最高的柱形为 ${format.count(most)} 封。`,
  day: '日期',
  week: '起始日',
  entryRefusals: '其他人为何没有进入',
  entryRefusalsNone: '触发了它的人都进入了。',
  mailRefusals: '什么阻碍了邮件',
  deferred: '推迟',
  variants: '按方案',
  variant: '方案',
  customers: '客户',
  examples: '其中几位客户',
  examplesText: '会在他们身上发生的事，从早到晚。',
  leftOut: '模拟没有考虑到的',
  refusal: (type) => REFUSALS[type],
  gap: (gap) => GAPS[gap],
  times: '次数',
  why: '原因',
})
