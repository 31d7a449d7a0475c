/** Intervals drawn in characters: where a difference may lie, with nothing and the smallest effect worth having marked. */
import type { Interval } from '../../shared/domain/statistics/interval.ts'

/** `said`: the same in numbers, which stands beside or below. */
export type PlotRow = {
  readonly label: string
  readonly estimate: number | null
  readonly interval: Interval | null
  readonly said: string
}

/** Columns of a drawing below which nothing could be told from it; numbers then stand on lines of their own. */
const DRAWN_LEAST = 24
const DRAWN_MOST = 60

/**
 * One row each on one scale, below it the ends of the scale and nothing. `band`: effects this small on either side of nothing are not worth
 * having; null: no plan says so. `end` words an end of the scale. In `columns` characters a line.
 */
export const intervalPlot = (
  rows: readonly PlotRow[],
  band: number | null,
  columns: number,
  end: (value: number) => string,
): readonly string[] => {
  const scale = scaleOf(rows, band)
  if (scale === null) return rows.map(({ label, said }) => `  ${label}  ${said}`)
  const labels = Math.max(...rows.map(({ label }) => label.length))
  const words = Math.max(...rows.map(({ said }) => said.length))
  const isWide = columns - labels - words - 6 >= DRAWN_LEAST
  const width = Math.max(DRAWN_LEAST, Math.min(DRAWN_MOST, columns - labels - (isWide ? words + 6 : 4)))
  const at = (value: number): number => Math.round(((value - scale[0]) / (scale[1] - scale[0])) * (width - 1))
  const indent = `  ${' '.repeat(labels)}  `
  const drawn = rows.flatMap((row) => {
    const line = `  ${row.label.padEnd(labels)}  ${rowOf(row, band, width, at)}`
    return isWide ? [`${line}  ${row.said}`] : [line.trimEnd(), `${indent}${row.said}`]
  })
  return [...drawn, `${indent}${axisOf(scale, width, at, end)}`.trimEnd()]
}

/** A little wider than all that is drawn, so that nothing stands on the edge; null where nothing is to be drawn. */
const scaleOf = (rows: readonly PlotRow[], band: number | null): Interval | null => {
  const values = rows.flatMap(({ estimate, interval }) => [...(interval ?? []), ...(estimate === null ? [] : [estimate])])
  if (values.length === 0) return null
  const all = [...values, 0, ...(band === null ? [] : [band, -band])]
  const [low, high] = [Math.min(...all), Math.max(...all)]
  const room = high > low ? (high - low) * 0.05 : 1
  return [low - room, high + room]
}

type At = (value: number) => number

const rowOf = ({ estimate, interval }: PlotRow, band: number | null, width: number, at: At): string => {
  const cells = Array.from({ length: width }, () => ' ')
  if (band !== null) for (let cell = at(-band); cell <= at(band); cell += 1) cells[cell] = '░'
  cells[at(0)] = '│'
  if (interval !== null) {
    for (let cell = at(interval[0]); cell <= at(interval[1]); cell += 1) cells[cell] = cell === at(0) ? '┼' : '─'
    cells[at(interval[0])] = '├'
    cells[at(interval[1])] = '┤'
  }
  if (estimate !== null) cells[at(estimate)] = '●'
  return cells.join('')
}

/** Nothing is named where it is free of the ends. */
const axisOf = ([low, high]: Interval, width: number, at: At, end: (value: number) => string): string => {
  const [left, right] = [end(low), end(high)]
  const zero = at(0)
  const isFree = zero > left.length && zero < width - right.length - 1
  const middle = isFree ? `${' '.repeat(zero - left.length)}0` : ''
  return `${left}${middle}`.padEnd(Math.max(0, width - right.length)) + right
}
