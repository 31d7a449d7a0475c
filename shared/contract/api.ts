/**
 * What the console asks and what it is answered: one table of endpoints, from which the server's handlers and the page's client both take
 * their types. Instants are ISO 8601 in UTC, money is in minor units beside its currency, shares are basis points. A GET changes nothing.
 * Nothing here is a sentence: reasons are values, and the page words them in the reader's language.
 */
import type { Stage } from '../domain/lifecycle/stage.ts'
import type { Excess, StopReason } from '../domain/messaging/breaker.ts'
import type { StatusName } from '../domain/messaging/message.ts'
import type { Json, JsonObject } from '../kernel/json.ts'
import type { Problem } from '../kernel/problem.ts'
import type { CampaignChanged, CampaignVersion, EntryView, Funnel, StatusAsked } from './api-campaigns.ts'
import type { CampaignCoupons, CouponPool, CouponsAdded } from './api-coupons.ts'
import type { CampaignSource } from './api-editor.ts'
import type { EditorApi } from './api-editor-routes.ts'
import type { JourneyView, VersionPeople, WrittenMailPage } from './api-journey.ts'
import type { PastPage, PublishedVersion } from './api-past.ts'
import type { PowerAnswer, PowerAsk } from './api-power.ts'
import type { Erased } from './api-privacy.ts'
import type { ResultList, ResultPage, ResultSummary, VerdictList } from './api-results.ts'
import type { SendingPage, Suppressed } from './api-sending.ts'
import type { CustomerSummary, CustomerPage, Story } from './api-customers.ts'
import type { TaskClosing, TasksWanted, TaskView } from './api-tasks.ts'
import type { Get, Page, Post } from './api-verbs.ts'
import type { Audited, CountingState, Me, SystemStatus, WriteKeyMade, WriteKeyView } from './api-system.ts'

export type * from './api-customers.ts'
export type * from './api-editor.ts'
export type * from './api-results.ts'
export type * from './api-verbs.ts'
export type { SendingPage, Suppressed, SwitchView } from './api-sending.ts'
export type * from './api-system.ts'
export type { TaskView } from './api-tasks.ts'
export type { CampaignChanged, CampaignVersion, Funnel } from './api-campaigns.ts'

/** Method and path, with `:name` for what is filled in. */
export type Api = EditorApi & {
  'GET /api/overview': Get<Overview>
  'GET /api/campaigns': Get<{ readonly campaigns: readonly CampaignSummary[] }>
  'GET /api/campaigns/:id': Get<CampaignPage>
  /** What was published of it, and what people made of it since; newest first. */
  'GET /api/campaigns/:id/versions': Get<{ readonly versions: readonly CampaignVersion[]; readonly people: readonly VersionPeople[] }>
  /** A mail of one of its steps, as it is written. */
  'GET /api/campaigns/:id/mail': Get<WrittenMailPage, { readonly version: string; readonly variant: string; readonly step: string }>
  'GET /api/results': Get<ResultList>
  /** As of the last day that is over, in the phase that is under way then; or as of an earlier day (`2025-03-20`), or in another phase. */
  'GET /api/results/:id': Get<ResultPage, { readonly asOf?: string; readonly phase?: string }>
  /** What was found of experiments, once for ever, and what was done about it; oldest first. */
  'GET /api/verdicts': Get<VerdictList, { readonly experiment?: string }>
  /** What an experiment would take. */
  'GET /api/power': Get<PowerAnswer, PowerAsk>
  'GET /api/customers': Get<
    Page<CustomerSummary>,
    { readonly search?: string; readonly stage?: Stage | 'prospect'; readonly after?: string }
  >
  'GET /api/customers/:id': Get<CustomerPage>
  'GET /api/customers/:id/campaigns/:campaign': Get<Story>
  /** Everything that is held of one person, as a file (docs/privacy.md). Asked for with the token, as what changes something is. */
  'GET /api/customers/:id/export': Get<JsonObject>
  /** Forgets one person for ever; `confirm` is their id once more. */
  'POST /api/customers/:id/erase': Post<{ readonly confirm: string }, Erased>
  /** All that is kept of everybody, a page at a time; that somebody began to take it along is written down. */
  'GET /api/past': Get<PastPage, { readonly after?: string }>
  /** Every version there is, as it was published. */
  'GET /api/definitions': Get<Page<PublishedVersion>, { readonly after?: string }>
  'GET /api/coupons': Get<{ readonly pools: readonly CouponPool[] }>
  /** One code a line, or the first column of CSV. Where a line is wrong nothing is taken. */
  'POST /api/coupons/:pool/import': Post<{ readonly text: string }, CouponsAdded>
  'POST /api/coupons/:pool/make': Post<{ readonly count: number; readonly prefix?: string; readonly length?: number }, CouponsAdded>
  'GET /api/inbox': Get<Page<MailSummary>, { readonly customer?: string; readonly after?: string }>
  'GET /api/inbox/:id': Get<MailPage>
  'POST /api/inbox/:id/feedback': Post<{ readonly type: Feedback }, MailPage>
  'GET /api/quarantine': Get<Page<Quarantined>, { readonly state?: 'open' | 'dismissed'; readonly after?: string }>
  'POST /api/quarantine/:id/retry': Post<{ readonly text: string }, { readonly taken: boolean; readonly problems: readonly Problem[] }>
  'POST /api/quarantine/:id/dismiss': Post<Record<string, never>, { readonly done: true }>
  /** Undoes a dismissal. */
  'POST /api/quarantine/:id/restore': Post<Record<string, never>, { readonly done: true }>
  'GET /api/connect': Get<Connect>
  'GET /api/sending': Get<SendingPage>
  /** A person stops all sending, or lets it go on. */
  'POST /api/sending': Post<{ readonly on: boolean; readonly because: string }, SendingPage>
  /** Pauses it, ends it, or lets it go on: what waited is then spread over `spread`. */
  'POST /api/campaigns/:id/status': Post<StatusAsked, CampaignChanged>
  /** Publishes what an older version said anew. */
  'POST /api/campaigns/:id/rollback': Post<{ readonly version: number; readonly because?: string }, CampaignChanged>
  'GET /api/campaigns/:id/source': Get<CampaignSource>
  'POST /api/campaigns/:id/sending': Post<{ readonly on: boolean; readonly because: string }, SendingPage>
  'GET /api/suppressions': Get<Page<Suppressed>, { readonly after?: string }>
  'POST /api/suppressions': Post<{ readonly address: string; readonly because: string }, { readonly digest: string }>
  /** Either the address, or what the list calls it. */
  'POST /api/suppressions/lift': Post<
    { readonly address?: string; readonly digest?: string; readonly because: string },
    { readonly digest: string }
  >
  /** What people are to do, and have not done yet. */
  'GET /api/tasks': Get<Page<TaskView>, TasksWanted>
  'POST /api/tasks/:id': Post<TaskClosing, TaskView>
  /** What those whom campaigns call prove us with (docs/webhooks-and-tasks.md). */
  'GET /api/webhooks/secret': Get<{ readonly secret: string }>
  /** Who asks, and what there is here. */
  'GET /api/me': Get<Me>
  'GET /api/status': Get<SystemStatus>
  /** What people changed, newest first. */
  'GET /api/audit': Get<Page<Audited>, { readonly after?: string }>
  'GET /api/write-keys': Get<{ readonly keys: readonly WriteKeyView[] }>
  'POST /api/write-keys': Post<{ readonly name: string }, WriteKeyMade>
  /** From then on nobody publishes with it; elsewhere than here it may take a minute. */
  'DELETE /api/write-keys/:id': Post<Record<string, never>, { readonly done: true }>
  /** Counts everything anew, from what was decided; `state` says whether it began now or was under way. */
  'POST /api/tallies/rebuild': Post<Record<string, never>, { readonly begun: boolean; readonly state: CountingState }>
  /** Only where a demo runs. */
  'POST /api/demo': Post<{ readonly pace: Pace }, Demo>
}

/** Every answer that is not 2xx: what, where and how to mend it. A text that was to be published has {@link EditorProblem}s. */
export type Refused = {
  readonly problems: readonly Problem[]
  /** Who was quicker, where somebody saved or published meanwhile: another than whoever asks thought stands there. */
  readonly met?: Met
}

/** What stands there instead. `version`: of what was published; null: it is a draft. */
export type Met = { readonly by: string | null; readonly at: string; readonly version: number | null }

/** Server-sent events at `/api/live`: one JSON object a message, its type as the event name. */
export type Live = {
  /** At most a few times a second, sampled under load; the pulse counts all. The latest are told again to whoever begins to listen. */
  readonly arrival: {
    readonly at: string
    readonly door: string
    readonly name: string
    readonly customerId: string | null
    readonly taken: boolean
    readonly problems: readonly Problem[]
  }
  /** Once a second. `clock` is the instant of the system: that of a demo runs faster. The counts are since the process began. */
  readonly pulse: {
    readonly clock: string
    readonly taken: number
    readonly refused: number
    readonly sent: number
    readonly perSecond: number
  }
  /** Something else than the numbers changed: which pages should ask anew. At most once in two seconds. */
  readonly changed: { readonly what: readonly ('stages' | 'campaigns' | 'inbox' | 'quarantine' | 'audit' | 'tasks')[] }
}

export type Overview = {
  /** The instant the numbers are of: the virtual clock of a demo, else now. */
  readonly asOf: string
  readonly demo: Demo | null
  readonly customers: number
  readonly prospects: number
  readonly stages: Readonly<Record<Stage, number>>
  /** Customers in each stage at the end of each day, oldest first. */
  readonly flow: readonly { readonly day: string; readonly stages: Readonly<Record<Stage, number>> }[]
  readonly attention: readonly Attention[]
  readonly campaigns: readonly CampaignSummary[]
  readonly sentLast7Days: number
}

/** A shop that publishes by itself, on a clock of its own. */
export type Demo = {
  readonly pace: Pace
  readonly clock: string
  /** When its generated history ended and it went on live. */
  readonly liveSince: string
  /** Nothing happens in the shop from this instant on. */
  readonly endsAt: string
}

/** How many seconds of the shop pass in one of ours. */
export const PACES = { paused: 0, 'hour-a-minute': 60, 'day-a-minute': 1_440, 'day-a-second': 86_400 } as const
export type Pace = keyof typeof PACES

export type Attention =
  /** Of a live campaign, less than a twentieth is left, or nothing. */
  | { readonly type: 'coupons-low'; readonly campaign: string; readonly pool: string; readonly free: number; readonly total: number }
  | { readonly type: 'quarantine'; readonly count: number }
  /** As many open entries as may be kept, and so many more that were refused and could not be kept. */
  | { readonly type: 'quarantine-full'; readonly kept: number; readonly lost: number }
  | { readonly type: 'sample-ratio'; readonly experiment: string; readonly pValue: number }
  | { readonly type: 'unsettled-mail'; readonly count: number }
  | { readonly type: 'not-renderable'; readonly campaign: string; readonly count: number }
  | { readonly type: 'sending-stopped'; readonly at: string; readonly because: StopReason }
  | { readonly type: 'campaign-stopped'; readonly campaign: string; readonly at: string; readonly because: StopReason }
  /** `campaign` null: of all sending. */
  | { readonly type: 'rates-warn'; readonly campaign: string | null; readonly excess: Excess }

export type CampaignSummary = {
  readonly id: string
  readonly name: string
  readonly version: number
  readonly status: 'draft' | 'active' | 'paused' | 'ended'
  readonly topic: string
  readonly entry: EntryView
  readonly entered: number
  readonly held: number
  /** How many came to each status so far: a mail that was delivered was sent, too. What is still on its way is not among them. */
  readonly messages: Readonly<Partial<Record<StatusName, number>>>
  readonly ended: { readonly completed: number; readonly exited: number }
  readonly result: ResultSummary | null
}

export type CampaignPage = {
  readonly summary: CampaignSummary
  /** The way through it: that of the live version first, then those of older ones in which somebody still stands. */
  readonly journeys: readonly JourneyView[]
  /** The file as it was published. */
  readonly source: Json
  /** What became of each step's messages, by variant. */
  readonly steps: readonly {
    readonly variant: string
    readonly step: number
    readonly subject: string
    readonly messages: Readonly<Partial<Record<StatusName, number>>>
  }[]
  readonly funnel: Funnel
  /** Null: it gives no codes. */
  readonly coupons: CampaignCoupons | null
}

/** What a mail service would report, as SES does. */
export const FEEDBACK = ['delivered', 'bounced', 'soft-bounced', 'complained', 'opened', 'clicked', 'unsubscribed'] as const
export type Feedback = (typeof FEEDBACK)[number]

export type MailSummary = {
  readonly id: string
  readonly at: string
  readonly customerId: string
  readonly to: string
  readonly subject: string
  readonly campaign: string
  readonly variant: string
  readonly step: number
  /** What has come back so far, oldest first. */
  readonly feedback: readonly { readonly type: Feedback; readonly at: string }[]
}

export type MailPage = {
  readonly summary: MailSummary
  readonly from: string
  readonly replyTo: string | null
  /** Where one POST takes its reader off the list; its origin is that of all our links in the mail. */
  readonly unsubscribe: string
  readonly html: string
  readonly text: string
  readonly source: string
}

export type Quarantined = {
  readonly id: string
  readonly at: string
  readonly because: string
  readonly customerId: string | null
  readonly problems: readonly Problem[]
  readonly text: string
  /** Whether a mended text may be sent in again; what was taken in part cannot be retried as it is. */
  readonly retriable: boolean
}

export type Connect = {
  readonly origin: string
  /** The one key of a process that was started with it; null: there is none, or only who made one knows it. */
  readonly writeKey: string | null
  /** Whether a publisher has to show a key. */
  readonly needsKey: boolean
  /** `endpoint` null: that of AWS, with credentials of AWS. */
  readonly bus: { readonly name: string; readonly endpoint: string | null; readonly region: string }
}
