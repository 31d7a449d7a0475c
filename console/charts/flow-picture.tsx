/**
 * Customers in each stage, day by day, one stage upon the other. Drawn by hand: Plot would draw it as well, and make the first page that
 * anybody sees half as heavy again (decision 0013).
 */
import { type PointerEvent, type ReactNode, useMemo, useState } from 'react'
import { STAGES } from '../api/types.ts'
import { stageColour } from '../theme/stage-colours.ts'
import { useReader } from '../words/reader.tsx'
import { type FlowDay, type FlowLayout, flowLayout } from './flow-layout.ts'
import styles from './flow-picture.module.css'
import { useWidth } from './use-width.ts'

type FlowPictureProps = { readonly days: readonly FlowDay[]; readonly height: number }

export const FlowPicture = ({ days, height }: FlowPictureProps): ReactNode => {
  const [frame, width] = useWidth<HTMLDivElement>()
  const [pointed, setPointed] = useState<number | null>(null)
  const layout = useMemo(() => (width === 0 ? null : flowLayout(days, width, height)), [days, width, height])
  const point = ({ clientX, currentTarget }: PointerEvent): void => {
    if (layout !== null) setPointed(layout.indexAt(clientX - currentTarget.getBoundingClientRect().left))
  }
  const day = pointed === null ? undefined : days[pointed]
  return (
    <div
      className={styles.frame}
      onPointerDown={point}
      onPointerLeave={() => setPointed(null)}
      onPointerMove={point}
      ref={frame}
      style={{ height }}
    >
      {layout === null ? null : (
        <svg aria-hidden="true" height={height} width={width}>
          <Axes layout={layout} />
          {layout.areas.map(({ stage, path }) => (
            <path className={styles.area} d={path} fill={stageColour(stage)} key={stage} />
          ))}
          <Names layout={layout} />
          {pointed === null ? null : (
            <line className={styles.pointer} x1={layout.xOf(pointed)} x2={layout.xOf(pointed)} y1={0} y2={layout.bottom} />
          )}
        </svg>
      )}
      {layout === null || day === undefined || pointed === null ? null : (
        <Numbers day={day} isRight={layout.xOf(pointed) > width / 2} x={layout.xOf(pointed)} />
      )}
    </div>
  )
}

const Axes = ({ layout: { left, right, bottom, values, days } }: { readonly layout: FlowLayout }): ReactNode => {
  const { format } = useReader()
  return (
    <g className={styles.axes}>
      {values.map(({ value, y }) => (
        <g key={value}>
          <line x1={left} x2={right} y1={y} y2={y} />
          <text dy="0.32em" textAnchor="end" x={left - 8} y={y}>
            {format.countShort(value)}
          </text>
        </g>
      ))}
      {days.map(({ day, x }) => (
        <text key={day} textAnchor="middle" x={Math.max(x, left)} y={bottom + 20}>
          {format.dayShort(day)}
        </text>
      ))}
    </g>
  )
}

const Names = ({ layout }: { readonly layout: FlowLayout }): ReactNode => {
  const { words } = useReader()
  return (
    <g className={styles.names}>
      {layout.names.map(({ stage, y }) => (
        <text dy="0.32em" key={stage} x={layout.right + 10} y={y}>
          {words.lifecycle.standing(stage)}
        </text>
      ))}
    </g>
  )
}

type NumbersProps = { readonly day: FlowDay; readonly x: number; readonly isRight: boolean }

/** The numbers of the day under the pointer, on the side that has room. */
const Numbers = ({ day: { day, stages }, x, isRight }: NumbersProps): ReactNode => {
  const { words, format } = useReader()
  return (
    <div className={styles.numbers} style={{ left: x, transform: isRight ? 'translateX(calc(-100% - 0.75rem))' : 'translateX(0.75rem)' }}>
      <strong>{format.day(day)}</strong>
      {STAGES.map((stage) => (
        <div className={styles.number} key={stage}>
          <span className={styles.mark} style={{ background: stageColour(stage) }} />
          <span>{words.lifecycle.standing(stage)}</span>
          <span className={styles.count}>{format.count(stages[stage])}</span>
        </div>
      ))}
    </div>
  )
}
