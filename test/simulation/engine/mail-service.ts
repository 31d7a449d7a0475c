import type { Inbox } from '../../../shared/adapters/inbox/inbox.ts'
import { DAY_MS, HOUR_MS, later, MINUTE_MS, SECOND_MS } from '../../../shared/kernel/time.ts'
import type { EpochMs, MessageId } from '../../../shared/kernel/words.ts'
import type { Mail, MailAnswer, Mailer } from '../../../shared/ports/mailer.ts'
import type { Happening } from '../world/people.ts'
import type { Luck } from './faults.ts'
import type { Scheduler } from './scheduler.ts'

/** Whoever carries the mail, with what may go wrong there. */
export type MailService = Mailer & { readonly kind: 'inbox' | 'ses' }

/** Told of every mail at the instant it is taken, and of what comes back and when it comes in. */
export type Postmark = {
  readonly accepted: (mail: Mail) => void
  readonly returned: (mail: Mail, what: What, at: EpochMs, comesAt: EpochMs) => void
}

/** What the service publishes of a mail: the records of SES, and what they mean. */
export type What =
  | 'Send'
  | 'Delivery'
  | 'HardBounce'
  | 'SoftBounce'
  /** For its size: the fault of the mail, and not of the address. */
  | 'TooLarge'
  /** 4.4.7: given up after half a day, though SES calls it transient. */
  | 'Expired'
  | 'Complaint'
  | 'NotSpam'
  | 'Reject'
  | 'Delay'
  | 'Open'
  | 'Click'
  | 'Leave'
  | 'LeaveAll'
  | 'Stay'
  | 'RenderingFailure'

/** One of them about one mail, and what it is an event of, if it is one. */
export type Returned = {
  readonly id: MessageId
  readonly what: What
  readonly at: EpochMs
  readonly address: string
  /** Opened or clicked by a program that says so. */
  readonly isProgram: boolean
  readonly told: Happening | null
}

/** Our own inbox, reached over something that may break; it can be asked what it has. */
export const localInbox = (inbox: Inbox, luck: Luck, postmark: Postmark): MailService => ({
  kind: 'inbox',
  atOnce: inbox.atOnce,
  lookUp: inbox.lookUp,
  send: async (mail, now) => {
    const refused = refusal(luck)
    if (refused !== null) return refused
    const answer = await inbox.send(mail, now)
    postmark.accepted(mail)
    return luck.strikes('mail answer unknown') ? NO_ANSWER : answer
  },
})

/** A service that cannot be asked, takes mail after it seemed to have timed out, and says late, twice, in any order or never what became of it. */
export const distantService = (scheduler: Scheduler, luck: Luck, postmark: Postmark): MailService => {
  const accept = (mail: Mail): void => {
    postmark.accepted(mail)
    if (luck.strikes('all reports of a mail lost')) return
    for (const { what, afterMs } of fateOf(luck)) {
      if (luck.strikes('report lost')) continue
      const at = later(scheduler.now(), afterMs)
      const delay = luck.strikes('report after days') ? 2 * DAY_MS + luck.random.below(48 * HOUR_MS) : luck.random.below(90 * SECOND_MS)
      // What comes in out of order was published a moment ago, so that no clock of ours is behind it.
      const comesAt = later(at, 2 * MINUTE_MS + delay)
      postmark.returned(mail, what, at, comesAt)
      if (luck.strikes('report twice')) postmark.returned(mail, what, at, later(comesAt, luck.random.below(HOUR_MS)))
    }
  }
  return {
    kind: 'ses',
    atOnce: 1,
    lookUp: async () => 'unknown',
    send: async (mail) => {
      const refused = refusal(luck)
      if (refused !== null) return refused
      if (luck.strikes('mail taken after the time-out')) {
        scheduler.at(later(scheduler.now(), 1 + luck.random.below(30 * SECOND_MS)), () => accept(mail))
        return NO_ANSWER
      }
      accept(mail)
      return luck.strikes('mail answer unknown') ? NO_ANSWER : { type: 'accepted' }
    },
  }
}

type Told = { readonly what: What; readonly afterMs: number }

/** All that becomes of a mail the service took. */
const fateOf = (luck: Luck): readonly Told[] => {
  const { random } = luck
  const all: Told[] = [{ what: 'Send', afterMs: random.below(SECOND_MS) }]
  const add = (what: What, afterMs: number): void => void all.push({ what, afterMs })
  if (luck.strikes('mail thrown away')) {
    add(random.chance(0.5) ? 'Reject' : 'RenderingFailure', random.below(10 * SECOND_MS))
    return all
  }
  if (luck.strikes('mail delayed')) add('Delay', random.below(HOUR_MS))
  const arrives = random.below(60 * SECOND_MS)
  if (luck.strikes('mail bounced')) {
    add(random.pick(['HardBounce', 'SoftBounce', 'SoftBounce', 'TooLarge', 'Expired']), arrives)
    if (random.chance(0.8)) return all
  } else add('Delivery', arrives)
  if (luck.strikes('mail called unwanted')) add('Complaint', arrives + random.below(DAY_MS))
  if (luck.strikes('mail taken out of the spam')) add('NotSpam', arrives + random.below(DAY_MS))
  for (let times = 2; times > 0; times -= 1) {
    if (luck.strikes('mail opened')) add('Open', arrives + random.below(DAY_MS))
    if (luck.strikes('link clicked')) add('Click', arrives + random.below(DAY_MS))
  }
  if (luck.strikes('left by the mail service')) add(random.pick(['Leave', 'LeaveAll', 'Stay']), arrives + random.below(DAY_MS))
  return all
}

const NO_ANSWER: MailAnswer = { type: 'unknown', detail: 'no answer' }

const refusal = (luck: Luck): MailAnswer | null => {
  const { random } = luck
  if (luck.strikes('mail throttled')) return { type: 'throttled', detail: 'too many at once', retryAfterMs: 1 + random.below(HOUR_MS) }
  if (luck.strikes('mail not sent')) return { type: 'not-sent', detail: 'the service could not be reached' }
  if (luck.strikes('mail service down')) return { type: 'unknown', detail: 'the service is down' }
  return luck.strikes('mail rejected') ? { type: 'rejected', detail: 'the service does not want it' } : null
}
