/** What a world holds in the end, in one form for both: what must be equal, and nothing that only one of them has. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { inOrder } from '../../../shared/adapters/dynamo/fact-row.ts'
import type { Item } from '../../../shared/adapters/dynamo/items.ts'
import { isMessageRow, messageOf } from '../../../shared/adapters/dynamo/message-row.ts'
import { customerOf, stateOf } from '../../../shared/adapters/dynamo/state-row.ts'
import { rows as rowKeys, PREFIXES } from '../../../shared/adapters/dynamo/layout.ts'
import { openTable } from '../../../shared/adapters/dynamo/table.ts'
import { tallyStoreOf } from '../../../shared/adapters/dynamo/tally-store.ts'
import { openSqlite, storeFile } from '../../../shared/adapters/sqlite/open.ts'
import type { CustomerState } from '../../../shared/domain/customer/state.ts'
import type { Fact } from '../../../shared/domain/fact/fact.ts'
import { campaignScope, experimentScope, LIFECYCLE_SCOPE, sendingScope } from '../../../shared/domain/kpi/tally.ts'
import type { Message } from '../../../shared/domain/messaging/message.ts'
import { dayOf } from '../../../shared/kernel/time.ts'
import { campaignId, type EpochDay, epochMs, experimentId } from '../../../shared/kernel/words.ts'
import { configOf } from '../../dynamo/local.ts'
import type { Cloud } from '../cloud.ts'

export type Books = {
  readonly customers: ReadonlyMap<string, object>
  /** All that was decided of each customer, as text. */
  readonly facts: ReadonlyMap<string, readonly string[]>
  readonly entries: readonly string[]
  readonly messages: ReadonlyMap<string, object>
  readonly tallies: Readonly<Record<string, Readonly<Record<string, string>>>>
}

type Raw = {
  readonly states: readonly CustomerState[]
  readonly facts: ReadonlyMap<string, readonly Fact[]>
  readonly messages: readonly Message[]
  readonly read: (scope: string) => Promise<ReadonlyMap<string, bigint>>
}

/** Whose rows a proof writes so that nobody can read them. */
export const BROKEN = 'broken'

/** What lies in the table. */
export const cloudBooks = async (cloud: Cloud, endpoint: string, campaign: string): Promise<Books> => {
  const items = ((await cloud.outlook?.rows()) ?? []) as unknown as readonly Item[]
  const ofCustomers = items.filter(({ pk }) => pk?.S?.startsWith('C#') && pk.S !== `C#${BROKEN}`)
  const facts = new Map<string, Item[]>()
  for (const item of ofCustomers) {
    if (!isMessageRow(item) && item.sk?.S?.startsWith(PREFIXES.fact) !== true) continue
    const id = customerOf(item)
    facts.set(id, [...(facts.get(id) ?? []), item])
  }
  const client = new DynamoDBClient(configOf(endpoint))
  const name = cloud.assembly.ofType('AWS::DynamoDB::Table')[0]?.name ?? ''
  const table = openTable({ client, name })
  const tallies = tallyStoreOf(table, { now: () => epochMs(cloud.world.now()) })
  const raw: Raw = {
    states: ofCustomers.filter(({ sk }) => sk?.S === rowKeys.state).map(stateOf),
    facts: new Map([...facts].map(([id, own]) => [id, inOrder(own).map(({ fact }) => fact)])),
    messages: ofCustomers.filter(isMessageRow).map(messageOf),
    read: (scope) => tallies.read(scope),
  }
  const books = await booksOf(raw, campaign)
  client.destroy()
  return books
}

/** What lies in a folder of the local process. */
export const localBooks = async (folder: string, campaign: string): Promise<Books> => {
  const stores = openSqlite(storeFile(folder), { readOnly: true })
  try {
    const states = await stores.inspection.customers(null, 1_000_000)
    const facts = new Map<string, readonly Fact[]>()
    for (const { id } of states) facts.set(id, await stores.inspection.factsOf(id))
    const messages = await stores.inspection.messages(null, 1_000_000)
    return await booksOf({ states, facts, messages, read: (scope) => stores.tallies.read(scope) }, campaign)
  } finally {
    stores.close()
  }
}

const booksOf = async ({ states, facts, messages, read }: Raw, campaign: string): Promise<Books> => {
  const days = new Set<EpochDay>(messages.flatMap(({ status }) => ('at' in status ? [dayOf(status.at)] : [])))
  const scopes = [
    LIFECYCLE_SCOPE,
    campaignScope(campaignId(campaign)),
    experimentScope(experimentId(campaign), 1),
    ...[...days].sort((a, b) => a - b).map(sendingScope),
  ]
  const tallies: Record<string, Record<string, string>> = {}
  for (const scope of scopes) tallies[scope] = counted(await read(scope))
  const told = (fact: Fact): readonly string[] => (isFromMail(fact) ? [] : [JSON.stringify(timeless(fact))])
  return {
    customers: new Map(states.map((state) => [state.id, plain(state)] as const).sort(byKey)),
    facts: new Map([...facts].map(([id, own]) => [id, own.flatMap(told).sort()] as const).sort(byKey)),
    entries: [...facts]
      .flatMap(([id, own]) =>
        own.flatMap((fact) =>
          fact.type === 'entered' ? [`${id} ${fact.at} ${fact.campaign} ${fact.entry} ${fact.variant} ${fact.held}`] : [],
        ),
      )
      .sort(),
    messages: new Map(messages.map((message) => [message.id, plainMessage(message)] as const).sort(byKey)),
    tallies,
  }
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1)

/** How often a state was written, when last, and which ids it remembers depend on how it came in. */
const plain = ({ version: _, at: __, receipts: ___, contacts, ...rest }: CustomerState): object => ({
  ...rest,
  contacts: contacts.length,
})

/** The local inbox reports nothing back: what SES tells of deliveries is known in the cloud alone. */
const isFromMail = (fact: Fact): boolean => fact.type === 'heard' || (fact.type === 'message-moved' && fact.to === 'delivered')

/**
 * A message leaves when a sender gets to it: at once in a replay, within a minute in the cloud; and a journey ends with its last mail. All
 * else bears the instant that was due.
 */
const timeless = (fact: Fact): object => {
  if (fact.type !== 'message-moved' && fact.type !== 'journey-ended') return fact
  const { at: _, ...rest } = fact
  return rest
}

const plainMessage = ({ status, ...rest }: Message): object => ({ ...rest, status: status.name === 'delivered' ? 'sent' : status.name })

const counted = (counters: ReadonlyMap<string, bigint>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...counters]
      .filter(([name, amount]) => amount !== 0n && !/^(news|heard)\/|^message\/.*\/delivered\//.test(name))
      .map(([name, amount]) => [name, String(amount)] as const)
      .sort(byKey),
  )
