import type { Formats } from '../formats.ts'
import type { CouponWords, DeliveryWords, SuppressionWords } from '../words.ts'
import { newsText } from './lists.ts'
import { messageWords, stopWords } from './messages.ts'

export const deliveryWords = (format: Formats): DeliveryWords => ({
  title: '发送与送达',
  text: '邮件能否发出，退回了什么，哪些地址不可联系。',
  sendingTitle: '发送',
  on: '发送已开启',
  onText: '邮件到时即发。',
  off: '全部发送已停止',
  stopped: ({ at, by, because }) =>
    `自 ${format.instant(at)} 起，由${by === 'breaker' ? '熔断机制' : '人工'}停止：${stopWords(format, because)}。到期的邮件会被拒绝，并注明原因。`,
  turn: (isOn, campaign) => ({
    button: isOn ? (campaign === null ? '停止全部发送' : '停止') : '恢复发送',
    title: isOn ? `停止${campaign === null ? '全部发送' : `“${campaign}”`}` : `恢复${campaign === null ? '发送' : `“${campaign}”`}`,
    text: isOn
      ? '不再发出任何邮件。期间到期的邮件会被拒绝，之后也不补发，并注明原因。'
      : '此后到期的邮件重新发出；期间被拒绝的不会补发。熔断只计算此后的退回。',
    example: isOn ? '优惠价格写错了' : '名单已清理',
  }),
  why: '原因（会随变更保存）',
  undo: '撤销',
  takenBack: (because) => `撤销：${because}`,
  reason: (because) => stopWords(format, because),
  ratesTitle: '退回情况',
  ratesText: (days) => `最近 ${days} 天的邮件。邮箱服务商也看这些数字，超过者会被停发。`,
  rate: (rate) => ({ complaints: '投诉', bounces: '永久退回' })[rate],
  countOf: (count, of) => `${format.count(of)} 封中 ${format.count(count)} 次`,
  marks: (warn, stop) => `达 ${warn} 警告，达 ${stop} 停发。`,
  least: (least) => `少于 ${least} 次不计比率。`,
  campaignsTitle: '各个活动',
  campaignsText: '退回过多的活动会先自动停止，再到全部发送。',
  campaignState: (isStopped, say) => (isStopped ? '已停止' : say === 'ok' ? '发送中' : '发送中，接近上限'),
  changesTitle: '开关变更记录',
  changesText: '每次变更及其原因，最新的在最前。',
  changesNone: '至今没有人动过开关，熔断也没有触发。',
  when: '时间',
  what: '对象',
  change: '变更',
  changed: (on) => (on ? '开启' : '停止'),
  by: '操作者',
  who: (by) => (by === 'breaker' ? '熔断机制' : '人工'),
  whyColumn: '原因',
  everything: '全部活动',
  budgetTitle: '今日',
  budgetText: (zone) => `额度按 ${zone} 的日期计算。`,
  noBudget: '策略没有限制每天的邮件数。',
  spent: (spent, perDay) => (perDay === null ? `${format.count(spent)} 封` : `${format.count(spent)} / ${format.count(perDay)} 封`),
  paceTitle: '速率',
  noHold: '邮件服务目前来者不拒。',
  hold: ({ until, because, mails, isNow }) =>
    isNow
      ? `邮件服务要求等到 ${format.instant(until)}：${because}。${format.count(mails)} 封被退还，正在等待。`
      : `上次要求等到 ${format.instant(until)}：${because}。当时有 ${format.count(mails)} 封等待。`,
})

export const suppressionWords = (format: Formats): SuppressionWords => ({
  title: '禁发名单',
  titled: (count) => `禁发名单（${format.count(count)} 个地址）`,
  text: '永久退回或被投诉的地址以密钥摘要的形式保存在此，无论归谁所有；不保存地址本身。',
  none: '名单是空的。',
  news: (count, isMore) => newsText(format, count, isMore, '个新地址'),
  address: '摘要',
  because: '原因',
  since: '起始时间',
  customer: '邮件发给谁',
  nobody: '无邮件',
  mail: '该邮件',
  lift: '移出名单',
  liftTitle: '将地址移出名单',
  liftText: (because) =>
    `${because === null ? '' : `在名单上的原因：${messageWords(format).suppression(because)}。`}移出后可再次联系。原有报告不会使其重回名单，新的报告会。`,
  liftExample: '邮箱已恢复，客户来信说明',
  lifted: '该地址已移出名单。',
  add: '添加地址',
  addText: '此后任何人都不会再写信给该地址，无论属于哪位客户。以摘要形式保存。',
  addExample: '客户来电要求',
  addressAsked: '邮箱地址',
  added: '该地址已加入名单。',
})

export const couponWords = (format: Formats): CouponWords => ({
  title: '优惠码池',
  text: '邮件送出的优惠码，每个只给一位客户、只给一次。码池为空时停的是邮件，不是活动。',
  none: '没有活动发放优惠码，也没有导入过优惠码。',
  noCampaign: '没有进行中的活动使用它。',
  givenBy: '发放者：',
  free: (free, total) => (free === 0 ? `共 ${total} 个，已无剩余` : `共 ${total} 个，剩余 ${format.count(free)} 个`),
  given: (given) => `已发放 ${format.count(given)} 个`,
  redeemed: (redeemed) => `已使用 ${format.count(redeemed)} 个`,
  campaignTitle: '优惠码',
  campaignText: (pool) => `每位客户从码池“${pool}”得到一个，先发出的邮件先得。`,
  left: (free) => (free === 0 ? '已无剩余：需要优惠码的邮件会被拒绝。' : `剩余 ${format.count(free)} 个。`),
  variant: '方案',
  givenColumn: '已发放',
  redeemedColumn: '已使用',
  rateColumn: '比例',
  newPool: '向码池添加优惠码',
  addTo: '添加优惠码',
  addTitle: (pool) => `向“${pool}”添加优惠码`,
  poolName: '码池名称',
  importLabel: '已有的优惠码，每行一个',
  import: '导入',
  makeTitle: '或者生成新的',
  count: '数量',
  prefix: '开头为',
  make: '生成',
  refused: '未导入：有些行有误',
  added: (added, known, pool) =>
    `${format.count(added)} 个优惠码已加入“${pool}”。${known === 0 ? '' : `另有 ${format.count(known)} 个原已存在。`}`,
})
