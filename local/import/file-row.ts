import type { Row } from '../../shared/contract/import-row.ts'
import { ROW_CHARACTERS_MAX } from '../../shared/kernel/limits.ts'

/** What stands in a file: a row, or a line that cannot be read as one. */
export type FileRow =
  | { readonly type: 'row'; readonly row: Row }
  | { readonly type: 'unreadable'; readonly line: number; readonly text: string; readonly problem: string; readonly hint: string }

/** A line of a file, counted from 1, without its end. */
export type Line = { readonly number: number; readonly text: string }

/** Takes the next lines of a file; answers the rows that are complete by now. */
export type Reader = (lines: readonly Line[], isEnd: boolean) => readonly FileRow[]

export const isBlank = ({ text }: Line): boolean => text.trim() === ''

export const unreadable = ({ number, text }: Line, problem: string, hint: string): FileRow => ({
  type: 'unreadable',
  line: number,
  text,
  problem,
  hint,
})

export const tooLong = (line: Line): FileRow =>
  unreadable(
    line,
    `has more characters than a row may (${ROW_CHARACTERS_MAX})`,
    'Look for a quote that never closes, or take the large column out.',
  )
