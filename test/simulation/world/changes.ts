/** What a company changes while its campaigns run: switches, new versions, pauses, ends, and the way back. */
import type { Said } from '../../../shared/domain/campaign/catalogue.ts'
import type { OperationalStatus } from '../../../shared/domain/campaign/hold.ts'
import type { JsonObject } from '../../../shared/kernel/json.ts'
import type { Random } from '../../../shared/kernel/random.ts'
import { HOUR_MS, later, MINUTE_MS } from '../../../shared/kernel/time.ts'
import type { EpochMs } from '../../../shared/kernel/words.ts'
import { type CampaignFile, stepFiles } from './campaigns.ts'
import { comparedOtherwise } from './compared.ts'
import { type Decided, type Era, eraOf, nextOf, type Published } from './eras.ts'
import type { Plan } from './focus.ts'
import { movedFile } from './journeys.ts'

/** The eras of a world, the first one among them. In the end mail is sent again, and of what is paused most goes on. */
export const erasOf = (random: Random, { focus, start, end, compares }: Plan, first: Decided): readonly Era[] => {
  const eras: Era[] = [eraOf(first, start)]
  let decided = first
  const begin = (next: Decided, at: EpochMs): void => {
    eras.push(eraOf(next, at, next.campaigns !== decided.campaigns || next.said !== decided.said))
    decided = next
  }
  for (const at of switchInstants(random, focus === 'journeys' || compares ? 4 + random.below(5) : random.below(4), start, end)) {
    const from = (eras.at(-1) as Era).from
    // Off for a day or two at most.
    if (!decided.sendingOn) begin({ ...decided, sendingOn: true }, later(from, Math.min(at - from, 36 * HOUR_MS)))
    else if (compares && random.chance(0.7)) begin(comparing(random, decided, at), at)
    else begin(changed(random, decided, at), at)
  }
  if (!decided.sendingOn) begin({ ...decided, sendingOn: true }, later((eras.at(-1) as Era).from, 36 * HOUR_MS))
  for (const id of decided.said.keys()) {
    const last = decided.said.get(id)?.at(-1)
    if (last?.status !== 'paused' || random.chance(0.3)) continue
    const at = later((eras.at(-1) as Era).from, (1 + random.below(10)) * HOUR_MS)
    begin({ ...decided, said: saying(decided.said, id, { status: 'active', at, spreadMs: random.below(90) * MINUTE_MS }) }, at)
  }
  return eras
}

/** Sending is switched off for a while, a campaign ends or is paused, a new version is published. */
const switchInstants = (random: Random, count: number, start: EpochMs, end: EpochMs): readonly EpochMs[] =>
  Array.from({ length: count }, () => later(start, Math.floor((end - start) * (0.2 + 0.7 * random.next())))).sort((a, b) => a - b)

const changed = (random: Random, decided: Decided, at: EpochMs): Decided => {
  const choice = random.below(5)
  if (choice === 0) return { ...decided, sendingOn: false }
  const all = latestAmong(decided.campaigns)
  const paused = all.filter(({ campaign: { id } }) => decided.said.get(id)?.at(-1)?.status === 'paused')
  const latest = random.pick(paused.length > 0 && random.chance(0.5) ? paused : all)
  if (isRich(latest)) return richlyChanged(random, decided, latest, at)
  const file = choice === 1 ? { ...latest.file, status: 'ended' } : withOtherSteps(random, latest.file)
  return withVersion(decided, latest, file, at)
}

/** What is compared changes, or what is said of it beside that. */
const comparing = (random: Random, decided: Decided, at: EpochMs): Decided => {
  const latest = random.pick(latestAmong(decided.campaigns))
  return {
    ...decided,
    campaigns: [...decided.campaigns, nextOf(decided.campaigns, latest, () => comparedOtherwise(random, latest.file), at)],
  }
}

const isRich = ({ campaign }: Published): boolean => campaign.name.startsWith('Rich')

const latestAmong = (campaigns: readonly Published[]): readonly Published[] =>
  campaigns.filter(({ campaign: { id, version } }) => !campaigns.some(({ campaign }) => campaign.id === id && campaign.version > version))

const withVersion = (decided: Decided, latest: Published, file: CampaignFile, at: EpochMs): Decided => ({
  ...decided,
  campaigns: [...decided.campaigns, nextOf(decided.campaigns, latest, () => file, at)],
})

/** A person says something of it, its file says another thing, it is changed, or an older version is published anew. */
const richlyChanged = (random: Random, decided: Decided, latest: Published, at: EpochMs): Decided => {
  const { id } = latest.campaign
  const standing = decided.said.get(id)?.at(-1)?.status ?? 'active'
  const spreadMs = random.pick([0, 20 * MINUTE_MS, 3 * HOUR_MS])
  const says = (status: OperationalStatus['status']): Decided => ({ ...decided, said: saying(decided.said, id, { status, at, spreadMs }) })
  if (standing !== 'active' && random.chance(0.7)) return says('active')
  const choice = random.below(12)
  if (choice < 5) return says('paused')
  if (choice === 5) return says('ended')
  if (choice === 6) return withVersion(decided, latest, { ...latest.file, status: random.pick(['ended', 'draft', 'paused', 'paused']) }, at)
  const older = decided.campaigns.filter(({ campaign }) => campaign.id === id && campaign !== latest.campaign)
  if (older.length > 0 && choice < 9) return withVersion(decided, latest, random.pick(older).file, at)
  const version = latest.campaign.version + 1
  return {
    ...decided,
    campaigns: [...decided.campaigns, nextOf(decided.campaigns, latest, () => movedFile(random, latest.file, version), at)],
  }
}

const saying = (said: Said, id: Published['campaign']['id'], word: OperationalStatus): Said =>
  new Map([...said, [id, [...(said.get(id) ?? []), word]]])

/** A second version takes other steps. */
const withOtherSteps = (random: Random, file: CampaignFile): CampaignFile => {
  const { experiment, staleAfter: _, ...rest } = file
  const withCode = file.couponPool !== undefined
  if (experiment === undefined) return { ...rest, steps: stepFiles(random, withCode) }
  const { variants, ...others } = experiment as unknown as { variants: readonly JsonObject[] }
  return { ...rest, experiment: { ...others, variants: variants.map((variant) => ({ ...variant, steps: stepFiles(random, withCode) })) } }
}
