import type { Fact } from '../../api/types.ts'
import type { Formats } from '../formats.ts'
import type { Told } from '../told.ts'
import type { FactWords } from '../words.ts'
import { consentWords } from './consent.ts'
import { lifecycleWords } from './lifecycle.ts'
import { messageWords } from './messages.ts'
import { reasonWords } from './reasons.ts'
import { stepTeller } from './steps.ts'

const CALLS: Readonly<Record<string, string>> = {
  $identify: '提供了个人信息',
  $page: '浏览了页面',
  $screen: '浏览了应用界面',
  $group: '加入了群组',
}

export const factWords = (format: Formats): FactWords => {
  const { standing, because } = lifecycleWords(format)
  const { status } = messageWords(format)
  const movedText = movedTeller(format)
  const consentSaid = consentWords(format)
  const { trigger, journeyEnd } = reasonWords(format)
  const step = stepTeller(format)
  return {
    event: (name) => CALLS[name] ?? name,
    fact: (fact, named) => {
      switch (fact.type) {
        case 'appeared':
          return { title: '首次出现', text: null }
        case 'stage-changed': {
          const title = fact.from === null ? `成为“${standing(fact.to)}”` : `从“${standing(fact.from)}”变为“${standing(fact.to)}”`
          return { title, text: because(fact.because) }
        }
        case 'consent-changed':
          return consentTold(format, fact)
        case 'preferences-changed': {
          const pause = fact.pausedUntil === null ? '' : `${format.instant(fact.pausedUntil)} 之前不发邮件。`
          return { title: '选择了接收邮件的频率', text: `${consentSaid.frequency(fact.frequency)}。${pause}` }
        }
        case 'entered': {
          const held = fact.held ? `属于${fact.heldBy === 'global' ? '全局' : ''}留白组：走完每个步骤，但不收邮件。` : ''
          const key = fact.key === null ? '' : `对应“${fact.key}”。`
          return { title: `进入活动“${named(fact.campaign)}”`, text: `${trigger(fact.trigger)}${key}方案“${fact.variant}”。${held}` }
        }
        case 'journey-ended':
          return { title: `“${named(fact.campaign)}”已结束`, text: journeyEnd(fact.end) }
        case 'message-moved': {
          const title = `“${named(fact.campaign)}”的第 ${fact.step + 1} 步邮件：${status(fact.to)}`
          return { title, text: movedText(fact, named) }
        }
        case 'heard':
          return { title: `“${named(fact.campaign)}”的第 ${fact.step + 1} 步邮件：${newsWord(fact.news)}`, text: newsText(fact.news) }
        case 'coupon-given':
          return { title: `得到优惠码 ${fact.code}`, text: `来自码池“${fact.pool}”，活动“${named(fact.campaign)}”。` }
        case 'coupon-redeemed':
          return { title: `使用了优惠码 ${fact.code}`, text: `来自码池“${fact.pool}”，活动“${named(fact.campaign)}”。` }
        case 'assigned':
        case 'crossover':
        case 'outcome':
          return experimentTold(fact, named)
        case 'merge-begun':
        case 'merge-lifted':
        case 'absorbed':
        case 'merged':
        case 'erased':
        case 'redirected':
          return whoTold(fact)
        case 'segment-changed':
          return { title: `${fact.to === 'entered' ? '进入' : '离开'}客群“${fact.segment}”`, text: null }
        default:
          return step(fact, named)
      }
    },
  }
}

type News = Extract<Fact, { type: 'heard' }>['news']

const newsWord = (news: News): string => {
  switch (news.type) {
    case 'delayed':
      return '投递延迟'
    case 'bounced':
      return news.kind === 'permanent' ? '永久退回' : '暂时退回'
    case 'complained':
      return '被收件人投诉为垃圾邮件'
    case 'opened':
      return news.by === 'person' ? '已打开' : '被程序查看'
    case 'clicked':
      return news.by === 'person' ? '链接被点击' : '链接被程序访问'
  }
}

const newsText = (news: News): string | null => {
  if (news.type === 'opened') return news.by === 'person' ? null : '不计为打开：邮件程序和网关会自动加载图片。'
  if (news.type === 'clicked') return news.link
  return news.type === 'delayed' ? `${news.detail}。邮件服务会继续尝试。` : news.detail
}

const movedTeller = (format: Formats) => {
  const { statusMeaning, refusal, waits, zoneUnknown } = messageWords(format)
  return (
    { to, because, until, isZoneUnknown }: Extract<Fact, { readonly type: 'message-moved' }>,
    named: (id: string) => string,
  ): string => {
    if (because !== null) return `${until === null ? refusal(because, named) : waits(because, until, named)}。`
    return isZoneUnknown ? `${statusMeaning(to)}${zoneUnknown}` : statusMeaning(to)
  }
}

const consentTold = (format: Formats, fact: Extract<Fact, { readonly type: 'consent-changed' }>): Told => {
  const { status, topic, basis, source, saidAt, at } = fact
  const said = consentWords(format)
  const about = said.topic(topic)
  const title = { granted: `同意接收${about}的邮件`, pending: `订阅了${about}，尚待确认`, withdrawn: `撤回了对${about}的同意` }[status]
  const parts = [
    ...(basis === null ? [] : [`依据：${said.basis(basis)}。`]),
    ...(source === null ? [] : [`来源：${said.source(source)}。`]),
    ...(saidAt === at ? [] : [`表态时间：${format.instant(saidAt)}。`]),
  ]
  return { title, text: parts.length === 0 ? null : parts.join('') }
}

/** 合并与删除。 */
type WhoFact = Extract<Fact, { readonly type: 'merge-begun' | 'merge-lifted' | 'absorbed' | 'merged' | 'erased' | 'redirected' }>

const whoTold = (fact: WhoFact): Told => {
  switch (fact.type) {
    case 'merge-begun':
      return { title: `发现其实就是 ${fact.into}`, text: '不再为其发起任何新活动。' }
    case 'merge-lifted':
      return { title: '保留为独立客户', text: '原本的合并形成了循环。' }
    case 'absorbed':
      return { title: `发现 ${fact.source} 也是同一人`, text: '已接管其全部信息。' }
    case 'merged':
      return { title: `已并入 ${fact.into}`, text: null }
    case 'erased':
      return { title: '该客户的全部数据已被删除', text: null }
    case 'redirected':
      return { title: `已知就是 ${fact.into}`, text: null }
  }
}

type ExperimentFact = Extract<Fact, { readonly type: 'assigned' | 'crossover' | 'outcome' }>

const AUTOMATIC: Readonly<Record<string, string>> = {
  $unsubscribe: '退订',
  $complaint: '投诉',
  $bounce: '退信',
  $click: '点击',
  $visit: '访问',
}

const experimentSaid = (
  { experiment, phase }: Exclude<ExperimentFact, { readonly type: 'crossover' }>,
  named: (id: string) => string,
): string => {
  if (experiment === '$global') return '全局留白组'
  return `实验“${named(experiment)}”${phase === 1 ? '' : `（自第 ${phase} 版重新开始）`}`
}

const experimentTold = (fact: ExperimentFact, named: (id: string) => string): Told => {
  switch (fact.type) {
    case 'assigned':
      return { title: `分配到方案“${fact.arm}”`, text: `${experimentSaid(fact, named)}。` }
    case 'crossover':
      return { title: `又见于方案“${fact.seen}”`, text: `实验“${named(fact.experiment)}”：以最初的方案“${fact.arm}”为准。` }
    case 'outcome': {
      const again = fact.converted === 1 || fact.own.events === 0 ? '' : '；此前已计入转化，这次只累加金额'
      const below = fact.own.events === 0 ? '（分母）' : ''
      return {
        title: `为方案“${fact.arm}”计入一次“${AUTOMATIC[fact.metric] ?? fact.metric}”${below}`,
        text: `${experimentSaid(fact, named)}${again}。`,
      }
    }
  }
}
