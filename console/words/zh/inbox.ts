import type { Feedback } from '../../../shared/contract/api.ts'
import type { Formats } from '../formats.ts'
import type { InboxWords } from '../words.ts'
import { newsText } from './lists.ts'

const PAST: Readonly<Record<Feedback, string>> = {
  delivered: '已送达',
  bounced: '被退回',
  'soft-bounced': '暂时退回',
  complained: '被标为垃圾邮件',
  opened: '已打开',
  clicked: '已点击',
  unsubscribed: '已退订',
}

const PLAY: Readonly<Record<Feedback, string>> = {
  delivered: '送达',
  bounced: '退回',
  'soft-bounced': '暂时退回',
  complained: '标为垃圾邮件',
  opened: '打开',
  clicked: '点击链接',
  unsubscribed: '退订',
}

const DID: Readonly<Record<Feedback, string>> = {
  delivered: '邮件服务报告已送达，消息状态变为“已送达”。',
  bounced: '对方邮箱永久拒收。今后不再向该地址发送，直到有人解除限制。',
  'soft-bounced': '对方邮箱暂时无法接收。连续五次之后，将不再向该地址发送。',
  complained: '收件人标为垃圾邮件：全部同意均已撤回，不再向其发送任何邮件。',
  opened: '收件人打开了邮件。计为该邮件的一次打开，只计一次。',
  clicked: '收件人点击了邮件中的链接。计为该邮件的一次点击，只计一次。',
  unsubscribed: '收件人已退订：同意已撤回，该主题的活动对其结束，不再发送此类邮件。',
}

export const inboxWords = (format: Formats): InboxWords => ({
  title: '收件箱',
  text: '由本进程发出的每一封邮件。它们都不会离开您的电脑：可逐封打开，并模拟它之后的遭遇。',
  total: (count) => `${format.count(count)} 封邮件`,
  list: '邮件，最新的在最前',
  subject: '邮件',
  to: (to) => `收件人：${to}`,
  campaign: '活动',
  variant: '方案',
  variantStep: (variant, step) => `方案“${variant}”，第 ${step + 1} 步`,
  at: '发送时间',
  back: '回执',
  nothingBack: '暂无',
  of: (customer) => `仅显示发给客户“${customer}”的邮件。`,
  ofEveryone: '显示全部邮件',
  empty: { title: '还没有邮件', text: '一旦有活动发出邮件，就会出现在这里：什么都不会真正离开您的电脑。', campaigns: '查看营销活动' },
  news: (count, isMore) => newsText(format, count, isMore, '封新邮件'),
  all: '全部邮件',
  customer: '客户',
  about: '关于这封邮件',
  letter: '邮件内容',
  recipient: '收件人',
  sender: '发件人',
  replyTo: '回复至',
  noReplyTo: '发件人',
  unsubscribe: '退订',
  oneClick: '一键退订（RFC 8058）',
  scheme: '浅色或深色',
  schemes: { light: '浅色', dark: '深色' },
  view: '邮件的显示方式',
  views: { html: '收件人所见', text: '纯文本', source: '源码' },
  width: '宽度',
  widths: { desk: '电脑', phone: '手机' },
  frame: (subject) => `邮件“${subject}”`,
  frameHint:
    '邮件显示在封闭的框架中：其中的任何内容都不能运行或加载。我们自己的链接会在新标签页打开，在那里所做的会生效；其他链接不会跳转。',
  playTitle: '模拟之后的遭遇',
  playText: '模拟邮件服务会报告的情况，后果与真实情况相同。每种只能发生一次。',
  play: (type) => PLAY[type],
  past: (type) => PAST[type],
  did: (type) => DID[type],
  played: (at) => `发生于 ${format.instant(at)}`,
  seeCustomer: '查看客户',
  cannot: '这种情况已不可能发生',
})
