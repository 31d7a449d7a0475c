import type { Formats } from '../formats.ts'
import type { ActivityWords } from '../words.ts'
import type { Changed } from '../en/activity.ts'
import { newsText } from './lists.ts'

const WHAT: Readonly<Record<Changed, string>> = {
  publish: '发布了营销活动和规则',
  'POST /api/sending': '关闭或开启了全部发送',
  'POST /api/campaigns/:id/status': '暂停、恢复或结束活动',
  'POST /api/campaigns/:id/rollback': '重新发布旧版本',
  'POST /api/editor/publish': '发布了一个营销活动',
  'POST /api/drafts/:id/discard': '丢弃了一份草稿',
  'POST /api/campaigns/:id/sending': '关闭或开启了一个营销活动的发送',
  'POST /api/suppressions': '将一个地址加入名单',
  'POST /api/suppressions/lift': '将一个地址移出名单',
  'POST /api/coupons/:pool/import': '导入了优惠码',
  'POST /api/coupons/:pool/make': '生成了优惠码',
  'POST /api/quarantine/:id/retry': '重新提交了修正后的事件',
  'POST /api/quarantine/:id/dismiss': '忽略了一个事件',
  'POST /api/quarantine/:id/restore': '将一个事件放回隔离区',
  'POST /api/tasks/:id': '关闭了一个待办',
  'GET /api/webhooks/secret': '查看了接收方用来验证调用的密钥',
  'GET /api/customers/:id/export': '导出了一个人的全部数据',
  'GET /api/past': '导出了所有人的全部数据',
  'POST /api/customers/:id/erase': '删除了一个人的数据',
  'POST /api/write-keys': '创建了写入密钥',
  'DELETE /api/write-keys/:id': '撤销了写入密钥',
  'POST /api/tallies/rebuild': '重新统计了全部数字',
  'POST /api/inbox/:id/feedback': '模拟了一封邮件的后续',
  'POST /api/demo': '调整了演示的流速',
}

const NAMES: Readonly<Record<string, string>> = {
  on: '开启',
  campaign: '营销活动',
  digest: '地址摘要',
  pool: '优惠码池',
  added: '数量',
  entry: '条目',
  taken: '已接收',
  customer: '客户摘要',
  name: '名称',
  key: '密钥哈希',
  message: '邮件',
  type: '内容',
  task: '待办',
  outcome: '结果',
  pace: '流速',
}

export const activityWords = (format: Formats): ActivityWords => ({
  title: '操作记录',
  text: '人员在这里所做的更改，最新的在最前。客户和地址只以摘要出现，因为记录会比它们保存得更久。',
  list: '更改，最新的在最前',
  news: (count, isMore) => newsText(format, count, isMore, '项新更改'),
  empty: { title: '还没有任何更改', text: '有人切换发送开关、创建密钥或修正事件后，就会出现在这里。' },
  when: '时间',
  who: '操作人',
  via: (via) => ({ local: '在本机', console: '在控制台', cli: '通过命令行' })[via],
  whatColumn: '操作',
  what: (what) => (what in WHAT ? WHAT[what as Changed] : what),
  which: '对象',
  name: (name) => NAMES[name] ?? name,
  outcomeColumn: '结果',
  outcome: (outcome) => ({ begun: '未知', done: '完成', refused: '被拒绝，未作更改', failed: '失败' })[outcome],
})
