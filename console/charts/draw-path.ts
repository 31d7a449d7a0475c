/** A difference as it was told day by day, with its interval around it, the line of zero, and what is provisional hatched. */
import { areaY, axisX, axisY, dot, gridY, lineY, type Markish, plot, rect, ruleX, ruleY, text } from '@observablehq/plot'
import type { PathData, PathPoint } from './path-points.ts'
import { PLOT_STYLE } from './plot-style.ts'
import type { Draw } from './plotted.tsx'

const DAY_WIDTH = 110
const FIRST_SHARE = 1 / 4
const HATCH = 'provisional'

export const drawPath: Draw<PathData> = ({ points, band, decided, maturing, tick, dayName }, { width, height }) => {
  const [first, last] = [points[0]?.day ?? 0, points.at(-1)?.day ?? 0]
  const x = [first, Math.max(maturing?.until ?? last, first + 1)] as const
  const y = rangeOf(points, band, maturing?.difference ?? null)
  const spans = points.flatMap(({ day, interval }) => (interval === null ? [] : [{ day, low: interval[0], high: interval[1] }]))
  return plot({
    width,
    height,
    marginLeft: 68,
    marginRight: 12,
    marginTop: 26,
    marginBottom: 30,
    style: PLOT_STYLE,
    x: { domain: x, label: null },
    y: { domain: y, label: null },
    marks: [
      hatchPattern,
      ...(band === null
        ? []
        : [rect([band], { x1: x[0], x2: x[1], y1: -band, y2: band, fill: 'var(--ink)', fillOpacity: 0.07, clip: true })]),
      ...(maturing === null ? [] : [rect([maturing], { x1: 'from', x2: 'until', y1: y[0], y2: y[1], fill: `url(#${HATCH})` })]),
      gridY({ stroke: 'var(--line)', strokeOpacity: 1, ticks: 5 }),
      axisX({ ticks: daysShown(x, width), tickSize: 0, tickPadding: 10, tickFormat: dayName, fill: 'var(--ink-soft)' }),
      axisY({ ticks: 5, tickSize: 0, tickPadding: 8, tickFormat: tick, fill: 'var(--ink-soft)' }),
      areaY(spans, { x: 'day', y1: 'low', y2: 'high', fill: 'var(--accent)', fillOpacity: 0.16, clip: true }),
      lineY(spans, { x: 'day', y: 'low', stroke: 'var(--accent)', strokeOpacity: 0.55, clip: true }),
      lineY(spans, { x: 'day', y: 'high', stroke: 'var(--accent)', strokeOpacity: 0.55, clip: true }),
      ruleY([0], { stroke: 'var(--ink)', strokeWidth: 1.5 }),
      lineY(points, { x: 'day', y: 'difference', stroke: 'var(--accent)', strokeWidth: 2.5, clip: true }),
      ...decision(decided, x),
      ...provisional(points, maturing),
    ],
  })
}

const decision = (decided: PathData['decided'], [from, to]: readonly [number, number]): readonly Markish[] => {
  if (decided === null) return []
  const isLate = decided.day > (from + to) / 2
  return [
    ruleX([decided.day], { stroke: 'var(--ink)', strokeWidth: 1.5, strokeDasharray: '5 4' }),
    text([decided], {
      x: 'day',
      text: 'says',
      frameAnchor: 'top',
      textAnchor: isLate ? 'end' : 'start',
      dy: -18,
      fontSize: 12.5,
      fontWeight: 600,
      fill: 'var(--ink)',
    }),
  ]
}

/** Where the difference would stand if nothing more came of those whose window is open. */
const provisional = (points: readonly PathPoint[], maturing: PathData['maturing']): readonly Markish[] => {
  const last = points.at(-1)
  if (maturing === null || maturing.difference === null || last === undefined) return []
  const way = [
    { day: last.day, difference: last.difference },
    { day: maturing.until, difference: maturing.difference },
  ]
  return [
    lineY(way, { x: 'day', y: 'difference', stroke: 'var(--ink-soft)', strokeWidth: 1.5, strokeDasharray: '3 4' }),
    dot(way.slice(1), { x: 'day', y: 'difference', r: 5, fill: 'var(--surface)', stroke: 'var(--ink-soft)', strokeWidth: 2, dx: -6 }),
  ]
}

/** Lines at a slant, in the colour of what is said beside. */
const hatchPattern = (): SVGElement => {
  const make = (name: string, given: Readonly<Record<string, string>>): SVGElement => {
    const made = document.createElementNS('http://www.w3.org/2000/svg', name)
    for (const [key, value] of Object.entries(given)) made.setAttribute(key, value)
    return made
  }
  const pattern = make('pattern', { id: HATCH, width: '8', height: '8', patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' })
  pattern.append(
    make('line', { x1: '0', y1: '0', x2: '0', y2: '8', stroke: 'var(--ink-soft)', 'stroke-opacity': '0.45', 'stroke-width': '2' }),
  )
  const defined = make('defs', {})
  defined.append(pattern)
  return defined
}

/** First days are nearly all noise: their intervals would make the rest a flat line, so they run out of the picture. */
const rangeOf = (points: readonly PathPoint[], band: number | null, more: number | null): readonly [number, number] => {
  const later = points.slice(Math.floor(points.length * FIRST_SHARE))
  const values = [
    0,
    ...(band === null ? [] : [-band, band]),
    ...(more === null ? [] : [more]),
    ...later.flatMap(({ difference, interval }) => [difference, ...(interval ?? [])]),
  ]
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const room = Math.max((high - low) * 0.06, Number.EPSILON)
  return [low - room, high + room]
}

/** Whole days, as many as there is room for. */
const daysShown = ([from, to]: readonly [number, number], width: number): readonly number[] => {
  const every = Math.max(1, Math.ceil((to - from) / Math.max(1, Math.floor(width / DAY_WIDTH))))
  return Array.from({ length: Math.floor((to - from) / every) + 1 }, (_, index) => from + index * every)
}
