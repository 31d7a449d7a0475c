/** Messages in two texts: what a message is never changes; its status does, on condition of the status before. */
import { Defect, unreachable } from '../../kernel/assert.ts'
import type { Json } from '../../kernel/json.ts'
import { campaignId, type CustomerId, type EpochMs, type MessageId } from '../../kernel/words.ts'
import type { BounceKind, Message, MessageStatus, StatusName } from '../../domain/messaging/message.ts'
import { asHindrance, readRefusal, writeRefusal } from './refusals.ts'
import { flagAt, instantAt, knownSchema, rowAt, rowOf, sealed, textAt, wholeAt, wordOf } from './reading.ts'

const MESSAGE_SCHEMA = 1

export const STATUS_NAMES: readonly StatusName[] = [
  'owed',
  'deferred',
  'claimed',
  'sent',
  'delivered',
  'bounced',
  'complained',
  'refused',
  'withheld',
  'stale',
  'unknown',
  'unconfirmed',
]
const BOUNCE_KINDS: readonly BounceKind[] = ['permanent', 'transient']

/** A message as a store keeps it: keys and conditions in columns, the rest in two texts. */
export type StoredMessage = {
  readonly id: MessageId
  readonly customerId: CustomerId
  readonly owedAt: EpochMs
  readonly body: string
  readonly status: string
  readonly moved: string
}

/** The part that never changes. */
export const encodeMessage = ({ campaign, version, entry, step, variant, held, staleAt }: Message): string =>
  JSON.stringify(sealed([MESSAGE_SCHEMA, campaign, version, entry, step, variant, held ? 1 : 0, staleAt], 'message'))

/** What a status says beside its name. */
export const encodeStatus = (status: MessageStatus): string => JSON.stringify(sealed(valuesOf(status), 'status of a message'))

export const decodeMessage = (stored: StoredMessage): Message => {
  try {
    const row = rowOf(JSON.parse(stored.body), 'message')
    knownSchema(row[0], MESSAGE_SCHEMA, 'message')
    return {
      id: stored.id,
      customerId: stored.customerId,
      campaign: campaignId(textAt(row, 1, 'campaign')),
      version: wholeAt(row, 2, 'version'),
      entry: wholeAt(row, 3, 'entry'),
      step: wholeAt(row, 4, 'step'),
      variant: textAt(row, 5, 'variant'),
      held: flagAt(row, 6, 'holdout'),
      owedAt: stored.owedAt,
      staleAt: instantAt(row, 7, 'end of a message'),
      status: readStatus(stored.status, stored.moved),
    }
  } catch (error) {
    throw new Defect(`The stored message ${stored.id} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** When somebody has to look at a message again if nothing else happens; null once it is final, and while its customer is due for it. */
export const pendingAtOf = (status: MessageStatus, owedAt: EpochMs): EpochMs | null => {
  if (status.name === 'owed') return owedAt
  if (status.name === 'claimed') return status.leaseUntil
  return status.name === 'unknown' ? status.giveUpAt : null
}

const valuesOf = (status: MessageStatus): Json[] => {
  switch (status.name) {
    case 'owed':
      return []
    case 'claimed':
      return [status.at, status.leaseUntil]
    case 'deferred':
      return [status.at, status.until, writeRefusal(status.because)]
    case 'unknown':
      return [status.at, status.giveUpAt]
    case 'refused':
      return [status.at, writeRefusal(status.because)]
    case 'bounced':
      return [status.at, status.kind]
    case 'sent':
    case 'delivered':
    case 'complained':
    case 'withheld':
    case 'stale':
    case 'unconfirmed':
      return [status.at]
    default:
      return unreachable(status)
  }
}

const readStatus = (text: string, moved: string): MessageStatus => {
  const name = wordOf(STATUS_NAMES, text, 'status of a message')
  if (name === 'owed') return { name }
  const row = rowOf(JSON.parse(moved), 'status of a message')
  const at = instantAt(row, 0, 'instant of a status')
  if (name === 'claimed') return { name, at, leaseUntil: instantAt(row, 1, 'end of a lease') }
  if (name === 'deferred') {
    const because = asHindrance(readRefusal(rowAt(row, 2, 'what a message waits for')))
    return { name, at, until: instantAt(row, 1, 'end of a deferral'), because }
  }
  if (name === 'unknown') return { name, at, giveUpAt: instantAt(row, 1, 'instant of giving up') }
  if (name === 'bounced') return { name, at, kind: wordOf(BOUNCE_KINDS, textAt(row, 1, 'kind of a bounce'), 'kind of a bounce') }
  return name === 'refused' ? { name, at, because: readRefusal(rowAt(row, 1, 'refusal of a message')) } : { name, at }
}
