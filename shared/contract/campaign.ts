/** The door for campaigns: from a marketer's JSON to one immutable version, or everything that is wrong with it. */
import { type Campaign, type Path, SOLE_VARIANT } from '../domain/campaign/campaign.ts'
import { FILE_DEPTH_MAX } from '../kernel/limits.ts'
import type { Parsed, Problem } from '../kernel/problem.ts'
import { type EpochMs, campaignId } from '../kernel/words.ts'
import { experimentOf } from './campaign-compared.ts'
import { type CampaignFile, campaignFile } from './campaign-file.ts'
import { defaultStaleAfterMs } from './campaign-flow.ts'
import { listsOf, meaningProblems, writtenPaths } from './campaign-meaning.ts'
import { pathOfChecklist, pathOfSteps, type ReadMail } from './campaign-paths.ts'
import { type CheckTemplate, type Judging, namedMail, type Templates } from './campaign-steps.ts'
import { linked, type NamedMail } from './compiled/mails.ts'
import { isDeeperThan } from './content.ts'
import { parseWith } from './problems.ts'
import { deliveryOf } from './sending.ts'

/** What publishing adds to a file: its version, when and what salts are derived from where the file has none, the judge of its texts, and templates. */
export type Publishing = {
  readonly version: number
  readonly publishedAt: EpochMs
  readonly saltSeed: string
  readonly checkTemplate: CheckTemplate
  readonly templates: Templates
}

/** Reads a campaign. Problems of shape come all at once; where there are none, all problems of meaning. */
export const parseCampaign = (source: unknown, publishing: Publishing): Parsed<Campaign> => {
  const read = readCampaignFile(source)
  if (!read.ok) return read
  const problems = meaningProblems(read.value, judgingOf(read.value, publishing))
  return problems.length === 0
    ? { ok: true, value: linked(campaignOf(read.value, publishing), publishing.templates) }
    : { ok: false, problems }
}

/** Reads what was published. What it means was judged then; rules that came later must not make it unreadable. Its templates are named. */
export const readPublishedCampaign = (
  source: unknown,
  published: Pick<Publishing, 'version' | 'publishedAt' | 'saltSeed'>,
): Parsed<Campaign<NamedMail>> => {
  const read = readCampaignFile(source)
  return read.ok ? { ok: true, value: campaignOf(read.value, published) } : read
}

/** Reads the shape alone. */
export const readCampaignFile = (source: unknown): Parsed<CampaignFile> =>
  isDeeperThan(source, FILE_DEPTH_MAX) ? { ok: false, problems: [TOO_DEEP] } : parseWith(campaignFile, source)

const TOO_DEEP: Problem = {
  path: '',
  problem: `is nested deeper than ${FILE_DEPTH_MAX} levels`,
  hint: 'Objects and lists within each other end sooner in every file of ours.',
}

const judgingOf = (
  { purpose, couponPool, reentry, templates: pins = {} }: CampaignFile,
  { checkTemplate, templates }: Publishing,
): Judging => ({
  ...{ checkTemplate, templates, pins, purpose },
  hasCoupons: couponPool !== undefined,
  hasKey: reentry.type === 'each-key',
})

const campaignOf = (
  file: CampaignFile,
  { version, publishedAt, saltSeed }: Pick<Publishing, 'version' | 'publishedAt' | 'saltSeed'>,
): Campaign<NamedMail> => ({
  id: campaignId(file.id),
  version,
  name: file.name,
  topic: file.topic,
  status: file.status,
  publishedAt,
  startAt: file.start ?? null,
  endAt: file.end ?? null,
  entry: file.entry,
  zone: file.zone ?? null,
  audience: file.audience ?? null,
  reentry: file.reentry,
  maxConcurrent: file.maxConcurrent,
  migrate: file.migrate,
  experiment: experimentOf(file, saltSeed),
  paths: pathsOf(file),
  exits: file.exits,
  staleAfterMs: file.staleAfter ?? defaultStaleAfterMs(writtenPaths(file).flatMap(listsOf)),
  delivery: deliveryOf(file),
})

const pathsOf = (file: CampaignFile): ReadonlyMap<string, Path<NamedMail>> => {
  const read: ReadMail = (mail) => namedMail(mail, file.templates ?? {})
  const pathIn = ({ steps, checklist }: Pick<CampaignFile, 'steps' | 'checklist'>): Path<NamedMail> =>
    checklist === undefined ? pathOfSteps(steps ?? [], read) : pathOfChecklist(checklist, read)
  if (file.experiment === undefined) return new Map([[SOLE_VARIANT, pathIn(file)]])
  return new Map(
    file.experiment.variants.map((variant) => {
      const hasOwn = variant.steps !== undefined || variant.checklist !== undefined
      return [variant.name, pathIn(hasOwn ? variant : file)]
    }),
  )
}
