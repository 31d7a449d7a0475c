/** What facts of a journey say, as the values that stand behind `[schema, at, type, campaign, entry]`. */
import { unreachable } from '../../kernel/assert.ts'
import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts'
import { callId, campaignId, epochMs, messageId, taskId } from '../../kernel/words.ts'
import type { CallOutcome, Deed, FactBody, InJourney, OnPath, Trigger, WaitEnd } from '../../domain/fact/fact.ts'
import type { SegmentChange } from '../../domain/journey/journey.ts'
import { STATUS_NAMES } from './message.ts'
import { readNews, writeNews } from './news.ts'
import { readRefusal, writeRefusal } from './refusals.ts'
import { readJourneyEnd, readOwnEnd, stageAt, stageOrNullAt, writeJourneyEnd, writeOwnEnd } from './reasons.ts'
import {
  flagAt,
  instantAt,
  instantOrNullAt,
  type Row,
  rowAt,
  textAt,
  textOrNullAt,
  wholeAt,
  wholeOrNullAt,
  wordOf,
  wrong,
} from './reading.ts'

export type JourneyFact = Extract<FactBody, InJourney>
type Deeds = Extract<JourneyFact, { readonly type: DeedFactType }>
type DeedFactType = 'traits-updated' | 'emitted' | 'task-opened' | 'task-closed' | 'called' | 'call-settled'

/** The type checker holds this list complete. */
const TYPES: Readonly<Record<JourneyFact['type'], true>> = {
  entered: true,
  owed: true,
  waiting: true,
  waited: true,
  chose: true,
  took: true,
  milestone: true,
  settling: true,
  leaving: true,
  paused: true,
  resumed: true,
  'journey-ended': true,
  'journey-moved': true,
  'traits-updated': true,
  emitted: true,
  'task-opened': true,
  'task-closed': true,
  called: true,
  'call-settled': true,
  'message-moved': true,
  heard: true,
}

export const isOfJourney = (type: FactBody['type']): type is JourneyFact['type'] => Object.hasOwn(TYPES, type)

export const CHANGES: readonly SegmentChange[] = ['entered', 'left']
const ENDS: readonly WaitEnd[] = ['time', 'event', 'complete', 'moved', 'at-once']
const DEEDS: readonly Deed[] = ['update', 'emit', 'task', 'webhook']
const HOLDOUTS: readonly NonNullable<Extract<FactBody, { readonly type: 'entered' }>['heldBy']>[] = ['campaign', 'global']
const OUTCOMES: readonly CallOutcome[] = ['delivered', 'failed']

export const writeJourneyFact = (fact: JourneyFact): Json[] => {
  switch (fact.type) {
    case 'entered':
      return [fact.version, fact.variant, fact.held ? 1 : 0, writeTrigger(fact.trigger), fact.key, fact.heldBy]
    case 'owed':
      return [fact.message, fact.step, ...writePath(fact)]
    case 'waiting':
      return [fact.step, fact.wakeAt, ...writePath(fact)]
    case 'waited':
      return [fact.step, fact.by, ...writePath(fact)]
    case 'chose':
      return [fact.step, fact.way, ...writePath(fact)]
    case 'took':
      return [fact.step, fact.what, fact.withheld ? 1 : 0, ...writePath(fact)]
    case 'milestone':
      return [fact.name, ...writePath(fact)]
    case 'settling':
      return []
    case 'leaving':
      return [fact.step, writeOwnEnd(fact.because), ...writePath(fact)]
    case 'paused':
    case 'resumed':
      return [fact.step, ...writePath(fact)]
    case 'journey-ended':
      return [writeJourneyEnd(fact.end), fact.waitedAt, ...writePath(fact)]
    case 'journey-moved':
      return [fact.variant, fact.from.version, fact.from.step, fact.to.version, fact.to.step]
    case 'message-moved': {
      const { message, step, variant, from, to, because, until, isZoneUnknown } = fact
      return [message, step, variant, from, to, because === null ? null : writeRefusal(because), until, isZoneUnknown ? 1 : 0]
    }
    case 'heard':
      return [fact.message, fact.step, fact.variant, writeNews(fact.news), fact.isFirst ? 1 : 0]
    default:
      return writeDeed(fact)
  }
}

const writeDeed = (fact: Deeds): Json[] => {
  switch (fact.type) {
    case 'traits-updated':
      return [fact.set, [...fact.refused]]
    case 'emitted':
      return [fact.step, fact.event, fact.properties]
    case 'task-opened':
      return [fact.task, fact.step, fact.title, fact.note, fact.assignee, fact.dueAt, fact.about]
    case 'task-closed':
      return [fact.task, fact.outcome, fact.by, fact.note]
    case 'called':
      return [fact.call, fact.step, fact.url, fact.body]
    case 'call-settled':
      return [fact.call, fact.outcome, fact.status, fact.attempts]
    default:
      return unreachable(fact)
  }
}

/** `row`: campaign, entry, and what stands behind them. */
export const readJourneyFact = (type: JourneyFact['type'], row: Row): JourneyFact => {
  const journey = { campaign: campaignId(textAt(row, 0, 'campaign')), entry: wholeAt(row, 1, 'entry') }
  const said = row.slice(2)
  switch (type) {
    case 'entered': {
      const held = flagAt(said, 2, 'holdout')
      const heldBy = said[5] === null ? null : wordOf(HOLDOUTS, textAt(said, 5, 'holdout they are in'), 'holdout they are in')
      const [trigger, key] = [readTrigger(rowAt(said, 3, 'trigger')), textOrNullAt(said, 4, 'key of a journey')]
      return { type, ...journey, version: wholeAt(said, 0, 'version'), variant: textAt(said, 1, 'variant'), held, heldBy, trigger, key }
    }
    case 'owed':
      return { type, ...journey, message: messageId(textAt(said, 0, 'message')), step: wholeAt(said, 1, 'step'), path: pathAt(said, 2) }
    case 'waiting':
      return { type, ...journey, step: wholeAt(said, 0, 'step'), wakeAt: instantAt(said, 1, 'wake'), path: pathAt(said, 2) }
    case 'waited': {
      const by = wordOf(ENDS, textAt(said, 1, 'end of a wait'), 'end of a wait')
      return { type, ...journey, step: wholeAt(said, 0, 'step'), by, path: pathAt(said, 2) }
    }
    case 'chose':
      return { type, ...journey, step: wholeAt(said, 0, 'step'), way: textAt(said, 1, 'way'), path: pathAt(said, 2) }
    case 'took': {
      const what = wordOf(DEEDS, textAt(said, 1, 'what was done'), 'what was done')
      return { type, ...journey, step: wholeAt(said, 0, 'step'), what, withheld: flagAt(said, 2, 'withheld'), path: pathAt(said, 3) }
    }
    case 'milestone':
      return { type, ...journey, name: textAt(said, 0, 'milestone'), path: pathAt(said, 1) }
    case 'settling':
      return { type, ...journey }
    case 'leaving': {
      const because = readOwnEnd(rowAt(said, 1, 'end of a path'))
      return { type, ...journey, step: wholeAt(said, 0, 'step'), because, path: pathAt(said, 2) }
    }
    case 'paused':
    case 'resumed':
      return { type, ...journey, step: wholeAt(said, 0, 'step'), path: pathAt(said, 1) }
    case 'journey-ended': {
      const end = readJourneyEnd(rowAt(said, 0, 'end of a journey'))
      return { type, ...journey, end, waitedAt: wholeOrNullAt(said, 1, 'step it waited at'), path: pathAt(said, 2) }
    }
    case 'journey-moved':
      return { type, ...journey, variant: textAt(said, 0, 'variant'), from: stepAt(said, 1), to: stepAt(said, 3) }
    case 'message-moved':
      return { type, ...journey, ...movedOf(said) }
    case 'heard': {
      const [message, step, variant] = [messageId(textAt(said, 0, 'message')), wholeAt(said, 1, 'step'), textAt(said, 2, 'variant')]
      return { type, ...journey, message, step, variant, news: readNews(rowAt(said, 3, 'news')), isFirst: flagAt(said, 4, 'first news') }
    }
    default:
      return readDeed(type, journey, said)
  }
}

const readDeed = (type: Deeds['type'], journey: InJourney, said: Row): Deeds => {
  switch (type) {
    case 'traits-updated': {
      const names = rowAt(said, 1, 'refused attributes')
      return { type, ...journey, set: objectAt(said, 0), refused: names.map((_, index) => textAt(names, index, 'attribute')) }
    }
    case 'emitted':
      return { type, ...journey, step: wholeAt(said, 0, 'step'), event: textAt(said, 1, 'event'), properties: objectAt(said, 2) }
    case 'task-opened':
      return {
        type,
        ...journey,
        task: taskId(textAt(said, 0, 'task')),
        step: wholeAt(said, 1, 'step'),
        title: textAt(said, 2, 'title'),
        note: textOrNullAt(said, 3, 'note'),
        assignee: textOrNullAt(said, 4, 'assignee'),
        dueAt: instantOrNullAt(said, 5, 'when a task is due'),
        about: objectAt(said, 6),
      }
    case 'task-closed': {
      const outcome = wordOf(['done', 'dismissed', 'ended'], textAt(said, 1, 'outcome of a task'), 'outcome of a task')
      const [by, note] = [textOrNullAt(said, 2, 'who closed it'), textOrNullAt(said, 3, 'note')]
      return { type, ...journey, task: taskId(textAt(said, 0, 'task')), outcome, by, note }
    }
    case 'called': {
      const [call, url] = [callId(textAt(said, 0, 'call')), textAt(said, 2, 'address of a call')]
      return { type, ...journey, call, step: wholeAt(said, 1, 'step'), url, body: objectAt(said, 3) }
    }
    case 'call-settled': {
      const outcome = wordOf(OUTCOMES, textAt(said, 1, 'outcome of a call'), 'outcome of a call')
      const [status, attempts] = [wholeOrNullAt(said, 2, 'status of a call'), wholeAt(said, 3, 'attempts of a call')]
      return { type, ...journey, call: callId(textAt(said, 0, 'call')), outcome, status, attempts }
    }
    default:
      return unreachable(type)
  }
}

const writePath = ({ path }: OnPath): Json[] => (path === null ? [null, null] : [path.version, path.variant])

const pathAt = (row: Row, index: number): OnPath['path'] =>
  row[index] === null ? null : { version: wholeAt(row, index, 'version of a path'), variant: textAt(row, index + 1, 'variant of a path') }

const stepAt = (row: Row, index: number) => ({ version: wholeAt(row, index, 'version'), step: wholeAt(row, index + 1, 'step') })

const movedOf = (said: Row) => ({
  message: messageId(textAt(said, 0, 'message')),
  step: wholeAt(said, 1, 'step'),
  variant: textAt(said, 2, 'variant'),
  from: wordOf(STATUS_NAMES, textAt(said, 3, 'status'), 'status'),
  to: wordOf(STATUS_NAMES, textAt(said, 4, 'status'), 'status'),
  because: said[5] === null ? null : readRefusal(rowAt(said, 5, 'refusal of a message')),
  until: instantOrNullAt(said, 6, 'end of a deferral'),
  isZoneUnknown: flagAt(said, 7, 'unknown zone'),
})

const objectAt = (row: Row, index: number): JsonObject => {
  const value = row[index]
  if (!isJsonObject(value)) throw wrong('what was said', 'an object', value)
  return value
}

const writeTrigger = (trigger: Trigger): Json[] => {
  switch (trigger.type) {
    case 'event':
      return ['event', trigger.event]
    case 'stage':
      return ['stage', trigger.from, trigger.to]
    case 'segment':
      return ['segment', trigger.segment, trigger.change]
    case 'schedule':
      return ['schedule', trigger.at]
    case 'date':
      return ['date', trigger.path, trigger.at]
    default:
      return unreachable(trigger)
  }
}

const readTrigger = (row: Row): Trigger => {
  const type = textAt(row, 0, 'trigger') as Trigger['type']
  switch (type) {
    case 'event':
      return { type, event: textAt(row, 1, 'event') }
    case 'stage':
      return { type, from: stageOrNullAt(row, 1), to: stageAt(row, 2) }
    case 'segment':
      return {
        type,
        segment: textAt(row, 1, 'segment'),
        change: wordOf(CHANGES, textAt(row, 2, 'change of a segment'), 'change of a segment'),
      }
    case 'schedule':
      return { type, at: epochMs(wholeAt(row, 1, 'scheduled instant')) }
    case 'date':
      return { type, path: textAt(row, 1, 'attribute'), at: epochMs(wholeAt(row, 2, 'instant of a date')) }
    default:
      throw wrong('trigger', 'a known type', type satisfies never)
  }
}
