/** 活动的路线：如何进入、每一步做什么、谁在哪里。 */
import type { JourneyEntry, JourneyExit, StepSays, UntilView, WayView } from '../../../shared/contract/api-journey.ts'
import type { Formats } from '../formats.ts'
import type { Told } from '../told.ts'
import type { JourneyWords } from '../words.ts'
import { conditionWords } from './conditions.ts'
import { lifecycleWords } from './lifecycle.ts'

type Line = ReturnType<typeof conditionWords>['line']
type Naming = ReturnType<typeof lifecycleWords>['standing']

/** 与具体活动无关的文字。 */
const PLAIN = {
  title: '活动路线',
  text: '此刻每一步停留的人数，以及已走过的次数。点按步骤可查看其内容。',
  asList: '以列表显示',
  asDiagram: '以图显示',
  list: '步骤列表',
  variant: '方案',
  version: '版本',
  older: '他们会走完自己进入的版本，除非新版本接管。',
  start: '入口',
  end: '结束',
  endText: '等邮件的去向明确后即告结束。',
  ways: '按顺序取第一个成立的：',
  variants: '每位客户只抽取一次，之后不变：',
  comes: '随后：',
  audience: '谁可以进入',
  everyone: '入口所涉及的所有人。',
  exits: '在以下情况下提前离开',
  exitsNone: '只会走到结束：没有设定退出条件。',
  milestones: '里程碑',
  milestonesText: '顺序不限。进入之前完成的也算。',
  allDone: '全部完成时',
  open: '尚未全部完成时',
  where: '仅当',
  sameKey: '只有关于同一对象的事件才算。',
  ownWords: '直接写在活动中',
  toMail: '查看邮件原文',
  mailText: '邮件原文。双花括号中的内容会按客户填入。',
  locale: '语言',
  view: '显示',
  views: { html: '网页', text: '文本' },
  noHtml: '以文本写成；发送时由其生成网页。',
  noText: '以网页写成；发送时由其生成文本。',
  sets: '设为',
  adds: '增加',
  properties: '属性',
  body: '发送内容',
  noTrait: {
    continue: '若其中没有日期或日期过远，则立即继续。',
    exit: '若其中没有日期或日期过远，则到此结束。',
  },
} satisfies Partial<JourneyWords>

export const journeyWords = (format: Formats): JourneyWords => {
  const { line } = conditionWords(format)
  const { standing } = lifecycleWords(format)
  return {
    ...PLAIN,
    diagram: (variant, steps) => `方案“${variant}”的路线，共 ${format.count(steps)} 步`,
    diagramOnly: (steps) => `活动的路线，共 ${format.count(steps)} 步`,
    variantName: (name, shareBps) => (shareBps === null ? name : `${name}，${format.share(shareBps / 10_000, 0)}`),
    versionName: (version, isLive, waiting) => `第 ${version} 版${isLive ? '（当前）' : ''}：${format.count(waiting)} 位客户在其中`,
    held: (bps) => `${format.share(bps / 10_000, 0)} 为留白组：走完每一步，但不会收到任何内容。`,
    here: (now) => `${format.count(now)} 人在此`,
    hereLong: (now) => `此刻 ${format.count(now)} 位客户在此`,
    through: (through) => `${format.count(through)} 次走过`,
    throughLong: (through) => `至今走过 ${format.count(through)} 次`,
    entered: (entered) => `${format.count(entered)} 次进入`,
    number: (index) => `第 ${index + 1} 步`,
    named: (id) => `作者命名为“${id}”`,
    goesOn: (to) => (to === 'end' ? '随后结束。' : `随后为第 ${to + 1} 步。`),
    wayTo: (to) => (to === 'end' ? '至结束' : `至第 ${to + 1} 步`),
    taken: (taken) => `${format.count(taken)} 次走此路`,
    entry: (entry): Told => entryTold(format, entry, line, standing),
    exit: (exit) => exitText(exit, line, standing),
    milestone: (event) => `以事件“${event}”为完成`,
    done: (done) => `${format.count(done)} 次完成`,
    checklist: (count) => `${format.count(count)} 个里程碑的清单`,
    way: (way) => wayText(format, way, line),
    says: (says): Told => saysTold(format, says, line),
    locales: (locales) => `语言：${format.list(locales)}`,
    template: (name, version) => `模板“${name}”，第 ${version} 版`,
    mailTitle: (step) => `第 ${step + 1} 步的邮件`,
    frame: (subject) => `邮件“${subject}”的原文`,
    includes: (paths) => `一并附上 ${format.list(paths.map((path) => `“${path}”`))} 的已知值。`,
    due: (ms) => `${format.duration(ms)}后到期。`,
    assignee: (name) => `负责人：${name}。`,
    zone: (zone) => (zone === null ? '时间以客户当地时间为准。' : `时间以 ${zone} 为准。`),
  }
}

const aroundText = (format: Formats, path: string, offsetDays: number): string => {
  if (offsetDays === 0) return `“${path}”中的日期当天`
  return `“${path}”中的日期${offsetDays < 0 ? '前' : '后'} ${format.count(Math.abs(offsetDays))} 天`
}

const entryTold = (format: Formats, entry: JourneyEntry, line: Line, standing: Naming): Told => {
  switch (entry.on) {
    case 'event':
      return { title: `事件“${entry.event}”`, text: entry.where === null ? null : `其中 ${line(entry.where)}` }
    case 'stage': {
      const from = entry.from === null ? null : `来自${format.list(entry.from.map((stage) => `“${standing(stage)}”`))}`
      return { title: `变为“${standing(entry.stage)}”`, text: from }
    }
    case 'segment': {
      const title = `${entry.change === 'entered' ? '进入' : '离开'}客群“${entry.segment}”`
      return { title, text: entry.existing ? '已在其中的客户也算' : null }
    }
    case 'schedule':
      return { title: scheduleText(format, entry.schedule), text: null }
    case 'date':
      return {
        title: aroundText(format, entry.path, entry.offsetDays),
        text: `${entry.yearly ? '每年，' : ''}${format.timeOfDay(entry.at)}`,
      }
  }
}

const scheduleText = (format: Formats, schedule: Extract<JourneyEntry, { readonly on: 'schedule' }>['schedule']): string => {
  const at = format.timeOfDay(schedule.at)
  switch (schedule.every) {
    case 'once':
      return `${format.day(schedule.day)} ${at}`
    case 'day':
      return `每天 ${at}`
    case 'week':
      return `每周${format.list(schedule.days.map(format.weekday))} ${at}`
    case 'month':
      return `每月${format.list(schedule.days.map((day) => (day === 'last' ? '最后一天' : ` ${day} 日`)))} ${at}`
  }
}

const exitText = (exit: JourneyExit, line: Line, standing: Naming): string => {
  switch (exit.on) {
    case 'event': {
      const key = exit.sameKey ? '（关于同一对象）' : ''
      return `收到事件“${exit.event}”${key}${exit.where === null ? '' : `，其中 ${line(exit.where)}`}`
    }
    case 'stage':
      return `变为“${standing(exit.stage)}”`
    case 'segment':
      return `${exit.change === 'entered' ? '进入' : '离开'}客群“${exit.segment}”`
  }
}

const wayText = (format: Formats, way: WayView, line: Line): string => {
  switch (way.way) {
    case 'when':
      return `若 ${line(way.when)}`
    case 'else':
      return '否则'
    case 'came':
      return '若事件到来'
    case 'not-in-time':
      return '若未及时到来'
    case 'variant':
      return `${way.name}，${format.share(way.shareBps / 10_000, way.shareBps % 100 === 0 ? 0 : 1)}`
  }
}

const untilText = (format: Formats, until: UntilView): Told => {
  switch (until.by) {
    case 'duration':
      return { title: `等待 ${format.duration(until.ms)}`, text: null }
    case 'local-time': {
      const days = until.days === null ? '' : `${format.list(until.days.map(format.weekday))} `
      return { title: '等待', text: `直到下一个${days === '' ? ' ' : days}${format.timeOfDay(until.at)}` }
    }
    case 'date':
      return {
        title: '等待',
        text: `直到${aroundText(format, until.path, until.offsetDays)}${until.at === null ? '' : ` ${format.timeOfDay(until.at)}`}`,
      }
  }
}

const saysTold = (format: Formats, says: StepSays, line: Line): Told => {
  switch (says.verb) {
    case 'send':
      return { title: '邮件', text: says.subject === '' ? null : `“${says.subject}”` }
    case 'wait':
      return untilText(format, says.until)
    case 'wait-for': {
      const where = says.where === null ? '' : `，其中 ${line(says.where)}`
      return { title: `等待事件“${says.event}”`, text: `最多 ${format.duration(says.atMostMs)}${where}` }
    }
    case 'branch':
      return { title: '分支', text: null }
    case 'split':
      return { title: '分流', text: `“${says.name}”` }
    case 'update':
      return { title: '更新属性', text: format.list([...Object.keys(says.set), ...Object.keys(says.add)]) }
    case 'emit':
      return { title: '发出事件', text: `“${says.event}”` }
    case 'task':
      return { title: says.assignee === null ? '待办' : `待办（${says.assignee}）`, text: says.title }
    case 'webhook':
      return { title: '调用', text: says.url }
    case 'exit':
      return { title: '离开', text: says.why }
  }
}
