import type { ReactNode } from 'react'
import { STAGES } from '../../api/types.ts'
import { Chart } from '../../charts/chart.tsx'
import type { FlowDay } from '../../charts/flow-layout.ts'
import { FlowPicture } from '../../charts/flow-picture.tsx'
import { StageName } from '../../parts/stage.tsx'
import { Table } from '../../parts/table.tsx'
import { useReader } from '../../words/reader.tsx'
import styles from './flow.module.css'

const HEIGHT = 400

/** How the customers move between the stages, as areas or as a table. */
export const Flow = ({ days }: { readonly days: readonly FlowDay[] }): ReactNode => {
  const { words, format } = useReader()
  const { overview } = words
  const [first, last] = [days[0], days.at(-1)]
  // One day is a point, and no area.
  if (first === undefined || last === undefined || days.length < 2) {
    return <p className="soft">{overview.flowEmpty}</p>
  }
  return (
    <>
      <ul className={styles.legend}>
        {STAGES.map((stage) => (
          <li key={stage}>
            <StageName standing={stage} />
          </li>
        ))}
      </ul>
      <Chart
        description={overview.flowDescription(format.day(first.day), format.day(last.day))}
        height={HEIGHT}
        name={overview.flowTitle}
        picture={<FlowPicture days={days} height={HEIGHT} />}
        table={<FlowTable days={days} />}
      />
    </>
  )
}

const FlowTable = ({ days }: { readonly days: readonly FlowDay[] }): ReactNode => {
  const { words, format } = useReader()
  return (
    <Table
      caption={words.overview.flowTitle}
      columns={[
        { name: words.overview.day, cell: ({ day }) => format.day(day) },
        ...STAGES.map((stage) => ({
          name: words.lifecycle.standing(stage),
          cell: ({ stages }: FlowDay) => format.count(stages[stage]),
          isNumber: true,
        })),
      ]}
      heightMax={`${HEIGHT}px`}
      keyOf={({ day }) => day}
      rows={days.toReversed()}
    />
  )
}
