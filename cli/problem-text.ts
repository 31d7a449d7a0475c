/** Problems of files as terminals, editors and GitHub read them. */
import { Option, type Command } from 'commander'
import type { Checked } from '../local/check.ts'
import type { FileProblem, FileProblems } from '../shared/flow/publishing/sources.ts'
import { EXIT, Failure } from './failure.ts'
import { countOf } from './format.ts'
import type { Io } from './io.ts'

export type Format = 'text' | 'json' | 'github'

export const withFormat = (command: Command): Command =>
  command.addOption(
    new Option('--format <how>', 'text; json, as --json; or github: annotations of a pull request').choices(['text', 'json', 'github']),
  )

export const formatOf = ({ format, json }: { readonly format?: string; readonly json?: true }): Format =>
  json === true ? 'json' : format === 'json' || format === 'github' ? format : 'text'

type Answer = Pick<Checked, 'errors' | 'warnings'> & { readonly counts: Checked['counts'] | null }

/** Prints what a check found. Fails where something keeps files from being published. */
export const checkedAnswer = (io: Io, format: Format, checked: Answer): void => {
  const text = format === 'json' ? JSON.stringify(checked, null, 2) : format === 'github' ? annotations(checked) : textOf(checked)
  if (text !== '') io.out.write(`${text}\n`)
  const count = checked.errors.reduce((sum, { problems }) => sum + problems.length, 0)
  if (count > 0) throw new Failure(EXIT.wrong, `${countOf(count, 'problem')} keep this from being published.`)
}

/** A problem as two lines: what is wrong where, and how to mend it. `file:line:column` opens in most terminals and editors. */
export const problemLinesAt = (level: 'error' | 'warning', file: string, one: FileProblem): readonly string[] => [
  `${level}: ${placeText(file, one)} ${one.path === '' ? '' : `${one.path} `}${one.problem}`,
  `  ${one.hint}`,
]

const placeText = (file: string, one: FileProblem): string => {
  const at = 'at' in one ? one.at : null
  return at === null || at === undefined ? file : `${file}:${at.line}:${at.column}`
}

const textOf = ({ errors, warnings, counts }: Answer): string => {
  const lines = (level: 'error' | 'warning', all: readonly FileProblems[]): readonly string[] =>
    all.flatMap(({ file, problems }) => ['', ...problems.flatMap((one) => problemLinesAt(level, file, one))])
  const told = [...lines('error', errors), ...lines('warning', warnings)]
  if (counts === null) return told.length === 0 ? 'Without a problem.' : told.slice(1).join('\n')
  const read = [
    ...(counts.policies === 0 ? [] : [countOf(counts.policies, 'policy', 'policies')]),
    ...(counts.segments === 0 ? [] : [countOf(counts.segments, 'segment')]),
    ...(counts.campaigns === 0 ? [] : [countOf(counts.campaigns, 'campaign')]),
    ...(counts.experiments === 0 ? [] : [countOf(counts.experiments, 'experiment')]),
    ...(counts.templates === 0 ? [] : [countOf(counts.templates, 'template')]),
  ]
  return [`Without a problem: ${read.length === 0 ? 'nothing' : read.join(', ')}.`, ...told].join('\n')
}

/** Workflow commands of GitHub Actions: each becomes a note at its line of the pull request. */
const annotations = ({ errors, warnings }: Answer): string =>
  [...errors.map((one) => ['error', one] as const), ...warnings.map((one) => ['warning', one] as const)]
    .flatMap(([level, { file, problems }]) => problems.map((one) => annotation(level, file, one)))
    .join('\n')

const annotation = (level: 'error' | 'warning', file: string, one: FileProblem): string => {
  const at = 'at' in one ? one.at : null
  const place = at === null || at === undefined ? '' : `,line=${at.line},col=${at.column}`
  const said = `${one.path === '' ? '' : `${one.path} `}${one.problem}\n${one.hint}`
  return `::${level} file=${property(file)}${place}::${data(said)}`
}

const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
