import { describe, expect, it } from 'vitest'
import { MESSAGE_TAG } from '../../shared/contract/mail-event.ts'
import { handle } from '../../shared/flow/handle.ts'
import { takeMailEvent } from '../../shared/flow/mail-events.ts'
import { relay } from '../../shared/flow/relay.ts'
import { send } from '../../shared/flow/send.ts'
import { tick } from '../../shared/flow/tick.ts'
import { isoOf } from '../../shared/kernel/time.ts'
import type { EpochMs, MessageId } from '../../shared/kernel/words.ts'
import { ANN, day, rules, send as mail, steps, wait, winBack } from '../domain/customer/world.ts'
import { openFlow, orderOf } from './world.ts'

/** A mail on day 120, another a week later. */
const company = rules({ campaigns: [winBack({ paths: steps(mail(), wait(7), mail()) })] })

const sent = async () => {
  const flow = openFlow(company)
  await handle(flow.engine.store, company, [orderOf(ANN, day(0))])
  await tick(flow.engine, day(120))
  await relay(flow.engine, 'local', 0n)
  await send(flow.engine, day(120))
  const [first] = flow.post.mails
  return { ...flow, id: first?.id as MessageId }
}

const about = (id: string, at: EpochMs, rest: object) => ({ mail: { tags: { [MESSAGE_TAG]: [id] } }, ...withInstant(rest, isoOf(at)) })
const withInstant = (rest: object, timestamp: string) =>
  Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, typeof value === 'object' ? { timestamp, ...value } : value]))
const DELIVERY = { eventType: 'Delivery', delivery: {} }
const BOUNCE = { eventType: 'Bounce', bounce: { bounceType: 'Permanent' } }
const COMPLAINT = { eventType: 'Complaint', complaint: {} }

describe('what the mail service publishes', () => {
  it.each([
    { said: [DELIVERY], status: 'delivered' },
    { said: [DELIVERY, DELIVERY], status: 'delivered' },
    { said: [BOUNCE], status: 'bounced' },
    { said: [COMPLAINT, DELIVERY], status: 'complained' },
  ])('$said: $status', async ({ said, status }) => {
    const flow = await sent()
    for (const rest of said)
      expect(await takeMailEvent(flow.engine, about(flow.id, day(121), rest), day(121))).toMatchObject({ type: 'taken' })
    expect(await flow.statuses(ANN)).toEqual([status])
  })

  it('a complaint takes back every consent, once, and ends the journey: the second mail never comes', async () => {
    const flow = await sent()
    for (const at of [day(121), day(122)]) await takeMailEvent(flow.engine, about(flow.id, day(121), COMPLAINT), at)
    const facts = await flow.stores.inspection.factsOf(ANN)
    expect(facts.filter(({ type }) => type === 'consent-changed')).toMatchObject([
      { type: 'consent-changed', topic: '*', status: 'withdrawn', saidAt: day(121), at: day(121) },
    ])
    await tick(flow.engine, day(127))
    await relay(flow.engine, 'local', 0n)
    await send(flow.engine, day(127))
    expect(flow.post.mails).toHaveLength(1)
  })

  it('a complaint from a clock that runs ahead is heard now', async () => {
    const flow = await sent()
    await takeMailEvent(flow.engine, about(flow.id, day(125), COMPLAINT), day(121))
    expect((await flow.engine.store.load([ANN])).get(ANN)?.consent).toMatchObject({ '*': { status: 'withdrawn', at: day(121) } })
  })

  it('about a mail that is not ours, or what is no such event, changes nothing and lies in quarantine, once', async () => {
    const flow = await sent()
    const before = (await flow.engine.store.load([ANN])).get(ANN)
    for (const at of [day(121), day(122)]) {
      expect(await takeMailEvent(flow.engine, about('other', day(121), DELIVERY), at)).toMatchObject({ type: 'unknown-message' })
      expect(await takeMailEvent(flow.engine, { eventType: 'Opened' }, at)).toMatchObject({ type: 'refused' })
      expect(await takeMailEvent(flow.engine, undefined, at)).toMatchObject({ type: 'refused' })
    }
    const kept = await flow.stores.quarantine.list(null, 10)
    expect(kept.map(({ problems }) => problems[0]?.path).sort()).toEqual(['', 'eventType', 'mail.tags.rekindle-message'])
    expect((await flow.engine.store.load([ANN])).get(ANN)).toEqual(before)
  })
})
