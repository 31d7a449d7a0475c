/** How an endpoint is told in the table of api.ts: what it is asked, and what it answers. */
export type Get<Answer, Query = Record<string, never>> = { readonly query: Query; readonly answer: Answer }
export type Post<Body, Answer> = { readonly body: Body; readonly answer: Answer }

/** Pages go on after `next`; null is the end. `total` is known where counting is cheap. */
export type Page<Item> = { readonly items: readonly Item[]; readonly next: string | null; readonly total: number | null }
