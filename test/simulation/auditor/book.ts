/** The auditor's own page on one customer: plain numbers and lists, written by hand from what was published and committed. */
import type { Campaign } from '../../../shared/domain/campaign/campaign.ts'
import type { Stage } from '../../../shared/domain/lifecycle/stage.ts'
import type { Json } from '../../../shared/kernel/json.ts'
import type { CustomerId } from '../../../shared/kernel/words.ts'
import type { CampaignFile } from '../world/definitions.ts'
import type { Happening } from '../world/people.ts'
import type { Invariant } from './invariants.ts'
import type { OwnMetric } from './own-metric.ts'

export type Book = {
  readonly customer: CustomerId
  /** The customer's own clock. */
  at: number | null
  version: number
  /** What became of each event. */
  readonly known: Map<string, 'counted' | 'doubted'>
  /** Doubted, and too old to say anything but consent. */
  readonly tooLate: Set<string>
  /** Counted events, with the instant they count for. */
  readonly counted: Counted[]
  activity: { first: number | null; last: number | null; ended: number | null; returned: number | null }
  stage: Stage | null
  readonly consent: Map<string, Word>
  /** What they chose for themselves. */
  preferences: { readonly frequency: 'all' | 'weekly' | 'monthly'; readonly pausedUntil: number | null; readonly saidAt: number } | null
  /** Under the caps. */
  places: OwnPlace[]
  /** Mails that came back for now, one after the other, and whose address they were to. */
  softBounces: { readonly address: string; readonly count: number } | null
  readonly coupons: Map<string, { readonly pool: string; readonly code: string; readonly variant: string; redeemed: boolean }>
  readonly traits: Map<string, { readonly value: Json; readonly at: number }>
  journeys: OwnJourney[]
  readonly entered: Map<string, { count: number; lastAt: number; readonly keys: Set<string> }>
  /**
   * Of each segment that was ever looked at. `servedUntil`: whoever wants those who are in it already was told of them until then.
   * `isKnown`: it was watched ever since.
   */
  readonly segments: Map<string, { readonly since: number | null; readonly servedUntil: number | null; readonly isKnown: boolean }>
  /** What people are to do about them, oldest first. */
  tasks: readonly OwnTask[]
  readonly refused: Map<string, { count: number; because: string; at: number }>
  /** How often for each reason, over all campaigns. */
  readonly refusals: Map<string, number>
  readonly arms: Map<string, OwnExposure>
  /** Exposures that another took the place of: they stay counted where they were made. */
  readonly past: { readonly experiment: string; readonly exposure: OwnExposure }[]
  readonly messages: Map<string, OwnMessage>
  /** Ids of messages, as the facts tell them, and the other way round. */
  readonly ids: Map<string, string>
  readonly keys: Map<string, string>
  /** Ids of tasks that facts told of and the books have not opened yet, by their place. */
  readonly taskIds: Map<string, string[]>
  /** Whom they turned out to be; null for who is nobody else. */
  merge: { readonly into: CustomerId; readonly status: 'sealed' | 'merged' | 'redirected'; readonly at: number } | null
  /** They were about to be another, and in the end were not: the two said it of each other. */
  lifted: boolean
  absorbedBy: CustomerId | null
  /** As they stood after each commit since they were sealed, the last one last: whoever absorbs them read one of these. */
  stands: readonly Stand[]
  /** All who are this customer. */
  readonly members: CustomerId[]
}

/** What of a customer may still change once they are sealed: by reports of mails that are on their way. */
export type Stand = Pick<Book, 'places' | 'softBounces'>

/** The last word about a topic. */
export type Word = { readonly status: 'granted' | 'pending' | 'withdrawn'; readonly at: number; readonly basis: string | null }

/** Held by a mail that is decided, or taken by one that may have left. */
export type OwnPlace = {
  readonly key: string
  readonly id: string
  readonly topic: string
  readonly priority: number
  readonly isClaimed: boolean
  readonly at: number
}

export type Counted = { readonly happening: Happening; readonly occurredAt: number }

export type OwnTask = { readonly id: string; readonly campaign: string; readonly entry: number }

export type OwnJourney = {
  /** The version it is in, which may become a later one. */
  campaign: Campaign
  file: CampaignFile
  readonly entry: number
  readonly variant: string
  readonly held: boolean
  readonly enteredAt: number
  /** What it is about, where somebody may be in once for each. */
  readonly key: string | null
  /** Milestones that are done. */
  readonly done: Set<string>
  /** All it has owed, in order. */
  readonly messages: OwnMessage[]
  place: Place
}

/** Where a journey stands. `walking`: at no step, between two of them. */
export type Place =
  | { readonly at: 'walking' }
  | { readonly at: 'waiting'; readonly step: number; readonly until: number }
  | { readonly at: 'paused'; readonly step: number; readonly since: number }
  | { readonly at: 'through' }
  | { readonly at: 'leaving' }

/** `before`: null where nobody can tell to the day. */
export type OwnExposure = {
  readonly arm: string
  readonly phase: number
  readonly at: number
  readonly segments: Readonly<Record<string, string>>
  readonly before: number | null
  readonly totals: Map<string, Credited>
}
/** All that a customer brought, whatever the cap. */
export type OwnTotal = { readonly events: number; readonly sum: number; readonly base: number }
/** `metric`: by which it was counted last; null: it counts by itself. A later version may leave it out. */
export type Credited = OwnTotal & { readonly metric: OwnMetric | null }

/** A mail of one step of one entry. */
export type OwnMessage = {
  readonly key: string
  readonly journey: OwnJourney
  /** The version that owes it. */
  readonly campaign: Campaign
  /** The name its step bears in the file; null: none. */
  readonly name: string | null
  readonly step: number
  readonly owedAt: number
  readonly staleAt: number
  /** Of the row; known once the fact that it is owed is seen. */
  readonly id: string
  status: string
  /** When it is looked at again, while it is deferred. */
  until: number | null
  /** The latest instant at which the journey still wants it: later than `staleAt` only where it was unknown for a while. */
  wantedUntil: number
  claimedAt: number | null
  /** True instant of the commit that claimed it. */
  claimedTrulyAt: number | null
  /** To which address it may go, and under which caps, as they stood at the claim. */
  claimedTo: string | null
  claimedUnder: readonly { readonly topic: string | null; readonly atMost: number; readonly withinMs: number }[]
}

/** A fact the books say must be committed now. */
export type Expected = { readonly invariant: Invariant; readonly text: string }

export const emptyBook = (customer: CustomerId): Book => ({
  customer,
  at: null,
  version: 0,
  known: new Map(),
  tooLate: new Set(),
  counted: [],
  activity: { first: null, last: null, ended: null, returned: null },
  stage: null,
  consent: new Map(),
  preferences: null,
  places: [],
  softBounces: null,
  coupons: new Map(),
  traits: new Map(),
  journeys: [],
  entered: new Map(),
  segments: new Map(),
  tasks: [],
  refused: new Map(),
  refusals: new Map(),
  arms: new Map(),
  past: [],
  messages: new Map(),
  ids: new Map(),
  keys: new Map(),
  taskIds: new Map(),
  merge: null,
  lifted: false,
  absorbedBy: null,
  stands: [],
  members: [customer],
})

/** A step of an entry, in the version that takes it. */
export const stepKey = (campaign: string, entry: number, version: number, step: number): string =>
  `${campaign}#${entry}.v${version}.${step}`

/** Writes facts the way they are compared and shown. Instants are last, so that a shift in time is seen at a glance. */
export const fact = {
  appeared: (at: number): Expected => expected('I12', 'appeared', at),
  stage: (from: string | null, to: string, at: number): Expected => expected('I14', `stage ${from ?? 'none'}>${to}`, at),
  consent: (topic: string, { status, at: saidAt, basis }: Word, at: number): Expected =>
    expected('I23', `consent ${topic} ${status} by ${basis ?? 'nothing'} said ${new Date(saidAt).toISOString()}`, at),
  preferences: (frequency: string, pausedUntil: number | null, saidAt: number, at: number): Expected =>
    expected('I23', `wants ${frequency}, paused until ${pausedUntil ?? 'no instant'}, said ${new Date(saidAt).toISOString()}`, at),
  moved: ({ key, from, to, because, until, isZoneUnknown }: Moved, at: number): Expected => {
    const why = because === null ? '' : ` for ${wordsOf(because)}`
    const when = until === null ? '' : ` until ${new Date(until).toISOString()}`
    const isDisplaced = because?.type === 'capped' && because.by !== null
    const invariant = isDisplaced ? 'I35' : (GROUNDS[because?.type ?? to] ?? 'I11')
    return expected(invariant, `${key} ${from}>${to}${why}${when}${isZoneUnknown ? ', zone unknown' : ''}`, at)
  },
  couponGiven: (campaign: string, pool: string, variant: string, at: number): Expected =>
    expected('I32', `a code of ${pool} for ${campaign}, ${variant}`, at),
  couponRedeemed: (campaign: string, code: string, variant: string, at: number): Expected =>
    expected('I32', `${code} of ${campaign}, ${variant}, redeemed`, at),
  entered: (
    campaign: string,
    version: number,
    entry: number,
    variant: string,
    heldBy: string | null,
    trigger: string,
    at: number,
  ): Expected =>
    expected(
      heldBy === 'global' ? 'I47' : 'I16',
      `entered ${campaign}#${entry} version ${version} ${variant} ${heldBy === null ? 'treated' : `held by ${heldBy}`} by ${trigger}`,
      at,
    ),
  owed: (step: string, at: number): Expected => expected('I17', `owed ${step}`, at),
  waiting: (step: string, until: number, at: number): Expected => expected('I17', `waits in ${step} until ${iso(until)}`, at),
  /** `ground`: a pause, where one moved it. */
  waited: (step: string, by: string, at: number, ground: 'I38' | 'I39' = 'I39'): Expected =>
    expected(ground, `waited in ${step}, over by ${by}`, at),
  milestone: (campaign: string, entry: number, name: string, at: number): Expected =>
    expected('I39', `${name} of ${campaign}#${entry} is done`, at),
  paused: (step: string, at: number): Expected => expected('I38', `paused before ${step}`, at),
  resumed: (step: string, at: number): Expected => expected('I38', `goes on with ${step}`, at),
  chose: (step: string, way: string, at: number): Expected => expected('I40', `${way} at ${step}`, at),
  leaving: (step: string, why: string, at: number): Expected => expected('I18', `leaves at ${step}: ${why}`, at),
  took: (step: string, what: string, isWithheld: boolean, at: number): Expected =>
    expected('I41', `${what} at ${step}${isWithheld ? ', withheld' : ''}`, at),
  updated: (campaign: string, entry: number, said: unknown, refused: readonly string[], at: number): Expected =>
    expected('I41', `${campaign}#${entry} says ${JSON.stringify(said)}, refused ${refused.join()}`, at),
  emitted: (place: string, event: string, properties: unknown, at: number): Expected =>
    expected('I41', `emits ${event} ${JSON.stringify(properties)} at ${place}`, at),
  taskOpened: (place: string, said: unknown, at: number): Expected =>
    expected('I41', `opens a task at ${place} ${JSON.stringify(said)}`, at),
  taskClosed: (id: string, outcome: string, by: string | null, at: number): Expected =>
    expected('I41', `closes task ${id}: ${outcome} by ${by ?? 'nobody'}`, at),
  called: (place: string, url: string, body: unknown, at: number): Expected =>
    expected('I42', `calls ${url} at ${place} ${JSON.stringify(body)}`, at),
  journeyMoved: (campaign: string, entry: number, from: string, to: string, at: number): Expected =>
    expected('I43', `${campaign}#${entry} goes on from ${from} at ${to}`, at),
  segment: (segment: string, change: string, at: number): Expected => expected('I44', `${segment} ${change}`, at),
  ended: (campaign: string, entry: number, how: string, at: number): Expected => expected('I18', `ended ${campaign}#${entry} ${how}`, at),
  assigned: (experiment: string, arm: string, bucket: number | null, at: number): Expected =>
    expected(experiment === '$global' ? 'I47' : 'I19', `assigned ${experiment} ${arm} by ${bucket ?? 'somebody else'}`, at),
  /** What is analysed together. */
  phase: (what: string, phase: number, at: number): Expected => expected('I46', `${what} in phase ${phase}`, at),
  /** What was known of somebody when they were assigned. */
  known: (what: string, { segments, before }: Pick<OwnExposure, 'segments' | 'before'>, at: number): Expected =>
    expected('I51', `${what}: ${JSON.stringify(Object.entries(segments).sort())}, ${before ?? 'nobody knows how many'} bought before`, at),
  crossover: (experiment: string, arm: string, seen: string, at: number): Expected =>
    expected('I19', `crossover ${experiment} ${arm}>${seen}`, at),
  mergeBegun: (into: string, at: number): Expected => expected('I25', `is ${into}`, at),
  redirected: (into: string, at: number): Expected => expected('I25', `never was but ${into}`, at),
  absorbed: (source: string, at: number): Expected => expected('I25', `absorbs ${source}`, at),
  merged: (into: string, stage: string | null, at: number): Expected => expected('I25', `merged into ${into} from ${stage ?? 'none'}`, at),
  lifted: (at: number): Expected => expected('I25', 'stays', at),
  outcome: (experiment: string, metric: string, arm: string, detail: string, at: number): Expected =>
    expected(metric.startsWith('$') ? 'I50' : 'I20', `outcome ${experiment} ${metric} ${arm} ${detail}`, at),
} as const

/** How a message went from one status to another, as a fact says it. */
export type Moved = {
  readonly key: string
  readonly from: string
  readonly to: string
  readonly because: Because | null
  readonly until: number | null
  readonly isZoneUnknown: boolean
}
/** A reason with the values of its rule. */
export type Because = { readonly type: string } & Readonly<Record<string, unknown>>

/** The same words for the same reason, in whatever order its values stand. */
const wordsOf = ({ type, ...values }: Because): string =>
  [
    type,
    ...Object.keys(values)
      .sort()
      .map((name) => `${name}=${JSON.stringify(values[name])}`),
  ].join(' ')

/** The invariant that a reason, or a status without one, stands for. */
const GROUNDS: Readonly<Record<string, Invariant>> = {
  'journey-ended': 'I18',
  'sending-off': 'I9',
  'campaign-not-active': 'I9',
  'campaign-paused': 'I38',
  stopped: 'I9',
  'no-address': 'I8',
  'no-consent': 'I8',
  'not-confirmed': 'I31',
  'already-confirmed': 'I31',
  withdrawn: 'I2',
  paused: 'I30',
  suppressed: 'I29',
  capped: 'I26',
  'quiet-hours': 'I27',
  'outside-window': 'I27',
  'over-budget': 'I28',
  'no-coupon': 'I32',
  stale: 'I7',
  withheld: 'I11',
}

const iso = (at: number): string => new Date(at).toISOString()

const expected = (invariant: Invariant, text: string, at: number): Expected => ({
  invariant,
  text: `${text} @ ${new Date(at).toISOString()}`,
})
