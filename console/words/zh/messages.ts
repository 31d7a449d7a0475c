import type { RefusalType, StatusName } from '../../api/types.ts'
import type { Formats } from '../formats.ts'
import type { MessageWords } from '../words.ts'

const STATUSES: Readonly<Record<StatusName, string>> = {
  owed: '待发送',
  claimed: '发送中',
  sent: '已发送',
  delivered: '已送达',
  bounced: '被退回',
  complained: '被标为垃圾邮件',
  refused: '未发送：被规则拒绝',
  withheld: '未发送：留白组',
  stale: '未发送：已过时效',
  unknown: '尚无回执',
  unconfirmed: '始终未确认',
}

const STATUS_MEANINGS: Readonly<Record<StatusName, string>> = {
  owed: '已决定发送，等待发出。',
  claimed: '已交给邮件服务，尚未收到应答。',
  sent: '邮件服务已接收。',
  delivered: '已进入收件人的邮箱。',
  bounced: '对方邮箱拒收。',
  complained: '收件人认为这是垃圾邮件。',
  refused: '某条规则不允许发送，原因见下。',
  withheld: '客户属于留白组，用来观察不发邮件会怎样。',
  stale: '还没来得及发出，就已过了合适的时机。',
  unknown: '可能已发出，也可能没有；目前没有消息。',
  unconfirmed: '可能已发出，也可能没有，而且不会再有消息；不会重发。',
}

const REFUSALS: Readonly<Record<RefusalType, string>> = {
  'sending-off': '当时已关闭所有发送',
  'campaign-not-active': '活动当时已不在进行中',
  'journey-ended': '客户此前已离开该活动',
  'no-address': '没有可用的邮箱地址',
  withdrawn: '客户已撤回同意',
  'no-consent': '没有取得联系该客户的同意',
  'not-renderable': '无法为该客户填充邮件模板',
  rejected: '邮件服务拒绝了这封邮件',
}

export const messageWords = (format: Formats): MessageWords => ({
  status: (status) => STATUSES[status],
  statusMeaning: (status) => STATUS_MEANINGS[status],
  refusalType: (type) => REFUSALS[type],
  refusal: (because) => {
    switch (because.type) {
      case 'withdrawn':
        return `客户已于 ${format.instant(because.at)} 撤回同意`
      case 'no-consent':
        return because.basis === 'opt-in' ? '客户从未主动订阅，而策略只允许联系订阅者' : '当时还不是客户，而策略只允许联系客户'
      case 'not-renderable':
      case 'rejected':
        return `${REFUSALS[because.type]}：${because.detail}`
      default:
        return REFUSALS[because.type]
    }
  },
  mails: (count) => `${format.count(count)} 封邮件`,
})
