import type { ReactNode } from 'react'
import { Chart } from '../../charts/chart.tsx'
import { Table } from '../../parts/table.tsx'
import { useCampaignWords } from '../../words/campaign-words.ts'
import { useReader } from '../../words/reader.tsx'
import { barsOf, type Day } from './days.ts'
import styles from './editor.module.css'

const HEIGHT = 168

/** Mails sent day by day, or week by week where days are many. */
export const DaysChart = ({ days }: { readonly days: readonly Day[] }): ReactNode => {
  const { format } = useReader()
  const { simulation: said } = useCampaignWords()
  const { by, bars } = barsOf(days)
  const most = Math.max(1, ...bars.map(({ sent }) => sent))
  const [first, last] = [bars[0], bars.at(-1)]
  if (first === undefined || last === undefined) return null
  const name = by === 'day' ? said.days : said.weeks
  return (
    <>
      <h3 className={styles.heading}>{name}</h3>
      <Chart
        description={said.daysDescription(most)}
        height={HEIGHT}
        name={name}
        picture={
          <>
            <div className={styles.bars} style={{ height: HEIGHT - 24 }}>
              <span className={styles.most}>{format.count(most)}</span>
              {bars.map(({ day, sent }) => (
                <span
                  className={styles.dayBar}
                  data-none={sent === 0}
                  key={day}
                  style={{ height: `${(100 * sent) / most}%` }}
                  title={`${format.day(day)}: ${format.count(sent)}`}
                />
              ))}
            </div>
            <div className={styles.axis}>
              <span>{format.dayShort(first.day)}</span>
              <span>{format.dayShort(last.day)}</span>
            </div>
          </>
        }
        table={
          <Table
            caption={name}
            columns={[
              { name: by === 'day' ? said.day : said.week, cell: ({ day }) => format.day(day) },
              { name: said.sent, cell: ({ sent }) => format.count(sent), isNumber: true },
            ]}
            heightMax="20rem"
            keyOf={({ day }) => day}
            rows={bars}
          />
        }
      />
    </>
  )
}
