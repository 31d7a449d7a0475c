import type { Attention } from '../../../shared/contract/api.ts'
import type { Formats } from '../formats.ts'
import type { OverviewWords } from '../words.ts'
import { excessWords, stopWords } from './messages.ts'

export const overviewWords = (format: Formats): OverviewWords => ({
  title: '概览',
  asOf: (at) => `截至 ${format.instant(at)}`,
  customers: (count) => `${format.count(count)} 位客户`,
  stagesTitle: '客户处于哪个阶段',
  stagesText: (customers, prospects) =>
    `共 ${format.count(customers)} 位客户处于各阶段，另有 ${format.count(prospects)} 位潜在客户尚未下单。`,
  ofCustomers: (share) => `占客户的 ${format.share(share)}`,
  change: (change, days) =>
    change === 0 ? `与 ${days} 天前持平` : `${days} 天内${change > 0 ? '增加' : '减少'} ${format.count(Math.abs(change))}`,
  notCounted: '已认识，尚未下单',
  none: {
    title: '这里还没有客户',
    text: '您的后端一发布第一个事件，对应的客户就会出现在这里：处于哪个阶段，以及为什么。',
    go: '接入您的后端',
  },
  flowTitle: '客户如何随时间流动',
  flowText: '每天结束时各阶段的客户数。',
  flowDescription: (from, to) => `堆叠面积图：${from}至${to}，每天处于各生命周期阶段的客户数。表格中是同样的数字。`,
  flowEmpty: '第一天还没有结束。从明天起，这里会显示客户如何在各阶段之间流动。',
  day: '日期',
  liveTitle: '此刻',
  perSecond: '个事件/秒',
  beats: (seconds) => `最近 ${seconds} 秒的每秒事件数`,
  taken: '启动以来已接收',
  refused: '启动以来被拒绝',
  sentLive: '启动以来已发邮件',
  sentWeek: '最近 7 天发出的邮件',
  attentionTitle: '需要您处理',
  attentionNone: '没有待办。收到的内容都已识别，邮件都能正常填充，各方案的人数也与设定相符。',
  attention: attentionOf(format),
  attentionGo: {
    'coupons-low': '查看优惠码',
    'sending-stopped': '查看发送情况',
    'campaign-stopped': '查看发送情况',
    'rates-warn': '查看发送情况',
    quarantine: '查看并修正',
    'quarantine-full': '查看并修正',
    'sample-ratio': '查看结果',
    'unsettled-mail': '查看活动',
    'not-renderable': '查看活动',
  },
  campaignsTitle: '营销活动',
  allCampaigns: '全部活动',
})

const attentionOf =
  (format: Formats) =>
  (attention: Attention): string => {
    switch (attention.type) {
      case 'quarantine':
        return `有 ${format.count(attention.count)} 个事件无法直接接收，正在隔离区等待处理。`
      case 'quarantine-full':
        return `隔离区已满（${format.count(attention.kept)} 条），另有 ${format.count(attention.lost)} 个被拒绝的事件无法保留。请尽快处理，并检查是谁在发布它们。`
      case 'sample-ratio':
        return `“${attention.experiment}”各方案的人数与设定的比例不符，说明某处出了故障，其中的任何差异都不可信。`
      case 'unsettled-mail':
        return `有 ${format.count(attention.count)} 封邮件至今不知是否已发出。`
      case 'not-renderable':
        return `“${attention.campaign}”有 ${format.count(attention.count)} 封邮件无法为客户填充内容。`
      case 'coupons-low':
        return attention.free === 0
          ? `码池“${attention.pool}”已空：“${attention.campaign}”无法发送邮件。`
          : `“${attention.campaign}”的码池“${attention.pool}”共 ${format.count(attention.total)} 个，仅剩 ${format.count(attention.free)} 个。`
      case 'sending-stopped':
        return `自 ${format.instant(attention.at)} 起所有发送已停止：${stopWords(format, attention.because)}。到期的邮件会被拒绝，并注明原因。`
      case 'campaign-stopped':
        return `“${attention.campaign}”自 ${format.instant(attention.at)} 起已停止：${stopWords(format, attention.because)}。其到期的邮件会被拒绝，并注明原因。`
      case 'rates-warn':
        return `${attention.campaign === null ? '全部邮件' : `“${attention.campaign}”的邮件`}退回过多：${excessWords(format, attention.excess)}。若继续上升，发送将停止。`
    }
  }
