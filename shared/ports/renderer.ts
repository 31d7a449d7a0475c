import type { JsonObject } from '../kernel/json.ts'
import type { MailContent } from '../domain/campaign/campaign.ts'

/** Fills a campaign's texts with one customer's values; a missing value is an error, unless the text gives a default. */
export type Renderer = {
  readonly render: (content: MailContent, customer: JsonObject) => Promise<Rendered>
}

export type Rendered =
  | { readonly ok: true; readonly subject: string; readonly text: string }
  | { readonly ok: false; readonly detail: string }
