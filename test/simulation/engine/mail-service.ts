import type { Inbox } from '../../../shared/adapters/inbox/inbox.ts'
import { DAY_MS, HOUR_MS, later, SECOND_MS } from '../../../shared/kernel/time.ts'
import type { EpochMs, MessageId } from '../../../shared/kernel/words.ts'
import type { Mail, MailAnswer, Mailer } from '../../../shared/ports/mailer.ts'
import type { Luck } from './faults.ts'
import type { Scheduler } from './scheduler.ts'

/** Whoever carries the mail, with what may go wrong there. */
export type MailService = Mailer & { readonly kind: 'inbox' | 'ses' }

/** Told of every mail at the instant it is taken, and of what comes back and when. */
export type Postmark = {
  readonly accepted: (mail: Mail) => void
  readonly returned: (id: MessageId, what: Returned, at: EpochMs) => void
}

/** What the service publishes of a mail, by the names of SES. */
export type Returned = 'Delivery' | 'Bounce' | 'Complaint'

/** Our own inbox, reached over something that may break; it can be asked what it has. */
export const localInbox = (inbox: Inbox, luck: Luck, postmark: Postmark): MailService => ({
  kind: 'inbox',
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
    if (luck.strikes('delivery report lost')) return
    const delay = luck.strikes('delivery report after days')
      ? 2 * DAY_MS + luck.random.below(48 * HOUR_MS)
      : luck.random.below(90 * SECOND_MS)
    const what = luck.strikes('mail bounced') ? 'Bounce' : 'Delivery'
    postmark.returned(mail.id, what, later(scheduler.now(), delay))
    if (luck.strikes('delivery report twice')) postmark.returned(mail.id, what, later(scheduler.now(), delay + luck.random.below(HOUR_MS)))
    if (luck.strikes('mail called unwanted')) postmark.returned(mail.id, 'Complaint', later(scheduler.now(), luck.random.below(DAY_MS)))
  }
  return {
    kind: 'ses',
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

const NO_ANSWER: MailAnswer = { type: 'unknown', detail: 'no answer' }

const refusal = (luck: Luck): MailAnswer | null => {
  if (luck.strikes('mail service down')) return { type: 'unknown', detail: 'the service is down' }
  return luck.strikes('mail rejected') ? { type: 'rejected', detail: 'the service does not want it' } : null
}
