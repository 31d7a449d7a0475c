/** The way through a campaign: what lets people in, what each step says, and who is where. */
import type { JourneyEntry, JourneyExit, StepSays, UntilView, WayView } from '../../../shared/contract/api-journey.ts'
import type { Formats } from '../formats.ts'
import type { Told } from '../told.ts'
import { conditionWords } from './conditions.ts'
import { lifecycleWords } from './lifecycle.ts'
import { counted } from './plural.ts'

type Line = ReturnType<typeof conditionWords>['line']
type Naming = ReturnType<typeof lifecycleWords>['standing']

/** What is the same for every campaign. */
const PLAIN = {
  title: 'The way through it',
  text: 'Who stands at each step at this moment, and how many have taken it. Press a step to see what it says.',
  asList: 'Show as a list',
  asDiagram: 'Show as a diagram',
  list: 'The steps as a list',
  variant: 'Variant',
  version: 'Version',
  older: 'They finish the version they entered, unless a newer one takes them over.',
  start: 'Entry',
  end: 'End',
  endText: 'It is over when what became of the mails is known.',
  ways: 'The first of these that holds is taken:',
  variants: 'Each customer is drawn once, and stays with it:',
  comes: 'Then:',
  audience: 'Who may enter',
  everyone: 'Everyone whom the entry concerns.',
  exits: 'They leave early when',
  exitsNone: 'Nothing but the end: no exit is named.',
  milestones: 'Milestones',
  milestonesText: 'In any order. What was done before the entry counts.',
  allDone: 'When all are done',
  open: 'While some are open',
  where: 'Only when',
  sameKey: 'Only the event about the same thing that the journey is about counts.',
  ownWords: 'Written in the campaign itself',
  toMail: 'See the mail as it is written',
  mailText: 'As it is written. What stands in double braces is filled in for each customer.',
  locale: 'Language',
  view: 'Show',
  views: { html: 'As a page', text: 'As text' },
  noHtml: 'It is written as text; the page is made of it when it is sent.',
  noText: 'It is written as a page; the text is made of it when it is sent.',
  sets: 'It sets',
  adds: 'It adds',
  properties: 'Properties',
  body: 'It sends',
  noTrait: {
    continue: 'Where that names no day, or one too far away, they go on at once.',
    exit: 'Where that names no day, or one too far away, the journey ends.',
  },
}

export const journeyWords = (format: Formats) => {
  const { line } = conditionWords(format)
  const { standing } = lifecycleWords(format)
  return {
    ...PLAIN,
    diagram: (variant: string, steps: number) => `The way of the variant “${variant}”: ${counted(format, steps, 'step')}`,
    diagramOnly: (steps: number) => `The way through the campaign: ${counted(format, steps, 'step')}`,
    variantName: (name: string, shareBps: number | null) => (shareBps === null ? name : `${name}, ${format.share(shareBps / 10_000, 0)}`),
    versionName: (version: number, isLive: boolean, waiting: number) =>
      `Version ${version}${isLive ? ', live' : ''}: ${counted(format, waiting, 'customer')} in it`,
    held: (bps: number) => `${format.share(bps / 10_000, 0)} are held out: they take every step, and nothing reaches them.`,
    here: (now: number) => `${format.count(now)} here`,
    hereLong: (now: number) => `${counted(format, now, 'customer')} at it now`,
    through: (through: number) => `${format.count(through)} through`,
    throughLong: (through: number) => `taken ${through === 1 ? 'once' : `${format.count(through)} times`} so far`,
    entered: (entered: number) => `${format.count(entered)} entered`,
    number: (index: number) => `Step ${index + 1}`,
    named: (id: string) => `its author calls it “${id}”`,
    goesOn: (to: number | 'end') => (to === 'end' ? 'Then it ends.' : `Then step ${to + 1}.`),
    wayTo: (to: number | 'end') => (to === 'end' ? 'to the end' : `to step ${to + 1}`),
    taken: (taken: number) => `taken by ${format.count(taken)}`,
    entry: (entry: JourneyEntry): Told => entryTold(format, entry, line, standing),
    exit: (exit: JourneyExit): string => exitText(exit, line, standing),
    milestone: (event: string) => `done with the event “${event}”`,
    done: (done: number) => `${format.count(done)} done`,
    checklist: (count: number) => `Checklist of ${counted(format, count, 'milestone')}`,
    way: (way: WayView): string => wayText(format, way, line),
    says: (says: StepSays): Told => saysTold(format, says, line),
    locales: (locales: readonly string[]) => `Written in ${format.list(locales)}`,
    template: (name: string, version: number) => `Template “${name}”, version ${version}`,
    mailTitle: (step: number) => `The mail of step ${step + 1}`,
    frame: (subject: string) => `The mail “${subject}”, as it is written`,
    includes: (paths: readonly string[]) => `With it goes what is known as ${format.list(paths.map((path) => `“${path}”`))}.`,
    due: (ms: number) => `Due after ${format.duration(ms)}.`,
    assignee: (name: string) => `For ${name}.`,
    zone: (zone: string | null) => (zone === null ? 'Times are those of the customer’s own clock.' : `Times are those of ${zone}.`),
  }
}

const daysText = (format: Formats, days: number): string => counted(format, days, 'day')

/** `3 days before “traits.renewalAt”` */
const aroundText = (format: Formats, path: string, offsetDays: number): string => {
  if (offsetDays === 0) return `the day in “${path}”`
  return `${daysText(format, Math.abs(offsetDays))} ${offsetDays < 0 ? 'before' : 'after'} the day in “${path}”`
}

const entryTold = (format: Formats, entry: JourneyEntry, line: Line, standing: Naming): Told => {
  switch (entry.on) {
    case 'event':
      return { title: `The event “${entry.event}”`, text: entry.where === null ? null : `where ${line(entry.where)}` }
    case 'stage': {
      const from = entry.from === null ? null : `coming from ${format.list(entry.from.map((stage) => `“${standing(stage)}”`))}`
      return { title: `Becoming “${standing(entry.stage)}”`, text: from }
    }
    case 'segment': {
      const title = `${entry.change === 'entered' ? 'Coming into' : 'Leaving'} the segment “${entry.segment}”`
      return { title, text: entry.existing ? 'whoever is in it already, too' : null }
    }
    case 'schedule':
      return { title: scheduleText(format, entry.schedule), text: null }
    case 'date': {
      const when = `On ${aroundText(format, entry.path, entry.offsetDays)}`
      return { title: when, text: `at ${format.timeOfDay(entry.at)}${entry.yearly ? ', every year' : ''}` }
    }
  }
}

const scheduleText = (format: Formats, schedule: Extract<JourneyEntry, { readonly on: 'schedule' }>['schedule']): string => {
  const at = format.timeOfDay(schedule.at)
  switch (schedule.every) {
    case 'once':
      return `On ${format.day(schedule.day)} at ${at}`
    case 'day':
      return `Every day at ${at}`
    case 'week':
      return `Every ${format.list(schedule.days.map(format.weekday))} at ${at}`
    case 'month':
      return `Every month on ${format.list(schedule.days.map((day) => (day === 'last' ? 'the last day' : `day ${day}`)))} at ${at}`
  }
}

const exitText = (exit: JourneyExit, line: Line, standing: Naming): string => {
  switch (exit.on) {
    case 'event': {
      const key = exit.sameKey ? ', about the same thing' : ''
      return `the event “${exit.event}” arrives${key}${exit.where === null ? '' : `, where ${line(exit.where)}`}`
    }
    case 'stage':
      return `they become “${standing(exit.stage)}”`
    case 'segment':
      return `they ${exit.change === 'entered' ? 'come into' : 'leave'} the segment “${exit.segment}”`
  }
}

const wayText = (format: Formats, way: WayView, line: Line): string => {
  switch (way.way) {
    case 'when':
      return `If ${line(way.when)}`
    case 'else':
      return 'Else'
    case 'came':
      return 'If it comes'
    case 'not-in-time':
      return 'If not in time'
    case 'variant':
      return `${way.name}, ${format.share(way.shareBps / 10_000, way.shareBps % 100 === 0 ? 0 : 1)}`
  }
}

const untilText = (format: Formats, until: UntilView): Told => {
  switch (until.by) {
    case 'duration':
      return { title: `Wait ${format.duration(until.ms)}`, text: null }
    case 'local-time': {
      const days = until.days === null ? '' : `${format.list(until.days.map(format.weekday))}, `
      return { title: 'Wait', text: `until the next ${days}${format.timeOfDay(until.at)}` }
    }
    case 'date':
      return {
        title: 'Wait',
        text: `until ${aroundText(format, until.path, until.offsetDays)}${until.at === null ? '' : `, ${format.timeOfDay(until.at)}`}`,
      }
  }
}

const saysTold = (format: Formats, says: StepSays, line: Line): Told => {
  switch (says.verb) {
    case 'send':
      return { title: 'Mail', text: says.subject === '' ? null : `“${says.subject}”` }
    case 'wait':
      return untilText(format, says.until)
    case 'wait-for': {
      const where = says.where === null ? '' : `, where ${line(says.where)}`
      return { title: `Wait for “${says.event}”`, text: `at most ${format.duration(says.atMostMs)}${where}` }
    }
    case 'branch':
      return { title: 'Branch', text: null }
    case 'split':
      return { title: 'Split', text: `“${says.name}”` }
    case 'update':
      return { title: 'Update', text: format.list([...Object.keys(says.set), ...Object.keys(says.add)]) }
    case 'emit':
      return { title: 'Emit the event', text: `“${says.event}”` }
    case 'task':
      return { title: says.assignee === null ? 'Task' : `Task for ${says.assignee}`, text: says.title }
    case 'webhook':
      return { title: 'Call', text: says.url }
    case 'exit':
      return { title: 'Leave', text: says.why }
  }
}
