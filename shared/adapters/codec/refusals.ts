/** Why a message did not leave, or waits, as rows `[type, …values]`. */
import { unreachable } from '../../kernel/assert.ts'
import type { Json } from '../../kernel/json.ts'
import { campaignId, epochMs, experimentId } from '../../kernel/words.ts'
import type { StopReason } from '../../domain/messaging/breaker.ts'
import type { Hindrance, Refusal, SuppressionReason } from '../../domain/messaging/message.ts'
import { flagAt, instantAt, type Row, rowAt, sealed, textAt, textOrNullAt, wholeAt, wordOf, wrong } from './reading.ts'

export const SUPPRESSION_REASONS: readonly SuppressionReason[] = ['hard-bounce', 'soft-bounces', 'complaint', 'by-hand']

export const writeRefusal = (refusal: Refusal): Json[] => sealed([refusal.type, ...valuesOf(refusal)], 'refusal of a message')

const valuesOf = (refusal: Refusal): Json[] => {
  switch (refusal.type) {
    case 'sending-off':
    case 'campaign-not-active':
    case 'journey-ended':
    case 'no-address':
    case 'erased':
    case 'campaign-paused':
      return []
    case 'suppressed':
      return [refusal.because, refusal.at]
    case 'stopped':
      return [refusal.of, refusal.at, writeStop(refusal.because)]
    case 'withdrawn':
    case 'already-confirmed':
      return [refusal.at]
    case 'not-confirmed':
      return [refusal.since]
    case 'no-consent':
      return [refusal.basis]
    case 'paused':
      return [refusal.until]
    case 'quiet-hours':
    case 'outside-window':
      return [refusal.zone, refusal.isFallback ? 1 : 0, refusal.until]
    case 'capped':
      return [refusal.topic, refusal.atMost, refusal.withinMs, refusal.by]
    case 'over-budget':
      return [refusal.of, refusal.perDay]
    case 'no-coupon':
      return [refusal.pool]
    case 'not-renderable':
    case 'rejected':
      return [refusal.detail]
    default:
      return unreachable(refusal)
  }
}

export const readRefusal = (row: Row): Refusal => {
  const type = textAt(row, 0, 'refusal of a message') as Refusal['type']
  const text = () => textAt(row, 1, `value of ${type}`)
  const instant = () => instantAt(row, 1, `instant of ${type}`)
  switch (type) {
    case 'sending-off':
    case 'campaign-not-active':
    case 'journey-ended':
    case 'no-address':
    case 'erased':
      return { type }
    case 'suppressed':
      return {
        type,
        because: wordOf(SUPPRESSION_REASONS, text(), 'reason of a suppression'),
        at: instantAt(row, 2, 'instant of a suppression'),
      }
    case 'stopped': {
      const of = wordOf(['campaign', 'all'], text(), 'what was stopped')
      return { type, of, at: instantAt(row, 2, 'instant of a stop'), because: readStop(rowAt(row, 3, 'reason of a stop')) }
    }
    case 'withdrawn':
    case 'already-confirmed':
      return { type, at: instant() }
    case 'not-confirmed':
      return { type, since: instant() }
    case 'no-consent':
      return { type, basis: text() }
    case 'paused':
      return { type, until: instant() }
    case 'quiet-hours':
    case 'outside-window':
    case 'capped':
    case 'over-budget':
    case 'campaign-paused':
      return readHindrance(type, row)
    case 'no-coupon':
      return { type, pool: text() }
    case 'not-renderable':
    case 'rejected':
      return { type, detail: text() }
    default:
      throw wrong('refusal of a message', 'a known type', type satisfies never)
  }
}

const writeStop = (because: StopReason): Json[] => {
  switch (because.type) {
    case 'person':
      return [because.type, because.why]
    case 'breaker':
      return [because.type, because.rate, because.count, because.of]
    case 'guardrail':
      return [because.type, because.experiment, because.found, because.variant, because.metric]
    default:
      return unreachable(because)
  }
}

const readStop = (row: Row): StopReason => {
  const type = wordOf(['person', 'breaker', 'guardrail'], textAt(row, 0, 'reason of a stop'), 'reason of a stop')
  if (type === 'person') return { type, why: textAt(row, 1, 'reason of a stop') }
  if (type === 'guardrail') {
    const experiment = experimentId(textAt(row, 1, 'experiment'))
    const found = wordOf(['harmful', 'loser', 'broken'], textAt(row, 2, 'verdict'), 'verdict')
    return { type, experiment, found, variant: textOrNullAt(row, 3, 'variant'), metric: textOrNullAt(row, 4, 'metric') }
  }
  const rate = wordOf(['complaints', 'bounces'], textAt(row, 1, 'rate'), 'rate')
  return { type, rate, count: wholeAt(row, 2, 'returns'), of: wholeAt(row, 3, 'mails') }
}

/** What a deferred message waits for. */
export const asHindrance = (refusal: Refusal): Hindrance => {
  switch (refusal.type) {
    case 'quiet-hours':
    case 'outside-window':
    case 'capped':
    case 'over-budget':
    case 'campaign-paused':
      return refusal
    default:
      throw wrong('what a message waits for', 'something that passes', refusal.type)
  }
}

const readHindrance = (type: Hindrance['type'], row: Row): Hindrance => {
  switch (type) {
    case 'quiet-hours':
    case 'outside-window': {
      const until = epochMs(wholeAt(row, 3, 'end of quiet hours'))
      return { type, zone: textAt(row, 1, 'zone'), isFallback: flagAt(row, 2, 'fall-back'), until }
    }
    case 'capped': {
      const by = row[4] === null ? null : campaignId(textAt(row, 4, 'campaign that took the place'))
      const topic = row[1] === null ? null : textAt(row, 1, 'topic of a cap')
      return { type, topic, atMost: wholeAt(row, 2, 'mails of a cap'), withinMs: wholeAt(row, 3, 'window of a cap'), by }
    }
    case 'over-budget':
      return { type, of: wordOf(['campaign', 'all'], textAt(row, 1, 'budget'), 'budget'), perDay: wholeAt(row, 2, 'mails a day') }
    case 'campaign-paused':
      return { type }
    default:
      return unreachable(type)
  }
}
