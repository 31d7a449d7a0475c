/** What a simulation found: a sentence, its numbers, the mails day by day, why others did not enter, and some customers. */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { SimulationResult } from '../../../shared/contract/api.ts'
import { useCampaignNames } from '../../api/campaign-names.ts'
import type { Fact } from '../../api/types.ts'
import { Bars } from '../../parts/bars.tsx'
import { Figure, Figures } from '../../parts/figure.tsx'
import { Table } from '../../parts/table.tsx'
import { When } from '../../parts/when.tsx'
import { useCampaignWords } from '../../words/campaign-words.ts'
import { useReader } from '../../words/reader.tsx'
import styles from './editor.module.css'
import { DaysChart } from './days-chart.tsx'

type ToldProps = { readonly result: SimulationResult }

export const SimulationTold = ({ result }: ToldProps): ReactNode => {
  const { format } = useReader()
  const { simulation: said } = useCampaignWords()
  const { totals, from, to, days } = result
  const busiest = days.toSorted((a, b) => b.sent - a.sent)[0]
  return (
    <>
      <p className={styles.sentence}>
        {totals.entered === 0 ? said.nobody : said.sentence(totals.entered, totals.sent, from, to)}{' '}
        {busiest === undefined || busiest.sent === 0 ? '' : said.busiest(busiest.day, busiest.sent)}
      </p>
      <div className={styles.figures}>
        <Figures>
          <Figure name={said.entered} value={format.count(totals.entered)} />
          {result.campaign.hasHoldout ? <Figure name={said.held} value={format.count(totals.held)} /> : null}
          <Figure name={said.sent} value={format.count(totals.sent)} />
          <Figure name={said.notSent} text={said.notSentText} value={format.count(totals.withheld + totals.refused + totals.stale)} />
        </Figures>
      </div>
      {totals.sent === 0 ? null : <DaysChart days={days} />}
      <Refusals result={result} />
      {result.variants.length < 2 ? null : <Variants result={result} />}
      <Examples result={result} />
      <details className={styles.more}>
        <summary>{said.leftOut}</summary>
        <ul>
          {result.leftOut.map(({ type }) => (
            <li key={type}>{said.gap(type)}</li>
          ))}
        </ul>
      </details>
    </>
  )
}

/** The same reason may have been met with other values: it is told once, by its kind. */
const Refusals = ({ result: { entryRefusals, mailRefusals } }: ToldProps): ReactNode => {
  const { words } = useReader()
  const { simulation: said } = useCampaignWords()
  const entries = summed(entryRefusals.map(({ because, times }) => ({ key: because.type, name: said.refusal(because.type), times })))
  const mails = summed(
    mailRefusals.map(({ what, because, times }) => ({
      key: `${what} ${because.type}`,
      name: what === 'deferred' ? `${words.funnel.deferral(because.type)} (${said.deferred})` : words.messages.refusalType(because.type),
      times,
    })),
  )
  return (
    <>
      <h3 className={styles.heading}>{said.entryRefusals}</h3>
      {entries.length === 0 ? (
        <p className="soft">{said.entryRefusalsNone}</p>
      ) : (
        <Bars rows={entries.map(({ name, times }) => ({ name, count: times, tone: 'stopped' }))} />
      )}
      {mails.length === 0 ? null : (
        <>
          <h3 className={styles.heading}>{said.mailRefusals}</h3>
          <Bars rows={mails.map(({ name, times }) => ({ name, count: times, tone: 'open' }))} />
        </>
      )}
    </>
  )
}

type Counted = { readonly key: string; readonly name: string; readonly times: number }

const summed = (all: readonly Counted[]): readonly Counted[] =>
  [...Map.groupBy(all, ({ key }) => key).values()]
    .flatMap(([first, ...more]) =>
      first === undefined ? [] : [{ ...first, times: more.reduce((sum, { times }) => sum + times, first.times) }],
    )
    .toSorted((a, b) => b.times - a.times)

const Variants = ({ result: { variants } }: ToldProps): ReactNode => {
  const { format } = useReader()
  const { simulation: said } = useCampaignWords()
  return (
    <>
      <h3 className={styles.heading}>{said.variants}</h3>
      <Table
        caption={said.variants}
        columns={[
          { name: said.variant, cell: ({ variant }) => <span className="breakable">{variant}</span> },
          { name: said.customers, cell: ({ customers }) => format.count(customers), isNumber: true },
          { name: said.held, cell: ({ held }) => format.count(held), isNumber: true },
          { name: said.sent, cell: ({ sent }) => format.count(sent), isNumber: true },
        ]}
        keyOf={({ variant }) => variant}
        rows={variants}
      />
    </>
  )
}

/** That a sender took a mail is told by what became of it. */
const isTelling = (fact: Fact): boolean => fact.type !== 'message-moved' || fact.to !== 'claimed'

const Examples = ({ result: { examples, campaign } }: ToldProps): ReactNode => {
  const { words } = useReader()
  const { simulation: said } = useCampaignWords()
  const { named } = useCampaignNames()
  if (examples.length === 0) return null
  const nameOf = (id: string): string => (id === campaign.id ? campaign.name : named(id))
  return (
    <>
      <h3 className={styles.heading}>{said.examples}</h3>
      <p className={styles.small}>{said.examplesText}</p>
      {examples.map(({ customer, facts }) => (
        <details className={styles.example} key={customer}>
          <summary className="breakable">{customer}</summary>
          <Link search={{ id: customer }} to="/customers/one">
            {words.shell.places.customers}: {customer}
          </Link>
          <ol>
            {facts
              .filter(({ fact }) => isTelling(fact))
              .map(({ at, fact }, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: facts have no id of their own, and several share an instant.
                <li className="breakable" key={index}>
                  <span className="soft">
                    <When at={at} />
                  </span>{' '}
                  {words.facts.fact(fact, nameOf).title}
                </li>
              ))}
          </ol>
        </details>
      ))}
    </>
  )
}
