/** What was taken away, and whether traces of it may be left: in a file until nobody reads it any more, in backups until these run out. */
export type Erased = {
  readonly ids: number
  readonly facts: number
  readonly events: number
  readonly messages: number
  readonly unsent: number
  readonly mails: number
  readonly traces: 'gone' | 'until-closed' | 'in-backups'
}
