import type { FileProblems } from '../shared/flow/publishing/sources.ts'
import type { Problem } from '../shared/kernel/problem.ts'

export type { FileProblems } from '../shared/flow/publishing/sources.ts'

/** Files that are wrong: all of them, with all their problems. */
export class BadFiles extends Error {
  override name = 'BadFiles'
  readonly files: readonly FileProblems[]
  constructor(files: readonly FileProblems[]) {
    super(files.flatMap(({ file, problems }) => problems.map((one) => `${file}: ${inOneLine(one)}`)).join('\n'))
    this.files = files
  }
}

/** One file with one problem of the whole. */
export const badFile = (file: string, problem: string, hint: string): BadFiles =>
  new BadFiles([{ file, problems: [{ path: '', problem, hint }] }])

const inOneLine = ({ path, problem, hint }: Problem): string => `${path === '' ? '' : `${path} `}${problem}. ${hint}`
