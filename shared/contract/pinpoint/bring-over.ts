/** Exports of Amazon Pinpoint into files of ours, and all there is to say about what has no counterpart. */
import type { Json, JsonObject } from '../../kernel/json.ts'
import type { Problem } from '../../kernel/problem.ts'
import type { Bringing, CampaignJson, Goal } from './bringing.ts'
import { pinpointCampaign } from './campaigns.ts'
import { type Finding, sortedFindings } from './finding.ts'
import { journeyCampaign } from './journeys.ts'
import { mailsFrom, type NamedTemplate } from './mails.ts'
import { namesTaken } from './names.ts'
import { segmentsFrom } from './segments.ts'
import { type Source, thingsIn } from './source.ts'

export type { Finding } from './finding.ts'
export type { Goal } from './bringing.ts'
export type { Source } from './source.ts'

/** What an export does not say. */
export type BringingOptions = {
  /** What the mails are about. */
  readonly topic: string
  readonly goal: Goal | null
  /** Events that show that somebody uses the app: what Pinpoint's recency asks for. */
  readonly activity: readonly string[]
  /** The language mails are in. */
  readonly locale: string
}

/** A file to be written, below the folder of all; text is written as it is. */
export type Written = { readonly path: string; readonly content: JsonObject | string }

export type BroughtOver = {
  readonly files: readonly Written[]
  readonly findings: readonly Finding[]
  readonly templates: readonly NamedTemplate[]
  readonly counts: { readonly segments: number; readonly campaigns: number; readonly journeys: number; readonly templates: number }
}

/** What is wrong with a file of ours, as publishing would say. */
export type Judge = (kind: 'segment' | 'campaign', json: Json) => readonly Problem[]

/** Never throws, and drops nothing silently: what is not in the files is in the findings. What `judge` finds in them is, too. */
export const bringOver = (sources: readonly Source[], options: BringingOptions, judge: Judge): BroughtOver => {
  const found: Finding[] = []
  const things = thingsIn(sources, found)
  const segments = segmentsFrom(things.segments, options.activity, found)
  const mails = mailsFrom(things.templates, options.locale, found)
  const bringing: Bringing = { ...options, found, names: namesTaken('campaign'), segments, mails }
  const journeys = things.journeys.flatMap((thing) => journeyCampaign(thing, bringing) ?? [])
  const campaigns = things.campaigns.flatMap((thing) => pinpointCampaign(thing, bringing) ?? [])

  const segmentFiles = segments.files().map(({ id, json }) => ({ path: `segments/${id}.json`, content: json }))
  const campaignFiles = [...journeys, ...campaigns].map((one) => ({ ...one, path: `campaigns/${one.id}.json`, content: one.json }))
  for (const { path, content } of segmentFiles) found.push(...judged(path, judge('segment', content), null))
  for (const one of campaignFiles) found.push(...judged(one.path, judge('campaign', one.content), one))
  return {
    files: [
      ...segmentFiles,
      ...campaignFiles.map(({ path, content }) => ({ path, content })),
      ...mails.files().map(({ path, content }) => ({ path: `templates/${path}`, content })),
    ],
    findings: sortedFindings(found),
    templates: mails.templates(),
    counts: {
      segments: segmentFiles.length,
      campaigns: campaigns.length,
      journeys: journeys.length,
      templates: mails.templates().filter((one) => one.isWritten).length,
    },
  }
}

const judged = (path: string, problems: readonly Problem[], from: Pick<CampaignJson, 'file' | 'at'> | null): readonly Finding[] =>
  problems.map((one) => ({
    ...{ level: 'missing', file: from?.file ?? path, path: from?.at ?? '', into: path },
    what: `is refused as it was written: ${one.path} ${one.problem}`.trim(),
    instead: one.hint,
  }))

/** A file as it is written: findings about a campaign or segment stand above it, as comments, for whoever mends it. */
export const fileText = ({ path, content }: Written, findings: readonly Finding[]): string => {
  if (typeof content === 'string') return content
  const json = `${JSON.stringify(content, null, 2)}\n`
  const about = path.startsWith('templates/') ? [] : findings.filter(({ into }) => into === path)
  if (about.length === 0) return json
  const lines = about.map(({ level, path: at, what, instead }) => `// ${level}: ${oneLine(`${at} ${what}. ${instead}`)}`)
  return [`// Brought over from Amazon Pinpoint. Take these lines out as you settle them.`, ...lines, json].join('\n')
}

const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
