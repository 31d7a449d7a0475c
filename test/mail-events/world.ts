/** Records of the mail service's guide, about a mail that was really sent. */
import { readFileSync } from 'node:fs'
import { handle } from '../../shared/flow/handle.ts'
import { type MailEventTaken, takeMailEvent } from '../../shared/flow/mail-events.ts'
import { relay } from '../../shared/flow/relay.ts'
import { send } from '../../shared/flow/send.ts'
import { tallyAll } from '../../shared/flow/tally.ts'
import { tick } from '../../shared/flow/tick.ts'
import type { Fact } from '../../shared/domain/fact/fact.ts'
import type { News } from '../../shared/domain/messaging/news.ts'
import { HOUR_MS } from '../../shared/kernel/time.ts'
import type { CustomerId, EpochMs, MessageId } from '../../shared/kernel/words.ts'
import { ANN, day, rules, send as mail, steps, wait, winBack } from '../domain/customer/world.ts'
import { openFlow, orderOf } from '../flow/world.ts'

/** 1 May 2026, the day of the fixtures. */
export const SENT_AT = day(120, 8 * HOUR_MS)
/** When their events come: later than all of them. */
export const NOW = day(121)
export const ADDRESS = 'recipient@example.com'

/** A mail on day 120, another a week later. */
export const company = rules({ campaigns: [winBack({ paths: steps(mail(), wait(7), mail()) })] })

export type Fixture = { readonly eventType: string; readonly mail: { readonly tags: Record<string, readonly string[]> } } & Record<
  string,
  unknown
>

/** A record of the guide, tagged as ours. */
export const fixture = (name: string, message: string): Fixture =>
  JSON.parse(readFileSync(`${import.meta.dirname}/fixtures/${name}.json`, 'utf8').replaceAll('MESSAGE', message))

/** The same record with other values in the part that is its own. */
export const changed = (record: Fixture, part: string, values: object): Fixture => ({
  ...record,
  [part]: { ...(record[part] as object), ...values },
})

/** One customer who was sent a mail. */
export const sentMail = async (customer: CustomerId = ANN) => {
  const flow = openFlow(company)
  const { engine, stores } = flow
  const order = orderOf(customer, day(0))
  const request =
    order.request.type === 'event' ? { ...order.request, event: { ...order.request.event, traits: { email: ADDRESS } } } : order.request
  await handle(engine.store, company, [{ ...order, request }])
  await tick(engine, SENT_AT)
  await relay(engine, 'local', 0n)
  await send(engine, SENT_AT)
  const id = flow.post.mails[0]?.id as MessageId
  const factsOf = async (): Promise<readonly Fact[]> => stores.inspection.factsOf(customer)
  return {
    ...flow,
    id,
    take: (raw: unknown, now: EpochMs = NOW): Promise<MailEventTaken> => takeMailEvent(engine, raw, now),
    takeFixture: (name: string, now: EpochMs = NOW): Promise<MailEventTaken> => takeMailEvent(engine, fixture(name, id), now),
    facts: factsOf,
    news: async (): Promise<readonly News[]> => (await factsOf()).flatMap((fact) => (fact.type === 'heard' ? [fact.news] : [])),
    state: async () => (await engine.store.load([customer])).get(customer),
    suppressed: async (address: string = ADDRESS) =>
      (await stores.suppressions.find(stores.customers.addressDigest(address)))?.because ?? null,
    counters: async (scope: string): Promise<Readonly<Record<string, number>>> => {
      await tallyAll(stores.changes, stores.tallies)
      return Object.fromEntries([...(await stores.tallies.read(scope))].map(([name, count]) => [name, Number(count)]))
    },
  }
}
