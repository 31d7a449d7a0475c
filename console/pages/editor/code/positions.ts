/** Places as the compiler names them, lines and columns counted from 1, as offsets into the text that is shown, which may be another by now. */

export type Span = { readonly line: number; readonly column: number; readonly endLine: number; readonly endColumn: number }

/** A text by its lines, as the editor keeps it. */
export type Lines = { readonly lines: number; readonly line: (number: number) => { readonly from: number; readonly to: number } }

/** Never outside the text; of what has no length, the letter there, so that there is something to see. */
export const rangeIn = (text: Lines, { line, column, endLine, endColumn }: Span): { readonly from: number; readonly to: number } => {
  const from = offsetIn(text, line, column)
  const to = Math.max(from, offsetIn(text, endLine, endColumn))
  if (to > from) return { from, to }
  const here = text.line(clamped(line, 1, text.lines))
  return from < here.to ? { from, to: from + 1 } : { from: Math.max(here.from, from - 1), to: from }
}

const offsetIn = (text: Lines, line: number, column: number): number => {
  if (line > text.lines) return text.line(text.lines).to
  const { from, to } = text.line(Math.max(1, line))
  return clamped(from + column - 1, from, to)
}

const clamped = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most)
