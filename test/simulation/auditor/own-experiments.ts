/** What experiments there are and what they ask, read from the files a second time: who is compared, in which phase, by what. */
import type { Json, JsonObject } from '../../../shared/kernel/json.ts'
import type { CampaignFile, Era, Published } from '../world/definitions.ts'
import { latestOf } from './own-latest.ts'
import type { OwnMetric, Wanted } from './own-metric.ts'
import { msOf } from './own-steps.ts'
import { bucket, holdsOf } from './rules.ts'

/** `campaign`: whose mails it compares; null: no campaign's. */
export type OwnExperiment = { readonly id: string; readonly campaign: string | null; readonly metrics: readonly OwnMetric[] }

export const GLOBAL = '$global'

const known = new WeakMap<object, ReadonlyMap<string, OwnExperiment>>()

/** All that are counted by the rules of an era: of campaigns by their newest version, of their splits by the same metrics. */
const experimentsIn = (era: Era): ReadonlyMap<string, OwnExperiment> => {
  const experiments = known.get(era.rules.campaigns) ?? new Map(readAll(era).map((one) => [one.id, one]))
  known.set(era.rules.campaigns, experiments)
  return experiments
}

const byPhase = new WeakMap<object, Map<string, OwnExperiment | null>>()

/** As it is for whoever was assigned in a phase: by the last version of that phase, or as it stands where it has none. */
export const experimentOf = (era: Era, id: string, phase: number): OwnExperiment | null => {
  const found = byPhase.get(era.rules.campaigns) ?? new Map<string, OwnExperiment | null>()
  byPhase.set(era.rules.campaigns, found)
  const key = `${phase} ${id}`
  const one = found.get(key)
  if (one !== undefined) return one
  const read = readPhase(era, id, phase)
  found.set(key, read)
  return read
}

const readPhase = (era: Era, id: string, phase: number): OwnExperiment | null => {
  const versions = era.campaigns
    .filter((one) => idsOf(one.file).includes(id) && phaseOf(era, one) === phase)
    .sort((a, b) => b.campaign.version - a.campaign.version)
  const [last] = versions
  if (last === undefined) return experimentsIn(era).get(id) ?? null
  return { id, campaign: last.file.id, metrics: metricsIn(last.file) }
}

const readAll = (era: Era): readonly OwnExperiment[] => {
  const { outside, globalHoldout } = era.written
  const metricsOf = (one: JsonObject): readonly OwnMetric[] => (one.metrics as unknown as JsonObject[]).map(metricOf)
  return [
    ...latestOf(era).flatMap(({ file }) => idsOf(file).map((id) => ({ id, campaign: file.id, metrics: metricsIn(file) }))),
    ...(outside === null ? [] : [{ id: outside.id as string, campaign: null, metrics: metricsOf(outside) }]),
    ...(globalHoldout === null ? [] : [{ id: GLOBAL, campaign: null, metrics: [metricOf(globalHoldout.goal as JsonObject)] }]),
  ]
}

/** The campaign's own, and one for each split; none where nothing is measured. */
const idsOf = (file: CampaignFile): readonly string[] => {
  if (file.goal === undefined) return []
  const splits = new Set(JSON.stringify(file).match(/"split-\d+"/g) ?? [])
  return [file.id, ...[...splits].map((name) => `${file.id}.${name.replaceAll('"', '')}`)]
}

const metricsIn = ({ goal, metrics = [] }: CampaignFile): readonly OwnMetric[] =>
  goal === undefined ? [] : [goal, ...(metrics as unknown as JsonObject[])].map(metricOf)

const metricOf = (file: JsonObject): OwnMetric => {
  const { name, event, where, after, window, per, revenue, value } = file
  const { cap } = (revenue ?? value ?? {}) as JsonObject
  const each = value === undefined ? null : Math.round(((value as JsonObject).amount as number) * 100)
  return {
    name: name as string,
    event: event as string,
    where,
    afterMs: after === undefined ? 0 : msOf(after as string),
    windowMs: msOf(window as string),
    money:
      revenue === undefined && value === undefined ? null : { each, cap: cap === undefined ? null : Math.round((cap as number) * 100) },
    per: per === undefined ? null : (per as unknown as Wanted),
  }
}

export const isOne = ({ event, where }: Wanted, name: string, properties: JsonObject): boolean =>
  event === name && holdsOf(where, properties)

/** Who is compared with whom, as the file says it; one arm where nothing is compared. */
export type Comparing = {
  readonly control: string
  readonly variants: readonly { readonly name: string; readonly shareBps: number }[]
  readonly holdoutBps?: number
  readonly trafficBps?: number
  readonly salt?: string
  readonly promoted?: string
  readonly group?: string
  readonly testers?: Readonly<Record<string, string>>
  readonly breakdowns?: readonly Json[]
  readonly method?: string
  readonly plan?: Json
}
/** What is only measured is broken down by nothing. */
const ALONE: Comparing = { control: 'all', variants: [{ name: 'all', shareBps: 10_000 }], breakdowns: [] }
export const comparingIn = ({ experiment }: CampaignFile): Comparing => (experiment as unknown as Comparing | undefined) ?? ALONE

/** The variant whose path those take who have none of their own. */
export const controlIn = (file: CampaignFile): string => comparingIn(file).promoted ?? comparingIn(file).control

const sharesIn = ({ variants, promoted }: Comparing): Comparing['variants'] =>
  promoted === undefined ? variants : [{ name: promoted, shareBps: 10_000 }]

/** Where arithmetic puts a customer, and which of the 10,000 said so. Null: outside. */
export const drawnIn = (
  file: CampaignFile,
  customer: string,
): { readonly variant: string; readonly held: boolean; readonly bucket: number } | null => {
  const comparing = comparingIn(file)
  const { holdoutBps = 0, trafficBps = 10_000 } = comparing
  if (bucket(saltOf(file, 'traffic'), customer) >= trafficBps) return null
  const place = bucket(saltOf(file, 'variant'), customer)
  const asHeld = bucket(saltOf(file, 'holdout'), customer)
  const held = asHeld < holdoutBps
  return { variant: wayAt(sharesIn(comparing), place), held, bucket: held ? asHeld : place }
}

export const saltOf = (file: CampaignFile, what: 'variant' | 'holdout' | 'traffic'): string =>
  `${comparingIn(file).salt ?? 'simulation'}/${file.id}/${what}/`

export const wayAt = (shares: Comparing['variants'], place: number): string => {
  const ends = shares.map((_, index) => shares.slice(0, index + 1).reduce((sum, { shareBps }) => sum + shareBps, 0))
  return shares[ends.findIndex((end) => place < end)]?.name ?? 'none'
}

/** Which phase a version is in: the number of the one that compared otherwise than the one before it; 1 while none did. */
export const phaseOf = ({ campaigns }: Pick<Era, 'campaigns'>, { campaign, file }: Published): number => {
  const before = campaigns.find((one) => one.campaign.id === campaign.id && one.campaign.version === campaign.version - 1)
  if (before === undefined || file.goal === undefined) return 1
  if (before.file.goal === undefined) return campaign.version
  const [older, newer] = [comparingIn(before.file), comparingIn(file)]
  const isLess = (newer.trafficBps ?? 10_000) < (older.trafficBps ?? 10_000)
  if (isLess || comparisonIn(before.file) !== comparisonIn(file)) return campaign.version
  const phase = phaseOf({ campaigns }, before)
  const inIt = campaigns.filter(
    (one) => one.campaign.id === campaign.id && one.campaign.version >= phase && one.campaign.version < campaign.version,
  )
  return inIt.some((one) => meansOtherwise(one.file, file)) ? campaign.version : phase
}

/** Whether a metric is called as before and counts something else. */
const meansOtherwise = (before: CampaignFile, file: CampaignFile): boolean => {
  const older = metricsIn(before)
  return metricsIn(file).some((metric) => older.some((one) => one.name === metric.name && JSON.stringify(one) !== JSON.stringify(metric)))
}

/** All that may not change within a phase, but for the traffic, which may grow. */
const comparisonIn = (file: CampaignFile): string => {
  const comparing = comparingIn(file)
  const { holdoutBps = 0, salt = null, plan = null, method = plan === null ? 'always-valid' : 'hybrid' } = comparing
  const shares = sharesIn(comparing).map(({ name, shareBps }) => [name, shareBps])
  return JSON.stringify([controlIn(file), shares, holdoutBps, salt, plan, method, metricsIn({ ...file, metrics: [] })])
}
