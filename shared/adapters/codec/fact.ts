/** Facts as rows `[schema, at, type, …values]`: they are kept for ever, so every byte is. */
import { Defect, unreachable } from '../../kernel/assert.ts'
import type { Json } from '../../kernel/json.ts'
import { campaignId, customerId, epochDay, experimentId, messageId, minor } from '../../kernel/words.ts'
import type { Fact, FactBody, Trigger } from '../../domain/fact/fact.ts'
import { readEntered, readExposures, writeEntered, writeExposures } from './journeys.ts'
import { STATUS_NAMES } from './message.ts'
import {
  readJourneyEnd,
  readRefusal,
  readStageReason,
  stageAt,
  stageOrNullAt,
  writeJourneyEnd,
  writeRefusal,
  writeStageReason,
} from './reasons.ts'
import { flagAt, instantAt, knownSchema, type Row, rowAt, rowOf, sealed, textAt, wholeAt, widthOf, wordOf, wrong } from './reading.ts'

const FACT_SCHEMA = 1

export const encodeFact = (fact: Fact): string => JSON.stringify(sealed([FACT_SCHEMA, fact.at, fact.type, ...valuesOf(fact)], 'fact'))

/** The fact that was encoded; anything else than what `encodeFact` writes is a `Defect`. */
export const decodeFact = (text: string): Fact => {
  try {
    const row = rowOf(JSON.parse(text), 'fact')
    knownSchema(row[0], FACT_SCHEMA, 'fact')
    const at = instantAt(row, 1, 'instant of a fact')
    return { at, ...bodyOf(textAt(row, 2, 'type of a fact') as FactBody['type'], row.slice(3)) }
  } catch (error) {
    throw new Defect(`A stored fact cannot be read: ${error instanceof Error ? error.message : String(error)}: ${text.slice(0, 200)}`)
  }
}

const valuesOf = (fact: Fact): Json[] => {
  switch (fact.type) {
    case 'appeared':
      return []
    case 'stage-changed':
      return [fact.from, fact.to, writeStageReason(fact.because)]
    case 'consent-changed':
      return [fact.topic, fact.status, fact.saidAt]
    case 'entered':
      return [fact.campaign, fact.entry, fact.version, fact.variant, fact.held ? 1 : 0, writeTrigger(fact.trigger)]
    case 'owed':
      return [fact.campaign, fact.entry, fact.message, fact.step]
    case 'waiting':
      return [fact.campaign, fact.entry, fact.step, fact.wakeAt]
    case 'settling':
      return [fact.campaign, fact.entry]
    case 'journey-ended':
      return [fact.campaign, fact.entry, writeJourneyEnd(fact.end)]
    case 'message-moved': {
      const because = fact.because === null ? null : writeRefusal(fact.because)
      return [fact.campaign, fact.entry, fact.message, fact.step, fact.variant, fact.from, fact.to, because]
    }
    case 'assigned':
      return [fact.experiment, fact.arm]
    case 'crossover':
      return [fact.experiment, fact.arm, fact.seen]
    case 'outcome': {
      const { experiment, metric, arm, assignedDay, outcomeDay, converted, sumDelta, sumSquaresDelta } = fact
      return [experiment, metric, arm, assignedDay, outcomeDay, converted, sumDelta, sumSquaresDelta]
    }
    case 'merge-begun':
    case 'redirected':
      return [fact.into]
    case 'merge-lifted':
      return []
    case 'absorbed':
      return [fact.source, fact.depth, writeExposures(fact.exposures), writeEntered(fact.entered)]
    case 'merged':
      return [fact.into, fact.from]
    default:
      return unreachable(fact)
  }
}

const bodyOf = (type: FactBody['type'], row: Row): FactBody => {
  switch (type) {
    case 'appeared':
      return { type }
    case 'stage-changed':
      return { type, from: stageOrNullAt(row, 0), to: stageAt(row, 1), because: readStageReason(rowAt(row, 2, 'reason of a stage')) }
    case 'consent-changed': {
      const status = wordOf(['granted', 'withdrawn'], textAt(row, 1, 'consent'), 'consent')
      return { type, topic: textAt(row, 0, 'topic'), status, saidAt: instantAt(row, 2, 'instant of a consent') }
    }
    case 'assigned':
      return { type, experiment: experimentId(textAt(row, 0, 'experiment')), arm: textAt(row, 1, 'arm') }
    case 'crossover':
      return { type, experiment: experimentId(textAt(row, 0, 'experiment')), arm: textAt(row, 1, 'arm'), seen: textAt(row, 2, 'arm seen') }
    case 'outcome':
      return outcomeOf(row)
    case 'merge-begun':
    case 'redirected':
      return { type, into: customerId(textAt(row, 0, 'target of a merge')) }
    case 'merge-lifted':
      return { type }
    case 'absorbed':
      return absorbedOf(row)
    case 'merged':
      return { type, into: customerId(textAt(row, 0, 'target of a merge')), from: stageOrNullAt(row, 1) }
    case 'entered':
    case 'owed':
    case 'waiting':
    case 'settling':
    case 'journey-ended':
    case 'message-moved':
      return inJourney(type, row)
    default:
      throw wrong('type of a fact', 'a known type', type satisfies never)
  }
}

type JourneyFact = Extract<FactBody, { readonly campaign: unknown }>

const inJourney = (type: JourneyFact['type'], row: Row): JourneyFact => {
  const journey = { campaign: campaignId(textAt(row, 0, 'campaign')), entry: wholeAt(row, 1, 'entry') }
  switch (type) {
    case 'entered': {
      const held = flagAt(row, 4, 'holdout')
      const trigger = readTrigger(rowAt(row, 5, 'trigger'))
      return { type, ...journey, version: wholeAt(row, 2, 'version'), variant: textAt(row, 3, 'variant'), held, trigger }
    }
    case 'owed':
      return { type, ...journey, message: messageId(textAt(row, 2, 'message')), step: wholeAt(row, 3, 'step') }
    case 'waiting':
      return { type, ...journey, step: wholeAt(row, 2, 'step'), wakeAt: instantAt(row, 3, 'wake') }
    case 'settling':
      return { type, ...journey }
    case 'journey-ended':
      return { type, ...journey, end: readJourneyEnd(rowAt(row, 2, 'end of a journey')) }
    case 'message-moved':
      return {
        type,
        ...journey,
        message: messageId(textAt(row, 2, 'message')),
        step: wholeAt(row, 3, 'step'),
        variant: textAt(row, 4, 'variant'),
        from: wordOf(STATUS_NAMES, textAt(row, 5, 'status'), 'status'),
        to: wordOf(STATUS_NAMES, textAt(row, 6, 'status'), 'status'),
        because: row[7] === null ? null : readRefusal(rowAt(row, 7, 'refusal of a message')),
      }
    default:
      return unreachable(type)
  }
}

const outcomeOf = (row: Row): FactBody => ({
  type: 'outcome',
  experiment: experimentId(textAt(row, 0, 'experiment')),
  metric: textAt(row, 1, 'metric'),
  arm: textAt(row, 2, 'arm'),
  assignedDay: epochDay(wholeAt(row, 3, 'day of assignment')),
  outcomeDay: epochDay(wholeAt(row, 4, 'day of outcome')),
  converted: flagAt(row, 5, 'conversion') ? 1 : 0,
  sumDelta: minor(wholeAt(row, 6, 'sum')),
  sumSquaresDelta: textAt(row, 7, 'squares'),
})

const absorbedOf = (row: Row): FactBody => ({
  type: 'absorbed',
  source: customerId(textAt(row, 0, 'source of a merge')),
  depth: wholeAt(row, 1, 'depth of merges'),
  exposures: readExposures(widthOf(rowAt(row, 2, 'exposures'), 4, 'exposures')),
  entered: readEntered(widthOf(rowAt(row, 3, 'entries'), 3, 'entries')),
})

const writeTrigger = (trigger: Trigger): Json[] =>
  trigger.type === 'event' ? ['event', trigger.event] : ['stage', trigger.from, trigger.to]

const readTrigger = (row: Row): Trigger => {
  const type = wordOf(['event', 'stage'], textAt(row, 0, 'trigger'), 'trigger')
  return type === 'event' ? { type, event: textAt(row, 1, 'event') } : { type, from: stageOrNullAt(row, 1), to: stageAt(row, 2) }
}
