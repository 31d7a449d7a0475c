/** Publishing files that somebody sent: checked together by the same code as a check at home, and published or refused as a whole. */
import type { PlannedChange } from '../../contract/planned.ts'
import { isJsonObject, type Json, type JsonObject } from '../../kernel/json.ts'
import { NOTE_LENGTH_MAX, PUBLISHED_BYTES_MAX, PUBLISHED_FILES_MAX } from '../../kernel/limits.ts'
import type { Parsed, Problem } from '../../kernel/problem.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { AuditEntry, AuditStore } from '../../ports/audit.ts'
import type { Definition } from '../../ports/definitions.ts'
import type { Directory } from '../../ports/directory.ts'
import { auditId } from '../api/audit.ts'
import { readRules } from '../definitions.ts'
import { standingAround } from './around.ts'
import { lookInto } from './look.ts'
import { planOf } from './plan.ts'
import { changesIn, publishChanges, type PublishPlace } from './publish.ts'
import { seenIn } from './seen.ts'
import { type DefinitionSources, type FileProblems, type Sourced, sourcedText } from './sources.ts'
import { templateFolderOf } from './template-parts.ts'
import { isError, readTemplate, type ReadTemplate, type TemplateTools } from './templates.ts'

/** What is sent: texts by path (`policy.json`, `segments/…`, `campaigns/…`, `experiments/…`, `templates/…`). `dryRun`: says what would change, and changes nothing. */
export type PublishAsk = { readonly files: ReadonlyMap<string, string>; readonly dryRun: boolean; readonly note: string | null }

/** What changed, or everything that is wrong. */
export type PublishAnswer =
  | {
      readonly type: 'published' | 'checked'
      readonly changes: readonly PlannedChange[]
      /** Published before, and in no file now: they go on as they are. */
      readonly withoutFile: readonly Named[]
      /** How many stand as they are. */
      readonly unchanged: number
      readonly warnings: readonly FileProblems[]
      /** Everybody is looked at once more under the new rules; null: that is not needed. */
      readonly sweep: { readonly id: string; readonly customers: number } | null
    }
  | { readonly type: 'refused'; readonly problems: readonly FileProblems[]; readonly warnings: readonly FileProblems[] }

type Named = { readonly kind: Definition['kind']; readonly id: string; readonly version: number }

export type PublishWorld = PublishPlace & {
  readonly audit: Pick<AuditStore, 'put'>
  readonly tools: TemplateTools
  /** A new text for the salts of a campaign. */
  readonly drawSalt: () => string
  /** Customers, to tell slips by and to count whom a change concerns. */
  readonly people: Pick<Directory, 'find' | 'latestEvents'>
}

/** Who asks, by which request. */
export type PublishCaller = { readonly name: string; readonly requestId: string }

/** Reads what was asked; all that is wrong with it at once. */
export const readPublishAsk = (json: Json): Parsed<PublishAsk> => {
  if (!isJsonObject(json) || !isJsonObject(json.files)) return { ok: false, problems: [NO_FILES] }
  const texts = Object.entries(json.files)
  const bytes = texts.reduce((sum, [path, text]) => sum + path.length + (typeof text === 'string' ? text.length : 0), 0)
  if (texts.length > PUBLISHED_FILES_MAX || bytes > PUBLISHED_BYTES_MAX) return { ok: false, problems: [TOO_MUCH] }
  const problems = texts.flatMap(([path, text]): readonly Problem[] => {
    if (typeof text !== 'string') return [{ path: `files.${path}`, problem: 'is no text', hint: FILES_HINT }]
    return isPath(path) ? [] : [{ path: `files.${path}`, problem: 'is no file that is published', hint: FILES_HINT }]
  })
  if (problems.length > 0) return { ok: false, problems }
  return { ok: true, value: { files: new Map(texts as [string, string][]), dryRun: json.dryRun === true, note: noteIn(json.note) } }
}

const noteIn = (note: Json | undefined): string | null =>
  typeof note === 'string' && note.trim() !== '' ? note.slice(0, NOTE_LENGTH_MAX) : null

/** Checks all files, and publishes what is not what was published last: all of it, or nothing where anything is wrong. */
export const publishFiles = async (world: PublishWorld, ask: PublishAsk, caller: PublishCaller, now: EpochMs): Promise<PublishAnswer> => {
  const all = await world.definitions.all()
  const { sources, templates } = await readAll(ask.files, world.tools)
  // Campaigns that come without a policy are judged under the one that stands.
  const policy = sources.policy ?? standingPolicy(all)
  if (policy === null) return { type: 'refused', problems: [{ file: POLICY, problems: [NO_POLICY] }], warnings: [] }
  const around = { ...standingAround(all, world.tools.checkTemplate), templates, seen: await seenIn(world.people), now }
  const looked = await lookInto({ ...sources, policy }, 'unread', world.tools, around)
  const warnings = [...looked.warnings, ...warningsOf(templates.read)]
  if (looked.wrong.length > 0) return { type: 'refused', problems: looked.wrong, warnings }
  const linked = looked.definitions.map((one) => (one.kind === 'template' ? withLinks(one, world.tools.linkHtml) : one))
  const { published, withoutFile } = changesIn(all, linked, world.drawSalt, now, { author: caller.name, note: ask.note })
  const told = {
    changes: await plannedIn(world, all, published, now),
    withoutFile: withoutFile.map(named),
    unchanged: linked.length - published.length,
    warnings,
  }
  if (ask.dryRun) return { type: 'checked', ...told, sweep: null }
  if (published.length === 0) return { type: 'published', ...told, sweep: null }
  const sweep = await audited(world, caller, published, now, () => publishChanges(world, all, published, looked.written, now))
  return { type: 'published', ...told, sweep }
}

/** What changes would do. None where what stands can no longer be read. */
export const plannedIn = async (
  world: Pick<PublishWorld, 'tools' | 'people'>,
  all: readonly Definition[],
  changes: readonly Definition[],
  now: EpochMs,
): Promise<readonly PlannedChange[]> => {
  const after = readRules([...all, ...changes], world.tools.checkTemplate)
  return after.ok ? planOf(all, changes, after.rules, world.people, now) : []
}

/** Who sends reads no HTML: what is to be done to it is done here, once. */
const withLinks = (definition: Definition, linkHtml: (html: string) => string): Definition => {
  const { written, ...rest } = definition.source as JsonObject
  const linked = Object.entries(written as Readonly<Record<string, JsonObject>>).map(([locale, words]) => [
    locale,
    typeof words.html === 'string' ? { ...words, linked: linkHtml(words.html) } : words,
  ])
  return { ...definition, source: { ...rest, written: Object.fromEntries(linked) } }
}

/** The policy that files without one are judged under; null: none was published yet. */
export const standingPolicy = (all: readonly Definition[]): Sourced | null => {
  const latest = all.findLast(({ kind }) => kind === 'policy')
  return latest === undefined ? null : { file: POLICY, source: { ok: true, value: latest.source }, text: null, written: null }
}

const audited = async <T>(
  { audit }: PublishWorld,
  { name, requestId }: PublishCaller,
  changes: readonly Definition[],
  at: EpochMs,
  run: () => Promise<T>,
): Promise<T> => {
  const of = Object.fromEntries(changes.map((one) => [`${one.kind} ${one.id}`, String(one.version)]))
  const entry = { id: auditId(at, requestId), at, by: name, via: 'cli', what: 'publish', of } as const
  const put = (outcome: AuditEntry['outcome']): Promise<void> => audit.put({ ...entry, outcome })
  await put('begun')
  try {
    const done = await run()
    await put('done')
    return done
  } catch (failure) {
    // What failed is what is told; the entry says “begun” where even this cannot be written.
    await put('failed').catch(() => undefined)
    throw failure
  }
}

const readAll = async (files: ReadonlyMap<string, string>, tools: TemplateTools) => {
  const sources = sourcesOf(files)
  const read: ReadTemplate[] = []
  if (sources.templates !== null) for (const name of sources.templates.names) read.push(await readTemplate(sources.templates, name, tools))
  return { sources, templates: { names: sources.templates?.names ?? [], read } }
}

const sourcesOf = (files: ReadonlyMap<string, string>): DefinitionSources => {
  const within = (folder: string): readonly Sourced[] =>
    [...files]
      .filter(([path]) => path.startsWith(folder))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([file, text]) => sourcedText(file, text))
  const templates = new Map(
    [...files].flatMap(([path, text]) => (path.startsWith(TEMPLATES) ? [[path.slice(TEMPLATES.length), text]] : [])),
  )
  const policy = files.get(POLICY)
  return {
    policy: policy === undefined ? null : sourcedText(POLICY, policy),
    segments: within(SEGMENTS),
    campaigns: within(CAMPAIGNS),
    experiments: within(EXPERIMENTS),
    templates: templates.size === 0 ? null : templateFolderOf(TEMPLATES, templates),
    templateFile: (path) => TEMPLATES + path,
  }
}

const warningsOf = (read: readonly ReadTemplate[]): readonly FileProblems[] =>
  read.flatMap(({ findings }) =>
    findings
      .filter((one) => !isError(one))
      .map(({ file, path, problem, hint }) => ({ file: TEMPLATES + file, problems: [{ path, problem, hint }] })),
  )

const named = ({ kind, id, version }: Definition): Named => ({ kind, id, version })

const POLICY = 'policy.json'
const [SEGMENTS, CAMPAIGNS, EXPERIMENTS, TEMPLATES] = ['segments/', 'campaigns/', 'experiments/', 'templates/'] as const

const isPath = (path: string): boolean =>
  path === POLICY ||
  /^(segments|campaigns|experiments)\/[^/]+\.jsonc?$/.test(path) ||
  (path.startsWith(TEMPLATES) && !path.split('/').some((part) => part === '' || part === '.' || part === '..'))

const FILES_HINT = 'Send texts by path: policy.json, segments/….json, campaigns/….json, experiments/….json, templates/….'
const NO_FILES: Problem = { path: 'files', problem: 'is missing', hint: FILES_HINT }
const TOO_MUCH: Problem = {
  path: 'files',
  problem: `are more than ${PUBLISHED_FILES_MAX}, or larger than ${PUBLISHED_BYTES_MAX} bytes`,
  hint: 'Send what is published and nothing beside it.',
}
export const NO_POLICY: Problem = {
  path: '',
  problem: 'is missing, and none was published before',
  hint: 'The first publishing has a policy: without one nobody knows when a customer is silent.',
}
