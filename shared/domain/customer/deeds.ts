/** What steps do beside sending. Each is told by a fact that says all that whoever carries it out must know. */
import { jsonBytesOf, type Json, type JsonObject } from '../../kernel/json.ts'
import { INCLUDED_BYTES_MAX } from '../../kernel/limits.ts'
import { later } from '../../kernel/time.ts'
import { callId, type EpochMs, taskId } from '../../kernel/words.ts'
import type { Step } from '../campaign/campaign.ts'
import { NEVER_RESOLVED, type Path, read } from '../conditions/path.ts'
import { deedIdOf } from '../messaging/message.ts'
import { documentOf } from './document.ts'
import { type Draft, record } from './draft.ts'
import type { Rules } from './rules.ts'
import { openTask } from './tasks.ts'
import { updatedTraits } from './traits.ts'
import type { Taking } from './taking.ts'

/** Says something of the customer, as if they had been asked at this instant. What is no number cannot be added to. */
export const update = (draft: Draft, { campaign, journey }: Taking, { set, add }: Step & { type: 'update' }, at: EpochMs): void => {
  const { traits } = draft.state
  const said: [string, Json][] = Object.entries(set)
  const refused: string[] = []
  for (const [name, by] of Object.entries(add)) {
    const before = Object.hasOwn(traits, name) ? (traits[name]?.value ?? 0) : 0
    const sum = typeof before === 'number' ? before + by : Number.NaN
    if (Number.isFinite(sum)) said.push([name, sum])
    else refused.push(name)
  }
  const merged = updatedTraits(traits, Object.fromEntries(said), at)
  refused.push(...merged.refused)
  const taken = Object.fromEntries(said.filter(([name]) => !refused.includes(name)))
  record(draft, { type: 'traits-updated', campaign: campaign.id, entry: journey.entry, set: taken, refused }, at)
}

export const emit = (
  draft: Draft,
  rules: Rules,
  { campaign, journey, index }: Taking,
  step: Step & { type: 'emit' },
  at: EpochMs,
): void => {
  const properties = { ...step.properties, ...included(draft, rules, step.include) }
  record(draft, { type: 'emitted', campaign: campaign.id, entry: journey.entry, step: index, event: step.event, properties }, at)
}

export const openTaskOf = (draft: Draft, rules: Rules, taking: Taking, step: Step & { type: 'task' }, at: EpochMs): void => {
  const { campaign, journey, index } = taking
  const { title, note, assignee, dueMs, include } = step
  const task = taskId(deedIdOf('task', campaign.id, journey.version, draft.state.id, journey.entry, index))
  const dueAt = dueMs === null ? null : later(at, dueMs)
  const about = included(draft, rules, include)
  openTask(draft, { campaign: campaign.id, entry: journey.entry, task, step: index, title, note, assignee, dueAt, about }, at)
}

/** Who calls, and how often until somebody answers, is not for a decision to know: it is told what to say, and to whom. */
export const prepareCall = (draft: Draft, rules: Rules, taking: Taking, step: Step & { type: 'webhook' }, at: EpochMs): void => {
  const { campaign, journey, index } = taking
  const call = callId(deedIdOf('call', campaign.id, journey.version, draft.state.id, journey.entry, index))
  const body = { ...step.body, ...included(draft, rules, step.include) }
  record(draft, { type: 'called', campaign: campaign.id, entry: journey.entry, call, step: index, url: step.url, body }, at)
}

/**
 * What of the customer is told along: what stands at each path of their document, in its place, null where there is nothing. What there
 * is no room for is named under `leftOut` instead.
 */
const included = (draft: Draft, rules: Rules, paths: readonly Path[]): JsonObject => {
  if (paths.length === 0) return {}
  const document = documentOf(draft.state, rules.policy)
  const leftOut: string[] = []
  let told: JsonObject = {}
  let bytes = 0
  for (const path of paths) {
    const value = read(document, path)
    bytes += jsonBytesOf(value)
    if (bytes <= INCLUDED_BYTES_MAX && !path.some((name) => NEVER_RESOLVED.includes(name))) told = put(told, path, value)
    else leftOut.push(path.join('.'))
  }
  return leftOut.length === 0 ? told : { ...told, leftOut }
}

const put = (object: JsonObject, [name, ...inside]: Path, value: Json): JsonObject => {
  if (name === undefined) return object
  const below = Object.hasOwn(object, name) ? object[name] : undefined
  const inner = typeof below === 'object' && below !== null && !Array.isArray(below) ? (below as JsonObject) : {}
  return { ...object, [name]: inside.length === 0 ? value : put(inner, inside, value) }
}
