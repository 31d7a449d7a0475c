/** Columns of a fixed width: the first to the left, numbers to the right. */
export const table = (lines: readonly (readonly string[])[]): string => {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)))
  return lines
    .map((line) =>
      line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] as number) : cell.padStart(widths[column] as number))).join('  '),
    )
    .join('\n')
}

/** A whole number as people read it. */
export const grouped = (value: number): string => Math.round(value).toLocaleString('en-US')
