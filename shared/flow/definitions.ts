/** From published definitions to the rules they make, kept for a minute in a process. */
import { readPublishedCampaign } from '../contract/campaign.ts'
import type { CheckTemplate, Templates } from '../contract/campaign-steps.ts'
import { parseExperiment } from '../contract/experiment.ts'
import { parsePolicy } from '../contract/policy.ts'
import { parseSegment } from '../contract/segment.ts'
import { parseStatus } from '../contract/status.ts'
import { parseCompiledTemplate } from '../contract/compiled-template.ts'
import type { Campaign, MailContent } from '../domain/campaign/campaign.ts'
import type { Said } from '../domain/campaign/catalogue.ts'
import type { OperationalStatus } from '../domain/campaign/hold.ts'
import type { Segment } from '../domain/campaign/segment.ts'
import { type Policy, type Rules, rulesOf } from '../domain/customer/rules.ts'
import type { Experiment } from '../domain/experiment/experiment.ts'
import { RULES_KEPT_MS } from '../kernel/limits.ts'
import type { Parsed } from '../kernel/problem.ts'
import { type CampaignId, campaignId, type EpochMs } from '../kernel/words.ts'
import { Transient } from '../ports/customer-store.ts'
import type { Definition, DefinitionStore } from '../ports/definitions.ts'
import type { FileProblems } from './publishing/look.ts'

export type RulesRead =
  | { readonly ok: true; readonly rules: Rules }
  /** No policy was ever published. */
  | { readonly ok: false; readonly because: 'no-policy' }
  /** They were parsed when they were published; one that no longer can be is a defect of ours. */
  | { readonly ok: false; readonly because: 'unreadable'; readonly wrong: readonly FileProblems[] }

/** The rules that published definitions make. */
export const readRules = (definitions: readonly Definition[], checkTemplate: CheckTemplate): RulesRead => {
  const wrong: FileProblems[] = []
  const parsedAll = <T>(kind: Definition['kind'], parse: (one: Definition) => Parsed<T>): T[] =>
    definitions.flatMap((one) => {
      if (one.kind !== kind) return []
      const parsed = parse(one)
      if (!parsed.ok) wrong.push({ file: `${one.kind} ${one.id} version ${one.version}`, problems: parsed.problems })
      return parsed.ok ? [parsed.value] : []
    })
  const policies = parsedAll('policy', (one): Parsed<Policy> => parsePolicy(one.source))
  const templates = published(parsedAll('template', ({ source, version }) => parseCompiledTemplate(source, version)))
  const campaigns = parsedAll(
    'campaign',
    ({ source, version, publishedAt, saltSeed }): Parsed<Campaign> =>
      readPublishedCampaign(source, { version, publishedAt, saltSeed: saltSeed ?? '', checkTemplate, templates }),
  )
  const segments = parsedAll('segment', ({ source, version, publishedAt }): Parsed<Segment> => {
    const parsed = parseSegment(source)
    return parsed.ok ? { ok: true, value: { ...parsed.value, version, publishedAt } } : parsed
  })
  const said = saidOf(
    parsedAll('status', ({ id, source, publishedAt }): Parsed<SaidOf> => {
      const parsed = parseStatus(source)
      return parsed.ok ? { ok: true, value: { campaign: campaignId(id), word: { ...parsed.value, at: publishedAt } } } : parsed
    }),
  )
  // An older version of one assigned outside would count every outcome twice.
  const latest = new Map(parsedAll('experiment', (one): Parsed<Experiment> => parseExperiment(one.source)).map((one) => [one.id, one]))
  const policy = policies.at(-1)
  if (wrong.length > 0) return { ok: false, because: 'unreadable', wrong }
  return policy === undefined
    ? { ok: false, because: 'no-policy' }
    : { ok: true, rules: rulesOf(policy, campaigns, [...latest.values()], true, { segments, said }) }
}

type SaidOf = { readonly campaign: CampaignId; readonly word: OperationalStatus }

/** Stores give versions in order. */
const saidOf = (all: readonly SaidOf[]): Said => {
  const said = new Map<CampaignId, OperationalStatus[]>()
  for (const { campaign, word } of all) said.set(campaign, [...(said.get(campaign) ?? []), word])
  return said
}

/** Those of the store, each version for itself. */
const published = (contents: readonly MailContent[]): Templates => ({
  names: [...new Set(contents.flatMap(({ template }) => template?.name ?? []))],
  find: (name, version) => contents.find(({ template }) => template?.name === name && template.version === version) ?? null,
})

/** The rules as one process knows them. */
export type KeptRules = {
  /** Reads them where that was too long ago, or never; `afresh`: in any case. */
  readonly refresh: (now: EpochMs, afresh?: 'afresh') => Promise<void>
  /** As they were read last. */
  readonly now: () => Rules
}

/** Nothing was published yet: what comes waits in its queue until somebody does. */
class NoRules extends Transient {
  override name = 'NoRules'
}

/** Rules at most a minute old. Where nothing was published meanwhile, the minute costs one small read. */
export const keptRules = (store: Pick<DefinitionStore, 'all' | 'stamp'>, checkTemplate: CheckTemplate): KeptRules => {
  let known: { readonly stamp: string; readonly rules: Rules } | null = null
  let askedAt: EpochMs | null = null
  let asking: Promise<void> | null = null

  const ask = async (now: EpochMs): Promise<void> => {
    // Asked before they are read: what is published in between is seen with the next stamp.
    const stamp = await store.stamp()
    if (known?.stamp !== stamp) {
      const read = readRules(await store.all(), checkTemplate)
      if (!read.ok && read.because === 'no-policy') throw new NoRules('no policy was published yet')
      if (!read.ok) throw new Error(`published definitions can no longer be read: ${read.wrong.map(({ file }) => file).join(', ')}`)
      known = { stamp, rules: read.rules }
    }
    askedAt = now
  }
  return {
    refresh: async (now, afresh) => {
      const isFresh = askedAt !== null && now >= askedAt && now - askedAt < RULES_KEPT_MS
      if (isFresh && afresh === undefined) return
      asking ??= ask(now).finally(() => {
        asking = null
      })
      await asking
    },
    now: () => {
      if (known === null) throw new Error('rules are asked for before they were read')
      return known.rules
    },
  }
}
