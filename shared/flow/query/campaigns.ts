import type { Funnel } from '../../contract/api.ts'
import type { Campaign, MailContent } from '../../domain/campaign/campaign.ts'
import { campaignScope, partsOf } from '../../domain/kpi/tally.ts'
import type { StatusName } from '../../domain/messaging/message.ts'
import type { TallyStore } from '../../ports/tally-store.ts'
import { funnelOf, type Heard, type Moved } from './funnel.ts'

export type StatusCounts = Readonly<Partial<Record<StatusName, number>>>

/** What came of a campaign so far. */
export type CampaignNumbers = {
  readonly entered: number
  readonly held: number
  /** How many messages came to each status after which they are no longer on their way. */
  readonly messages: StatusCounts
  readonly ended: { readonly completed: number; readonly exited: number }
  readonly steps: readonly { readonly variant: string; readonly step: number; readonly subject: string; readonly messages: StatusCounts }[]
  readonly funnel: Funnel
}

/** Reads a campaign's counters. It costs the same for any number of customers. */
export const campaignNumbers = async (tallies: Pick<TallyStore, 'read'>, campaign: Campaign): Promise<CampaignNumbers> => {
  const moved: Moved[] = []
  const heard: Heard[] = []
  const ended = { completed: 0, exited: 0 }
  let [entered, held, decided, zoneUnknown] = [0, 0, 0, 0]
  for (const [counter, value] of await tallies.read(campaignScope(campaign.id))) {
    const count = Number(value)
    const [kind, ...parts] = partsOf(counter)
    if (kind === 'entered') {
      entered += count
      if (parts[1] === 'held') held += count
    } else if (kind === 'ended') {
      if (parts[0] === 'completed') ended.completed += count
      else ended.exited += count
    } else if (kind === 'message') moved.push(movedOf(parts, count))
    else if (kind === 'heard') heard.push({ kind: parts[2] ?? '', count })
    else if (kind === 'owed') decided += count
    else if (kind === 'zone-unknown') zoneUnknown += count
  }
  return {
    entered,
    held,
    ended,
    messages: countsOf(moved),
    steps: stepsOf(campaign, moved),
    funnel: funnelOf({ decided, zoneUnknown, moved, heard }),
  }
}

const movedOf = ([variant = '', step = '', to = '', because = '']: readonly string[], count: number): Moved => ({
  variant,
  step: Number(step),
  to: to as StatusName,
  because,
  count,
})

/** On its way, and soon in another of them. */
const PASSING: readonly StatusName[] = ['owed', 'deferred', 'claimed', 'unknown']

const countsOf = (moved: readonly Moved[]): StatusCounts => {
  const counts: Partial<Record<StatusName, number>> = {}
  for (const { to, count } of moved) if (!PASSING.includes(to)) counts[to] = (counts[to] ?? 0) + count
  return counts
}

/** In the language of whoever said none. */
const subjectOf = ({ written, defaultLocale }: MailContent): string => written.get(defaultLocale)?.subject ?? ''

/** Every step that sends, in the order of variants and steps, also where nothing came to it yet. */
const stepsOf = ({ paths }: Campaign, moved: readonly Moved[]): CampaignNumbers['steps'] =>
  [...paths].flatMap(([variant, { steps }]) =>
    steps.flatMap((one, step) => {
      if (one.type !== 'send') return []
      const messages = countsOf(moved.filter((each) => each.variant === variant && each.step === step))
      return [{ variant, step, subject: subjectOf(one.content), messages }]
    }),
  )
