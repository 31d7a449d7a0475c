/** What a mail carries through the mail service, so that whatever comes back about it finds its message and its customer. */
import { MAIL_TAG_LENGTH_MAX } from '../kernel/limits.ts'
import { type CampaignId, type CustomerId, customerId, type MessageId } from '../kernel/words.ts'

/** The tag in which every mail carries our id: SES overwrites Message-ID. */
export const MESSAGE_TAG = 'rekindle-message'
/** Whose mail it is: a customer's rows share a partition of the store. */
const CUSTOMER_TAG = 'rekindle-customer'
const CAMPAIGN_TAG = 'rekindle-campaign'

export type MailTag = { readonly name: string; readonly value: string }

/**
 * SES takes letters, digits, `_`, `-`, `.` and `@` as a tag, 256 of them. A customer's id is any text of up to 256 characters: in base64url
 * it may need more than one tag, each with its number in its name. `campaign` is the campaign's id as far as a tag can hold it.
 */
export const tagsOf = (message: MessageId, customer: CustomerId, campaign: CampaignId | string): readonly MailTag[] => [
  { name: MESSAGE_TAG, value: message },
  { name: CAMPAIGN_TAG, value: campaign },
  ...piecesOf(base64urlOf(customer)).map((value, index) => ({ name: customerTag(index), value })),
]

/** The customer whom tags name, by the name of each with its values, as SES gives them back; null: they name none. */
export const customerInTags = (tags: Readonly<Record<string, readonly string[]>>): CustomerId | null => {
  let text = ''
  for (let index = 0; index < PIECES_MAX; index += 1) {
    const piece = tags[customerTag(index)]?.[0]
    if (piece === undefined) break
    text += piece
  }
  const id = textIn(text)
  return id === null || id === '' ? null : customerId(id)
}

/** An id of 256 characters is at most 768 bytes of UTF-8. */
const PIECES_MAX = 4

const customerTag = (index: number): string => (index === 0 ? CUSTOMER_TAG : `${CUSTOMER_TAG}-${index + 1}`)

const piecesOf = (text: string): readonly string[] => text.match(new RegExp(`.{1,${MAIL_TAG_LENGTH_MAX}}`, 'g')) ?? []

const base64urlOf = (text: string): string =>
  btoa(String.fromCharCode(...new TextEncoder().encode(text)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

const textIn = (base64url: string): string | null => {
  try {
    const bytes = Uint8Array.from(atob(base64url.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0))
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
