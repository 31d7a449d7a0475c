/** What was taken away, and whether the file still may hold traces of it: until nobody reads it any more. */
export type Erased = {
  readonly ids: number
  readonly facts: number
  readonly events: number
  readonly messages: number
  readonly unsent: number
  readonly mails: number
  readonly traces: 'gone' | 'until-closed'
}
