/** What journeys go through, step by step, as lines of a customer's story. */
import type { Deed, Fact, WaitEnd } from '../shared/domain/fact/fact.ts'
import { unreachable } from '../shared/kernel/assert.ts'
import type { Json } from '../shared/kernel/json.ts'
import { instantText } from './format.ts'
import { journeyEndWords, ownEndWords, quoted, triggerWords } from './words.ts'

type Told = Extract<
  Fact,
  {
    readonly type:
      | ('entered' | 'owed' | 'waiting' | 'waited' | 'chose' | 'took' | 'milestone' | 'settling' | 'leaving' | 'paused' | 'resumed')
      | ('journey-ended' | 'journey-moved' | 'traits-updated' | 'emitted' | 'task-opened' | 'task-closed' | 'called' | 'call-settled')
  }
>

export const journeyFactWords = (fact: Told): string => `${fact.campaign}: ${stepWords(fact)}`

/** The same, where it is clear of which campaign it is. */
export const stepWords = (fact: Told): string => `${told(fact)}${'step' in fact ? ` (step ${fact.step + 1})` : ''}`

const told = (fact: Told): string => {
  switch (fact.type) {
    case 'entered': {
      const key = fact.key === null ? '' : ` for ${quoted(fact.key)}`
      return `entry ${fact.entry}${key}, because ${triggerWords(fact.trigger)}; variant ${fact.variant}${fact.held ? ', held out' : ''}${fact.heldBy === 'global' ? ' of all campaigns' : ''}`
    }
    case 'owed':
      return 'a message is owed'
    case 'waiting':
      return `waits until ${instantText(fact.wakeAt)}`
    case 'waited':
      return WAIT_ENDS[fact.by]
    case 'chose':
      return `goes the way ${quoted(fact.way)}`
    case 'took':
      return fact.withheld ? `${DEEDS[fact.what]}: withheld, for they are held out` : DEEDS[fact.what]
    case 'milestone':
      return `the milestone ${quoted(fact.name)} is done`
    case 'settling':
      return 'all steps are taken'
    case 'leaving':
      return `goes no further, because ${ownEndWords(fact.because)}`
    case 'paused':
      return 'stands still, because the campaign is paused'
    case 'resumed':
      return 'goes on after the pause'
    case 'journey-ended':
      return journeyEndWords(fact.end)
    case 'journey-moved':
      return `goes on in version ${fact.to.version}, at step ${fact.to.step + 1} (it was at step ${fact.from.step + 1} of version ${fact.from.version})`
    default:
      return deedWords(fact)
  }
}

type DeedFact = Extract<Told, { readonly type: 'traits-updated' | 'emitted' | 'task-opened' | 'task-closed' | 'called' | 'call-settled' }>

const deedWords = (fact: DeedFact): string => {
  switch (fact.type) {
    case 'traits-updated': {
      const said = Object.entries(fact.set).map(([name, value]) => `${name} = ${textOf(value)}`)
      const refused = fact.refused.length === 0 ? '' : `; not ${fact.refused.join(', ')}, for want of room or of a number to add to`
      return `says of them: ${said.length === 0 ? 'nothing' : said.join(', ')}${refused}`
    }
    case 'emitted':
      return `emits ${quoted(fact.event)}`
    case 'task-opened':
      return `asks${fact.assignee === null ? '' : ` ${fact.assignee}`} to: ${fact.title}${fact.dueAt === null ? '' : `, by ${instantText(fact.dueAt)}`}`
    case 'task-closed':
      return `a task was ${TASK_ENDS[fact.outcome]}${fact.by === null ? '' : ` by ${fact.by}`}${fact.note === null ? '' : `: ${fact.note}`}`
    case 'called':
      return `calls ${fact.url}`
    case 'call-settled': {
      const answer = fact.status === null ? 'nobody answered' : `the answer was ${fact.status}`
      if (fact.attempts === 0) return 'the call was not made: it may not be called from here, or it was too old'
      return `the call ${fact.outcome === 'delivered' ? 'arrived' : 'failed'} after ${fact.attempts} attempt(s): ${answer}`
    }
    default:
      return unreachable(fact)
  }
}

const WAIT_ENDS: Readonly<Record<WaitEnd, string>> = {
  time: 'has waited',
  event: 'has waited: the event came',
  complete: 'waits no longer: all milestones are done',
  moved: 'waits anew: the day it waited for is another now',
  'at-once': 'had nothing to wait for',
}

const DEEDS: Readonly<Record<Deed, string>> = {
  update: 'updates attributes',
  emit: 'emits an event',
  task: 'opens a task',
  webhook: 'calls a server',
}

const TASK_ENDS = { done: 'done', dismissed: 'dismissed', ended: 'closed, for it is no longer wanted' } as const

const textOf = (value: Json): string => (typeof value === 'string' ? quoted(value) : JSON.stringify(value))
