import type { Formats } from '../formats.ts'
import type { ConsentWords } from '../words.ts'

const SOURCES: Readonly<Record<string, string>> = {
  'one-click': '邮件程序的退订按钮',
  'unsubscribe-page': '退订页面',
  'preference-centre': '偏好中心',
  confirmation: '确认邮件中的链接',
  complaint: '对邮件的投诉',
}

export const consentWords = (format: Formats): ConsentWords => ({
  title: '客户允许什么',
  text: '按主题列出的同意：依据、来源和时间。',
  none: '客户至今没有对邮件表过态；能否联系由策略决定。',
  topicColumn: '主题',
  statusColumn: '同意',
  basisColumn: '依据',
  sourceColumn: '来源',
  saidColumn: '时间',
  topic: (topic) => (topic === '*' ? '所有主题' : `主题“${topic}”`),
  topicShort: (topic) => (topic === '*' ? '所有主题' : topic),
  status: (status) => ({ granted: '已同意', pending: '待确认', withdrawn: '已撤回' })[status],
  basis: (basis) => ({ 'opt-in': '主动订阅', 'double-opt-in': '主动订阅并经邮件确认' })[basis],
  source: (source) => SOURCES[source] ?? `“${source}”`,
  noSource: '未告知',
  preferencesTitle: '希望如何被联系',
  frequencyName: '频率',
  frequency: (frequency) => ({ all: '所有邮件', weekly: '7 天内最多一封', monthly: '30 天内最多一封' })[frequency],
  pauseName: '暂停',
  noPause: '无',
  pausedUntil: (at) => `${format.instant(at)} 之前不发邮件`,
  zoneName: '时区',
  zoneUnknown: '未知：采用公司的时区',
  localeName: '语言',
  localeUnknown: '未知：采用活动的首选语言',
  couponsTitle: '优惠码',
  couponsNone: '客户没有优惠码。',
  coupon: '优惠码',
  pool: '码池',
  couponCampaign: '活动',
  given: '发放时间',
  redeemed: '使用时间',
  notRedeemed: '尚未使用',
  privacyTitle: '个人数据',
  privacyText: '个人有权要求：获知所保存的一切，或被遗忘。',
  export: '下载所保存的全部数据',
  exportText: '一个 JSON 文件：属性、事件、同意、每条事实以及每封邮件及其原因。',
  erase: '删除此人……',
  eraseText: '不再保留任何能指认此人的内容，且无法撤销。',
  eraseTitle: '永久删除此人',
  eraseExplained: [
    '其属性、事件、同意、优惠码和邮件都会被删除，包括其用过的每个 ID。',
    '其所在的活动就此结束，尚未发出的邮件不再发送。',
    '统计和结果保持不变：其中只有数字，没有姓名。',
    '禁发名单上的地址以摘要形式保留，以免再有人联系。',
    '此操作无法撤销。',
  ],
  eraseAsked: (id) => `如要继续，请输入 ID：${id}`,
  eraseDo: '永久删除',
  erased: '此人的全部数据已被删除。',
  erasedCounts: (facts, events, messages, unsent) =>
    `已删除 ${format.count(facts)} 条事实、${format.count(events)} 个事件和 ${format.count(messages)} 条消息；${format.count(unsent)} 封尚未发出的邮件不再发送。`,
  tracesLeft: (traces) =>
    traces === 'until-closed'
      ? '仍有程序在读取数据文件：在其关闭之前，文件中可能留有痕迹。'
      : '数据表的备份中可能留有痕迹，最多 35 天后随备份过期而消失。',
})
