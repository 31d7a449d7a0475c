/** The auditor's own page on one customer: plain numbers and lists, written by hand from what was published and committed. */
import type { Campaign } from '../../../shared/domain/campaign/campaign.ts'
import type { Stage } from '../../../shared/domain/lifecycle/stage.ts'
import type { Json } from '../../../shared/kernel/json.ts'
import type { CustomerId } from '../../../shared/kernel/words.ts'
import type { CampaignFile } from '../world/definitions.ts'
import type { Happening } from '../world/people.ts'
import type { Invariant } from './invariants.ts'

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
  readonly consent: Map<string, { readonly granted: boolean; readonly at: number }>
  readonly traits: Map<string, { readonly value: Json; readonly at: number }>
  journeys: OwnJourney[]
  readonly entered: Map<string, { count: number; lastAt: number }>
  readonly refused: Map<string, { count: number; because: string; at: number }>
  /** How often for each reason, over all campaigns. */
  readonly refusals: Map<string, number>
  readonly arms: Map<string, OwnExposure>
  readonly messages: Map<string, OwnMessage>
  /** Whom they turned out to be; null for who is nobody else. */
  merge: { readonly into: CustomerId; readonly status: 'sealed' | 'merged' | 'redirected'; readonly at: number } | null
  absorbedBy: CustomerId | null
  /** All who are this customer. */
  readonly members: CustomerId[]
}

export type Counted = { readonly happening: Happening; readonly occurredAt: number }

export type OwnJourney = {
  readonly campaign: Campaign
  readonly file: CampaignFile
  readonly entry: number
  readonly variant: string
  readonly held: boolean
  readonly enteredAt: number
  /** The wait it is in; null once all steps are taken. */
  wait: { readonly step: number; readonly until: number } | null
}

export type OwnExposure = {
  readonly arm: string
  readonly at: number
  readonly totals: Map<string, { events: number; sum: number }>
}

/** A mail of one step of one entry. */
export type OwnMessage = {
  readonly journey: OwnJourney
  readonly step: number
  readonly owedAt: number
  readonly staleAt: number
  status: string
  claimedAt: number | null
  /** True instant of the commit that claimed it. */
  claimedTrulyAt: number | null
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
  traits: new Map(),
  journeys: [],
  entered: new Map(),
  refused: new Map(),
  refusals: new Map(),
  arms: new Map(),
  messages: new Map(),
  merge: null,
  absorbedBy: null,
  members: [customer],
})

export const messageKey = (campaign: string, entry: number, step: number): string => `${campaign}#${entry}.${step}`

/** Writes facts the way they are compared and shown. Instants are last, so that a shift in time is seen at a glance. */
export const fact = {
  appeared: (at: number): Expected => expected('I12', 'appeared', at),
  stage: (from: string | null, to: string, at: number): Expected => expected('I14', `stage ${from ?? 'none'}>${to}`, at),
  consent: (topic: string, status: string, saidAt: number, at: number): Expected =>
    expected('I23', `consent ${topic} ${status} said ${new Date(saidAt).toISOString()}`, at),
  entered: (campaign: string, version: number, entry: number, variant: string, held: boolean, trigger: string, at: number): Expected =>
    expected('I16', `entered ${campaign}#${entry} version ${version} ${variant} ${held ? 'held' : 'treated'} by ${trigger}`, at),
  owed: (campaign: string, entry: number, step: number, at: number): Expected =>
    expected('I17', `owed ${messageKey(campaign, entry, step)}`, at),
  waiting: (campaign: string, entry: number, step: number, until: number, at: number): Expected =>
    expected('I17', `waits in ${messageKey(campaign, entry, step)} until ${new Date(until).toISOString()}`, at),
  ended: (campaign: string, entry: number, how: string, at: number): Expected => expected('I18', `ended ${campaign}#${entry} ${how}`, at),
  cancelled: (campaign: string, entry: number, step: number, at: number): Expected =>
    expected('I18', `cancelled ${messageKey(campaign, entry, step)}`, at),
  assigned: (experiment: string, arm: string, at: number): Expected => expected('I19', `assigned ${experiment} ${arm}`, at),
  crossover: (experiment: string, arm: string, seen: string, at: number): Expected =>
    expected('I19', `crossover ${experiment} ${arm}>${seen}`, at),
  mergeBegun: (into: string, at: number): Expected => expected('I25', `is ${into}`, at),
  redirected: (into: string, at: number): Expected => expected('I25', `never was but ${into}`, at),
  absorbed: (source: string, at: number): Expected => expected('I25', `absorbs ${source}`, at),
  merged: (into: string, stage: string | null, at: number): Expected => expected('I25', `merged into ${into} from ${stage ?? 'none'}`, at),
  lifted: (at: number): Expected => expected('I25', 'stays', at),
  outcome: (experiment: string, metric: string, arm: string, detail: string, at: number): Expected =>
    expected('I20', `outcome ${experiment} ${metric} ${arm} ${detail}`, at),
} as const

const expected = (invariant: Invariant, text: string, at: number): Expected => ({
  invariant,
  text: `${text} @ ${new Date(at).toISOString()}`,
})
