/** A picture of numbers. Whoever cannot see it hears what it shows, and anybody may have the same numbers as a table. */
import { Button } from '@mantine/core'
import { IconChartAreaLine, IconTable } from '@tabler/icons-react'
import { type ReactNode, useId, useRef, useState } from 'react'
import { useReader } from '../words/reader.tsx'
import styles from './chart.module.css'

type ChartProps = {
  readonly name: string
  readonly description: string
  /** Kept free from the beginning, so that nothing jumps. */
  readonly height: number
  readonly picture: ReactNode
  readonly table: ReactNode
  /** What else one may do with the drawing, beside having its numbers. */
  readonly more?: (drawing: () => SVGSVGElement | null) => ReactNode
}

export const Chart = ({ name, description, height, picture, table, more }: ChartProps): ReactNode => {
  const { words } = useReader()
  const [isTable, setTable] = useState(false)
  const describedBy = useId()
  const frame = useRef<HTMLDivElement>(null)
  const Sign = isTable ? IconChartAreaLine : IconTable
  return (
    <figure className={styles.chart}>
      <div style={{ minHeight: height }}>
        {isTable ? (
          table
        ) : (
          <>
            <div aria-describedby={describedBy} aria-label={name} className={styles.picture} ref={frame} role="img">
              {picture}
            </div>
            <p className="visually-hidden" id={describedBy}>
              {description}
            </p>
          </>
        )}
      </div>
      <figcaption className={styles.caption}>
        {isTable || more === undefined ? null : more(() => frame.current?.querySelector('svg') ?? null)}
        <Button
          color="gray"
          leftSection={<Sign aria-hidden size={16} stroke={1.7} />}
          onClick={() => setTable(!isTable)}
          size="compact-xs"
          variant="subtle"
        >
          {isTable ? words.shell.showChart : words.shell.showTable}
        </Button>
      </figcaption>
    </figure>
  )
}
