/**
 * A customer's state as compact JSON: one object with short keys, empty parts left out, flat lists inside (each nested list costs
 * 60 ns to parse, each repeated key costs bytes in every write). Id and version stand beside it, where the store can put conditions on them.
 * Only this file knows the keys; docs/data-model.md shows them.
 */
import { Defect } from '../../kernel/assert.ts'
import type { Json } from '../../kernel/json.ts'
import { campaignId, customerId, type CustomerId, epochMs, taskId } from '../../kernel/words.ts'
import { NO_RECEIPTS, type Receipt, type Receipts } from '../../domain/customer/receipts.ts'
import type { CustomerState, Membership, Merge, OpenTask, Standing } from '../../domain/customer/state.ts'
import type { Trait, Traits } from '../../domain/customer/traits.ts'
import { EXPOSURE_WIDTH, raisedExposures, readExposures, writeExposures } from './exposures.ts'
import { MEMORY_WIDTH, readJourney, readMemories, writeJourney, writeMemories } from './journeys.ts'
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
import {
  CONTACT_WIDTH,
  COUPON_WIDTH,
  preferencesOf,
  readConsent,
  readContacts,
  readCoupons,
  readSoftBounces,
  writeConsent,
  writeContacts,
  writeCoupons,
  writePreferences,
  writeSoftBounces,
} from './sending.ts'

/** Schema 2 remembers what being written to needs; schema 3 keys and milestones of journeys, segments and tasks; schema 4 phases of experiments. */
const STATE_SCHEMA = 4

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
  /** consent: channel and topic, status, said at, basis, source */
  k?: Json[]
  /** preferences: frequency, end of a pause, said at */
  f?: Json[]
  /** mails that count towards caps */
  n?: Json[]
  /** soft bounces: address digest, count */
  b?: Json[]
  /** coupons: campaign, pool, code, variant, given at, redeemed at */
  u?: Json[]
  /** journeys */
  j?: Json[]
  /** campaign memories: id, entries, last entered, latest refusal, keys */
  p?: Json[]
  /** exposures: experiment, arm, assigned at, outcomes, phase, bucket, segments, purchases before */
  x?: Json[]
  /** segments: id, version, since, served until */
  z?: Json[]
  /** when segments are looked at again */
  v?: number
  /** open tasks: id, campaign, entry, step, at */
  o?: Json[]
  /** receipts: complete since, spilled from and until, then ids, each with the milliseconds since the one before */
  i?: Json[]
  /** merge: status, into, at */
  w?: Json[]
  /** depth of merges */
  d?: number
  /** erased at */
  e?: number
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
  if (state.preferences !== null) stored.f = writePreferences(state.preferences)
  keep(stored, 'n', writeContacts(state.contacts))
  if (state.softBounces !== null) stored.b = writeSoftBounces(state.softBounces)
  keep(stored, 'u', writeCoupons(state.coupons))
  keep(stored, 'j', journeys.map(writeJourney))
  keep(stored, 'p', writeMemories(campaigns))
  keep(stored, 'x', writeExposures(exposures))
  keep(stored, 'z', writeSegments(state.segments))
  if (state.segmentsReviewAt !== null) stored.v = sealed([state.segmentsReviewAt], 'next look at segments')[0] as number
  keep(stored, 'o', writeTasks(state.tasks))
  if (receipts.ids.length > 0 || receipts.completeSince !== null || receipts.spilled !== null) stored.i = writeReceipts(receipts)
  if (state.merge !== null) stored.w = sealed([state.merge.status, state.merge.into, state.merge.at], 'merge')
  if (state.mergeDepth > 0) stored.d = sealed([state.mergeDepth], 'depth of merges')[0] as number
  if (state.erasedAt !== null) stored.e = sealed([state.erasedAt], 'erasure')[0] as number
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

const readState = (id: CustomerId, version: number, given: StoredState): CustomerState => {
  if (typeof given !== 'object' || given === null) throw wrong('state', 'an object', given)
  const stored = raised(given, knownSchema(given.s, STATE_SCHEMA, 'state'))
  return {
    id,
    version,
    at: stored.at === undefined ? null : instantAt([stored.at], 0, 'clock of a customer'),
    traits: stored.t === undefined ? {} : readTraits(widthOf(rowOf(stored.t, 'traits'), 3, 'traits')),
    metrics: readMetrics(stored),
    standing: stored.g === undefined ? null : readStanding(rowOf(stored.g, 'standing')),
    consent: stored.k === undefined ? {} : readConsent(widthOf(rowOf(stored.k, 'consent'), 5, 'consent')),
    preferences: stored.f === undefined ? null : preferencesOf(rowOf(stored.f, 'preferences')),
    contacts: stored.n === undefined ? [] : readContacts(widthOf(rowOf(stored.n, 'mails that count'), CONTACT_WIDTH, 'mails that count')),
    softBounces: stored.b === undefined ? null : readSoftBounces(rowOf(stored.b, 'soft bounces')),
    coupons: stored.u === undefined ? {} : readCoupons(widthOf(rowOf(stored.u, 'coupons'), COUPON_WIDTH, 'coupons')),
    journeys: stored.j === undefined ? [] : rowOf(stored.j, 'journeys').map(readJourney),
    campaigns: stored.p === undefined ? {} : readMemories(widthOf(rowOf(stored.p, 'campaign memories'), MEMORY_WIDTH, 'campaign memories')),
    exposures: stored.x === undefined ? {} : readExposures(widthOf(rowOf(stored.x, 'exposures'), EXPOSURE_WIDTH, 'exposures')),
    segments: stored.z === undefined ? {} : readSegments(widthOf(rowOf(stored.z, 'segments'), 4, 'segments')),
    segmentsReviewAt: stored.v === undefined ? null : instantAt([stored.v], 0, 'next look at segments'),
    tasks: stored.o === undefined ? [] : readTasks(widthOf(rowOf(stored.o, 'tasks'), 5, 'tasks')),
    receipts: stored.i === undefined ? NO_RECEIPTS : readReceipts(rowOf(stored.i, 'receipts')),
    merge: stored.w === undefined ? null : readMerge(rowOf(stored.w, 'merge')),
    mergeDepth: stored.d === undefined ? 0 : wholeAt([stored.d], 0, 'depth of merges'),
    erasedAt: stored.e === undefined ? null : instantAt([stored.e], 0, 'erasure'),
  }
}

const keep = <Part extends 't' | 'c' | 'r' | 'k' | 'n' | 'u' | 'j' | 'p' | 'x' | 'z' | 'o'>(
  stored: StoredState,
  part: Part,
  values: Json[],
): void => {
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

/** Each schema raises what the one before it stored. */
const raised = (stored: StoredState, schema: number): StoredState => {
  const second = schema === 1 ? raisedFromFirst(stored) : stored
  const third = schema <= 2 ? raisedFromSecond(second) : second
  return schema <= 3 ? raisedFromThird(third) : third
}

/** States of schema 3 knew one phase of each experiment, and nothing of customers before it. */
const raisedFromThird = (stored: StoredState): StoredState => ({
  ...stored,
  ...(stored.x === undefined ? {} : { x: raisedExposures(widthOf(rowOf(stored.x, 'exposures'), 4, 'exposures')) }),
})

/** States of schema 2 knew neither keys nor milestones. */
const raisedFromSecond = (stored: StoredState): StoredState => ({
  ...stored,
  ...(stored.j === undefined ? {} : { j: stored.j.map((journey) => [...(rowOf(journey, 'journey') as Json[]), null, []]) }),
  ...(stored.p === undefined ? {} : { p: inRows(stored.p, 4).flatMap((memory) => [...memory, []]) }),
})

/** States of schema 1 knew neither the ground of a consent nor when a message was decided: that they entered is as early as it can have been. */
const raisedFromFirst = (stored: StoredState): StoredState => ({
  ...stored,
  k: inRows(stored.k, 3).flatMap(([key, status, at]) => [key, status, at, status === 'granted' ? 'opt-in' : null, null] as Json[]),
  j: (stored.j ?? []).map((journey) => {
    const row = rowOf(journey, 'journey') as Json[]
    const unsettled = inRows(row[7] as Json[], 3).flatMap(([message, step, status]) => [message, step, status, row[5], null] as Json[])
    return [...row.slice(0, 7), unsettled]
  }),
})

const inRows = (row: Json[] = [], width: number): Json[][] =>
  Array.from({ length: row.length / width }, (_, index) => row.slice(index * width, index * width + width))

const writeSegments = (segments: CustomerState['segments']): Json[] =>
  sealed(
    Object.entries(segments).flatMap(([id, { version, since, servedUntil }]) => [id, version, since, servedUntil]),
    'segments',
  )

const readSegments = (row: Row): CustomerState['segments'] => {
  const segments: Record<string, Membership> = {}
  for (let index = 0; index < row.length; index += 4) {
    const since = instantOrNullAt(row, index + 2, 'since when they are in a segment')
    const servedUntil = instantOrNullAt(row, index + 3, 'until when a segment was served')
    put(segments, textAt(row, index, 'segment'), { version: wholeAt(row, index + 1, 'version of a segment'), since, servedUntil })
  }
  return segments
}

const writeTasks = (tasks: readonly OpenTask[]): Json[] =>
  sealed(
    tasks.flatMap(({ id, campaign, entry, step, at }) => [id, campaign, entry, step, at]),
    'tasks',
  )

const readTasks = (row: Row): OpenTask[] => {
  const tasks: OpenTask[] = []
  for (let index = 0; index < row.length; index += 5) {
    const [entry, step] = [wholeAt(row, index + 2, 'entry of a task'), wholeAt(row, index + 3, 'step of a task')]
    const [id, campaign] = [taskId(textAt(row, index, 'task')), campaignId(textAt(row, index + 1, 'campaign of a task'))]
    tasks.push({ id, campaign, entry, step, at: instantAt(row, index + 4, 'instant of a task') })
  }
  return tasks
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
