import type { Standing } from '../../api/types.ts'
import type { Formats } from '../formats.ts'
import type { LifecycleWords } from '../words.ts'

const STANDINGS: Readonly<Record<Standing, string>> = {
  new: '新客',
  active: '活跃',
  'at-risk': '流失预警',
  dormant: '沉睡',
  churned: '已流失',
  prospect: '潜在客户',
}

const MEANINGS: Readonly<Record<Standing, string>> = {
  new: '不久前首次下单',
  active: '近期有下单',
  'at-risk': '沉默时间比平常长',
  dormant: '已长时间沉默',
  churned: '已离开，或沉默太久而视同离开',
  prospect: '已认识，但尚未下单',
}

export const lifecycleWords = (format: Formats): LifecycleWords => ({
  standing: (standing) => STANDINGS[standing],
  meaning: (standing) => MEANINGS[standing],
  stage: '生命周期阶段',
  stages: '生命周期阶段',
  because: (because) => {
    switch (because.type) {
      case 'ended':
        return `${format.instant(because.at)} 的一个事件终止了客户关系。`
      case 'silent':
        return `自 ${format.instant(because.sinceAt)} 起没有活动；门槛是沉默 ${format.duration(because.thresholdMs)}。`
      case 'first-seen':
        return `首次活动于 ${format.instant(because.at)}；此后 ${format.duration(because.newMs)}内算作新客。`
      case 'recent':
        return `最近一次活动于 ${format.instant(because.lastSeenAt)}；沉默未满 ${format.duration(because.atRiskMs)}不算有流失风险。`
    }
  },
})
