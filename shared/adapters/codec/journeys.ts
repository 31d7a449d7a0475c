/** What a state remembers of campaigns: journeys and memories. */
import { unreachable } from '../../kernel/assert.ts'
import type { Json } from '../../kernel/json.ts'
import { type CampaignId, campaignId, messageId } from '../../kernel/words.ts'
import type { CampaignMemory, CustomerState } from '../../domain/customer/state.ts'
import type { AbsorbedFact } from '../../domain/fact/fact.ts'
import type { Journey, Position, Unsettled } from '../../domain/journey/journey.ts'
import { readEntryRefusal, readOwnEnd, writeEntryRefusal, writeOwnEnd } from './reasons.ts'
import {
  flagAt,
  instantAt,
  instantOrNullAt,
  put,
  type Row,
  rowAt,
  rowOf,
  sealed,
  textAt,
  textOrNullAt,
  wholeAt,
  widthOf,
  wordOf,
} from './reading.ts'

export const writeJourney = (journey: Journey): Json[] => {
  const { campaign, version, entry, variant, held, enteredAt, key, milestones, position, unsettled } = journey
  const open: Json[] = sealed(
    unsettled.flatMap((one) => [one.message, one.step, one.status, one.owedAt, one.status === 'deferred' ? one.until : null]),
    'unsettled messages',
  )
  return sealed(
    [campaign, version, entry, variant, held ? 1 : 0, enteredAt, writePosition(position), open, key, [...milestones]],
    'journey',
  )
}

export const readJourney = (value: unknown): Journey => {
  const row = rowOf(value, 'journey')
  return {
    campaign: campaignId(textAt(row, 0, 'campaign of a journey')),
    version: wholeAt(row, 1, 'version of a journey'),
    entry: wholeAt(row, 2, 'entry of a journey'),
    variant: textAt(row, 3, 'variant of a journey'),
    held: flagAt(row, 4, 'holdout of a journey'),
    key: textOrNullAt(row, 8, 'key of a journey'),
    enteredAt: instantAt(row, 5, 'start of a journey'),
    milestones: textsOf(rowAt(row, 9, 'milestones'), 'milestone'),
    position: readPosition(rowAt(row, 6, 'place in a journey')),
    unsettled: readUnsettled(widthOf(rowAt(row, 7, 'unsettled messages'), 5, 'unsettled messages')),
  }
}

const readUnsettled = (row: Row): Unsettled[] => {
  const unsettled: Unsettled[] = []
  for (let index = 0; index < row.length; index += 5) {
    const status = wordOf(['owed', 'claimed', 'deferred'], textAt(row, index + 2, 'status of a message'), 'status of a message')
    const message = messageId(textAt(row, index, 'message'))
    const one = { message, step: wholeAt(row, index + 1, 'step'), owedAt: instantAt(row, index + 3, 'instant of a decision') }
    unsettled.push(status === 'deferred' ? { ...one, status, until: instantAt(row, index + 4, 'end of a deferral') } : { ...one, status })
  }
  return unsettled
}

/** A wait is `[step, wake]`, the rest begins with a word; nothing: all steps are taken. */
const writePosition = (position: Position): Json[] => {
  switch (position.status) {
    case 'waiting':
      return sealed([position.step, position.wakeAt], 'place in a journey')
    case 'settling':
      return []
    case 'leaving':
      return ['leaving', writeOwnEnd(position.because)]
    case 'paused':
      return sealed(['paused', position.step, position.since], 'place in a journey')
    default:
      return unreachable(position)
  }
}

const readPosition = (row: Row): Position => {
  if (row.length === 0) return { status: 'settling' }
  if (row[0] === 'leaving') return { status: 'leaving', because: readOwnEnd(rowAt(row, 1, 'end of a path')) }
  if (row[0] === 'paused') return { status: 'paused', step: wholeAt(row, 1, 'step'), since: instantAt(row, 2, 'pause') }
  return { status: 'waiting', step: wholeAt(row, 0, 'step'), wakeAt: instantAt(row, 1, 'wake') }
}

const textsOf = (row: Row, what: string): string[] => row.map((_, index) => textAt(row, index, what))

/** Campaign memories: id, entries, last entered, latest refusal, keys. */
export const MEMORY_WIDTH = 5

export const writeMemories = (campaigns: CustomerState['campaigns']): Json[] => {
  const row: Json[] = []
  for (const [id, { entries, lastEnteredAt, keys, refused }] of Object.entries<CampaignMemory>(campaigns)) {
    const no = refused === null ? null : sealed([refused.count, refused.at, writeEntryRefusal(refused.because)], 'refused entries')
    row.push(id, entries, lastEnteredAt, no, [...keys])
  }
  return sealed(row, 'campaign memories')
}

export const readMemories = (row: Row): CustomerState['campaigns'] => {
  const campaigns: Record<string, CampaignMemory> = {}
  for (let index = 0; index < row.length; index += MEMORY_WIDTH) {
    const refused = row[index + 3] === null ? null : rowAt(row, index + 3, 'refused entries')
    put(campaigns, textAt(row, index, 'campaign'), {
      entries: wholeAt(row, index + 1, 'entries'),
      lastEnteredAt: instantOrNullAt(row, index + 2, 'last entry'),
      keys: textsOf(rowAt(row, index + 4, 'keys of a campaign'), 'key of a campaign'),
      refused: refused && {
        count: wholeAt(refused, 0, 'refused entries'),
        at: instantAt(refused, 1, 'refused entry'),
        because: readEntryRefusal(rowAt(refused, 2, 'refusal of an entry')),
      },
    })
  }
  return campaigns
}

/** Campaigns somebody was in: id, entries, last entered, keys … */
export const writeEntered = (entered: AbsorbedFact['entered']): Json[] =>
  sealed(
    Object.entries<Entered>(entered).flatMap(([id, { entries, lastEnteredAt, keys }]) => [id, entries, lastEnteredAt, [...keys]]),
    'entries',
  )

export const readEntered = (row: Row): AbsorbedFact['entered'] => {
  const entered: Record<string, Entered> = {}
  for (let index = 0; index < row.length; index += 4) {
    const lastEnteredAt = instantOrNullAt(row, index + 2, 'last entry')
    const keys = textsOf(rowAt(row, index + 3, 'keys of a campaign'), 'key of a campaign')
    put(entered, textAt(row, index, 'campaign'), { entries: wholeAt(row, index + 1, 'entries'), lastEnteredAt, keys })
  }
  return entered
}

type Entered = AbsorbedFact['entered'][CampaignId]
