import type { MailContent } from '../domain/campaign/campaign.ts'
import type { JsonObject } from '../kernel/json.ts'

/**
 * Fills a mail with one customer's values, in the language nearest to theirs. A missing value is an error, unless the text gives a
 * default. What is only in HTML is put into text too, and the other way round.
 */
export type Renderer = {
  readonly render: (content: MailContent, fill: Fill) => Promise<Rendered>
}

/** What a mail is filled with. */
export type Fill = {
  readonly customer: JsonObject
  /** BCP 47, as the customer said it; null: nobody said. */
  readonly locale: string | null
  readonly links: MailLinks
  readonly coupon: string | null
  /** The address a link of the text leads through, so that a click is heard of. */
  readonly track: (url: string) => string
}

/** The addresses that a mail of one customer leads to. */
export type MailLinks = {
  readonly unsubscribe: string
  readonly preferences: string
  /** Where somebody confirms that they meant to subscribe. */
  readonly confirm: string
}

export type Rendered =
  | { readonly ok: true; readonly locale: string; readonly subject: string; readonly html: string; readonly text: string }
  | { readonly ok: false; readonly detail: string }
