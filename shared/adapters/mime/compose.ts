import MailComposer from 'nodemailer/lib/mail-composer'
import type { EpochMs } from '../../kernel/words.ts'
import type { Mail } from '../../ports/mailer.ts'
import { htmlOf } from './html.ts'

/** A mail as it would go over the wire, and the part that is shown. */
export type Composed = { readonly html: string; readonly source: string }

/** Our own part of a Message-ID, apart from the id of the message. */
const MESSAGE_ID_HOST = 'rekindle.localhost'

/** A mail as MIME (RFC 5322), in text and HTML. The same mail is the same bytes, whenever and wherever it is composed. */
export const composeMail = async ({ id, to, subject, text }: Mail, from: string, at: EpochMs): Promise<Composed> => {
  const html = htmlOf(subject, text)
  const composer = new MailComposer({
    from,
    to,
    subject,
    text: withLineEnds(text),
    html: withLineEnds(html),
    date: new Date(at),
    messageId: `<${id}@${MESSAGE_ID_HOST}>`,
    baseBoundary: id,
    // Nothing of a mail is read from a file or fetched, whatever its text says.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const built = await composer.compile().build()
  return { html, source: built.toString('utf8') }
}

/** Lines of a mail end with both (RFC 5322, 2.3). */
const withLineEnds = (text: string): string => text.replace(/\r\n?|\n/g, '\r\n')
