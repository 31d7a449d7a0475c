/**
 * A customer's state as compact JSON: one object with short keys, empty parts left out, flat lists inside (each nested list costs
 * 60 ns to parse, each repeated key costs bytes in every write). Id and version stand beside it, where the store can put conditions on them.
 * Only this file knows the keys; docs/data-model.md shows them.
 */
import { Defect } from '../../kernel/assert.ts'
import type { Json } from '../../kernel/json.ts'
import { customerId, type CustomerId, epochMs } from '../../kernel/words.ts'
import { NO_RECEIPTS, type Receipt, type Receipts } from '../../domain/customer/receipts.ts'
import type { CustomerState, Merge, Standing } from '../../domain/customer/state.ts'
import type { Trait, Traits } from '../../domain/customer/traits.ts'
import type { Consent, ConsentEntry } from '../../domain/messaging/consent.ts'
import { readExposures, readJourney, readMemories, writeExposures, writeJourney, writeMemories } from './journeys.ts'
import { hasInstants, readMetrics, writeCounts, writeInstants, writeRevenue } from './metrics.ts'
import { readStageReason, stageAt, writeStageReason } from './reasons.ts'
import {
  instantAt,
  instantOrNullAt,
  jsonAt,
  knownSchema,
  put,
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

const STATE_SCHEMA = 1

/** The parts of a stored state. One that is empty is absent. */
type StoredState = {
  s: number
  at?: number
  /** traits: name, value, said at */
  t?: Json[]
  /** metrics: first and last seen, ended, returned, last event */
  m?: Json[]
  /** counts: event name, total, first, last, days, blocks */
  c?: Json[]
  /** revenue: currency, minor units */
  r?: Json[]
  /** standing: stage, since, reason */
  g?: Json[]
  /** consent: topic, status, said at */
  k?: Json[]
  /** journeys */
  j?: Json[]
  /** campaign memories: id, entries, last entered, latest refusal */
  p?: Json[]
  /** exposures: experiment, arm, assigned at, outcomes */
  x?: Json[]
  /** receipts: complete since, spilled from and until, then ids, each with the milliseconds since the one before */
  i?: Json[]
  /** merge: status, into, at */
  w?: Json[]
  /** depth of merges */
  d?: number
}

/** The text a state is stored as. The store keeps id and version in columns of their own. */
export const encodeState = (state: CustomerState): string => {
  const stored: StoredState = { s: STATE_SCHEMA }
  if (state.at !== null) stored.at = sealed([state.at], 'clock of a customer')[0] as number
  const { traits, metrics, standing, consent, journeys, campaigns, exposures, receipts } = state
  keep(stored, 't', writeTraits(traits))
  if (hasInstants(metrics)) stored.m = writeInstants(metrics)
  keep(stored, 'c', writeCounts(metrics.counts))
  keep(stored, 'r', writeRevenue(metrics.revenue))
  if (standing !== null) stored.g = sealed([standing.stage, standing.since, writeStageReason(standing.because)], 'standing')
  keep(stored, 'k', writeConsent(consent))
  keep(stored, 'j', journeys.map(writeJourney))
  keep(stored, 'p', writeMemories(campaigns))
  keep(stored, 'x', writeExposures(exposures))
  if (receipts.ids.length > 0 || receipts.completeSince !== null || receipts.spilled !== null) stored.i = writeReceipts(receipts)
  if (state.merge !== null) stored.w = sealed([state.merge.status, state.merge.into, state.merge.at], 'merge')
  if (state.mergeDepth > 0) stored.d = sealed([state.mergeDepth], 'depth of merges')[0] as number
  return JSON.stringify(stored)
}

/** The state that was encoded; anything else than what `encodeState` writes is a `Defect` that names the customer. */
export const decodeState = (id: CustomerId, version: number, text: string): CustomerState => {
  try {
    return readState(id, version, JSON.parse(text))
  } catch (error) {
    throw new Defect(
      `The stored state of customer ${JSON.stringify(id)} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

const readState = (id: CustomerId, version: number, stored: StoredState): CustomerState => {
  if (typeof stored !== 'object' || stored === null) throw wrong('state', 'an object', stored)
  // States of older schemas are raised here, one step at a time, once there are any.
  knownSchema(stored.s, STATE_SCHEMA, 'state')
  return {
    id,
    version,
    at: stored.at === undefined ? null : instantAt([stored.at], 0, 'clock of a customer'),
    traits: stored.t === undefined ? {} : readTraits(widthOf(rowOf(stored.t, 'traits'), 3, 'traits')),
    metrics: readMetrics(stored),
    standing: stored.g === undefined ? null : readStanding(rowOf(stored.g, 'standing')),
    consent: stored.k === undefined ? {} : readConsent(widthOf(rowOf(stored.k, 'consent'), 3, 'consent')),
    journeys: stored.j === undefined ? [] : rowOf(stored.j, 'journeys').map(readJourney),
    campaigns: stored.p === undefined ? {} : readMemories(widthOf(rowOf(stored.p, 'campaign memories'), 4, 'campaign memories')),
    exposures: stored.x === undefined ? {} : readExposures(widthOf(rowOf(stored.x, 'exposures'), 4, 'exposures')),
    receipts: stored.i === undefined ? NO_RECEIPTS : readReceipts(rowOf(stored.i, 'receipts')),
    merge: stored.w === undefined ? null : readMerge(rowOf(stored.w, 'merge')),
    mergeDepth: stored.d === undefined ? 0 : wholeAt([stored.d], 0, 'depth of merges'),
  }
}

const keep = <Part extends 't' | 'c' | 'r' | 'k' | 'j' | 'p' | 'x'>(stored: StoredState, part: Part, values: Json[]): void => {
  if (values.length > 0) stored[part] = values
}

const writeTraits = (traits: Traits): Json[] => {
  const row: Json[] = []
  for (const [name, { value, at }] of Object.entries(traits)) {
    sealed([at], `instant of attribute ${name}`)
    row.push(name, value, at)
  }
  return row
}

const readTraits = (row: Row): Traits => {
  const traits: Record<string, Trait> = {}
  for (let index = 0; index < row.length; index += 3) {
    const trait = { value: jsonAt(row, index + 1, 'value of an attribute'), at: instantAt(row, index + 2, 'instant of an attribute') }
    put(traits, textAt(row, index, 'name of an attribute'), trait)
  }
  return traits
}

const readStanding = (row: Row): Standing => ({
  stage: stageAt(row, 0),
  since: instantAt(row, 1, 'since when a stage holds'),
  because: readStageReason(rowAt(row, 2, 'reason of a stage')),
})

const readMerge = (row: Row): Merge => ({
  status: wordOf(['sealed', 'merged', 'redirected'], textAt(row, 0, 'merge'), 'merge'),
  into: customerId(textAt(row, 1, 'target of a merge')),
  at: instantAt(row, 2, 'instant of a merge'),
})

const writeConsent = (consent: Consent): Json[] =>
  sealed(
    Object.entries(consent).flatMap(([topic, { status, at }]) => [topic, status, at]),
    'consent',
  )

const readConsent = (row: Row): Consent => {
  const consent: Record<string, ConsentEntry> = {}
  for (let index = 0; index < row.length; index += 3) {
    const status = wordOf(['granted', 'withdrawn'], textAt(row, index + 1, 'consent'), 'consent')
    put(consent, textAt(row, index, 'topic'), { status, at: instantAt(row, index + 2, 'instant of a consent') })
  }
  return consent
}

const writeReceipts = ({ completeSince, spilled, ids }: Receipts): Json[] => {
  const row: Json[] = [completeSince, spilled?.from ?? null, spilled?.until ?? null]
  let before = 0
  for (const [id, at] of ids) {
    row.push(id, at - before)
    before = at
  }
  return sealed(row, 'receipts')
}

const readReceipts = (row: Row): Receipts => {
  const ids: Receipt[] = []
  let at = 0
  for (let index = 3; index < row.length; index += 2) {
    at += wholeAt(row, index + 1, 'instant of a receipt')
    ids.push([textAt(row, index, 'id of a receipt'), epochMs(at)])
  }
  const from = instantOrNullAt(row, 1, 'spilled from')
  const spilled = from === null ? null : { from, until: instantAt(row, 2, 'spilled until') }
  return { completeSince: instantOrNullAt(row, 0, 'complete since'), ids, spilled }
}
