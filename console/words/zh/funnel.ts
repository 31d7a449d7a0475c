import type { Formats } from '../formats.ts'
import type { FunnelWords } from '../words.ts'
import { messageWords } from './messages.ts'

const DEFERRALS: Readonly<Partial<Record<string, string>>> = {
  'campaign-paused': '活动已暂停',
  'quiet-hours': '免打扰时段',
  'outside-window': '不在发送窗口内',
  capped: '已达频次上限',
  'over-budget': '当日额度已用完',
}

export const funnelWords = (format: Formats): FunnelWords => ({
  title: '邮件的去向',
  text: '活动决定发送的每一封邮件：多少已发出，走到了哪一步，其余的被什么拦下。',
  none: '目前还没有决定发送任何邮件。第一位进入活动的客户会带来第一封。',
  decided: (count) => `共决定发送 ${format.count(count)} 封`,
  part: { sent: '已发出', open: '进行中', kept: '被拦下', unconfirmed: '始终未确认' },
  partMeaning: {
    sent: '邮件服务已接收，不论之后是否送达。',
    open: '等待发出，或等待时机。',
    kept: '某道关口不允许，从未发出。',
    unconfirmed: '无人知道是否已发出；不会重发。',
  },
  came: '走到了哪一步',
  steps: { sent: '已发出', delivered: '已送达', opened: '已打开', clicked: '已点击' },
  people: '人',
  programs: '程序',
  programsText: '邮件程序和网关会自动打开邮件、访问链接。它们单独计数，以浅色条表示。',
  ofSent: (share) => `占已发出的 ${share}`,
  keptTitle: '被什么拦下',
  keptNone: '没有邮件被拦下。',
  keptBy: (because) =>
    because === 'withheld' ? '留白组：不发送' : because === 'stale' ? '已过合适的时机' : messageWords(format).refusalType(because),
  deferralsTitle: '暂缓发送',
  deferralsText: '按次数计；同一封邮件可能多次等待。',
  deferral: (because) => DEFERRALS[because] ?? messageWords(format).refusalType(because),
  returnsTitle: '退回与投诉',
  bounced: '永久退回',
  softBounced: '暂时退回',
  complained: '被标为垃圾邮件',
  zoneUnknown: (count) => `${format.count(count)} 封邮件按公司时区发出，因为客户的时区未知。`,
  table: '全部数字',
  what: '去向',
  count: '邮件数',
})
