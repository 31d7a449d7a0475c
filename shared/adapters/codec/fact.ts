/** Facts as rows `[schema, at, type, …values]`: they are kept for ever, so every byte is. */
import { Defect } from '../../kernel/assert.ts'
import type { Json } from '../../kernel/json.ts'
import { campaignId, customerId, epochDay, experimentId, minor } from '../../kernel/words.ts'
import type { Fact, FactBody, OutcomeFact } from '../../domain/fact/fact.ts'
import { CHANGES, isOfJourney, type JourneyFact, readJourneyFact, writeJourneyFact } from './journey-facts.ts'
import { readEntered, writeEntered } from './journeys.ts'
import { EXPOSURE_WIDTH, raisedExposures, readExposures, readTexts, writeExposures, writeTexts } from './exposures.ts'
import { consentOf, COUPON_WIDTH, preferencesOf, readCoupons, writeCoupons } from './sending.ts'
import { readStageReason, stageAt, stageOrNullAt, writeStageReason } from './reasons.ts'
import {
  flagAt,
  instantAt,
  knownSchema,
  type Row,
  rowAt,
  rowOf,
  sealed,
  textAt,
  wholeAt,
  wholeOrNullAt,
  widthOf,
  wordOf,
  wrong,
} from './reading.ts'

/** Schema 2 knows more of consent, of moved messages and of merges; schema 3 of which path a step is, and of keys; schema 4 of phases and what is counted. */
const FACT_SCHEMA = 4

export const encodeFact = (fact: Fact): string => JSON.stringify(sealed([FACT_SCHEMA, fact.at, fact.type, ...valuesOf(fact)], 'fact'))

/** The fact that was encoded; anything else than what `encodeFact` writes is a `Defect`. */
export const decodeFact = (text: string): Fact => {
  try {
    const row = rowOf(JSON.parse(text), 'fact')
    const schema = knownSchema(row[0], FACT_SCHEMA, 'fact')
    const at = instantAt(row, 1, 'instant of a fact')
    const type = textAt(row, 2, 'type of a fact') as FactBody['type']
    return { at, ...bodyOf(type, raised(type, row.slice(3), schema)) }
  } catch (error) {
    throw new Defect(`A stored fact cannot be read: ${error instanceof Error ? error.message : String(error)}: ${text.slice(0, 200)}`)
  }
}

/** Each schema raises the rows of the one before it. */
const raised = (type: FactBody['type'], row: Row, schema: number): Row => {
  const second = schema === 1 ? raisedFromFirst(type, row) : row
  const third = schema <= 2 ? raisedFromSecond(type, second) : second
  return schema <= 3 ? raisedFromThird(type, third) : third
}

/** What facts of schema 1 left unsaid: a grant was somebody's word, nothing was deferred, and there were no coupons. */
const raisedFromFirst = (type: FactBody['type'], row: Row): Row => {
  if (type === 'consent-changed') return [...row, row[1] === 'granted' ? 'opt-in' : null, null]
  if (type === 'message-moved') return [...row, null, 0]
  return type === 'absorbed' ? [...row, []] : row
}

/** What facts of schema 2 left unsaid: journeys had no keys, and of which path a step was stood in the fact of the entry alone. */
const raisedFromSecond = (type: FactBody['type'], row: Row): Row => {
  switch (type) {
    case 'entered':
      return [...row, null]
    case 'owed':
    case 'waiting':
      return [...row, null, null]
    case 'journey-ended':
      return [...row, null, null, null]
    case 'absorbed':
      return [...row.slice(0, 3), triples(rowAt(row, 3, 'entries')).flatMap((one) => [...one, []]), ...row.slice(4)]
    default:
      return row
  }
}

/**
 * What facts of schema 3 left unsaid: experiments had one phase, holdouts were a campaign's own, each outcome was one event, and nothing was
 * known of customers before.
 */
const raisedFromThird = (type: FactBody['type'], row: Row): Row => {
  switch (type) {
    case 'entered':
      return [...row, row[4] === 1 ? 'campaign' : null]
    case 'assigned':
      return [...row, 1, null, [], 0]
    case 'outcome':
      return [...row, 1, 1, row[6], 0, null, [], 0]
    case 'absorbed':
      return [...row.slice(0, 2), raisedExposures(rowAt(row, 2, 'exposures')), ...row.slice(3)]
    default:
      return row
  }
}

const triples = (row: Row): readonly Row[] => Array.from({ length: row.length / 3 }, (_, index) => row.slice(index * 3, index * 3 + 3))

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
    case 'assigned':
      return [fact.experiment, fact.arm, fact.phase, fact.bucket, writeTexts(fact.segments), fact.before]
    case 'crossover':
      return [fact.experiment, fact.arm, fact.seen]
    case 'outcome': {
      const { experiment, metric, arm, assignedDay, outcomeDay, converted, sumDelta, sumSquaresDelta, phase, own, segments, before } = fact
      const counted: Json[] = [experiment, metric, arm, assignedDay, outcomeDay, converted, sumDelta, sumSquaresDelta, phase]
      return [...counted, own.events, own.sum, own.base, writeRatio(fact.ratio), writeTexts(segments), before]
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
    case 'segment-changed':
      return [fact.segment, fact.version, fact.to]
    default:
      return [fact.campaign, fact.entry, ...writeJourneyFact(fact)]
  }
}

const bodyOf = (type: FactBody['type'], row: Row): FactBody => (isOfJourney(type) ? readJourneyFact(type, row) : ofCustomer(type, row))

const ofCustomer = (type: Exclude<FactBody['type'], JourneyFact['type']>, row: Row): FactBody => {
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
      return {
        type,
        experiment: experimentId(textAt(row, 0, 'experiment')),
        arm: textAt(row, 1, 'arm'),
        phase: wholeAt(row, 2, 'phase'),
        bucket: wholeOrNullAt(row, 3, 'bucket'),
        segments: readTexts(rowAt(row, 4, 'segments')),
        before: wholeAt(row, 5, 'purchases before'),
      }
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
    case 'segment-changed': {
      const to = wordOf(CHANGES, textAt(row, 2, 'change of a segment'), 'change of a segment')
      return { type, segment: textAt(row, 0, 'segment'), version: wholeAt(row, 1, 'version of a segment'), to }
    }
    default:
      throw wrong('type of a fact', 'a known type', type satisfies never)
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
  phase: wholeAt(row, 8, 'phase'),
  own: {
    events: flagAt(row, 9, 'event that counts') ? 1 : 0,
    sum: minor(wholeAt(row, 10, 'own sum')),
    base: flagAt(row, 11, 'event a ratio is over') ? 1 : 0,
  },
  ratio: row[12] === null ? null : readRatio(rowAt(row, 12, 'ratio')),
  segments: readTexts(rowAt(row, 13, 'segments')),
  before: wholeAt(row, 14, 'purchases before'),
})

const writeRatio = (ratio: OutcomeFact['ratio']): Json =>
  ratio && sealed([ratio.baseDelta, ratio.baseSquaresDelta, ratio.productsDelta], 'ratio')

const readRatio = (row: Row): OutcomeFact['ratio'] => ({
  baseDelta: wholeAt(row, 0, 'base of a ratio'),
  baseSquaresDelta: textAt(row, 1, 'squares of a base'),
  productsDelta: textAt(row, 2, 'products'),
})

const absorbedOf = (row: Row): FactBody => ({
  type: 'absorbed',
  source: customerId(textAt(row, 0, 'source of a merge')),
  depth: wholeAt(row, 1, 'depth of merges'),
  exposures: readExposures(widthOf(rowAt(row, 2, 'exposures'), EXPOSURE_WIDTH, 'exposures')),
  entered: readEntered(widthOf(rowAt(row, 3, 'entries'), 4, 'entries')),
  coupons: readCoupons(widthOf(rowAt(row, 4, 'coupons'), COUPON_WIDTH, 'coupons')),
})
