/** The rules a simulation follows: the draft in place of what is published of its campaign, and the others beside it as they are. */
import type { CheckTemplate } from '../../contract/campaign-steps.ts'
import type { Campaign } from '../../domain/campaign/campaign.ts'
import type { Rules } from '../../domain/customer/rules.ts'
import { isJsonObject, type Json } from '../../kernel/json.ts'
import { parseIso } from '../../kernel/time.ts'
import { type CampaignId, campaignId, type EpochMs, epochMs } from '../../kernel/words.ts'
import type { Definition } from '../../ports/definitions.ts'
import { readRules } from '../definitions.ts'
import { changesIn } from '../publishing/publish.ts'
import type { FileProblems } from '../publishing/sources.ts'
import type { LeftOut } from './report.ts'

export type SimulatedRules = {
  /** As it runs: active from the first instant on, and never ended. */
  readonly campaign: Campaign
  /** It, as it would be published. */
  readonly draft: Definition
  readonly salts: 'published' | 'seed'
  /** Until the simulation begins: the others alone, and all that the draft asks about is kept. */
  readonly before: Rules
  readonly during: Rules
  readonly beside: readonly CampaignId[]
  readonly leftOut: readonly LeftOut[]
}

export type SimulatedRulesRead =
  | { readonly ok: true; readonly rules: SimulatedRules }
  | { readonly ok: false; readonly because: 'no-policy' | 'no-campaign' }
  | { readonly ok: false; readonly because: 'unreadable'; readonly wrong: readonly FileProblems[] }

export type Simulated = {
  /** What is published already; none where nothing is. */
  readonly standing: readonly Definition[]
  /** What files say beside it, the draft among them. */
  readonly found: readonly Definition[]
  /** The campaign to simulate: of the files, or the published one. */
  readonly campaign: string
  readonly alone: boolean
  /** From which salts are derived of what was never published. */
  readonly seed: string
  readonly from: EpochMs
}

/** Puts the rules together. */
export const simulatedRules = (asked: Simulated, checkTemplate: CheckTemplate): SimulatedRulesRead => {
  const { standing, found, campaign, alone, seed, from } = asked
  const { published } = changesIn(standing, found, () => seed, from)
  const latest = latestByName([...standing, ...published])
  const draft = latest.find(({ kind, id }) => kind === 'campaign' && id === campaign)
  if (draft === undefined) return { ok: false, because: 'no-campaign' }
  const others = latest.filter((one) => one.kind === 'campaign' && one !== draft)
  const running = alone ? [] : others.filter((one) => runs(one, standing))
  // Older templates are kept, for campaigns keep the versions they name.
  const rest = [...standing, ...published].filter(({ kind }) => kind !== 'campaign' && kind !== 'status').map(sinceEver)
  const ours = { ...draft, publishedAt: from, source: active(draft.source) }
  const during = readRules([...rest, ...running.map(sinceEver), ours], checkTemplate)
  const before = readRules([...rest, ...running.map(sinceEver)], checkTemplate)
  if (!during.ok) return during
  if (!before.ok) return before
  const compiled = during.rules.campaigns.live.get(campaignId(draft.id))
  if (compiled === undefined) return { ok: false, because: 'no-campaign' }
  const { namedEvents, askedEvents } = during.rules
  return {
    ok: true,
    rules: {
      campaign: compiled,
      draft: ours,
      salts: standing.some(({ kind, id }) => kind === 'campaign' && id === draft.id) ? 'published' : 'seed',
      before: { ...before.rules, namedEvents, askedEvents },
      during: during.rules,
      beside: running.map(({ id }) => campaignId(id)).sort(),
      leftOut: leftOutOf(
        draft,
        others.filter((one) => !alone && !running.includes(one)),
      ),
    },
  }
}

/** Of each thing its latest version. */
const latestByName = (all: readonly Definition[]): readonly Definition[] => {
  const latest = new Map<string, Definition>()
  for (const one of all) {
    const name = `${one.kind} ${one.id}`
    if (one.version > (latest.get(name)?.version ?? 0)) latest.set(name, one)
  }
  return [...latest.values()]
}

/** Whether another campaign runs as things stand: by its file, and by what people said of it. */
const runs = ({ id, source }: Definition, standing: readonly Definition[]): boolean => {
  const said = latestByName(standing).find((one) => one.kind === 'status' && one.id === id)?.source
  const isHeld = said !== undefined && isJsonObject(said) && said.status !== 'active'
  return !isHeld && (!isJsonObject(source) || (source.status ?? 'active') === 'active')
}

/** What is published is taken to have been so from the beginning of what is known. */
const sinceEver = (one: Definition): Definition => ({ ...one, publishedAt: epochMs(0) })

const active = (source: Json): Json => (isJsonObject(source) ? { ...source, status: 'active', start: null, end: null } : source)

const leftOutOf = ({ source }: Definition, idle: readonly Definition[]): readonly LeftOut[] => {
  const { status, start, end } = isJsonObject(source) ? source : {}
  const at = (value: Json | undefined): EpochMs | null => (typeof value === 'string' ? parseIso(value) : null)
  const said = { status: typeof status === 'string' ? status : 'active', startAt: at(start), endAt: at(end) }
  return [
    ...(said.status === 'active' && said.startAt === null && said.endAt === null ? [] : [{ type: 'taken-as-active' as const, ...said }]),
    ...(idle.length === 0 ? [] : [{ type: 'not-running' as const, campaigns: idle.map(({ id }) => campaignId(id)).sort() }]),
  ]
}
