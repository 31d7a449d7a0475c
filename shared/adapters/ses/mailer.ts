import { SendRawEmailCommand, type SESClient } from '@aws-sdk/client-ses'
import { tagsOf } from '../../contract/mail-tags.ts'
import { MAIL_CALL_MS, MAIL_CALLS_AT_ONCE } from '../../kernel/limits.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { Mail, MailAnswer, Mailer } from '../../ports/mailer.ts'
import { composeMail, tokenOf } from '../mime/compose.ts'
import { readFailure } from './answers.ts'

export type SesOptions = {
  readonly client: SESClient
  /** Publishes what becomes of each mail to the account's default bus. */
  readonly configurationSet: string
  readonly callMs?: number
}

/**
 * Mail by Amazon SES, handed over once: the client is one of {@link sesClient}, which never tries again by itself. SES cannot be asked
 * what became of a call; what it publishes later carries our ids in its tags.
 */
export const sesMailer = ({ client, configurationSet, callMs = MAIL_CALL_MS }: SesOptions): Mailer => ({
  atOnce: MAIL_CALLS_AT_ONCE,
  send: async (mail, now) => {
    const request = await requestOf(mail, configurationSet, now)
    if (request.type !== 'command') return request
    try {
      // The whole call, credentials and the reading of the answer with it: the handler's own time-outs end with the first byte.
      const { MessageId } = await client.send(request.command, { abortSignal: AbortSignal.timeout(callMs) })
      return MessageId === undefined ? { type: 'unknown', detail: 'SES answered without naming the mail' } : { type: 'accepted' }
    } catch (thrown) {
      return readFailure(thrown)
    }
  },
  lookUp: async () => 'unknown',
})

type Request = { readonly type: 'command'; readonly command: SendRawEmailCommand } | Extract<MailAnswer, { readonly type: 'rejected' }>

/** SES writes Feedback-ID itself, and takes what stands first in it as tags. */
const requestOf = async (mail: Mail, configurationSet: string, now: EpochMs): Promise<Request> => {
  const composed = await composeMail(mail, now, { feedbackId: false })
  if (!composed.ok) return { type: 'rejected', detail: composed.detail }
  const { source, envelope } = composed
  const campaign = tokenOf(mail.campaign)
  const tags = [
    ...tagsOf(mail.id, mail.customerId, campaign),
    { name: 'ses:feedback-id-a', value: campaign },
    { name: 'ses:feedback-id-b', value: tokenOf(mail.topic) },
  ]
  const command = new SendRawEmailCommand({
    Source: envelope.from,
    Destinations: [envelope.to],
    RawMessage: { Data: Buffer.from(source, 'latin1') },
    ConfigurationSetName: configurationSet,
    Tags: tags.map(({ name, value }) => ({ Name: name, Value: value })),
  })
  return { type: 'command', command }
}
