import { encodeWord } from 'nodemailer/lib/mime-funcs'
import MimeNode from 'nodemailer/lib/mime-node'
import { digestOf } from '../../kernel/digest.ts'
import { HEADER_LINK_LENGTH_MAX } from '../../kernel/limits.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { Mail } from '../../ports/mailer.ts'
import { type Mailbox, readAddress, readMailbox } from './mailbox.ts'

/** A mail as it goes over the wire, all of it ASCII, and the addresses of its envelope; or why it cannot be one. */
export type Composed =
  | { readonly ok: true; readonly source: string; readonly envelope: { readonly from: string; readonly to: string } }
  | { readonly ok: false; readonly detail: string }

/** `feedbackId`: whether it says itself what Gmail is to group complaints by; SES writes that header and takes its parts as tags. */
export type ComposeOptions = { readonly feedbackId: boolean }

/**
 * A mail as MIME (RFC 5322, 2045, 2047, 8058), in text and HTML. The same mail is the same bytes, whenever and wherever it is composed,
 * and no value of it begins a header. A detail never holds an address.
 */
export const composeMail = async (mail: Mail, at: EpochMs, { feedbackId }: ComposeOptions = WHOLE): Promise<Composed> => {
  const { id, campaign, topic, subject, text, html } = mail
  const parties = partiesOf(mail)
  if (!parties.ok) return parties
  const { from, to, replyTo } = parties
  const mime = new MimeNode('multipart/alternative', {
    ...NOTHING_FETCHED,
    baseBoundary: tokenOf(id),
    // Neither of the two encodings ever writes these two characters after one another, so no text can hold a boundary.
    boundaryPrefix: '=_',
  })
  addPart(mime, 'text/plain; charset=utf-8', text)
  addPart(mime, 'text/html; charset=utf-8', html)
  // Not folded: RFC 2369 lets a reader drop white space within the brackets, and not every reader does.
  mime.addHeader('List-Unsubscribe', { prepared: true, value: `<${parties.unsubscribe}>` })
  mime.addHeader('List-Unsubscribe-Post', { prepared: true, value: 'List-Unsubscribe=One-Click' })
  if (feedbackId) mime.addHeader('Feedback-ID', { prepared: true, value: `${tokenOf(campaign)}:${tokenOf(topic)}:${SENDER}` })
  mime.setHeader('from', from)
  mime.setHeader('to', { name: '', address: to })
  if (replyTo !== null) mime.setHeader('reply-to', replyTo)
  mime.setHeader('subject', subjectLine(subject))
  mime.setHeader('message-id', `<${tokenOf(id)}@${from.address.slice(from.address.indexOf('@') + 1)}>`)
  mime.setHeader('date', new Date(at))
  const built = await mime.build()
  return { ok: true, source: built.toString('latin1'), envelope: { from: from.address, to } }
}

/** A name as a field of a header or a tag of SES can hold it: itself where that is possible, else its digest. */
export const tokenOf = (name: string): string => (/^[\w.-]{1,128}$/.test(name) ? name : digestOf(name))

const WHOLE: ComposeOptions = { feedbackId: true }
/** Gmail groups by the last field, which names the sender: 5 to 15 characters. */
const SENDER = 'rekindle'

type Parties =
  | { readonly ok: true; readonly from: Mailbox; readonly to: string; readonly replyTo: Mailbox | null; readonly unsubscribe: string }
  | { readonly ok: false; readonly detail: string }

const partiesOf = (mail: Mail): Parties => {
  const from = readMailbox(mail.from)
  if (from === null) return { ok: false, detail: 'whom it is from is no address' }
  const replyTo = mail.replyTo === null ? null : readMailbox(mail.replyTo)
  if (mail.replyTo !== null && replyTo === null) return { ok: false, detail: 'whom to reply to is no address' }
  const to = readAddress(mail.to)
  if (to === null) return { ok: false, detail: 'whom it goes to has no address that a mail can go to' }
  if (!isListLink(mail.unsubscribe)) return { ok: false, detail: 'the link to unsubscribe is no https address that a header can hold' }
  return { ok: true, from: plain(from), to, replyTo: replyTo === null ? null : plain(replyTo), unsubscribe: mail.unsubscribe }
}

/** Some mail programs decode what looks like an encoded word even where it is quoted: such a name is parted. */
const plain = ({ name, address }: Mailbox): Mailbox => ({ name: name.replaceAll('=?', '= ?'), address })

/** RFC 8058 asks for https; a server on this machine has none. */
const isListLink = (link: string): boolean =>
  link.length <= HEADER_LINK_LENGTH_MAX &&
  /^(?:https:\/\/|http:\/\/(?:127\.0\.0\.1|localhost)[:/])[!#$%&'()*+,\-./:;=?@[\]\w~]+$/.test(link) &&
  URL.canParse(link)

/** One line. What would be read as an encoded word, or is too long to be folded, is encoded whole. */
const subjectLine = (subject: string): string => {
  const line = subject.toWellFormed().replace(LINE_ENDERS, ' ').trim()
  return line.includes('=?') || UNFOLDABLE.test(line) ? encodeWord(line, 'B', ENCODED_WORD_LENGTH) : line
}

/** Controls of C0 and C1, and what Unicode calls a line's or paragraph's end. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const LINE_ENDERS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g
const UNFOLDABLE = /\S{60}/
/** RFC 2047 allows 75; with the field's name before it, a line stays within the 78 that RFC 5322 recommends. */
const ENCODED_WORD_LENGTH = 52

/** Nothing of a mail is read from a file or fetched, whatever its text says. */
const NOTHING_FETCHED = { disableFileAccess: true, disableUrlAccess: true } as const

/** Lines of a mail end with both (RFC 5322, 2.3), and no other control is part of a text. */
const addPart = (mime: MimeNode, type: string, text: string): void => {
  const content = text
    .toWellFormed()
    .replace(/\r\n?|\n/g, '\r\n')
    .replace(OTHER_CONTROLS, '')
  const part = mime.createChild(type, NOTHING_FETCHED)
  part.setHeader('Content-Transfer-Encoding', shorterEncodingOf(content))
  // A part without a character would have no lines at all.
  part.setContent(content === '' ? '\r\n' : content)
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const OTHER_CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g

/** Quoted-printable takes three bytes for each that is not ASCII, base64 a third more for all. */
const shorterEncodingOf = (text: string): 'quoted-printable' | 'base64' => {
  const bytes = Buffer.byteLength(text)
  let ascii = 0
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) < 0x80) ascii += 1
  return 2 * (bytes - ascii) > bytes / 3 ? 'base64' : 'quoted-printable'
}
