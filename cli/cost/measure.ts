/** What one event, one mail, one change of stage and one minute of doing nothing take, counted while the flow really does them. */
import { MESSAGE_TAG } from '../../shared/contract/mail-event.ts'
import { takeMailEvent } from '../../shared/flow/mail-events.ts'
import { assert, Defect } from '../../shared/kernel/assert.ts'
import type { JsonObject } from '../../shared/kernel/json.ts'
import { DAY_MS, isoOf, MINUTE_MS } from '../../shared/kernel/time.ts'
import { type EpochMs, epochMs, type MessageId } from '../../shared/kernel/words.ts'
import { type Company, companyOf, daysBefore, type Kind, type Said } from './kinds.ts'
import { type Rig, rigOf } from './rig.ts'
import { less, NONE, plus, times, type Use } from './use.ts'
import { type Metered, meteredTable } from './wiring.ts'

export type Measures = {
  /** One event of a known customer, to which nobody listens. */
  readonly event: Use
  /** What one that is kept takes on top. */
  readonly keptUnits: number
  /** From the event that makes a campaign write to somebody, less that event itself, until its delivery is known. */
  readonly mail: Use
  /** A stage that changes by silence. */
  readonly stageChange: Use
  /** All tasks of a minute in which nothing is due. */
  readonly minute: Use
  /** One report of the mail service that changes no decision. */
  readonly delivery: Use
  readonly stateBytes: number
  readonly customerBytes: number
  readonly rowBytes: number
  readonly mailBytes: number
  readonly eventBytes: number
}

/** How much is rehearsed: enough that what batches share is shared, little enough for a second. */
export type Extent = { readonly customers: number; readonly minutes: number }
const USUAL: Extent = { customers: 20, minutes: 60 }
const TODAY = epochMs(Date.UTC(2026, 5, 15, 12))

export const measure = async (kind: Kind, metered: Metered = meteredTable(), { customers, minutes }: Extent = USUAL): Promise<Measures> => {
  const company = companyOf(kind)
  const rig = rigOf(company, metered, customers, TODAY)
  const perHead = (use: Use): Use => times(use, 1 / customers)
  await remember(rig, company)
  const stateBytes = metered.stateBytes().reduce((sum, bytes) => sum + bytes, 0) / customers
  const customerBytes = metered.bytes() / customers
  await say(rig, company.ordinary)
  const event = perHead(await say(rig, company.ordinary))
  const beforeRow = metered.bytes()
  const kept = perHead(await say(rig, company.kept))
  const rowBytes = (metered.bytes() - beforeRow) / customers
  const beforeMail = metered.bytes()
  const mails = await mailsOf(rig, company.triggering, customers)
  const mailBytes = (metered.bytes() - beforeMail) / customers
  const stageChange = perHead(await silence(rig, metered, customers))
  const minute = await idle(rig, minutes)
  return {
    ...{ event, keptUnits: kept.keptUnits, stageChange, minute, stateBytes, customerBytes, rowBytes, mailBytes },
    mail: less(perHead(mails.all), event),
    delivery: perHead(mails.delivery),
    eventBytes: Buffer.byteLength(JSON.stringify(rig.envelope(company.ordinary, 0, TODAY))),
  }
}

const remember = async (rig: Rig, { traits, history }: Company): Promise<void> => {
  await rig.take({ type: 'identify', traits }, daysBefore(TODAY, FIRST_DAY))
  for (const { daysAgo, said } of history) await rig.take(said, daysBefore(TODAY, daysAgo))
  // Whoever was silent meanwhile changed their stage.
  await rig.counted(rig.doTasks)
  rig.owed()
}

/** Before all of the history. */
const FIRST_DAY = 510

/** An event of every customer, a day after the last. */
const say = (rig: Rig, what: Said): Promise<Use> => {
  rig.go(rig.now() + DAY_MS)
  return rig.counted(() => rig.take(what, rig.now()))
}

const mailsOf = async (rig: Rig, what: Said, customers: number): Promise<{ readonly all: Use; readonly delivery: Use }> => {
  const decided = await say(rig, what)
  const ids = rig.owed()
  assert(ids.length === customers, 'every customer of an estimate is written to')
  const sent = await rig.counted(async () => {
    for (let at = 0; at < ids.length; at += MAILS_AT_ONCE) await rig.send(ids.slice(at, at + MAILS_AT_ONCE))
  })
  const reports = (type: string) => async (): Promise<void> => {
    for (const id of ids) {
      const taken = await takeMailEvent(rig.taker, mailEvent(type, id, rig.now()), rig.now())
      assert(taken.type === 'taken', 'a report is taken')
    }
  }
  const accepted = await rig.counted(reports('Send'))
  const delivery = await rig.counted(reports('Delivery'))
  return { all: [decided, sent, accepted, delivery].reduce(plus), delivery }
}

/** As the queue hands them over. */
const MAILS_AT_ONCE = 10

/** Everybody falls silent until all of them have changed their stage once. */
const silence = async (rig: Rig, metered: Metered, customers: number): Promise<Use> => {
  // An entry of the due index is a hint: the first that is found may be that of an older silence.
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    rig.go(Math.max(rig.now(), ...metered.dueAts()))
    const woken = await rig.counted(rig.doTasks)
    if (woken.published >= customers) return less(woken, await rig.counted(rig.doTasks))
  }
  throw new Defect('customers of an estimate fall silent')
}
const ROUNDS_MAX = 10

const idle = async (rig: Rig, minutes: number): Promise<Use> => {
  let all = NONE
  for (let minute = 0; minute < minutes; minute += 1) {
    rig.go(rig.now() + MINUTE_MS)
    all = plus(all, await rig.counted(rig.doTasks))
  }
  return times(all, 1 / minutes)
}

/** As SES publishes it (docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-examples.html). */
const mailEvent = (eventType: string, id: MessageId, now: EpochMs): JsonObject => ({
  eventType,
  mail: {
    timestamp: isoOf(now),
    messageId: 'EXAMPLE7c191be45-e9aedb9a-02f9-4d12-a87d-dd0099a07f8a-000000',
    source: 'hello@shop.example',
    destination: ['customer.number@mailbox.example'],
    tags: { [MESSAGE_TAG]: [id] },
  },
  ...(eventType === 'Send'
    ? { send: {} }
    : {
        delivery: {
          timestamp: isoOf(now),
          processingTimeMillis: 1_120,
          recipients: ['customer.number@mailbox.example'],
          smtpResponse: '250 ok',
        },
      }),
})
