/** Values for the contract suites: small, valid, and told apart at a glance. */
import type { LifecycleEvent } from '../../shared/domain/event/event.ts'
import type { CustomerState } from '../../shared/domain/customer/state.ts'
import { unknownCustomer } from '../../shared/domain/customer/state.ts'
import type { Fact } from '../../shared/domain/fact/fact.ts'
import type { Message, MessageStatus } from '../../shared/domain/messaging/message.ts'
import { campaignId, customerId, type EpochMs, epochMs, inputId, messageId } from '../../shared/kernel/words.ts'
import type { Commit } from '../../shared/ports/customer-store.ts'
import type { QuarantineEntry } from '../../shared/ports/quarantine.ts'

/** Small instants, so that a table of them reads well. */
export const at = (value: number): EpochMs => epochMs(value)

export const stranger = (id: string): CustomerState => unknownCustomer(customerId(id))

/** A state with a mark that tells which write it was. */
export const marked = (state: CustomerState, mark: string): CustomerState => ({ ...state, traits: { mark: { value: mark, at: at(1) } } })

/** A commit that changes nothing but what is given. */
export const commitOf = (state: CustomerState, parts: Partial<Commit> = {}): Commit => ({
  state,
  dueAt: null,
  wakeFired: false,
  facts: [],
  messages: [],
  settlements: [],
  spilled: [],
  timeline: [],
  quarantine: [],
  suppressions: [],
  premises: [],
  leavesState: false,
  ...parts,
})

/** A fact that says its own name. */
export const factOf = (topic: string, value = 1): Fact => ({
  type: 'consent-changed',
  topic,
  status: 'granted',
  saidAt: at(value),
  basis: 'opt-in',
  source: null,
  at: at(value),
})

export const topicsOf = (facts: readonly Fact[]): readonly string[] =>
  facts.map((fact) => (fact.type === 'consent-changed' ? fact.topic : fact.type))

export const eventOf = (customer: string, id: string, occurredAt: number, name = 'Order Completed'): LifecycleEvent => ({
  id: inputId(id),
  customerId: customerId(customer),
  type: 'track',
  name,
  occurredAt: at(occurredAt),
  properties: { id },
  traits: {},
})

export const messageOf = (customer: string, id: string, owedAt: number, status: MessageStatus = { name: 'owed' }): Message => ({
  id: messageId(id),
  customerId: customerId(customer),
  campaign: campaignId('win-back'),
  version: 1,
  entry: 1,
  step: 0,
  variant: 'a',
  held: false,
  owedAt: at(owedAt),
  staleAt: at(owedAt + 1_000),
  status,
})

export const doubtOf = (id: string, value: number, customer: string | null = null): QuarantineEntry => ({
  id,
  at: at(value),
  because: 'invalid',
  customerId: customer === null ? null : customerId(customer),
  problems: [{ path: 'timestamp', problem: 'is not an instant', hint: 'write it as ISO 8601' }],
  text: '{"timestamp": "yesterday \ud83d', // cut within a character, as a bound may
})

/** One of each status, with the instant of its next look. */
export const STATUSES: readonly { readonly status: MessageStatus; readonly lookAt: number | null }[] = [
  { status: { name: 'owed' }, lookAt: 100 },
  { status: { name: 'claimed', at: at(110), leaseUntil: at(210) }, lookAt: 210 },
  { status: { name: 'unknown', at: at(120), giveUpAt: at(320) }, lookAt: 320 },
  { status: { name: 'sent', at: at(130) }, lookAt: null },
  { status: { name: 'refused', at: at(140), because: { type: 'withdrawn', at: at(90) } }, lookAt: null },
  { status: { name: 'withheld', at: at(150) }, lookAt: null },
  { status: { name: 'stale', at: at(160) }, lookAt: null },
  { status: { name: 'unconfirmed', at: at(170) }, lookAt: null },
  { status: { name: 'delivered', at: at(180) }, lookAt: null },
  { status: { name: 'bounced', at: at(190), kind: 'permanent' }, lookAt: null },
  { status: { name: 'complained', at: at(200) }, lookAt: null },
]
