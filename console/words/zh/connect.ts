import type { ConnectWords } from '../words.ts'

const DOORS: Readonly<Record<string, string>> = {
  segment: 'Segment',
  cloudevents: 'CloudEvents',
  eventbridge: 'EventBridge',
  shop: '演示商店',
  retry: '隔离区',
}

export const connectWords = (): ConnectWords => ({
  title: '接入您的后端',
  text: '用您现有的工具发布事件，只需更换地址。',
  address: '地址',
  key: '写入密钥',
  noKey: '在本机上无需密钥。',
  bus: '事件总线',
  client: '发布工具',
  linesTitle: '可复制的代码',
  linesText: '这些代码会发布一位客户的信息和一笔订单。直接运行即可：一秒之内就会出现在“实时到达”中。',
  install: '安装',
  publish: '发布',
  browserNote: '其他网站的页面要发布事件，启动服务器时须允许其来源（--allow-origin https://shop.example）；后端则无需任何设置。',
  awsNote: '总线规则会接收除我们自己发布的之外的一切。密钥随意填写，访问密钥 ID 即写入密钥。',
  arrivalsTitle: '实时到达',
  arrivalsText: '随到随显，最新的在最后。',
  waiting: '正在等待您的第一个事件……',
  waitingText: '复制上方代码并在本机运行。到达的事件会自动显示在这里，被拒绝的也会显示。',
  waitingDemo: '演示商店也在发布事件，选择“全部”即可看到。',
  lost: '实时连接已断开，这里暂时不会有显示。正在重试……',
  from: '显示',
  sources: { mine: '来自您的后端', all: '全部' },
  door: (door) => DOORS[door] ?? door,
  taken: '已接收',
  refused: '已拒绝',
  toQuarantine: '到隔离区修正',
})
