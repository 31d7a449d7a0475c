import type { InboxMail } from '../../shared/adapters/inbox/inbox.ts'
import { FEEDBACK, type Feedback, type MailPage, type MailSummary } from '../../shared/contract/api.ts'
import type { Message } from '../../shared/domain/messaging/message.ts'
import { customerNow } from '../../shared/flow/query/customer.ts'
import { idsOf } from '../../shared/flow/query/ids.ts'
import { API_PAGE } from '../../shared/kernel/limits.ts'
import { isoOf } from '../../shared/kernel/time.ts'
import { type CustomerId, customerId, messageId } from '../../shared/kernel/words.ts'
import { composed } from '../wiring.ts'
import type { LocalContext } from './context.ts'
import { playFeedback } from './feedback.ts'
import { type Handlers, notPossible, notThere, replied } from '../../shared/flow/api/router.ts'

type Routes = 'GET /api/inbox' | 'GET /api/inbox/:id' | 'POST /api/inbox/:id/feedback'

/** Mails, newest first: a page by position, one composed as MIME when it is opened. */
export const inboxHandlers = (context: LocalContext): Pick<Handlers, Routes> => ({
  'GET /api/inbox': async ({ customer, after }) => {
    const { inbox } = context.stores
    const before = after === undefined ? null : Number(after)
    if (before !== null && !Number.isSafeInteger(before))
      return notThere('after', 'is no place in the inbox', 'Send what an earlier page gave as "next".')
    const mails =
      customer === undefined ? await inbox.latest(null, before, API_PAGE) : await latestOf(context, customerId(customer), before)
    const items: MailSummary[] = []
    for (const mail of mails) items.push(...(await summaryOf(context, mail)))
    const next = mails.length === API_PAGE ? String(mails.at(-1)?.position) : null
    return replied({ items, next, total: customer === undefined ? await inbox.count() : null })
  },
  'GET /api/inbox/:id': async (_, { id }) => {
    const page = await pageOf(context, id)
    return page === null ? unknownMail(id) : replied(page)
  },
  'POST /api/inbox/:id/feedback': async ({ type }, { id }) => {
    const [message] = await context.stores.customers.messages([messageId(id)])
    const mail = await context.stores.inbox.find(messageId(id))
    if (message === undefined || mail === null) return unknownMail(id)
    const problem = await playFeedback(context, mail, message, type)
    if (problem !== null) return notPossible('type', problem.problem, problem.hint)
    const page = await pageOf(context, id)
    return page === null ? unknownMail(id) : replied(page)
  },
})

/** Those of one person, under whichever id they got them. */
const latestOf = async ({ stores }: LocalContext, asked: CustomerId, before: number | null): Promise<readonly InboxMail[]> => {
  const found = await customerNow(stores.customers, asked)
  const ids = found === null ? [asked] : await idsOf(stores.inspection, found.state)
  const mails = await Promise.all(ids.map((id) => stores.inbox.latest(id, before, API_PAGE)))
  return mails
    .flat()
    .sort((a, b) => b.position - a.position)
    .slice(0, API_PAGE)
}

const unknownMail = (id: string) =>
  notThere('id', `is ${JSON.stringify(id)}, and there is no such mail`, 'Take an id from the list of mails.')

const pageOf = async (context: LocalContext, id: string): Promise<MailPage | null> => {
  const mail = await context.stores.inbox.find(messageId(id))
  const [summary] = mail === null ? [] : await summaryOf(context, mail)
  if (mail === null || summary === undefined) return null
  const made = await composed(mail, mail.at)
  // A mail service would have refused it as well; what the inbox took is shown as it came.
  return {
    ...sentAs(mail),
    summary,
    html: mail.html,
    text: mail.text,
    source: made.ok ? made.source : `This cannot go over the wire: ${made.detail}.`,
  }
}

const sentAs = ({ from, replyTo, unsubscribe }: InboxMail): Pick<MailPage, 'from' | 'replyTo' | 'unsubscribe'> => ({
  from,
  replyTo,
  unsubscribe,
})

/** Nothing for a mail without its row, which no flow of ours leaves behind. */
const summaryOf = async ({ stores }: LocalContext, mail: InboxMail): Promise<readonly MailSummary[]> => {
  const [message] = await stores.customers.messages([mail.id])
  if (message === undefined) return []
  return [
    {
      ...aboutMessage(message),
      id: mail.id,
      at: isoOf(mail.at),
      to: mail.to,
      subject: mail.subject,
      feedback: await notesOf(stores, mail),
    },
  ]
}

const aboutMessage = ({ customerId, campaign, variant, step }: Message) => ({ customerId, campaign, variant, step })

const notesOf = async ({ inbox }: LocalContext['stores'], { id }: InboxMail): Promise<MailSummary['feedback']> =>
  (await inbox.notes(id)).flatMap(({ type, at }) => (isFeedback(type) ? [{ type, at: isoOf(at) }] : []))

const isFeedback = (type: string): type is Feedback => (FEEDBACK as readonly string[]).includes(type)
