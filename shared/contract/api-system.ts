/** What the API tells of itself: who asks, what there is here, what people changed, and which keys publishers have. */
import type { Role } from './roles.ts'

/** What a system has, so that nobody looks for what is not there. */
export type Capabilities = {
  /** A line at `/api/live` that tells what happens; without one a page asks again now and then. */
  readonly live: boolean
  /** Mail stays here, and can be looked at. */
  readonly inbox: boolean
  readonly demo: boolean
  /** Campaigns can be written and published here. */
  readonly edit: boolean
  /** History can be played through a draft here; else `rekindle simulate` does so, on a data folder or a file of events. */
  readonly simulate: boolean
}

export type Me = {
  /** The name somebody signed in with, or the ARN of who signed the request; `local` on one's own machine. */
  readonly name: string
  readonly role: Role
  readonly via: Via
  /** Which installation this is: `local`, or the name of its stage. */
  readonly stage: string
  readonly capabilities: Capabilities
}

/** The way by which somebody asks. */
export type Via = 'local' | 'console' | 'cli'

/** One thing somebody did, or tried to do. */
export type Audited = {
  readonly id: string
  readonly at: string
  readonly by: string
  readonly via: Via
  /** The endpoint, as the table of the contract names it; or `publish`. */
  readonly what: string
  /** Which things: ids, names and numbers. Customers stand under a digest. */
  readonly of: Readonly<Record<string, string>>
  readonly outcome: AuditOutcome
}

/** `begun`: it is under way, or nobody knows how it ended. */
export type AuditOutcome = 'begun' | 'done' | 'refused' | 'failed'

/** A key that publishers show. What it is was told once, to who made it; kept is its hash alone. */
export type WriteKeyView = {
  /** The hash. */
  readonly id: string
  readonly name: string
  readonly madeAt: string
  readonly madeBy: string
}

/** A new key, the only time it is told. */
export type WriteKeyMade = { readonly key: string; readonly made: WriteKeyView }

/** `recount-needed`: counters lack what the stream no longer had when it was to be counted. */
export type CountingState = 'current' | 'recounting' | 'recount-needed'

/** How an installation stands, in a few numbers. */
export type SystemStatus = {
  readonly stage: string
  readonly asOf: string
  readonly customers: number
  readonly campaigns: { readonly active: number; readonly ended: number }
  readonly sending: 'on' | 'stopped'
  readonly quarantine: { readonly open: number; readonly lost: number }
  readonly unsettledMail: number
  readonly counting: CountingState
}
