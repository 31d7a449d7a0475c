/** What facts say a campaign did: by day, by variant, by step, one by one. */
import type { Campaign } from '../../domain/campaign/campaign.ts'
import type { Fact } from '../../domain/fact/fact.ts'
import type { Refusal } from '../../domain/messaging/message.ts'
import { fnv32a } from '../../kernel/hash.ts'
import { SIMULATED_ROWS_MAX } from '../../kernel/limits-simulation.ts'
import { dayOf } from '../../kernel/time.ts'
import type { CampaignId, CustomerId, EpochDay, EpochMs } from '../../kernel/words.ts'
import type { FactRow } from '../../ports/change-stream.ts'
import type { Counts, EntryRow, MailRow, SimulationReport, StepRow } from './report.ts'

type Told = Pick<
  SimulationReport,
  'totals' | 'days' | 'variants' | 'steps' | 'mailRefusals' | 'exits' | 'displaced' | 'entries' | 'mails'
> & {
  /** Drawn from the seed among those who entered. */
  readonly chosen: readonly CustomerId[]
}

export type Books = {
  /** Facts in the order in which they came; of each customer oldest first. */
  readonly take: (row: FactRow) => void
  readonly told: (refusedByDay: ReadonlyMap<EpochDay, number>) => Told
}

const NO_COUNTS: Counts = {
  ...{ entered: 0, held: 0, notEntered: 0, sent: 0, withheld: 0, deferred: 0, refused: 0, stale: 0, completed: 0, exited: 0 },
  ...{ tasks: 0, calls: 0, emitted: 0, updated: 0 },
}

/** Keeps the books of one campaign since an instant; `examples`: of how many customers the story is to be told. */
export const booksOf = (campaign: Campaign, from: EpochMs, seed: string, examples: number): Books => {
  const counts = countsOf(campaign)
  const steps = stepRowsOf(campaign)
  const mails = mailBook(counts.count, steps)
  const exits = new Map<string, number>()
  const displaced = new Map<CampaignId, number>()
  const entries: EntryRow[] = []
  /** Of those who are in it now. */
  const variantOf = new Map<string, string>()
  const chosen = drawing(seed, examples)

  const entered = (customer: CustomerId, { at, entry, variant, held, key, trigger }: Fact & { type: 'entered' }): void => {
    counts.count(at, variant, 'entered')
    if (held) counts.count(at, variant, 'held')
    if (entry === 1) counts.oneMore(variant)
    variantOf.set(`${customer} ${entry}`, variant)
    chosen.offer(customer)
    if (entries.length < SIMULATED_ROWS_MAX) entries.push({ customer, at, entry, variant, held, key, trigger })
  }
  const ended = (customer: CustomerId, { at, entry, end }: Fact & { type: 'journey-ended' }): void => {
    const under = `${customer} ${entry}`
    counts.count(at, variantOf.get(under), end.outcome)
    variantOf.delete(under)
    if (end.outcome === 'exited') exits.set(end.because.type, (exits.get(end.because.type) ?? 0) + 1)
  }
  const other = (customer: CustomerId, fact: Fact & { readonly campaign: CampaignId }): void => {
    const variant = 'entry' in fact ? variantOf.get(`${customer} ${fact.entry}`) : undefined
    const deed = DEEDS[fact.type]
    if (deed !== undefined) counts.count(fact.at, variant, deed)
    if ('step' in fact && isComing(fact)) came(steps.get(`${variant} ${fact.step}`), fact)
  }
  return {
    take: ({ customerId, fact }) => {
      if (fact.at < from || !('campaign' in fact)) return
      if (fact.campaign !== campaign.id) return noteDisplaced(displaced, campaign.id, fact)
      if (fact.type === 'entered') entered(customerId, fact)
      else if (fact.type === 'message-moved') mails.moved(customerId, fact)
      else if (fact.type === 'journey-ended') ended(customerId, fact)
      else other(customerId, fact)
    },
    told: (refusedByDay) => {
      const { totals, days, variants } = counts.told(refusedByDay)
      return {
        ...{ totals, days, variants, ...mails.told() },
        steps: [...steps.values()],
        exits: [...exits].map(([type, journeys]) => ({ type, journeys })).sort((a, b) => b.journeys - a.journeys),
        displaced: [...displaced].map(([id, count]) => ({ campaign: id, mails: count })),
        entries: { total: totals.entered, rows: entries },
        chosen: chosen.names(),
      }
    },
  }
}

/** What is counted where a step does something. */
const DEEDS: Readonly<Partial<Record<Fact['type'], keyof Counts>>> = {
  'task-opened': 'tasks',
  called: 'calls',
  emitted: 'emitted',
  'traits-updated': 'updated',
}

type Count = (at: EpochMs, variant: string | undefined, of: keyof Counts) => void

/** The same counts in all, by day and by variant. */
const countsOf = ({ paths }: Campaign) => {
  const totals = mutable(NO_COUNTS)
  const days = new Map<EpochDay, Mutable<Counts>>()
  const variants = new Map<string, Mutable<Counts> & { customers: number }>(
    [...paths.keys()].map((name) => [name, { ...NO_COUNTS, customers: 0 }]),
  )
  const count: Count = (at, variant, of) => {
    const day = days.get(dayOf(at)) ?? mutable(NO_COUNTS)
    days.set(dayOf(at), day)
    const ofVariant = variant === undefined ? undefined : variants.get(variant)
    totals[of] += 1
    day[of] += 1
    if (ofVariant !== undefined) ofVariant[of] += 1
  }
  return {
    count,
    oneMore: (variant: string): void => {
      const row = variants.get(variant)
      if (row !== undefined) row.customers += 1
    },
    told: (refusedByDay: ReadonlyMap<EpochDay, number>): Pick<Told, 'totals' | 'days' | 'variants'> => ({
      totals: { ...totals, notEntered: sumOf(refusedByDay.values()) },
      days: daysOf(days, refusedByDay),
      variants: [...variants].map(([variant, { customers, ...counted }]) => ({ variant, customers, ...counted })),
    }),
  }
}

/** What becomes of mails, and what stands in their way. */
const mailBook = (count: Count, steps: ReadonlyMap<string, Mutable<StepRow>>) => {
  const hindered = new Map<string, { readonly what: 'refused' | 'deferred'; readonly because: Refusal; times: number }>()
  const rows: MailRow[] = []
  let total = 0
  return {
    moved: (customer: CustomerId, { at, entry, step, variant, to, because }: Fact & { type: 'message-moved' }): void => {
      if (because !== null && (to === 'refused' || to === 'deferred')) {
        const known = hindered.get(`${to} ${because.type}`)
        if (known === undefined) hindered.set(`${to} ${because.type}`, { what: to, because, times: 1 })
        else known.times += 1
      }
      if (to === 'deferred') count(at, variant, 'deferred')
      if (to !== 'sent' && to !== 'withheld' && to !== 'refused' && to !== 'stale') return
      count(at, variant, to)
      const row = steps.get(`${variant} ${step}`)
      if (row !== undefined) row[to] += 1
      total += 1
      if (rows.length < SIMULATED_ROWS_MAX) rows.push({ customer, at, entry, step, variant, outcome: to, because })
    },
    told: (): Pick<Told, 'mailRefusals' | 'mails'> => ({
      mailRefusals: [...hindered.values()].sort((a, b) => b.times - a.times),
      mails: { total, rows },
    }),
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

const mutable = (counts: Counts): Mutable<Counts> => ({ ...counts })

/** Each of these tells once that somebody came to a step; an attribute that moved a wait tells it again. */
const isComing = ({ type }: Fact): boolean =>
  type === 'owed' || type === 'waiting' || type === 'chose' || type === 'took' || type === 'leaving'

const came = (row: Mutable<StepRow> | undefined, fact: Fact): void => {
  if (row === undefined) return
  row.came += 1
  if (fact.type === 'chose') row.ways = { ...row.ways, [fact.way]: (row.ways[fact.way] ?? 0) + 1 }
}

const stepRowsOf = ({ paths }: Campaign): Map<string, Mutable<StepRow>> =>
  new Map(
    [...paths].flatMap(([variant, path]) =>
      path.steps.map(({ type }, step): [string, Mutable<StepRow>] => [
        `${variant} ${step}`,
        { variant, step, type, came: 0, sent: 0, withheld: 0, refused: 0, stale: 0, ways: {} },
      ]),
    ),
  )

/** Mails of others that gave up their place to one of ours. */
const noteDisplaced = (displaced: Map<CampaignId, number>, ours: CampaignId, fact: Fact): void => {
  if (fact.type !== 'message-moved' || fact.because?.type !== 'capped' || fact.because.by !== ours) return
  displaced.set(fact.campaign, (displaced.get(fact.campaign) ?? 0) + 1)
}

const daysOf = (days: ReadonlyMap<EpochDay, Counts>, refused: ReadonlyMap<EpochDay, number>): SimulationReport['days'] =>
  [...new Set([...days.keys(), ...refused.keys()])]
    .sort((a, b) => a - b)
    .map((day) => ({ utcDay: day, ...(days.get(day) ?? NO_COUNTS), notEntered: refused.get(day) ?? 0 }))

const sumOf = (numbers: Iterable<number>): number => [...numbers].reduce((sum, one) => sum + one, 0)

/** So many of the customers offered, the same for a seed whatever order they come in. */
const drawing = (seed: string, wanted: number) => {
  let drawn: readonly { readonly customer: CustomerId; readonly ticket: number }[] = []
  return {
    offer: (customer: CustomerId): void => {
      const ticket = fnv32a(String(fnv32a(`${seed}/example/${customer}`)))
      const last = drawn.at(-1)
      if (wanted === 0 || (drawn.length >= wanted && last !== undefined && ticket >= last.ticket)) return
      if (drawn.some((one) => one.customer === customer)) return
      drawn = [...drawn, { customer, ticket }].sort((a, b) => a.ticket - b.ticket).slice(0, wanted)
    },
    names: (): readonly CustomerId[] => drawn.map(({ customer }) => customer).sort(),
  }
}
