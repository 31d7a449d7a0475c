import type { Formats } from '../formats.ts'
import type { ShellWords } from '../words.ts'

const SENTENCES = {
  product: 'Rekindle',
  skip: '跳到正文',
  navigation: '主导航',
  more: '更多',
  close: '关闭',
  cancel: '取消',
  places: {
    overview: '概览',
    campaigns: '营销活动',
    results: '实验结果',
    customers: '客户',
    tasks: '待办',
    inbox: '收件箱',
    delivery: '发送与送达',
    quarantine: '隔离区',
    connect: '接入',
    activity: '操作记录',
  },
  search: { label: '查找客户', placeholder: '按 ID、姓名或邮箱查找客户' },
  language: { label: '语言', en: 'English', zh: '中文' },
  scheme: { label: '外观', light: '浅色', dark: '深色', auto: '跟随系统' },
  loading: '正在加载……',
  retry: '重试',
  copy: '复制',
  copied: '已复制',
  yes: '是',
  no: '否',
  none: '–',
  notEnoughData: '数据不足',
  showTable: '以表格显示',
  showChart: '以图表显示',
  dataTable: '表格',
  missing: {
    title: '找不到这个页面',
    text: '这个地址没有对应的页面：可能是输入有误，也可能是原来的内容已经不在了。',
    back: '返回概览',
  },
  broken: {
    title: '页面出错了',
    text: '这是我们的错误，与您的操作无关；没有因此更改或发送任何内容。请重新加载页面；如果再次出现，请把下面的信息报告给我们。',
    reload: '重新加载',
  },
}

export const shellWords = (format: Formats): ShellWords => ({
  ...SENTENCES,
  demo: {
    name: '演示商店',
    clock: '演示商店的时钟',
    pace: '商店的时间流速',
    paces: { paused: '暂停', 'hour-a-minute': '每分钟过 1 小时', 'day-a-minute': '每分钟过 1 天', 'day-a-second': '每秒过 1 天' },
    pacesShort: { paused: '暂停', 'hour-a-minute': '1 时/分', 'day-a-minute': '1 天/分', 'day-a-second': '1 天/秒' },
    ends: (at) => `${format.instant(at)} 之后，商店里不再发生任何事。`,
  },
  pulse: {
    label: '实时事件速率',
    perSecond: (value) => `${format.perSecond(value)} 个事件/秒`,
    connecting: '正在连接……',
    lost: '实时连接已断开，正在重试……',
  },
  keyboard: {
    title: '键盘快捷键',
    open: '键盘快捷键',
    goTo: (place) => `前往“${place}”`,
    search: '查找客户',
    sheet: '显示本页',
    leave: '关闭，或离开输入框',
    andThen: '然后',
    enabled: '启用单键快捷键',
    enabledHint: '如果与语音输入或读屏软件冲突，请关闭。',
  },
  problems: {
    title: (failed) => {
      switch (failed.type) {
        case 'unreachable':
        case 'offline':
          return '无法连接服务器'
        case 'unreadable':
          return '服务器的应答无法识别'
        case 'refused':
          return failed.status === 404 ? '没有找到' : '服务器拒绝了请求'
      }
    },
    hint: (failed) => {
      switch (failed.type) {
        case 'unreachable':
          return '服务器还在运行吗？用“npm start”启动后，本页会自动恢复。'
        case 'offline':
          return '这台电脑联网了吗？恢复后本页会自动继续。'
        case 'unreadable':
          return `应答状态码为 ${failed.status}，详情请看服务器日志。`
        case 'refused':
          return null
      }
    },
    stale: '这些数字可能已过时：最近一次刷新失败。',
    whole: '整体',
    where: '位置',
    what: '问题',
    mend: '如何修正',
    count: (count) => `${format.count(count)} 个问题`,
  },
})
