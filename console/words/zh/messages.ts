import type { Hindrance, Refusal, RefusalType, StatusName, SuppressionReason } from '../../api/types.ts'
import type { Formats } from '../formats.ts'
import type { MessageWords } from '../words.ts'

const STATUSES: Readonly<Record<StatusName, string>> = {
  owed: '待发送',
  deferred: '等待时机',
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
  deferred: '目前有规则不允许，稍后会再看一次。',
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
  stopped: '活动或所有发送当时已停止',
  'campaign-not-active': '活动当时已不在进行中',
  'journey-ended': '客户此前已离开该活动',
  'no-address': '没有可用的邮箱地址',
  suppressed: '该地址在禁发名单上',
  withdrawn: '客户已撤回同意',
  'no-consent': '没有取得联系该客户的同意',
  'not-confirmed': '客户尚未确认订阅',
  'already-confirmed': '已无须确认',
  paused: '客户要求暂停',
  'campaign-paused': '活动恢复时已过时效',
  'quiet-hours': '免打扰时段结束时已过时效',
  'outside-window': '发送窗口打开时已过时效',
  capped: '已达频次上限',
  'over-budget': '当日额度已用完',
  'no-coupon': '优惠码已发完',
  erased: '该客户的全部数据已被删除',
  'not-renderable': '无法为该客户填充邮件模板',
  rejected: '邮件服务拒绝了这封邮件',
}

const SUPPRESSIONS: Readonly<Record<SuppressionReason, string>> = {
  'hard-bounce': '邮件被永久退回',
  'soft-bounces': '邮件一再被退回',
  complaint: '收件人曾标为垃圾邮件',
  'by-hand': '由这里的工作人员加入名单',
}

const asIs = (id: string): string => id

export const messageWords = (format: Formats): MessageWords => ({
  status: (status) => STATUSES[status],
  statusMeaning: (status) => STATUS_MEANINGS[status],
  refusalType: (type) => REFUSALS[type],
  suppression: (because) => SUPPRESSIONS[because],
  refusal: (because, named = asIs) => refusalText(format, because, named),
  waits: (because, until, named = asIs) => {
    switch (because.type) {
      case 'campaign-paused':
        return '等到活动恢复'
      case 'quiet-hours':
        return `等到 ${because.zone} 时间 ${format.instantIn(until, because.zone)}（免打扰时段）${zoneText(because)}`
      case 'outside-window':
        return `等到 ${because.zone} 时间 ${format.instantIn(until, because.zone)}（活动的发送窗口）${zoneText(because)}`
      case 'capped':
        return `等到 ${format.instant(until)}：${capText(format, because, named)}`
      case 'over-budget':
        return `等到 ${format.instant(until)}：${budgetText(format, because)}`
      default:
        return `等到 ${format.instant(until)}`
    }
  },
  zoneUnknown: '客户的时区未知：采用公司的时区。',
  mails: (count) => `${format.count(count)} 封邮件`,
})

const refusalText = (format: Formats, because: Refusal, named: (campaign: string) => string): string => {
  switch (because.type) {
    case 'stopped':
      return `${because.of === 'all' ? '所有发送' : '该活动'}已于 ${format.instant(because.at)} 停止：${stopWords(format, because.because)}`
    case 'suppressed':
      return `该地址自 ${format.instant(because.at)} 起在禁发名单上：${SUPPRESSIONS[because.because]}`
    case 'withdrawn':
      return `客户已于 ${format.instant(because.at)} 撤回同意`
    case 'no-consent':
      return because.basis === 'opt-in' ? '客户从未主动订阅，而策略只允许联系订阅者' : '当时还不是客户，而策略只允许联系客户'
    case 'not-confirmed':
      return `客户于 ${format.instant(because.since)} 订阅，此后一直没有确认`
    case 'already-confirmed':
      return `已无须确认：客户已于 ${format.instant(because.at)} 确认`
    case 'paused':
      return `客户要求暂停至 ${format.instant(because.until)}`
    case 'quiet-hours':
      return `免打扰时段到 ${because.zone} 时间 ${format.instantIn(because.until, because.zone)} 才结束，届时已过时效${zoneText(because)}`
    case 'outside-window':
      return `发送窗口到 ${because.zone} 时间 ${format.instantIn(because.until, because.zone)} 才打开，届时已过时效${zoneText(because)}`
    case 'capped':
      return `已放弃：${capText(format, because, named)}`
    case 'over-budget':
      return `已放弃：${budgetText(format, because)}`
    case 'no-coupon':
      return `优惠码池“${because.pool}”已发完`
    case 'not-renderable':
    case 'rejected':
      return `${REFUSALS[because.type]}：${because.detail}`
    default:
      return REFUSALS[because.type]
  }
}

const capText = (format: Formats, { topic, atMost, withinMs, by }: Of<'capped'>, named: (campaign: string) => string): string => {
  const about = topic === null ? '' : `关于“${topic}”`
  const taken = by === null ? '' : `；名额给了“${named(by)}”`
  return `${format.duration(withinMs)}内${about}最多 ${format.count(atMost)} 封${taken}`
}

const budgetText = (format: Formats, { of, perDay }: Of<'over-budget'>): string =>
  `${of === 'all' ? '全部活动合计' : '该活动'}每天最多发送 ${format.count(perDay)} 封`

const zoneText = ({ isFallback }: Of<'quiet-hours' | 'outside-window'>): string => (isFallback ? '；客户的时区未知，采用公司的时区' : '')

type Of<Type extends Hindrance['type']> = Extract<Hindrance, { readonly type: Type }>

type StopReason = Extract<Refusal, { type: 'stopped' }>['because']
type Excess = Omit<Extract<StopReason, { type: 'breaker' }>, 'type'>

export const stopWords = (format: Formats, because: StopReason): string => {
  switch (because.type) {
    case 'person':
      return `“${because.why}”`
    case 'guardrail':
      return harmWords(because)
    case 'breaker':
      return excessWords(format, because)
  }
}

const harmWords = ({ experiment, found, variant, metric }: Extract<StopReason, { type: 'guardrail' }>): string => {
  if (found === 'broken') return `实验“${experiment}”已失效`
  const measured = metric === null ? '' : `（${metric}）`
  return `实验“${experiment}”的变体“${variant}”${found === 'harmful' ? '造成损害' : '效果更差'}${measured}`
}

export const excessWords = (format: Formats, { rate, count, of }: Excess): string =>
  `${format.count(of)} 封邮件中有 ${format.count(count)} 封${rate === 'complaints' ? '被投诉' : '被退回'}`
