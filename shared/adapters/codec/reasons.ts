/** The small unions that states, facts and messages share, as rows `[type, …values]`. */
import { unreachable } from '../../kernel/assert.ts'
import type { Json } from '../../kernel/json.ts'
import { epochMs, experimentId } from '../../kernel/words.ts'
import type { EntryRefusal } from '../../domain/campaign/may-enter.ts'
import type { ExitReason, JourneyEnd, OwnEnd } from '../../domain/journey/journey.ts'
import type { StageReason } from '../../domain/lifecycle/classify.ts'
import { STAGES, type Stage } from '../../domain/lifecycle/stage.ts'
import { instantAt, instantOrNullAt, type Row, rowAt, sealed, textAt, textOrNullAt, wholeAt, wordOf, wrong } from './reading.ts'

export const stageAt = (row: Row, index: number): Stage => wordOf(STAGES, textAt(row, index, 'stage'), 'stage')
export const stageOrNullAt = (row: Row, index: number): Stage | null => (row[index] === null ? null : stageAt(row, index))

export const writeStageReason = (reason: StageReason): Json[] => {
  switch (reason.type) {
    case 'ended':
      return sealed(['ended', reason.at], 'reason of a stage')
    case 'silent':
      return sealed(['silent', reason.sinceAt, reason.thresholdMs], 'reason of a stage')
    case 'first-seen':
      return sealed(['first-seen', reason.at, reason.newMs], 'reason of a stage')
    case 'recent':
      return sealed(['recent', reason.lastSeenAt, reason.atRiskMs], 'reason of a stage')
    default:
      return unreachable(reason)
  }
}

export const readStageReason = (row: Row): StageReason => {
  const type = row[0]
  const at = instantAt(row, 1, 'instant of a stage reason')
  if (type === 'ended') return { type, at }
  const span = wholeAt(row, 2, 'span of a stage reason')
  if (type === 'silent') return { type, sinceAt: at, thresholdMs: span }
  if (type === 'first-seen') return { type, at, newMs: span }
  if (type === 'recent') return { type, lastSeenAt: at, atRiskMs: span }
  throw wrong('reason of a stage', 'a known type', type)
}

export const writeEntryRefusal = (refusal: EntryRefusal): Json[] => {
  switch (refusal.type) {
    case 'campaign-not-active':
    case 'campaign-paused':
    case 'draft':
    case 'not-in-audience':
      return [refusal.type]
    case 'missed':
      return sealed([refusal.type, refusal.dueAt, refusal.entryMaxAgeMs], 'refusal of an entry')
    case 'entered-for-key':
      return [refusal.type, refusal.key]
    case 'no-key':
      return [refusal.type, refusal.property]
    case 'not-started':
      return sealed([refusal.type, refusal.startAt], 'refusal of an entry')
    case 'over':
      return sealed([refusal.type, refusal.endAt], 'refusal of an entry')
    case 'event-too-old':
      return sealed([refusal.type, refusal.entryMaxAgeMs], 'refusal of an entry')
    case 'already-in':
      return sealed([refusal.type, refusal.entry], 'refusal of an entry')
    case 'entered-before':
      return sealed([refusal.type, refusal.lastEnteredAt, refusal.againAt], 'refusal of an entry')
    case 'too-many-journeys':
      return sealed([refusal.type, refusal.limit], 'refusal of an entry')
    case 'outside-traffic':
      return sealed([refusal.type, refusal.bucket], 'refusal of an entry')
    case 'in-other-experiment':
      return [refusal.type, refusal.experiment]
    default:
      return unreachable(refusal)
  }
}

export const readEntryRefusal = (row: Row): EntryRefusal => {
  const type = textAt(row, 0, 'refusal of an entry') as EntryRefusal['type']
  const whole = () => wholeAt(row, 1, `value of ${type}`)
  switch (type) {
    case 'campaign-not-active':
    case 'campaign-paused':
    case 'draft':
    case 'not-in-audience':
      return { type }
    case 'missed':
      return { type, dueAt: epochMs(whole()), entryMaxAgeMs: wholeAt(row, 2, 'age of an entry') }
    case 'entered-for-key':
      return { type, key: textAt(row, 1, 'key of an entry') }
    case 'no-key':
      return { type, property: textAt(row, 1, 'property of a key') }
    case 'not-started':
      return { type, startAt: epochMs(whole()) }
    case 'over':
      return { type, endAt: epochMs(whole()) }
    case 'event-too-old':
      return { type, entryMaxAgeMs: whole() }
    case 'already-in':
      return { type, entry: whole() }
    case 'entered-before':
      return { type, lastEnteredAt: epochMs(whole()), againAt: instantOrNullAt(row, 2, 'instant of the next entry') }
    case 'too-many-journeys':
      return { type, limit: whole() }
    case 'outside-traffic':
      return { type, bucket: whole() }
    case 'in-other-experiment':
      return { type, experiment: experimentId(textAt(row, 1, 'experiment')) }
    default:
      throw wrong('refusal of an entry', 'a known type', type satisfies never)
  }
}

export const writeJourneyEnd = (end: JourneyEnd): Json[] =>
  end.outcome === 'completed' ? ['completed'] : ['exited', writeExit(end.because)]

export const readJourneyEnd = (row: Row): JourneyEnd => {
  const outcome = wordOf(['completed', 'exited'], textAt(row, 0, 'end of a journey'), 'end of a journey')
  return outcome === 'completed' ? { outcome } : { outcome, because: readExit(rowAt(row, 1, 'reason of an exit')) }
}

const writeExit = (reason: ExitReason): Json[] => {
  switch (reason.type) {
    case 'event':
      return ['event', reason.event]
    case 'stage':
      return ['stage', reason.stage]
    case 'segment':
      return ['segment', reason.segment, reason.change]
    case 'step':
    case 'no-date':
      return writeOwnEnd(reason)
    case 'campaign-ended':
    case 'withdrawn':
    case 'merged':
    case 'erased':
      return [reason.type]
    default:
      return unreachable(reason)
  }
}

const readExit = (row: Row): ExitReason => {
  const type = textAt(row, 0, 'reason of an exit') as ExitReason['type']
  switch (type) {
    case 'event':
      return { type, event: textAt(row, 1, 'event of an exit') }
    case 'stage':
      return { type, stage: textAt(row, 1, 'stage of an exit') }
    case 'segment': {
      const change = wordOf(['entered', 'left'], textAt(row, 2, 'change of a segment'), 'change of a segment')
      return { type, segment: textAt(row, 1, 'segment of an exit'), change }
    }
    case 'step':
    case 'no-date':
      return readOwnEnd(row)
    case 'campaign-ended':
    case 'withdrawn':
    case 'merged':
    case 'erased':
      return { type }
    default:
      throw wrong('reason of an exit', 'a known type', type satisfies never)
  }
}

/** Ends that a campaign's own steps lead to. */
export const writeOwnEnd = (end: OwnEnd): Json[] => (end.type === 'step' ? [end.type, end.why] : [end.type, end.path])

export const readOwnEnd = (row: Row): OwnEnd => {
  const type = wordOf(['step', 'no-date'], textAt(row, 0, 'end of a path'), 'end of a path')
  return type === 'step' ? { type, why: textOrNullAt(row, 1, 'words of an end') } : { type, path: textAt(row, 1, 'attribute of an end') }
}
