import type { ReceivedMail } from '../../examples/shop/reactions.ts'
import type { Shop } from '../../examples/shop/shop.ts'
import { type Entrant, outcomeIn, type Trial } from '../../examples/shop/truth.ts'
import type { ResultPage } from '../../shared/contract/api-results.ts'
import type { Campaign } from '../../shared/domain/campaign/campaign.ts'
import type { Experiment } from '../../shared/domain/experiment/experiment.ts'
import { TALLY_BATCH } from '../../shared/kernel/limits.ts'
import { dayOf } from '../../shared/kernel/time.ts'
import type { CampaignId, EpochDay, ExperimentId } from '../../shared/kernel/words.ts'
import { type ChangeStream, STREAM_START, type StreamPosition } from '../../shared/ports/change-stream.ts'
import { isAssignment, lastMatureDay, trialOf } from '../shop/trials.ts'

/** What each variant would have brought, had everybody who came into the experiment been in it. */
export type Truths = {
  readonly delivered: (mail: ReceivedMail) => void
  /** Of those whose window has closed by the end of `asOf`. Null where the shop knows nothing of the experiment, or of this phase of it. */
  readonly of: (experiment: Experiment, asOf: EpochDay) => Promise<ResultPage['truth']>
}

/** Lives of entrants through all variants before others have a turn: about 20 milliseconds. */
const ENTRANTS_AT_ONCE = 50

type World = {
  readonly shop: Shop
  readonly stream: ChangeStream
  readonly campaigns: () => ReadonlyMap<CampaignId, Campaign>
}

/**
 * Whoever has come into an experiment lives through each variant once, and is remembered: what they do is fixed in advance. So each
 * question costs only those who came since the last.
 */
export const openTruths = (world: World): Truths => {
  const mailsOf = new Map<string, ReceivedMail[]>()
  const known = new Map<ExperimentId, Known>()
  const earlierMails = (customer: string): readonly ReceivedMail[] => mailsOf.get(customer) ?? []

  const delivered = (mail: ReceivedMail): void => {
    const mails = mailsOf.get(mail.customer)
    if (mails === undefined) mailsOf.set(mail.customer, [mail])
    else mails.push(mail)
  }
  const followed = async (campaign: Campaign, experiment: Experiment): Promise<Known> => {
    const before = known.get(experiment.id)
    const one = before?.version === campaign.version ? before : newKnown(campaign.version)
    known.set(experiment.id, one)
    // Several who ask at once wait for the same.
    one.following ??= follow(world, one, campaign, experiment, earlierMails).finally(() => {
      one.following = null
    })
    await one.following
    return one
  }
  return {
    delivered,
    of: async (experiment, asOf) => {
      const campaign = [...world.campaigns().values()].find((one) => one.experiment?.id === experiment.id)
      if (campaign === undefined || campaign.experiment?.phase !== experiment.phase) return null
      const { days } = await followed(campaign, experiment)
      const last = lastMatureDay(experiment, asOf)
      const mature = [...days].flatMap(([day, known]) => (day <= last ? [known] : []))
      const entrants = mature.reduce((sum, one) => sum + one.entrants, 0)
      if (entrants === 0) return null
      return experiment.arms.map(({ name }) => {
        const converted = mature.reduce((sum, one) => sum + (one.converted.get(name) ?? 0), 0)
        return { variant: name, rate: converted / entrants }
      })
    },
  }
}

/** Goes on from where it was left, and lets others have a turn in between. */
const follow = async (
  { shop, stream }: World,
  one: Known,
  campaign: Campaign,
  experiment: Experiment,
  earlierMails: (customer: string) => readonly ReceivedMail[],
): Promise<void> => {
  const trial = trialOf(campaign, experiment)
  let lived = 0
  for (const shard of await stream.shards()) {
    for (;;) {
      const { items, to } = await stream.facts(shard, one.positions.get(shard) ?? STREAM_START, TALLY_BATCH)
      if (items.length === 0) break
      for (const { customerId: customer, fact } of items) {
        if (!isAssignment(fact, experiment) || !shop.knows(customer)) continue
        const mails = earlierMails(customer).filter(({ at, campaign: from }) => at <= fact.at && from !== experiment.id)
        live(shop, trial, one, { customer, at: fact.at, mails })
        lived += 1
        if (lived % ENTRANTS_AT_ONCE === 0) await turn()
      }
      one.positions.set(shard, to)
      await turn()
    }
  }
}

/** One entrant through every variant. */
const live = (shop: Shop, trial: Trial, one: Known, entrant: Entrant): void => {
  const day = dayOf(entrant.at)
  const known = one.days.get(day) ?? { entrants: 0, converted: new Map<string, number>() }
  one.days.set(day, known)
  known.entrants += 1
  for (const { name } of trial.arms) {
    if (outcomeIn(shop, trial, name, entrant).converted) known.converted.set(name, (known.converted.get(name) ?? 0) + 1)
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** What is known of an experiment under one version of its campaign. */
type Known = {
  readonly version: number
  readonly positions: Map<string, StreamPosition>
  /** By day of entry: how many came, and how many of them each variant would have converted. */
  readonly days: Map<EpochDay, { entrants: number; readonly converted: Map<string, number> }>
  following: Promise<void> | null
}

const newKnown = (version: number): Known => ({ version, positions: new Map(), days: new Map(), following: null })
