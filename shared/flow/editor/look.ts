/** A text as the compiler reads it: the same code, and the same words, as `rekindle check` and publishing. */
import type { EditorProblem } from '../../contract/api.ts'
import { endsIn } from '../../contract/source-text.ts'
import type { Campaign } from '../../domain/campaign/campaign.ts'
import { isJsonObject } from '../../kernel/json.ts'
import type { EpochMs } from '../../kernel/words.ts'
import type { Definition } from '../../ports/definitions.ts'
import { lookInto, type Looked } from '../publishing/look.ts'
import { standingPolicy } from '../publishing/remote.ts'
import { type FileProblem, type FileProblems, problemsIn, type Sourced, sourcedText } from '../publishing/sources.ts'
import type { TemplateTools } from '../publishing/templates.ts'
import type { EditorContext } from './context.ts'

export type LookedAt = {
  readonly tools: TemplateTools
  /** All that was published when it was looked at. */
  readonly all: readonly Definition[]
  readonly looked: Looked
  /** The campaign's own; null: the text names none. */
  readonly id: string | null
  /** In the version that publishing would make; null: it cannot be compiled. */
  readonly campaign: Campaign | null
  /** The newest version published of it; null: there is none. */
  readonly latest: Definition | null
  readonly problems: readonly EditorProblem[]
  readonly hasErrors: boolean
}

/** `name`: the id under which it is being written; null: any. */
export const lookAt = async (context: EditorContext, text: string, name: string | null, now: EpochMs): Promise<LookedAt> => {
  const tools = await context.tools()
  const { all, standing, seen } = await context.around(tools.checkTemplate, now)
  const source = sourcedText(FILE, text)
  const sources = {
    ...{ policy: standingPolicy(all), segments: [], campaigns: [source], experiments: [] },
    ...{ templates: null, templateFile: (path: string) => path },
  }
  const looked = await lookInto(sources, 'unread', tools, { ...standing, templates: null, seen, now })
  const id = idIn(source)
  const latest = id === null ? null : latestOf(all, id)
  const campaign = looked.campaigns[0] ?? null
  const problems = problemsOf(text, [...looked.wrong, ...misnamed(source, id, name)], looked.warnings)
  return {
    ...{ tools, all, looked, id, latest, problems },
    campaign: campaign === null ? null : { ...campaign, version: nextOf(latest) },
    hasErrors: problems.some(({ severity }) => severity === 'error'),
  }
}

/** The newest version of a campaign; null: there is none. */
export const latestOf = (all: readonly Definition[], id: string): Definition | null =>
  all.reduce<Definition | null>(
    (last, one) => (one.kind === 'campaign' && one.id === id && one.version > (last?.version ?? 0) ? one : last),
    null,
  )

export const nextOf = (latest: Definition | null): number => (latest?.version ?? 0) + 1

/** What the text is called among files; nobody reads it. */
const FILE = 'campaigns/text.json'

const idIn = ({ source }: Sourced): string | null =>
  source.ok && isJsonObject(source.value) && typeof source.value.id === 'string' ? source.value.id : null

const misnamed = (source: Sourced, id: string | null, name: string | null): readonly FileProblems[] =>
  id === null || name === null || id === name
    ? []
    : [problemsIn(source, [{ path: 'id', problem: `is ${id}, and this is ${name}`, hint: NAME_HINT }])]

const NAME_HINT = 'Write the id under which it was begun. Another id is another campaign: begin that as a new one.'

const problemsOf = (text: string, wrong: readonly FileProblems[], warnings: readonly FileProblems[]): readonly EditorProblem[] => {
  const endOf = endsIn(text)
  const told = (severity: EditorProblem['severity'], all: readonly FileProblems[]): readonly EditorProblem[] =>
    all
      .flatMap(({ file, problems }) => (file === FILE ? problems : problems.map((one) => elsewhere(file, one))))
      .map((one) => {
        const { path, problem, hint } = one
        const at = ('at' in one ? one.at : null) ?? { line: 1, column: 1 }
        const end = endOf(at)
        return { severity, path, line: at.line, column: at.column, endLine: end.line, endColumn: end.column, problem, hint }
      })
  return [...told('error', wrong), ...told('warning', warnings)].toSorted((a, b) => a.line - b.line || a.column - b.column)
}

/** Of what stands around the text: nothing in it is where that could be mended. */
const elsewhere = (file: string, { path, problem, hint }: FileProblem): FileProblem => ({
  ...{ path: '', hint },
  problem: `meets ${file}, of which ${path === '' ? 'all' : path} ${problem}`,
})
