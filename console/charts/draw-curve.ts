/** How long each effect takes: the smaller it is the longer. */
import { axisX, axisY, dot, gridY, line, plot, text } from '@observablehq/plot'
import type { CurveData } from './curve-points.ts'
import { PLOT_STYLE } from './plot-style.ts'
import type { Draw } from './plotted.tsx'

const WIDE_FROM = 560

export const drawCurve: Draw<CurveData> = ({ points, effectName, takesName }, { width, height }) =>
  plot({
    width,
    height,
    marginLeft: 64,
    marginRight: 24,
    marginTop: 26,
    marginBottom: 32,
    style: PLOT_STYLE,
    x: { label: null, nice: true },
    y: { label: null, zero: true },
    marks: [
      gridY({ stroke: 'var(--line)', strokeOpacity: 1, ticks: 5 }),
      axisX({ ticks: width < WIDE_FROM ? 4 : 7, tickSize: 0, tickPadding: 10, tickFormat: effectName, fill: 'var(--ink-soft)' }),
      axisY({ ticks: 5, tickSize: 0, tickPadding: 8, tickFormat: takesName, fill: 'var(--ink-soft)' }),
      line(points, { x: 'effect', y: 'takes', stroke: 'var(--accent)', strokeWidth: 2.5, curve: 'monotone-x' }),
      dot(points, {
        x: 'effect',
        y: 'takes',
        r: ({ isAsked }: CurveData['points'][number]) => (isAsked ? 7 : 4),
        fill: ({ isAsked }: CurveData['points'][number]) => (isAsked ? 'var(--accent)' : 'var(--surface)'),
        stroke: 'var(--accent)',
        strokeWidth: 2,
      }),
      text(
        points.filter(({ isAsked }) => isAsked),
        {
          x: 'effect',
          y: 'takes',
          text: 'says',
          dx: 12,
          dy: -12,
          textAnchor: 'start',
          fontSize: 13,
          fontWeight: 600,
          fill: 'var(--ink)',
          stroke: 'var(--surface)',
          strokeWidth: 5,
        },
      ),
    ],
  })
