/** Facts as rows `[schema, at, type, …values]`: they are kept for ever, so every byte is. */
import { Defect, unreachable } from '../../kernel/assert.ts'
import type { Json } from '../../kernel/json.ts'
import { campaignId, customerId, epochDay, experimentId, messageId, minor } from '../../kernel/words.ts'
import type { Fact, FactBody, Trigger } from '../../domain/fact/fact.ts'
import { readEntered, readExposures, writeEntered, writeExposures } from './journeys.ts'
import { STATUS_NAMES } from './message.ts'
import { readNews, writeNews } from './news.ts'
import { readRefusal, writeRefusal } from './refusals.ts'
import { consentOf, COUPON_WIDTH, preferencesOf, readCoupons, writeCoupons } from './sending.ts'
import { readJourneyEnd, readStageReason, stageAt, stageOrNullAt, writeJourneyEnd, writeStageReason } from './reasons.ts'
import {
  flagAt,
  instantAt,
  instantOrNullAt,
  knownSchema,
  type Row,
  rowAt,
  rowOf,
  sealed,
  textAt,
  wholeAt,
  widthOf,
  wordOf,
  wrong,
} from './reading.ts'

/** Schema 2 knows more of consent, of moved messages and of merges. */
const FACT_SCHEMA = 2

export const encodeFact = (fact: Fact): string => JSON.stringify(sealed([FACT_SCHEMA, fact.at, fact.type, ...valuesOf(fact)], 'fact'))

/** The fact that was encoded; anything else than what `encodeFact` writes is a `Defect`. */
export const decodeFact = (text: string): Fact => {
  try {
    const row = rowOf(JSON.parse(text), 'fact')
    const schema = knownSchema(row[0], FACT_SCHEMA, 'fact')
    const at = instantAt(row, 1, 'instant of a fact')
    const type = textAt(row, 2, 'type of a fact') as FactBody['type']
    return { at, ...bodyOf(type, schema === 1 ? raised(type, row.slice(3)) : row.slice(3)) }
  } catch (error) {
    throw new Defect(`A stored fact cannot be read: ${error instanceof Error ? error.message : String(error)}: ${text.slice(0, 200)}`)
  }
}

/** What facts of schema 1 left unsaid: a grant was somebody's word, nothing was deferred, and there were no coupons. */
const raised = (type: FactBody['type'], row: Row): Row => {
  if (type === 'consent-changed') return [...row, row[1] === 'granted' ? 'opt-in' : null, null]
  if (type === 'message-moved') return [...row, null, 0]
  return type === 'absorbed' ? [...row, []] : row
}

const valuesOf = (fact: Fact): Json[] => {
  switch (fact.type) {
    case 'appeared':
      return []
    case 'stage-changed':
      return [fact.from, fact.to, writeStageReason(fact.because)]
    case 'consent-changed':
      return [fact.topic, fact.status, fact.saidAt, fact.basis, fact.source]
    case 'preferences-changed':
      return [fact.frequency, fact.pausedUntil, fact.saidAt]
    case 'coupon-given':
    case 'coupon-redeemed':
      return [fact.campaign, fact.pool, fact.code, fact.variant]
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
    case 'message-moved':
      return movedValues(fact)
    case 'heard':
      return [fact.campaign, fact.entry, fact.message, fact.step, fact.variant, writeNews(fact.news), fact.isFirst ? 1 : 0]
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
      return [fact.source, fact.depth, writeExposures(fact.exposures), writeEntered(fact.entered), writeCoupons(fact.coupons)]
    case 'merged':
      return [fact.into, fact.from]
    case 'erased':
      return [fact.wasCustomer ? 1 : 0, fact.from]
    default:
      return unreachable(fact)
  }
}

const movedValues = (fact: Fact & { type: 'message-moved' }): Json[] => {
  const { campaign, entry, message, step, variant, from, to, because, until, isZoneUnknown } = fact
  return [campaign, entry, message, step, variant, from, to, because === null ? null : writeRefusal(because), until, isZoneUnknown ? 1 : 0]
}

const bodyOf = (type: FactBody['type'], row: Row): FactBody => {
  switch (type) {
    case 'appeared':
      return { type }
    case 'stage-changed':
      return { type, from: stageOrNullAt(row, 0), to: stageAt(row, 1), because: readStageReason(rowAt(row, 2, 'reason of a stage')) }
    case 'consent-changed': {
      const said = consentOf(row, 1)
      return { type, topic: textAt(row, 0, 'topic'), status: said.status, saidAt: said.at, basis: said.basis, source: said.source }
    }
    case 'preferences-changed':
      return { type, ...preferencesOf(row) }
    case 'coupon-given':
    case 'coupon-redeemed': {
      const campaign = campaignId(textAt(row, 0, 'campaign'))
      return { type, campaign, pool: textAt(row, 1, 'pool of codes'), code: textAt(row, 2, 'code'), variant: textAt(row, 3, 'variant') }
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
    case 'erased':
      return { type, wasCustomer: flagAt(row, 0, 'customer'), from: stageOrNullAt(row, 1) }
    case 'entered':
    case 'owed':
    case 'waiting':
    case 'settling':
    case 'journey-ended':
    case 'message-moved':
    case 'heard':
      return inJourney(type, row)
    default:
      throw wrong('type of a fact', 'a known type', type satisfies never)
  }
}

type JourneyFact = Extract<FactBody, { readonly entry: unknown }>

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
        until: instantOrNullAt(row, 8, 'end of a deferral'),
        isZoneUnknown: flagAt(row, 9, 'unknown zone'),
      }
    case 'heard': {
      const [message, step, variant] = [messageId(textAt(row, 2, 'message')), wholeAt(row, 3, 'step'), textAt(row, 4, 'variant')]
      return { type, ...journey, message, step, variant, news: readNews(rowAt(row, 5, 'news')), isFirst: flagAt(row, 6, 'first news') }
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
  coupons: readCoupons(widthOf(rowAt(row, 4, 'coupons'), COUPON_WIDTH, 'coupons')),
})

const writeTrigger = (trigger: Trigger): Json[] =>
  trigger.type === 'event' ? ['event', trigger.event] : ['stage', trigger.from, trigger.to]

const readTrigger = (row: Row): Trigger => {
  const type = wordOf(['event', 'stage'], textAt(row, 0, 'trigger'), 'trigger')
  return type === 'event' ? { type, event: textAt(row, 1, 'event') } : { type, from: stageOrNullAt(row, 1), to: stageAt(row, 2) }
}
