/** Differences with their intervals, one below the other, and the line of zero that decides what may be said. */
import { axisX, dot, gridX, type Markish, plot, rectX, ruleX, ruleY, text } from '@observablehq/plot'
import { PLOT_STYLE } from './plot-style.ts'
import type { Draw } from './plotted.tsx'
import { AXIS_HEIGHT, type IntervalRow, type IntervalRows } from './interval-rows.ts'

/** Narrower pictures have no room for words beside the rows: they stand above them. */
const BESIDE_FROM_WIDTH = 640
const LETTER_WIDTH = 7.5
const NAMES_SHARE_MAX = 0.3
const SAYS_WIDTH = 225
/** The picture lies below the words of its row, where they stand above it. */
const DOWN = 12

export const drawIntervals: Draw<IntervalRows> = ({ rows, tick, band, common }, { width, height }) => {
  const isBeside = width >= BESIDE_FROM_WIDTH
  const namesWidth = Math.min(width * NAMES_SHARE_MAX, 24 + LETTER_WIDTH * Math.max(...rows.map(({ name }) => name.length)))
  const margins = isBeside ? { marginLeft: namesWidth, marginRight: SAYS_WIDTH } : { marginLeft: 4, marginRight: 4 }
  const ticks = isBeside ? 7 : 4
  return plot({
    width,
    height,
    ...margins,
    marginTop: 0,
    marginBottom: AXIS_HEIGHT,
    style: PLOT_STYLE,
    x: { domain: rangeOf(rows, band), label: null },
    y: { type: 'band', domain: rows.map(({ name }) => name), axis: null, padding: 0 },
    marks: [
      ...(band === null ? [] : [rectX([band], { x1: -band, x2: band, fill: 'var(--ink)', fillOpacity: 0.07 })]),
      gridX({ stroke: 'var(--line)', strokeOpacity: 1, ticks }),
      axisX({ ticks, tickSize: 0, tickPadding: 10, tickFormat: tick, fill: 'var(--ink-soft)' }),
      ruleX([0], { stroke: 'var(--ink)', strokeWidth: 1.5 }),
      ...(common === null ? [] : [ruleX([common], { stroke: 'var(--ink-soft)', strokeWidth: 1.5, strokeDasharray: '4 4' })]),
      ...(isBeside ? wordsBeside(rows, margins) : wordsAbove(rows)),
      ...intervals(rows, isBeside ? 0 : DOWN),
    ],
  })
}

const NAME = { text: 'name', textAnchor: 'start', fontSize: 13, fontWeight: 600, fill: 'var(--ink)' } as const
const SAYS = { textAnchor: 'end', fontSize: 12.5, fill: 'var(--ink-soft)' } as const

const wordsBeside = (
  rows: readonly IntervalRow[],
  { marginLeft, marginRight }: { readonly marginLeft: number; readonly marginRight: number },
): readonly Markish[] => [
  // Names of others may be long: what does not fit ends in an ellipsis, and stands in the table in full.
  text(rows, { ...NAME, y: 'name', frameAnchor: 'left', dx: -marginLeft, lineWidth: (marginLeft - 16) / 13, textOverflow: 'ellipsis' }),
  text(rows, { ...SAYS, y: 'name', text: 'says', frameAnchor: 'right', dx: marginRight }),
]

const wordsAbove = (rows: readonly IntervalRow[]): readonly Markish[] => {
  const above = { y: 'name', dy: -10, stroke: 'var(--surface)', strokeWidth: 6 } as const
  return [
    text(rows, { ...NAME, ...above, frameAnchor: 'left' }),
    text(rows, { ...SAYS, ...above, text: 'saysShort', frameAnchor: 'right' }),
  ]
}

/** A filled dot is clear of zero, a hollow one is not; the diamond is the truth, where somebody knows it. */
const intervals = (rows: readonly IntervalRow[], dy: number): readonly Markish[] => [
  ruleY(rows, {
    x1: ({ interval }: IntervalRow) => interval[0],
    x2: ({ interval }: IntervalRow) => interval[1],
    y: 'name',
    dy,
    stroke: colourOf,
    strokeWidth: 5,
    strokeLinecap: 'round',
    strokeOpacity: 0.4,
  }),
  dot(rows, {
    x: 'difference',
    y: 'name',
    dy,
    r: 6,
    fill: (row: IntervalRow) => (isClearOfZero(row) ? 'var(--accent)' : 'var(--surface)'),
    stroke: colourOf,
    strokeWidth: 2.5,
  }),
  dot(
    rows.filter(({ truth }) => truth !== null),
    { x: 'truth', y: 'name', dy, r: 5, symbol: 'diamond', fill: 'var(--good)', stroke: 'var(--surface)', strokeWidth: 1.5 },
  ),
]

const isClearOfZero = ({ interval }: IntervalRow): boolean => interval[0] > 0 || interval[1] < 0
const colourOf = (row: IntervalRow): string => (isClearOfZero(row) ? 'var(--accent)' : 'var(--ink-soft)')

/** All intervals, all truths, the band and zero, with a little room. */
const rangeOf = (rows: readonly IntervalRow[], band: number | null): readonly [number, number] => {
  const values = [0, -(band ?? 0), band ?? 0, ...rows.flatMap(({ interval, truth }) => [...interval, ...(truth === null ? [] : [truth])])]
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const room = Math.max((high - low) * 0.04, Number.EPSILON)
  return [low - room, high + room]
}
