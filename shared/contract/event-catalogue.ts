/** A company's own events, as its backends and its marketers agree on them: names, properties, and what each means. */

export type EventCatalogue = {
  readonly events: Readonly<Record<string, EventSpec>>
  /** What may be said about a customer. Each is optional wherever it is said: what is left out stays as it was. */
  readonly traits: Fields
}

export type EventSpec = { readonly description?: string; readonly properties: Fields; readonly open?: boolean }

export type Fields = Readonly<Record<string, Field>>

/** `open`: properties that are not named may be there, too. */
export type Field = { readonly required?: boolean; readonly description?: string } & (
  | { readonly type: 'string'; readonly values?: readonly string[] }
  | { readonly type: 'number' | 'integer' | 'boolean' | 'instant' | 'any' }
  | { readonly type: 'array'; readonly items: Field }
  | { readonly type: 'object'; readonly properties: Fields; readonly open?: boolean }
)
