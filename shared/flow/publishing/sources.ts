/** Files as people name them, read: their JSON, where each problem stands in them, and what they name. */
import { placed, readSourceText, type PlacedProblem, type SourceText } from '../../contract/source-text.ts'
import type { Json } from '../../kernel/json.ts'
import type { Parsed, Problem } from '../../kernel/problem.ts'
import type { TemplateFolder } from './template-parts.ts'

/** A problem of a file; with the place, where the file is one whose places are known. */
export type FileProblem = Problem | PlacedProblem

/** Problems of one file or folder a person named. */
export type FileProblems = { readonly file: string; readonly problems: readonly FileProblem[] }

/** One file: what people call it, its JSON, and where its parts stand; null where it could not be read. */
export type Sourced = {
  readonly file: string
  readonly source: { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly problems: readonly FileProblem[] }
  readonly text: Pick<SourceText, 'placeOf'> | null
  /** As it is written; null: it comes from no file. */
  readonly written: string | null
}

/** All that is to be read together. */
export type DefinitionSources = {
  readonly policy: Sourced | null
  readonly segments: readonly Sourced[]
  readonly campaigns: readonly Sourced[]
  readonly experiments: readonly Sourced[]
  readonly templates: TemplateFolder | null
  /** A file of a folder of templates, as people call it. */
  readonly templateFile: (path: string) => string
}

/** A file from its text: JSON with comments. */
export const sourcedText = (file: string, text: string): Sourced => {
  const read = readSourceText(text)
  return read.ok
    ? { file, source: { ok: true, value: read.value }, text: read, written: text }
    : { file, source: read, text: null, written: text }
}

/** A file nobody could open. */
export const sourcedProblem = (file: string, problem: string, hint: string): Sourced => ({
  file,
  source: { ok: false, problems: [{ path: '', problem, hint }] },
  text: null,
  written: null,
})

/** Problems of a file, each with its place where that is known. */
export const problemsIn = ({ file, text }: Pick<Sourced, 'file' | 'text'>, problems: readonly Problem[]): FileProblems => ({
  file,
  problems: text === null ? problems : placed(problems, text),
})

/** What a file says, parsed; or its problems with their places. */
export const parsedSource = <T>(
  one: Sourced,
  parse: (json: Json) => Parsed<T>,
): { readonly value: T } | { readonly wrong: FileProblems } => {
  if (!one.source.ok) return { wrong: { file: one.file, problems: one.source.problems } }
  const parsed = parse(one.source.value)
  return parsed.ok ? { value: parsed.value } : { wrong: problemsIn(one, parsed.problems) }
}

/** Problems of the same file together, in the order in which they stand. */
export const byFile = (all: readonly FileProblems[]): readonly FileProblems[] =>
  [...Map.groupBy(all, ({ file }) => file)].map(([file, some]) => ({ file, problems: inOrder(some.flatMap(({ problems }) => problems)) }))

const inOrder = (problems: readonly FileProblem[]): readonly FileProblem[] =>
  problems.toSorted((a, b) => lineOf(a) - lineOf(b) || columnOf(a) - columnOf(b))
const lineOf = (one: FileProblem): number => ('at' in one ? (one.at?.line ?? 0) : 0)
const columnOf = (one: FileProblem): number => ('at' in one ? (one.at?.column ?? 0) : 0)
