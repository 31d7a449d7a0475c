/** A person with a rich life in a data folder, beside somebody who must not be touched, and the whole file as text. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openLocal } from '../../local/wiring.ts'
import type { SqliteStores } from '../../shared/adapters/sqlite/open.ts'
import { plainMail } from '../../shared/domain/campaign/campaign.ts'
import type { Rules } from '../../shared/domain/customer/rules.ts'
import type { LifecycleEvent } from '../../shared/domain/event/event.ts'
import { intake } from '../../shared/flow/doors/take.ts'
import type { Engine } from '../../shared/flow/engine.ts'
import { handle } from '../../shared/flow/handle.ts'
import { handleAll } from '../../shared/flow/intake.ts'
import type { Records } from '../../shared/flow/privacy/person.ts'
import { relay } from '../../shared/flow/relay.ts'
import type { Request } from '../../shared/flow/request.ts'
import { send } from '../../shared/flow/send.ts'
import { rebuildTallies, tallyAll } from '../../shared/flow/tally.ts'
import { tick } from '../../shared/flow/tick.ts'
import { customerId, type EpochMs, messageId } from '../../shared/kernel/words.ts'
import { day, DELIVERY, drawn, event, onEvent, ORDER, rules, steps, wait, welcome, winBack, variants } from '../domain/customer/world.ts'

export const ANN = customerId('ann-4711')
export const VISITOR = customerId('anonymous:visitor-77')
/** Nobody was ever heard of under it. */
export const OLD = customerId('old-crm-0012')
export const BOB = customerId('bob-1')
export const ADDRESS = 'Ann.Secret@Example.com'

/** What names Ann, wherever it stands. */
export const SECRETS = [
  ...['ann-4711', 'visitor-77', 'old-crm-0012', 'ann.secret@', 'ann.former@', 'Annabella', 'Grünwaldstadt', 'Europe/Vaduz'],
  ...['booth at the fair', 'her own words', 'de-LI'],
]

const mail = (subject: string) =>
  ({
    type: 'send',
    content: plainMail(subject, 'Dear {{ customer.traits.firstName | default: "you" }}, your code is {{ coupon | default: "none" }}.'),
  }) as const

const winBackMail = mail('We miss you, {{ customer.traits.firstName | default: "you" }}')

/** A campaign that compares and gives codes, and one that welcomes. */
export const COMPANY: Rules = rules({
  campaigns: [
    winBack({
      experiment: drawn('win-back', { plain: 50, gift: 50 }),
      paths: variants({ plain: [winBackMail, wait(7), winBackMail], gift: [winBackMail, wait(7), winBackMail] }),
      delivery: { ...DELIVERY, couponPool: 'spring' },
      exits: [],
    }),
    welcome({ entry: onEvent('Signed Up'), paths: steps(mail('Welcome')), topic: 'welcome' }),
  ],
})

export type Life = {
  readonly folder: string
  readonly stores: SqliteStores
  readonly records: Records
  readonly engine: Engine
  readonly says: (customer: string, name: string, at: EpochMs, more?: Partial<LifecycleEvent>) => Promise<void>
  /** Somebody turned out to be somebody else. */
  readonly merges: (source: string, into: string, at: EpochMs) => Promise<void>
  readonly asks: (request: Request, at: EpochMs) => ReturnType<typeof handle>
  /** Lets everything happen that is due at an instant. */
  readonly turns: (at: EpochMs) => Promise<void>
  readonly counted: () => Promise<ReadonlyMap<string, bigint>>
  readonly recounted: () => Promise<ReadonlyMap<string, bigint>>
  readonly close: () => void
}

/** `over`: stores that stand in the place of those of the folder. */
export const openLife = (company: Rules = COMPANY, over: Partial<SqliteStores> = {}): Life => {
  const folder = mkdtempSync(join(tmpdir(), 'rekindle-privacy-'))
  const local = openLocal(folder, 'write')
  const stores = { ...local.stores, ...over }
  const { customers: store, changes: stream, tallies, quarantine } = stores
  const engine = { ...local.engine(company), store, stream, tallies, quarantine }
  const scopes = ['lifecycle', 'campaign/win-back', 'campaign/welcome', 'experiment/win-back']
  const counters = async (): Promise<ReadonlyMap<string, bigint>> => {
    const all = new Map<string, bigint>()
    for (const scope of scopes) for (const [name, total] of await stores.tallies.read(scope)) all.set(`${scope} ${name}`, total)
    return all
  }
  return {
    folder,
    stores,
    records: stores,
    engine,
    says: async (customer, name, at, more = {}) => {
      const one = event(name, at, { customerId: customerId(customer), ...more })
      await handleAll(engine, [{ request: { type: 'event', customerId: one.customerId, event: one }, now: at }])
    },
    merges: (source, into, at) =>
      handleAll(engine, [{ request: { type: 'merge', customerId: customerId(source), into: customerId(into) }, now: at }]),
    asks: (request, now) => handle(engine.store, company, [{ request, now }]),
    turns: async (at) => {
      while ((await tick(engine, at)) > 0);
      for (const shard of await stream.shards()) await relay(engine, shard, 0n)
      while ((await send(engine, at)).taken > 0);
    },
    counted: async () => {
      await tallyAll(stores.changes, stores.tallies)
      return counters()
    },
    recounted: async () => {
      await rebuildTallies(stores.changes, stores.tallies)
      return counters()
    },
    close: () => {
      local.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const TRAITS = { email: ADDRESS, firstName: 'Annabella', city: 'Grünwaldstadt', timezone: 'Europe/Vaduz', locale: 'de-LI' }

/** Ann visits, signs up, says who she is, orders, falls silent, is written to, clicks, uses her code. Bob does much the same. */
export const live = async (life: Life): Promise<void> => {
  const { says, merges, stores, engine } = life
  await stores.coupons.add('spring', ['SPRING-AA', 'SPRING-BB', 'SPRING-CC'])
  await says('anonymous:visitor-77', 'Signed Up', day(0), {
    traits: { email: 'ann.former@example.com' },
    properties: { at: 'booth at the fair' },
  })
  await says(ANN, '$identify', day(1), { type: 'identify', traits: TRAITS })
  await merges('anonymous:visitor-77', ANN, day(1))
  await merges(OLD, ANN, day(1))
  await says(ANN, 'Subscribed', day(2), { properties: { topic: 'offers', source: 'booth at the fair' } })
  await says(ANN, 'Email Preferences Updated', day(2), { properties: { frequency: 'all' } })
  await says(ANN, 'Signed Up', day(2, 5))
  await says(BOB, 'Signed Up', day(2), { traits: { email: 'bob@example.com' } })
  await life.turns(day(2, 10))
  for (const id of [ANN, BOB]) await says(id, ORDER, day(3), { properties: { revenue: 20, currency: 'USD' } })
  await life.turns(day(124))
  await says(ANN, ORDER, day(125), { properties: { revenue: 30, currency: 'USD', coupon: 'spring-aa', note: 'her own words' } })
  await says(BOB, ORDER, day(125), { properties: { revenue: 5, currency: 'USD', coupon: 'spring-bb' } })
  const raw = { type: 'track', userId: ANN, event: 5, messageId: 'm-1', properties: { email: ADDRESS } }
  const unread = `broken {"userId":"ann-4711","email":"${ADDRESS}"`
  await intake(
    engine,
    [
      { text: JSON.stringify(raw), raw, source: 'bus', receivedAt: day(125) },
      { text: unread, raw: undefined, source: 'file', receivedAt: day(125) },
      { text: 'broken, and of nobody', raw: undefined, source: 'file', receivedAt: day(125) },
    ],
    { correctSkew: false },
  )
  await comesBack(life)
  await says(ANN, 'Signed Up', day(126))
}

/** What is heard of Ann's first mail of the win-back, and what is noted beside it. */
const comesBack = async ({ stores, asks }: Life): Promise<void> => {
  const [message] = (await stores.inspection.messagesOf(ANN)).filter(
    ({ campaign, status }) => campaign === 'win-back' && status.name === 'sent',
  )
  if (message === undefined) throw new Error('Ann was written to')
  const about = { customerId: ANN, message: message.id }
  await asks(
    {
      ...about,
      type: 'news',
      news: { type: 'clicked', saidAt: day(124, 9), by: 'person', link: 'https://shop.example/ann-4711', source: 'link' },
    },
    day(124, 9),
  )
  await asks(
    { ...about, type: 'news', news: { type: 'bounced', saidAt: day(124, 9), kind: 'transient', detail: `full: ${ADDRESS}` } },
    day(124, 9),
  )
  const visit = { at: day(124, 9), method: 'GET', agent: 'Annabella’s browser', isPrefetch: false, link: 'x' }
  await stores.visits.note({ message: message.id, customerId: ANN, url: 'https://shop.example/ann-4711', visit, visitor: 'person' })
  await stores.inbox.note(messageId(message.id), 'clicked', day(124, 9))
  const address = stores.customers.addressDigest('ann.former@example.com')
  await asks({ ...about, type: 'report', outcome: { type: 'bounced', kind: 'permanent', addresses: [address] }, about: null }, day(124, 10))
}

/** Every row of every table, as text. */
export const rowsIn = (folder: string): ReadonlyMap<string, readonly string[]> => {
  const database = new DatabaseSync(join(folder, 'rekindle.db'), { readOnly: true })
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").all()
  const rows = tables.map(({ name }): [string, readonly string[]] => [
    String(name),
    database
      .prepare(`SELECT * FROM ${name}`)
      .all()
      .map((row) => JSON.stringify(row)),
  ])
  database.close()
  return new Map(rows)
}

/** The names found in the bytes of the folder's files, in either case. */
export const tracesIn = (folder: string, names: readonly string[]): readonly string[] =>
  readdirSync(folder).flatMap((file) => {
    const bytes = readFileSync(join(folder, file))
    const text = `${bytes.toString('utf8')}\n${bytes.toString('utf16le')}`.toLowerCase()
    return names.filter((name) => text.includes(name.toLowerCase())).map((name) => `${name} in ${file}`)
  })
