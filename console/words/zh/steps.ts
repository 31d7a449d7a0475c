/** 客户在活动中逐步走过的每一步。 */
import type { Json } from '../../../shared/kernel/json.ts'
import type { Fact } from '../../api/types.ts'
import type { StepFact } from '../en/steps.ts'
import type { Formats } from '../formats.ts'
import type { Told } from '../told.ts'
import { reasonWords } from './reasons.ts'

const WAITED: Readonly<Record<Extract<Fact, { readonly type: 'waited' }>['by'], string>> = {
  time: '等待的时间已到。',
  event: '等到了所等的事件。',
  complete: '所有里程碑均已完成。',
  moved: '所等的日期已改变。',
  'at-once': '无需等待。',
}

const TOOK: Readonly<Record<Extract<Fact, { readonly type: 'took' }>['what'], string>> = {
  update: '更新属性',
  emit: '发出事件',
  task: '创建任务',
  webhook: '调用服务器',
}

const CLOSED: Readonly<Record<Extract<Fact, { readonly type: 'task-closed' }>['outcome'], string>> = {
  done: '任务已完成',
  dismissed: '任务已放弃',
  ended: '任务已关闭',
}

export const stepTeller = (format: Formats) => {
  const { ownEnd } = reasonWords(format)
  return (fact: StepFact, named: (id: string) => string): Told => {
    const campaign = `“${named(fact.campaign)}”`
    switch (fact.type) {
      case 'owed':
        return { title: `决定发送${campaign}的第 ${fact.step + 1} 步邮件`, text: null }
      case 'waiting':
        return { title: `${campaign}等待中`, text: `下一步将于 ${format.instant(fact.wakeAt)} 执行。` }
      case 'waited':
        return { title: `${campaign}等待结束（第 ${fact.step + 1} 步）`, text: WAITED[fact.by] }
      case 'chose':
        return { title: `${campaign}走“${fact.way}”这条路`, text: `在第 ${fact.step + 1} 步。` }
      case 'took':
        return {
          title: `${campaign}：${TOOK[fact.what]}（第 ${fact.step + 1} 步）`,
          text: fact.withheld ? '未执行：该客户属于留白组，用于对照。' : null,
        }
      case 'milestone':
        return { title: `${campaign}：里程碑“${fact.name}”已完成`, text: null }
      case 'settling':
        return { title: `${campaign}的步骤已全部走完`, text: '等邮件的去向明确后即告结束。' }
      case 'leaving':
        return { title: `${campaign}到此为止`, text: ownEnd(fact.because) }
      case 'paused':
        return { title: `${campaign}停在第 ${fact.step + 1} 步之前`, text: '活动已暂停。' }
      case 'resumed':
        return { title: `${campaign}从第 ${fact.step + 1} 步继续`, text: '暂停已结束。' }
      case 'journey-moved':
        return {
          title: `${campaign}在第 ${fact.to.version} 版中继续`,
          text: `位于第 ${fact.to.step + 1} 步；此前在第 ${fact.from.version} 版的第 ${fact.from.step + 1} 步。`,
        }
      default:
        return deedTold(format, fact, campaign)
    }
  }
}

type DeedFact = Extract<
  StepFact,
  { readonly type: 'traits-updated' | 'emitted' | 'task-opened' | 'task-closed' | 'called' | 'call-settled' }
>

const deedTold = (format: Formats, fact: DeedFact, campaign: string): Told => {
  switch (fact.type) {
    case 'traits-updated': {
      const refused = fact.refused.length === 0 ? null : `没有空间，或原值不是数字：${fact.refused.join('、')}。`
      return { title: `${campaign}更新了属性：${said(Object.entries(fact.set)) || '无'}`, text: refused }
    }
    case 'emitted':
      return { title: `${campaign}发出了事件“${fact.event}”`, text: said(Object.entries(fact.properties)) || null }
    case 'task-opened': {
      const by = fact.dueAt === null ? '' : `截止时间：${format.instant(fact.dueAt)}。`
      const who = fact.assignee === null ? '' : `负责人：${fact.assignee}。`
      return { title: `${campaign}创建了任务：${fact.title}`, text: `${who}${by}` || null }
    }
    case 'task-closed': {
      const ended = fact.outcome === 'ended' ? '已不再需要。' : ''
      const by = fact.by === null ? '' : `处理人：${fact.by}。`
      return { title: `${campaign}的${CLOSED[fact.outcome]}`, text: `${by}${ended}${fact.note ?? ''}` || null }
    }
    case 'called':
      return { title: `${campaign}调用了服务器`, text: fact.url }
    case 'call-settled': {
      const answer = fact.status === null ? '没有应答。' : `应答为 ${fact.status}。`
      const title = fact.outcome === 'delivered' ? `${campaign}的调用已送达` : `${campaign}的调用失败`
      const never = '没有发起调用：此处不允许调用该地址，或已过期。'
      return { title, text: fact.attempts === 0 ? never : `尝试次数：${format.count(fact.attempts)}。${answer}` }
    }
  }
}

const said = (entries: readonly (readonly [string, Json])[]): string =>
  entries.map(([name, value]) => `${name} = ${typeof value === 'string' ? `“${value}”` : JSON.stringify(value)}`).join('，')
