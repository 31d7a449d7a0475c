import type { Formats } from '../formats.ts'
import type { FactWords } from '../words.ts'
import { lifecycleWords } from './lifecycle.ts'
import { messageWords } from './messages.ts'
import { reasonWords } from './reasons.ts'

const CALLS: Readonly<Record<string, string>> = {
  $identify: '提供了个人信息',
  $page: '浏览了页面',
  $screen: '浏览了应用界面',
  $group: '加入了群组',
}

export const factWords = (format: Formats): FactWords => {
  const { standing, because } = lifecycleWords(format)
  const { status, statusMeaning, refusal } = messageWords(format)
  const { trigger, journeyEnd } = reasonWords(format)
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
        case 'consent-changed': {
          const topic = fact.topic === '*' ? '所有主题' : `主题“${fact.topic}”`
          const title = fact.status === 'granted' ? `同意接收${topic}的邮件` : `撤回了对${topic}的同意`
          return { title, text: fact.saidAt === fact.at ? null : `表态时间：${format.instant(fact.saidAt)}。` }
        }
        case 'entered': {
          const held = fact.held ? '属于留白组：走完每个步骤，但不收邮件。' : ''
          return { title: `进入活动“${named(fact.campaign)}”`, text: `${trigger(fact.trigger)}方案“${fact.variant}”。${held}` }
        }
        case 'owed':
          return { title: `决定发送“${named(fact.campaign)}”的第 ${fact.step + 1} 步邮件`, text: null }
        case 'waiting':
          return { title: `“${named(fact.campaign)}”等待中`, text: `下一步将于 ${format.instant(fact.wakeAt)} 执行。` }
        case 'settling':
          return { title: `“${named(fact.campaign)}”的步骤已全部走完`, text: '等邮件的去向明确后即告结束。' }
        case 'journey-ended':
          return { title: `“${named(fact.campaign)}”已结束`, text: journeyEnd(fact.end) }
        case 'message-moved': {
          const title = `“${named(fact.campaign)}”的第 ${fact.step + 1} 步邮件：${status(fact.to)}`
          return { title, text: fact.because === null ? statusMeaning(fact.to) : `${refusal(fact.because)}。` }
        }
        case 'assigned':
          return { title: `分配到方案“${fact.arm}”`, text: `实验“${named(fact.experiment)}”。` }
        case 'crossover':
          return { title: `又见于方案“${fact.seen}”`, text: `实验“${named(fact.experiment)}”：以最初的方案“${fact.arm}”为准。` }
        case 'outcome':
          return {
            title: `为方案“${fact.arm}”计入一次“${fact.metric}”`,
            text: `实验“${named(fact.experiment)}”${fact.converted === 1 ? '' : '；此前已计入转化，这次只累加金额'}。`,
          }
        case 'merge-begun':
          return { title: `发现其实就是 ${fact.into}`, text: '不再为其发起任何新活动。' }
        case 'merge-lifted':
          return { title: '保留为独立客户', text: '原本的合并形成了循环。' }
        case 'absorbed':
          return { title: `发现 ${fact.source} 也是同一人`, text: '已接管其全部信息。' }
        case 'merged':
          return { title: `已并入 ${fact.into}`, text: null }
        case 'redirected':
          return { title: `已知就是 ${fact.into}`, text: null }
      }
    },
  }
}
