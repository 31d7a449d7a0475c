/** Numbers, instants and tables as people read them. */
import { isoOf } from '../shared/kernel/time.ts'
import type { EpochMs } from '../shared/kernel/words.ts'

/** `1997-06-30 12:00 UTC`, with seconds only where there are some. */
export const instantText = (at: EpochMs): string => {
  const iso = isoOf(at)
  const end = iso.endsWith(':00.000Z') ? 16 : iso.endsWith('.000Z') ? 19 : 23
  return `${iso.slice(0, end).replace('T', ' ')} UTC`
}

/** `23,570` */
export const countText = (count: number): string => count.toLocaleString('en-US')

/** `1 line`, `2 lines`. */
export const countOf = (count: number, noun: string, plural = `${noun}s`): string => `${countText(count)} ${count === 1 ? noun : plural}`

/** `10.6 %` */
export const shareText = (part: number, whole: number): string => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`)

/** Three significant digits, and small ones as powers of ten. */
export const pValueText = (p: number): string => (p >= 0.001 ? p.toPrecision(3) : p === 0 ? '0' : p.toExponential(1))

/** Cells padded to columns two spaces apart; those columns named `right` are flush right. */
export const table = (rows: readonly (readonly string[])[], right: readonly number[] = []): string => {
  const widths: number[] = []
  for (const row of rows) for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length)
  const padded = (cell: string, column: number): string =>
    right.includes(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)
  return rows.map((row) => `  ${row.map(padded).join('  ')}`.trimEnd()).join('\n')
}

/** A bar of at most `width` characters, to the eighth of one. */
export const bar = (part: number, whole: number, width: number): string => {
  const eighths = whole === 0 ? 0 : Math.round((part / whole) * width * 8)
  return '█'.repeat(Math.floor(eighths / 8)) + (' ▏▎▍▌▋▊▉'[eighths % 8] ?? '').trim()
}

/** A heading and what belongs under it; nothing where there is nothing. */
export const section = (heading: string, body: string): readonly string[] => (body === '' ? [] : ['', heading, body])
