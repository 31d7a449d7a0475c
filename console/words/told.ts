/** One line of what happened to a customer: a title, and where there is more to say, a sentence under it. */
export type Told = { readonly title: string; readonly text: string | null }
