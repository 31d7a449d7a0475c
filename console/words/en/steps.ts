/** What a customer's way through a campaign consists of, step by step. */
import type { Json } from '../../../shared/kernel/json.ts'
import type { Fact } from '../../api/types.ts'
import type { Formats } from '../formats.ts'
import type { Told } from '../told.ts'
import { reasonWords } from './reasons.ts'

export type StepFact = Extract<
  Fact,
  {
    readonly type:
      | ('owed' | 'waiting' | 'waited' | 'chose' | 'took' | 'milestone' | 'settling' | 'leaving' | 'paused' | 'resumed' | 'journey-moved')
      | ('traits-updated' | 'emitted' | 'task-opened' | 'task-closed' | 'called' | 'call-settled')
  }
>

const WAITED: Readonly<Record<Extract<Fact, { readonly type: 'waited' }>['by'], string>> = {
  time: 'The time had come.',
  event: 'The event it waited for arrived.',
  complete: 'All milestones are done.',
  moved: 'The day it waited for is another one now.',
  'at-once': 'There was nothing to wait for.',
}

const TOOK: Readonly<Record<Extract<Fact, { readonly type: 'took' }>['what'], string>> = {
  update: 'Updates attributes',
  emit: 'Emits an event',
  task: 'Opens a task',
  webhook: 'Calls a server',
}

const CLOSED: Readonly<Record<Extract<Fact, { readonly type: 'task-closed' }>['outcome'], string>> = {
  done: 'A task was done',
  dismissed: 'A task was dismissed',
  ended: 'A task was closed',
}

export const stepTeller = (format: Formats) => {
  const { ownEnd } = reasonWords(format)
  return (fact: StepFact, named: (id: string) => string): Told => {
    const campaign = `“${named(fact.campaign)}”`
    switch (fact.type) {
      case 'owed':
        return { title: `The mail of step ${fact.step + 1} of ${campaign} was decided on`, text: null }
      case 'waiting':
        return { title: `${campaign} waits`, text: `The next step is due on ${format.instant(fact.wakeAt)}.` }
      case 'waited':
        return { title: `${campaign} has waited (step ${fact.step + 1})`, text: WAITED[fact.by] }
      case 'chose':
        return { title: `${campaign} goes the way “${fact.way}”`, text: `At step ${fact.step + 1}.` }
      case 'took':
        return {
          title: `${campaign}: ${TOOK[fact.what]} (step ${fact.step + 1})`,
          text: fact.withheld ? 'Withheld: they are held out, to see what happens without it.' : null,
        }
      case 'milestone':
        return { title: `${campaign}: the milestone “${fact.name}” is done`, text: null }
      case 'settling':
        return { title: `${campaign} has taken every step`, text: 'It ends when what became of its mails is known.' }
      case 'leaving':
        return { title: `${campaign} goes no further`, text: ownEnd(fact.because) }
      case 'paused':
        return { title: `${campaign} stands still before step ${fact.step + 1}`, text: 'The campaign is paused.' }
      case 'resumed':
        return { title: `${campaign} goes on with step ${fact.step + 1}`, text: 'The pause is over.' }
      case 'journey-moved':
        return {
          title: `${campaign} goes on in version ${fact.to.version}`,
          text: `At step ${fact.to.step + 1}; it was at step ${fact.from.step + 1} of version ${fact.from.version}.`,
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
      const refused = fact.refused.length === 0 ? '' : ` No room, or no number to add to: ${fact.refused.join(', ')}.`
      return {
        title: `${campaign} says of them: ${said(Object.entries(fact.set)) || 'nothing'}`,
        text: refused === '' ? null : refused.trim(),
      }
    }
    case 'emitted':
      return { title: `${campaign} emitted “${fact.event}”`, text: said(Object.entries(fact.properties)) || null }
    case 'task-opened': {
      const by = fact.dueAt === null ? [] : [`Due on ${format.instant(fact.dueAt)}.`]
      const who = fact.assignee === null ? [] : [`For ${fact.assignee}.`]
      return { title: `${campaign} asks for: ${fact.title}`, text: [...who, ...by].join(' ') || null }
    }
    case 'task-closed': {
      const ended = fact.outcome === 'ended' ? ['It is no longer wanted.'] : []
      const by = fact.by === null ? [] : [`By ${fact.by}.`]
      return { title: `${CLOSED[fact.outcome]}, of ${campaign}`, text: [...by, ...ended, fact.note ?? ''].join(' ').trim() || null }
    }
    case 'called':
      return { title: `${campaign} calls a server`, text: fact.url }
    case 'call-settled': {
      const answer = fact.status === null ? 'Nobody answered.' : `The answer was ${fact.status}.`
      const title = fact.outcome === 'delivered' ? `The call of ${campaign} arrived` : `The call of ${campaign} failed`
      const never = 'It was not made: it may not be called from here, or it was too old.'
      return { title, text: fact.attempts === 0 ? never : `Attempts: ${format.count(fact.attempts)}. ${answer}` }
    }
  }
}

const said = (entries: readonly (readonly [string, Json])[]): string =>
  entries.map(([name, value]) => `${name} = ${typeof value === 'string' ? `“${value}”` : JSON.stringify(value)}`).join(', ')
