/** What files of policy, segments, campaigns, experiments and templates say, and all that is wrong with them: the same for a check and for publishing. */
import { parseCampaign } from '../../contract/campaign.ts'
import { type Ask, asksOfCampaign, asksOfSegment, madeBy } from '../../contract/campaign-asks.ts'
import { NO_TEMPLATES, type Templates } from '../../contract/campaign-steps.ts'
import { campaignWarnings } from '../../contract/campaign-warnings.ts'
import { fights } from '../../contract/campaigns-together.ts'
import { templateSource } from '../../contract/compiled-template.ts'
import { parseExperiment } from '../../contract/experiment.ts'
import { parsePolicy } from '../../contract/policy.ts'
import { type Made, type Seen, seenWarnings } from '../../contract/seen.ts'
import { parseSegment, type SegmentFile, segmentTogether, unknownSegment } from '../../contract/segment.ts'
import { campaignUnderPolicy } from '../../contract/topics.ts'
import { type Campaign, plainMail } from '../../domain/campaign/campaign.ts'
import type { Policy } from '../../domain/customer/rules.ts'
import type { Experiment } from '../../domain/experiment/experiment.ts'
import { isJsonObject, type Json } from '../../kernel/json.ts'
import type { Parsed, Problem } from '../../kernel/problem.ts'
import { type EpochMs, epochMs } from '../../kernel/words.ts'
import type { Definition } from '../../ports/definitions.ts'
import { begunAnew, mixedPeriod } from './begun-anew.ts'
import { pinned, templatesNamed } from './pins.ts'
import { byFile, type DefinitionSources, type FileProblems, parsedSource, problemsIn, type Sourced } from './sources.ts'
import { contentOf, isError, readNamed, type ReadTemplate, type TemplatesRead, type TemplateTools } from './templates.ts'
import { type Written, writtenName } from './written.ts'

export type { DefinitionSources, FileProblems, Sourced } from './sources.ts'

/** What stands around the files: templates read before; templates, segments and campaigns published before; what customers have and did; the time. */
export type Around = {
  readonly templates: TemplatesRead | null
  /** What a campaign may name that no file says: it goes on as it was published. */
  readonly published: Templates
  readonly segments: readonly SegmentFile[]
  readonly campaigns: readonly Campaign[]
  /** Of the policy published before; null: it has none, or there is none. */
  readonly globalHoldout: Experiment | null
  /** Null: nobody has looked. */
  readonly seen: Seen | null
  readonly now: EpochMs | null
}

export const NOTHING_AROUND: Around = {
  ...{ templates: null, published: NO_TEMPLATES, segments: [], campaigns: [], globalHoldout: null },
  ...{ seen: null, now: null },
}

/** What files say, all that is wrong with them, and what is worth a second look. */
export type Looked = {
  readonly definitions: readonly Definition[]
  readonly wrong: readonly FileProblems[]
  readonly warnings: readonly FileProblems[]
  /** The campaigns among them, compiled as first versions. */
  readonly campaigns: readonly Campaign[]
  /** What definitions were made of, as it was written, by {@link writtenName}. */
  readonly written: Written
}

/** Reads definitions as far as they can be read, as first versions. */
export const lookInto = async (
  sources: DefinitionSources,
  saltSeed: string,
  tools: TemplateTools,
  around: Around = NOTHING_AROUND,
): Promise<Looked> => {
  const wrong: FileProblems[] = []
  const wanted = new Set(sources.campaigns.flatMap(({ source }) => (source.ok ? templatesNamed(source.value) : [])))
  const found = around.templates ?? (await readNamed(sources.templates, wanted, tools))
  const templates = beingPublished(found, around.published)
  const read = <T>(all: readonly Sourced[], parse: (json: Json) => Parsed<T>): readonly Understood<T>[] =>
    all.flatMap((one) => {
      const parsed = parsedSource(one, parse)
      if ('wrong' in parsed) wrong.push(parsed.wrong)
      return 'wrong' in parsed || !one.source.ok ? [] : [{ from: one, json: one.source.value, value: parsed.value }]
    })
  const policies = read(sources.policy === null ? [] : [sources.policy], (json) => parsePolicy(json, saltSeed))
  const compiled = found.read.flatMap(({ name, compiled, findings }): readonly Definition[] => {
    for (const { file, path, problem, hint } of findings.filter(isError))
      wrong.push({ file: sources.templateFile(file), problems: [{ path, problem, hint }] })
    return compiled === null ? [] : [{ kind: 'template', id: name, ...FIRST, source: templateSource(compiled), saltSeed: null }]
  })
  const segments = read(sources.segments, parseSegment)
  const campaigns = read(sources.campaigns, (json) => {
    const problems = ownPins(json)
    return problems.length > 0
      ? { ok: false, problems }
      : parseCampaign(json, { ...FIRST, saltSeed, checkTemplate: tools.checkTemplate, templates })
  })
  const experiments = read(sources.experiments, parseExperiment)
  const all: All = { policies, policy: policies[0]?.value ?? null, segments, campaigns, around }
  const definitions = [
    ...policies.map((one) => definitionOf('policy', one, saltSeed)),
    ...compiled,
    ...segments.map((one) => definitionOf('segment', one, null)),
    ...campaigns.map((one) => definitionOf('campaign', one, saltSeed)),
    ...experiments.map((one) => definitionOf('experiment', one, null)),
  ]
  wrong.push(...namesakes([...campaigns, ...experiments]), ...namesakes(segments), ...problemsTogether(all))
  wrong.push(...countedAsAnother(experiments, [...around.campaigns, ...campaigns.map(({ value }) => value)]))
  const written = new Map([...campaigns.map(fileWritten), ...found.read.flatMap(sampleWritten)])
  return { definitions, wrong: byFile(wrong), warnings: byFile(warningsIn(all)), campaigns: campaigns.map(({ value }) => value), written }
}

const fileWritten = ({ from, value }: Understood<Campaign>): readonly [string, string] => [
  writtenName({ kind: 'campaign', id: value.id }),
  from.written ?? '',
]

const sampleWritten = ({ name, parts }: ReadTemplate): readonly (readonly [string, string])[] =>
  parts === null ? [] : [[writtenName({ kind: 'template', id: name }), JSON.stringify(parts.file.sample)]]

const FIRST = { version: 1, publishedAt: epochMs(0), author: null, note: null }

type Understood<T> = { readonly from: Sourced; readonly json: Json; readonly value: T }

type All = {
  readonly policies: readonly Understood<Policy>[]
  readonly policy: Policy | null
  readonly segments: readonly Understood<SegmentFile>[]
  readonly campaigns: readonly Understood<Campaign>[]
  readonly around: Around
}

const definitionOf = (kind: Definition['kind'], { from, json }: Understood<unknown>, saltSeed: string | null): Definition => ({
  kind,
  id: isJsonObject(json) && typeof json.id === 'string' ? json.id : nameIn(from.file),
  ...FIRST,
  source: kind === 'campaign' ? pinned(saidIn(json), () => 1) : saidIn(json),
  saltSeed,
})

/** What a file says: where its schema is, is for editors, and no change of the definition. */
const saidIn = (json: Json): Json => {
  if (!isJsonObject(json)) return json
  const { $schema: _, ...said } = json
  return said
}

/** `win-back` of `campaigns/win-back.json`. */
const nameIn = (file: string): string => file.replace(/^.*[\\/]/, '').replace(/\.jsonc?$/, '')

/** What is wrong with files beside each other, though each is right by itself: with the policy they come with, and with the segments there are. */
const problemsTogether = ({ policy, segments, campaigns, around }: All): readonly FileProblems[] => {
  const conditions = new Map([...around.segments, ...segments.map(({ value }) => value)].map(({ id, condition }) => [id, condition]))
  const strange = (asks: readonly Ask[]): readonly Problem[] =>
    asks.flatMap((ask) =>
      ask.about === 'segment' && !conditions.has(ask.segment) ? [unknownSegment(ask.path, ask.segment, [...conditions.keys()])] : [],
    )
  return [
    ...segments.map(({ from, json, value }) =>
      problemsIn(from, [...strange(asksOfSegment(json)), ...segmentTogether(value.id, conditions)]),
    ),
    ...campaigns.map(({ from, json, value }) =>
      problemsIn(from, [...(policy === null ? [] : campaignUnderPolicy(policy, value)), ...strange(asksOfCampaign(json))]),
    ),
  ].filter(({ problems }) => problems.length > 0)
}

const warningsIn = ({ policies, policy, segments, campaigns, around }: All): readonly FileProblems[] => {
  const { seen, now } = around
  const made = madeByAll(campaigns.map(({ json }) => json))
  const ids = new Set(campaigns.map(({ value }) => value.id))
  const others = [...around.campaigns.filter(({ id }) => !ids.has(id)), ...campaigns.map(({ value }) => value)]
  const asked = (asks: readonly Ask[]): readonly Problem[] => (seen === null ? [] : seenWarnings(asks, seen, made))
  return [
    ...policies.map(({ from, value }) => problemsIn(from, mixedPeriod(around.globalHoldout, value.globalHoldout, now))),
    ...segments.map(({ from, json }) => problemsIn(from, asked(asksOfSegment(json)))),
    ...campaigns.map(({ from, json, value }) =>
      problemsIn(from, [
        ...campaignWarnings(json, value, policy?.sending ?? null, now),
        ...begunAnew(value, around.campaigns),
        ...(policy === null ? [] : fights(value, others, policy.sending)),
        ...asked(asksOfCampaign(json)),
      ]),
    ),
  ].filter(({ problems }) => problems.length > 0)
}

const madeByAll = (sources: readonly Json[]): Made => {
  const made = sources.map(madeBy)
  return { traits: new Set(made.flatMap(({ traits }) => [...traits])), events: new Set(made.flatMap(({ events }) => [...events])) }
}

/** Those of a folder, and those published before. One that is wrong is there all the same: what is wrong with it is told once, and not of each campaign. */
const beingPublished = ({ names, read }: TemplatesRead, published: Templates): Templates => ({
  names: [...new Set([...names, ...published.names])],
  find: (name) => {
    const found = read.find((one) => one.name === name)
    if (found === undefined) return names.includes(name) ? null : published.find(name, null)
    return found.compiled === null ? { ...plainMail('', ''), written: new Map() } : contentOf(found.compiled, 1)
  },
})

/** What publishing writes, and no file. */
const ownPins = (json: Json): readonly Problem[] => {
  if (!isJsonObject(json)) return []
  const problem = 'is written by publishing, and not in a file'
  const hint = 'Take it out: publishing notes which phase of the experiment a version is in, and how many customers are planned.'
  return [
    ...(json.templates === undefined ? [] : [OWN_TEMPLATES]),
    ...(json.phase === undefined ? [] : [{ path: 'phase', problem, hint }]),
    ...(['phase', 'plannedTotal'] as const)
      .filter((field) => isJsonObject(json.experiment) && json.experiment[field] !== undefined)
      .map((field) => ({ path: `experiment.${field}`, problem, hint })),
  ]
}

const OWN_TEMPLATES: Problem = {
  path: 'templates',
  problem: 'is written by publishing, and not in a file',
  hint: 'Take it out: publishing notes which version of each template a campaign says.',
}

/** A campaign is an experiment of the same name, so the two share their ids; segments have theirs. */
const namesakes = (all: readonly Understood<{ readonly id: string }>[]): readonly FileProblems[] => {
  const seen = new Map<string, string>()
  return all.flatMap(({ from, value: { id } }) => {
    const first = seen.get(id)
    if (first === undefined) seen.set(id, from.file)
    if (first === undefined) return []
    return [problemsIn(from, [{ path: 'id', problem: `is ${id}, as that of ${first}`, hint: 'Give each its own id.' }])]
  })
}

/** Of what an id would be a part: `win-back#2` and `win-back` of `win-back#2 by stage`. */
const wholesOf = (id: string): readonly string[] => {
  const parts = id.split(' by ')
  const unbroken = parts.map((_, index) => parts.slice(0, index + 1).join(' by '))
  return [...unbroken, ...unbroken.map((one) => one.replace(/#\d+$/, ''))].filter((whole) => whole !== id && whole !== '')
}

/** Counters of `win-back#2` would be those of another phase of `win-back`, and those of `win-back by stage` its break-down. */
const countedAsAnother = (
  experiments: readonly Understood<{ readonly id: string }>[],
  campaigns: readonly { readonly id: string }[],
): readonly FileProblems[] => {
  const ids = new Set([...campaigns, ...experiments.map(({ value }) => value)].map(({ id }) => id))
  return experiments.flatMap(({ from, value: { id } }) => {
    const base = wholesOf(id).find((whole) => ids.has(whole))
    if (base === undefined) return []
    const hint = `Rename it where it is assigned, or rename ${base}: their numbers would be added up.`
    return [problemsIn(from, [{ path: 'id', problem: `is what results call a part of ${base}`, hint }])]
  })
}
