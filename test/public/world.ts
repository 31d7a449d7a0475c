/** A local server with the pages that links lead to, one company behind it, and mails that were really sent into its inbox. */
import { DatabaseSync } from 'node:sqlite'
import { type RunningServer, startServer } from '../../local/server/server.ts'
import { roundsOf } from '../../local/live/rounds.ts'
import { openLocal } from '../../local/wiring.ts'
import { type SqliteStores, storeFile } from '../../shared/adapters/sqlite/open.ts'
import { type Campaign, PLAIN_LOCALE, type StepBody } from '../../shared/domain/campaign/campaign.ts'
import { type Policy, type Rules, rulesOf } from '../../shared/domain/customer/rules.ts'
import type { CustomerState } from '../../shared/domain/customer/state.ts'
import { take } from '../../shared/flow/doors/take.ts'
import type { Engine } from '../../shared/flow/engine.ts'
import { sortArrival } from '../../shared/flow/intake.ts'
import { customerNow } from '../../shared/flow/query/customer.ts'
import type { Keys } from '../../shared/kernel/keyed.ts'
import { isoOf } from '../../shared/kernel/time.ts'
import { campaignId, customerId, type EpochMs, epochMs } from '../../shared/kernel/words.ts'
import type { Mail } from '../../shared/ports/mailer.ts'
import { openFolder } from '../contract/folder.ts'
import { RETAIL, steps, welcome } from '../domain/customer/world.ts'

export const START = epochMs(Date.UTC(2026, 5, 1, 12))

/** In two languages, with two links beside those that every mail has. */
const LETTER: StepBody = {
  type: 'send',
  content: {
    template: null,
    defaultLocale: PLAIN_LOCALE,
    written: new Map([
      [
        'en',
        { subject: 'Hello', preheader: null, html: null, text: 'Look: https://shop.example/sale?for=you#top and https://shop.example/new' },
      ],
      ['zh', { subject: '您好', preheader: null, html: null, text: '请看 https://shop.example/sale?for=you#top' }],
    ]),
  },
}

const CAMPAIGNS: readonly Campaign[] = [
  welcome({ id: campaignId('offers'), topic: 'offers', paths: steps(LETTER) }),
  welcome({
    id: campaignId('news'),
    topic: 'product-news',
    entry: { on: 'event', event: 'News Wanted', where: null },
    paths: steps(LETTER),
  }),
  welcome({
    id: campaignId('confirm'),
    topic: 'product-news',
    entry: { on: 'event', event: 'Subscribed', where: null },
    delivery: { ...welcome().delivery, purpose: 'confirmation' },
    paths: steps(LETTER),
  }),
  welcome({ id: campaignId('over'), topic: 'bygones', status: 'ended', entry: { on: 'event', event: 'Never', where: null } }),
]

export type World = {
  readonly server: RunningServer
  readonly url: string
  readonly stores: SqliteStores
  readonly keys: Keys
  readonly engine: Engine
  readonly errors: readonly unknown[]
  readonly now: () => EpochMs
  /** Lets time pass, and whatever is due happen. */
  readonly passes: (ms: number) => Promise<void>
  /** Publishes an event, as a backend does, and lets its mail be sent. */
  readonly says: (event: object) => Promise<void>
  /** Somebody who got a mail about offers. */
  readonly reader: (id: string, traits?: object) => Promise<Mail>
  readonly stateOf: (id: string) => Promise<CustomerState>
  readonly eventsOf: (id: string) => Promise<readonly { readonly name: string; readonly properties: object; readonly traits: object }[]>
  /** Every row of every table of the file. */
  readonly rows: () => string
  readonly close: () => Promise<void>
}

type Options = { readonly policy?: Partial<Policy>; readonly hearsOfDelivery?: boolean; readonly clockStandsStill?: boolean }

export const openWorld = async ({ policy = {}, hearsOfDelivery = false }: Options = {}): Promise<World> => {
  const folder = openFolder()
  const local = openLocal(folder.path, 'write', 'public pages')
  const { stores, keys } = local
  let now = START
  const base = rulesOf({ ...RETAIL, ...policy }, CAMPAIGNS, [], true)
  // The timeline keeps what somebody named: here, all that the pages say.
  const rules: Rules = {
    ...base,
    namedEvents: new Set([...base.namedEvents, 'Subscribed', 'Unsubscribed', 'Preferences Changed', 'Email Link Clicked', '$identify']),
  }
  const engine = local.engine(rules)
  const errors: unknown[] = []
  const clock = { now: () => now }
  const pages = { keys, visits: stores.visits, hearsOfDelivery }
  const server = await startServer({ engine, clock, port: 0, pages, onError: (error) => errors.push(error) })
  const url = `http://127.0.0.1:${server.port}`
  local.reachedAt(url)
  const rounds = roundsOf(engine, () => {})
  await rounds.start(now)
  const settle = async (): Promise<void> => {
    while ((await rounds.round(now)) === 'more');
    await rounds.round(now)
  }
  const says = async (event: object): Promise<void> => {
    const raw = { timestamp: isoOf(now), ...event }
    const sorted = sortArrival({ text: JSON.stringify(raw), raw, source: 'test', receivedAt: now }, { correctSkew: false })
    if (sorted.type === 'quarantine') throw new Error(JSON.stringify(sorted.entry.problems))
    await take(engine, [{ sorted, receivedAt: now }])
    await settle()
  }
  return {
    ...{ server, url, stores, keys, engine, errors, says },
    now: () => now,
    passes: async (ms) => {
      now = epochMs(now + ms)
      await settle()
    },
    reader: async (id, traits = {}) => {
      await says({
        type: 'identify',
        messageId: `${id} is`,
        userId: id,
        traits: { email: `${id.replaceAll(/\W/g, '')}@example.com`, ...traits },
      })
      await says({
        type: 'track',
        event: 'Order Completed',
        messageId: `${id} ordered`,
        userId: id,
        properties: { revenue: 5, currency: 'USD' },
      })
      await says({ type: 'track', event: 'Signed Up', messageId: `${id} signed up`, userId: id })
      const [mail] = await stores.inbox.latest(customerId(id), null, 1)
      if (mail === undefined) throw new Error(`${id} got no mail: ${JSON.stringify(await stores.inspection.messagesOf(customerId(id)))}`)
      now = epochMs(now + 60_000)
      return mail
    },
    stateOf: async (id) => {
      const found = await customerNow(stores.customers, customerId(id))
      if (found === null) throw new Error(`Nobody is ${id}`)
      return found.state
    },
    eventsOf: async (id) => stores.inspection.eventsOf(customerId(id)),
    rows: () => rowsOf(storeFile(folder.path)),
    close: async () => {
      await server.close()
      local.close()
      folder.remove()
    },
  }
}

const rowsOf = (path: string): string => {
  const database = new DatabaseSync(path, { readOnly: true })
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all() as unknown as readonly {
    readonly name: string
  }[]
  const rows = tables.map(({ name }) => [name, database.prepare(`SELECT * FROM "${name}"`).all()])
  database.close()
  return JSON.stringify(rows, (_, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value))
}

/** Every address of ours in a mail's text, by its page. */
export const linksIn = ({ text }: Mail): Readonly<Record<string, readonly string[]>> =>
  Object.groupBy(
    [...text.matchAll(/http:\/\/127\.0\.0\.1:\d+\/([upsc])\/[\w-]+/g)].map(([address]) => address),
    (address) => new URL(address).pathname.slice(0, 3),
  ) as Readonly<Record<string, readonly string[]>>

/** A browser with a person before it. */
export const PERSON = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', accept: 'text/html' }

/** The fields of a form of a page, as a browser would post them: by the words on its button. */
export const formBy = (html: string, button: string): URLSearchParams => {
  const form = [...html.matchAll(/<form[\s\S]*?<\/form>/g)].map(([text]) => text).find((text) => text.includes(`>${button}</button>`))
  if (form === undefined) throw new Error(`No form has the button ${button}`)
  const fields = new URLSearchParams()
  for (const [, attributes = ''] of form.matchAll(/<input ([^>]*)>/g)) {
    const of = (name: string): string => read(new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? '')
    const isTicked = !['checkbox', 'radio'].includes(of('type')) || / checked/.test(attributes)
    if (isTicked) fields.append(of('name'), of('value'))
  }
  for (const [, name = '', options = ''] of form.matchAll(/<select [^>]*name="(\w+)"[^>]*>([\s\S]*?)<\/select>/g))
    fields.append(name, read(/<option value="([^"]*)" selected/.exec(options)?.[1] ?? ''))
  const pressed = new RegExp(`<button[^>]*name="(\\w+)" value="(\\w+)"[^>]*>${button}<`).exec(form)
  if (pressed !== null) fields.append(pressed[1] as string, pressed[2] as string)
  return fields
}

const read = (text: string): string =>
  text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
