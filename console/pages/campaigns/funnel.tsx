/** What became of a campaign's mails: how many left, how far they came, and what held the others back. Pictures first, all numbers in a table below. */
import type { ReactNode } from 'react'
import type { Funnel } from '../../../shared/contract/api.ts'
import { Bars } from '../../parts/bars.tsx'
import { Card } from '../../parts/card.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Table } from '../../parts/table.tsx'
import { useReader } from '../../words/reader.tsx'
import type { FunnelWords } from '../../words/words.ts'
import styles from './funnel.module.css'

export const FunnelCard = ({ funnel }: { readonly funnel: Funnel }): ReactNode => {
  const { words } = useReader()
  const { funnel: said } = words
  return (
    <Card text={said.text} title={said.title}>
      {funnel.decided === 0 ? (
        <span className="soft">{said.none}</span>
      ) : (
        <>
          <Shares funnel={funnel} />
          <div className={styles.columns}>
            <Steps funnel={funnel} />
            <Gates funnel={funnel} />
          </div>
          {funnel.zoneUnknown === 0 ? null : <Notice tone="plain">{said.zoneUnknown(funnel.zoneUnknown)}</Notice>}
          <details className={styles.numbers}>
            <summary>{said.table}</summary>
            <Table
              caption={said.table}
              columns={[
                { name: said.what, cell: ([name]) => name },
                { name: said.count, cell: ([, count]) => words.messages.mails(count), isNumber: true },
              ]}
              keyOf={([name]) => name}
              rows={numbersOf(funnel, said)}
            />
          </details>
        </>
      )}
    </Card>
  )
}

const PARTS = ['sent', 'open', 'kept', 'unconfirmed'] as const
type Part = (typeof PARTS)[number]

const countOf = ({ sent, open, kept, unconfirmed }: Funnel, part: Part): number =>
  ({ sent, open, unconfirmed, kept: kept.reduce((sum, { count }) => sum + count, 0) })[part]

/** One bar for all that was decided on. */
const Shares = ({ funnel }: { readonly funnel: Funnel }): ReactNode => {
  const { words, format } = useReader()
  const { funnel: said } = words
  const parts = PARTS.map((part) => ({ part, count: countOf(funnel, part) })).filter(({ count }) => count > 0)
  const all = parts.reduce((sum, { count }) => sum + count, 0)
  return (
    <div className={styles.shares}>
      <p className={styles.decided}>{said.decided(funnel.decided)}</p>
      <div aria-hidden="true" className={styles.stack}>
        {parts.map(({ part, count }) => (
          <span className={styles.part} data-part={part} key={part} style={{ flexGrow: count }} />
        ))}
      </div>
      <dl className={styles.legend}>
        {parts.map(({ part, count }) => (
          <div key={part} title={said.partMeaning[part]}>
            <dt>
              <span aria-hidden="true" className={styles.swatch} data-part={part} />
              {said.part[part]}
            </dt>
            <dd>
              <strong>{format.count(count)}</strong> <span className="soft">{format.share(all === 0 ? 0 : count / all)}</span>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

type Step = { readonly name: string; readonly people: number; readonly programs: number | null }

/** From what left to what was clicked, each against what left; people first, programs apart. */
const Steps = ({ funnel }: { readonly funnel: Funnel }): ReactNode => {
  const { words, format } = useReader()
  const { funnel: said } = words
  const { sent, delivered, opened, clicked } = funnel
  const steps: readonly Step[] = [
    { name: said.steps.sent, people: sent, programs: null },
    { name: said.steps.delivered, people: delivered, programs: null },
    { name: said.steps.opened, people: opened.person, programs: opened.machine },
    { name: said.steps.clicked, people: clicked.person, programs: clicked.machine },
  ]
  const width = (count: number): string => `${sent === 0 ? 0 : Math.min(100, (100 * count) / sent)}%`
  return (
    <section aria-label={said.came}>
      <h3 className={styles.heading}>{said.came}</h3>
      <dl className={styles.steps}>
        {steps.map(({ name, people, programs }, index) => (
          <div className={styles.step} key={name}>
            <dt>{name}</dt>
            <dd className={styles.said}>
              <strong>{format.count(people)}</strong>
              {programs === null ? null : ` ${said.people}`}
              {index === 0 ? null : <span className="soft">{said.ofSent(format.share(sent === 0 ? 0 : people / sent))}</span>}
            </dd>
            <dd aria-hidden="true" className={styles.track}>
              <span className={styles.bar} style={{ width: width(people) }} />
            </dd>
            {programs === null ? null : (
              <>
                <dd className={`${styles.machines} soft`}>
                  {format.count(programs)} {said.programs}
                </dd>
                <dd aria-hidden="true" className={`${styles.track} ${styles.thin}`}>
                  <span className={styles.bar} data-who="program" style={{ width: width(programs) }} />
                </dd>
              </>
            )}
          </div>
        ))}
      </dl>
      <p className={styles.hint}>{said.programsText}</p>
    </section>
  )
}

const Gates = ({ funnel: { kept, deferrals, bounced, complained } }: { readonly funnel: Funnel }): ReactNode => {
  const { words } = useReader()
  const { funnel: said } = words
  const returns = [
    { name: said.bounced, count: bounced.permanent, tone: 'bad' as const },
    { name: said.softBounced, count: bounced.transient, tone: 'open' as const },
    { name: said.complained, count: complained, tone: 'bad' as const },
  ].filter(({ count }) => count > 0)
  return (
    <div>
      <h3 className={styles.heading}>{said.keptTitle}</h3>
      {kept.length === 0 ? (
        <p className="soft">{said.keptNone}</p>
      ) : (
        <Bars rows={kept.map(({ because, count }) => ({ name: said.keptBy(because), count, tone: 'stopped' as const }))} />
      )}
      {deferrals.length === 0 ? null : (
        <>
          <h3 className={styles.heading}>{said.deferralsTitle}</h3>
          <p className={styles.hint}>{said.deferralsText}</p>
          <Bars rows={deferrals.map(({ because, count }) => ({ name: said.deferral(because), count, tone: 'open' as const }))} />
        </>
      )}
      {returns.length === 0 ? null : (
        <>
          <h3 className={styles.heading}>{said.returnsTitle}</h3>
          <Bars rows={returns} />
        </>
      )}
    </div>
  )
}

type Row = readonly [name: string, count: number]

const numbersOf = (funnel: Funnel, said: FunnelWords): readonly Row[] => [
  ...PARTS.map((part): Row => [said.part[part], countOf(funnel, part)]),
  ...funnel.kept.map(({ because, count }): Row => [`${said.part.kept}: ${said.keptBy(because)}`, count]),
  ...funnel.deferrals.map(({ because, count }): Row => [`${said.deferralsTitle}: ${said.deferral(because)}`, count]),
  [said.steps.delivered, funnel.delivered],
  [said.bounced, funnel.bounced.permanent],
  [said.softBounced, funnel.bounced.transient],
  [said.complained, funnel.complained],
  [`${said.steps.opened} (${said.people})`, funnel.opened.person],
  [`${said.steps.opened} (${said.programs})`, funnel.opened.machine],
  [`${said.steps.clicked} (${said.people})`, funnel.clicked.person],
  [`${said.steps.clicked} (${said.programs})`, funnel.clicked.machine],
]
