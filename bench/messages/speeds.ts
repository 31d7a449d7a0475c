/** Mails a second through each part of the way, on one thread, and what a named peer does in the same run. */
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Liquid } from 'liquidjs'
import MailComposer from 'nodemailer/lib/mail-composer'
import { composeMail } from '../../shared/adapters/mime/compose.ts'
import type { Written } from '../../shared/domain/campaign/campaign.ts'
import { documentOf } from '../../shared/domain/customer/document.ts'
import { handle, type Timed } from '../../shared/flow/handle.ts'
import { assert } from '../../shared/kernel/assert.ts'
import type { JsonObject } from '../../shared/kernel/json.ts'
import { SEND_BATCH } from '../../shared/kernel/limits.ts'
import { END_OF_TIME, messageId } from '../../shared/kernel/words.ts'
import type { Mail } from '../../shared/ports/mailer.ts'
import type { Fill } from '../../shared/ports/renderer.ts'
import { openScene, type Scene } from './scene.ts'

export type Part = 'render' | 'compose' | 'settle'
/** Mails a second, ours and the peer's. */
export type Speed = { readonly ours: number; readonly peer: number }
export type Speeds = Readonly<Record<Part, Speed>>

export const PEERS: Readonly<Record<Part, string>> = {
  render: 'bare liquidjs, the same texts parsed once',
  compose: "nodemailer's composer alone",
  settle: 'bare node:sqlite: twice a read, two conditional writes and an insert',
}

/** As our own batches. */
const AT_ONCE = SEND_BATCH

/** One run over so many mails, ours and each peer's in turn. */
export const measureSpeeds = async (within: string, mails: number): Promise<Speeds> => {
  const folder = mkdtempSync(join(within, 'speeds-'))
  const scene = await openScene(folder, mails)
  try {
    const render = await measureRendering(scene)
    const compose = await measureComposing(render.mails, scene)
    const { local, customers } = scene
    const [state] = (await local.stores.customers.load(customers.slice(0, 1))).values()
    const ours = await measureSettling(scene)
    const stateBytes = JSON.stringify(state).length
    return { render: render.speed, compose, settle: { ours, peer: settleBare(join(folder, 'bare.db'), mails, stateBytes) } }
  } finally {
    scene.local.close()
  }
}

type Rendering = { readonly speed: Speed; readonly mails: readonly Mail[] }

const measureRendering = async ({ local, rules, customers }: Scene): Promise<Rendering> => {
  const { renderer, links } = local.engine(rules)
  const messages = await local.stores.customers.pending(END_OF_TIME, customers.length)
  assert(messages.length === customers.length, 'everybody is owed a mail')
  const [campaign] = rules.campaigns.live.values()
  const step = [...(campaign?.paths.values() ?? [])][0]?.steps[0]
  assert(campaign !== undefined && step?.type === 'send', 'the campaign sends a mail')
  const fills = new Map<string, Fill>()
  for (const message of messages) {
    const [state] = (await local.stores.customers.load([message.customerId])).values()
    assert(state !== undefined, 'who is owed a mail is somebody')
    const made = links.linksOf(message, campaign.topic)
    const track = (url: string): string => links.track(message, url)
    fills.set(message.id, { customer: documentOf(state, rules.policy), locale: null, links: made, coupon: null, track })
  }
  const mails: Mail[] = []
  const started = performance.now()
  for (const [id, fill] of fills) {
    const rendered = await renderer.render(step.content, fill)
    assert(rendered.ok, 'an example can be filled')
    const { subject, html, text } = rendered
    const { unsubscribe } = fill.links
    const parties = { to: 'ann@example.com', from: 'Your shop <hello@shop.example>', replyTo: null }
    const about = { id: messageId(id), customerId: customers[0] as (typeof customers)[0], campaign: campaign.id, topic: campaign.topic }
    mails.push({ ...about, ...parties, subject, html, text, unsubscribe })
  }
  const ours = mails.length / seconds(started)
  const written = step.content.written.get(step.content.defaultLocale)
  assert(written !== undefined, 'a template is written in its own language')
  return { speed: { ours, peer: renderBare(written, [...fills.values()]) }, mails }
}

const renderBare = (written: Written, fills: readonly Fill[]): number => {
  const liquid = new Liquid()
  const texts = [written.subject, written.html, written.text].flatMap((text) => (text === null ? [] : [liquid.parse(text)]))
  const started = performance.now()
  for (const { customer, links } of fills) for (const text of texts) liquid.renderSync(text, { customer, links } satisfies JsonObject)
  return fills.length / seconds(started)
}

const measureComposing = async (mails: readonly Mail[], { owedAt }: Scene): Promise<Speed> => {
  const started = performance.now()
  for (const mail of mails) assert((await composeMail(mail, owedAt)).ok, 'an example can be composed')
  const ours = mails.length / seconds(started)
  const again = performance.now()
  for (const { from, to, subject, text, html } of mails) await new MailComposer({ from, to, subject, text, html }).compile().build()
  return { ours, peer: mails.length / seconds(again) }
}

const measureSettling = async ({ local, rules, customers, owedAt }: Scene): Promise<number> => {
  const { customers: store } = local.stores
  const messages = await store.pending(END_OF_TIME, customers.length)
  const started = performance.now()
  for (let from = 0; from < messages.length; from += SEND_BATCH) {
    const batch = messages.slice(from, from + SEND_BATCH)
    const claims = batch.map(({ id, customerId }): Timed => ({ request: { customerId, type: 'claim', message: id }, now: owedAt }))
    await handle(store, rules, claims)
    const outcome = { type: 'sent' } as const
    await handle(
      store,
      rules,
      batch.map(
        ({ id, customerId }): Timed => ({ request: { customerId, type: 'report', message: id, outcome, about: owedAt }, now: owedAt }),
      ),
    )
  }
  const speed = messages.length / seconds(started)
  const left = await store.pending(END_OF_TIME, 1)
  assert(left.length === 0, 'every mail was claimed and reported')
  return speed
}

/** What the design says a settlement costs and nothing else, under the same settings and in transactions of the same size. */
const settleBare = (file: string, mails: number, stateBytes: number): number => {
  const database = new DatabaseSync(file)
  database.exec(`
    PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4000;
    CREATE TABLE states (id TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, state TEXT NOT NULL) STRICT;
    CREATE TABLE messages (id TEXT NOT NULL PRIMARY KEY, status TEXT NOT NULL) STRICT;
    CREATE TABLE facts (position INTEGER PRIMARY KEY, customer TEXT NOT NULL, body TEXT NOT NULL) STRICT;
  `)
  const insert = database.prepare('INSERT INTO states (id, version, state) VALUES (?, 1, ?)')
  const owe = database.prepare("INSERT INTO messages (id, status) VALUES (?, 'owed')")
  database.exec('BEGIN')
  for (let index = 0; index < mails; index += 1) {
    insert.run(`c${index}`, '.'.repeat(stateBytes))
    owe.run(`m${index}`)
  }
  database.exec('COMMIT')
  const read = database.prepare('SELECT version, state FROM states WHERE id = ?')
  const write = database.prepare('UPDATE states SET version = ?2 + 1, state = ?3 WHERE id = ?1 AND version = ?2')
  const move = database.prepare('UPDATE messages SET status = ?3 WHERE id = ?1 AND status = ?2')
  const tell = database.prepare('INSERT INTO facts (customer, body) VALUES (?, ?)')
  const started = performance.now()
  for (let from = 0; from < mails; from += AT_ONCE) {
    for (const [before, after] of [
      ['owed', 'claimed'],
      ['claimed', 'sent'],
    ] as const) {
      database.exec('BEGIN IMMEDIATE')
      for (let index = from; index < Math.min(from + AT_ONCE, mails); index += 1) {
        const { version, state } = read.get(`c${index}`) as { version: number; state: string }
        write.run(`c${index}`, version, `${after}${state.slice(after.length)}`)
        move.run(`m${index}`, before, after)
        tell.run(`c${index}`, JSON.stringify({ type: 'message-moved', from: before, to: after, at: from }))
      }
      database.exec('COMMIT')
    }
  }
  const speed = mails / seconds(started)
  database.close()
  return speed
}

const seconds = (since: number): number => (performance.now() - since) / 1000
