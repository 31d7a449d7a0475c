import type { Role } from '../../../shared/contract/roles.ts'
import type { SessionWords } from '../words.ts'

const ROLES: Readonly<Record<Role, string>> = { viewer: '查看者', marketer: '营销人员', admin: '管理员' }

export const sessionWords = (): SessionWords => ({
  title: '登录',
  text: '本控制台仅供贵公司人员使用，请在贵公司自己的登录页面登录。',
  signIn: '登录',
  signOut: '退出登录',
  signedInAs: '当前用户',
  role: (role) => ROLES[role],
  takes: (least, role) => (role === null ? '尚不清楚您是否有权执行此操作。' : `此操作需要“${ROLES[least]}”角色，您是“${ROLES[role]}”。`),
  outTitle: '您尚未登录',
  out: (because) => {
    switch (because.type) {
      case 'ended':
        return '会话已结束。请重新登录，之后可从原处继续。'
      case 'misconfigured':
        return '本控制台的 config.json 缺少登录页面的地址、客户端或签发者，请联系部署人员修正。'
      case 'not-ours':
        return '登录页面的应答与本标签页的请求不符，可能已过时。请重试。'
      case 'refused':
        return `登录页面拒绝了请求：${because.code}。`
      case 'away':
        return '无法连接登录页面，请稍后重试。'
      case 'not-for-us':
        return '登录页面发来的内容不是给本控制台的。请重试；如果再次出现，请联系部署人员。'
    }
  },
})
