import type { Problem } from '../shared/kernel/problem.ts'
import { Transient } from '../shared/ports/customer-store.ts'
import { BadFiles, type FileProblems } from '../local/bad-files.ts'
import { FolderInUse } from '../local/folder-in-use.ts'
import { UnusableStore } from '../local/wiring.ts'
import type { Io } from './io.ts'

/** Exit codes that scripts can use; docs/cli.md promises them. */
export const EXIT = {
  done: 0,
  /** What was given or found is wrong: files, another replay, a folder that cannot be used. */
  wrong: 1,
  /** The command line cannot be understood, or names something that is not there. */
  usage: 2,
  /** A broken assumption of Rekindle's own. */
  defect: 70,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** Something the person at the keyboard can mend: what, and how. Never a stack trace. */
export class Failure extends Error {
  override name = 'Failure'
  readonly exitCode: ExitCode
  readonly hints: readonly string[]
  constructor(exitCode: ExitCode, message: string, ...hints: readonly string[]) {
    super(message)
    this.exitCode = exitCode
    this.hints = hints
  }
}

/** Says what went wrong on stderr, and answers the exit code. */
export const report = (io: Io, failure: unknown, asJson: boolean): ExitCode => {
  const told = toldOf(failure)
  if (told === null) {
    const stack = failure instanceof Error ? (failure.stack ?? failure.message) : String(failure)
    io.err.write(`${stack}\n\nThis is a defect of Rekindle, not of your command. Please report it with the text above.\n`)
    return EXIT.defect
  }
  io.err.write(asJson ? `${JSON.stringify({ error: told })}\n` : textOf(told))
  return told.exitCode
}

type Told = {
  readonly exitCode: ExitCode
  readonly problem: string
  readonly hints: readonly string[]
  readonly files: readonly FileProblems[]
}

/** Null: nobody foresaw it. */
const toldOf = (failure: unknown): Told | null => {
  if (failure instanceof Failure) return { exitCode: failure.exitCode, problem: failure.message, hints: failure.hints, files: [] }
  if (failure instanceof BadFiles) {
    const count = failure.files.reduce((sum, { problems }) => sum + problems.length, 0)
    const problem = `${count === 1 ? 'A problem' : `${count} problems`} in what was given.`
    return { exitCode: EXIT.wrong, problem, hints: [], files: failure.files }
  }
  if (failure instanceof UnusableStore) return { exitCode: EXIT.wrong, problem: failure.message, hints: [], files: [] }
  if (failure instanceof Transient || failure instanceof FolderInUse) {
    return { exitCode: EXIT.wrong, problem: failure.message, hints: [], files: [] }
  }
  return null
}

const textOf = ({ problem, hints, files }: Told): string =>
  [`error: ${problem}`, ...hints.map((hint) => `  ${hint}`), ...files.flatMap(fileLines), ''].join('\n')

const fileLines = ({ file, problems }: FileProblems): readonly string[] => [
  '',
  file,
  ...problems.flatMap((one) => problemLines(one, 'at' in one && one.at !== null ? `${one.at.line}:${one.at.column} ` : '')),
]

/** A problem as two lines: what is wrong where, and how to mend it. */
export const problemLines = ({ path, problem, hint }: Problem, place = ''): readonly string[] => [
  `  ${place}${path === '' ? '' : `${path} `}${problem}`,
  `    ${hint}`,
]
