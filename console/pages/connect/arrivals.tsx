import { Link } from '@tanstack/react-router'
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react'
import { useAnswer } from '../../api/hooks.ts'
import { type Arrival, SHOP, useLive } from '../../api/live.ts'
import { Badge } from '../../parts/badge.tsx'
import { Card } from '../../parts/card.tsx'
import { Choice } from '../../parts/choice.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Problems } from '../../parts/problems.tsx'
import { useReader } from '../../words/reader.tsx'
import styles from './connect.module.css'

type Source = 'mine' | 'all'

/**
 * What arrives, as it does: taken, or refused and why. The newest stands last, as in a log, so that nothing moves what is being read; the
 * end stays in sight until the reader scrolls away from it.
 */
export const Arrivals = (): ReactNode => {
  const { words } = useReader()
  const { connect: said } = words
  const [source, setSource] = useState<Source>('mine')
  const connection = useLive((live) => live.connection)
  const arrivals = useLive((live) => live.arrivals)
  const hasDemo = (useAnswer('GET /api/overview', {}).data?.demo ?? null) !== null
  const shown = (source === 'all' ? arrivals : arrivals.filter(({ door }) => door !== SHOP)).toReversed()
  const log = useRef<HTMLElement>(null)
  const isAtEnd = useRef(true)
  useLayoutEffect(() => {
    if (log.current !== null && isAtEnd.current) log.current.scrollTop = log.current.scrollHeight
  })
  return (
    <Card text={said.arrivalsText} title={said.arrivalsTitle}>
      {hasDemo ? (
        <Choice<Source>
          label={said.from}
          onChange={setSource}
          options={(['mine', 'all'] as const).map((value) => ({ value, name: said.sources[value] }))}
          value={source}
        />
      ) : null}
      <section
        aria-label={said.arrivalsTitle}
        className={styles.arrivals}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          isAtEnd.current = scrollHeight - scrollTop - clientHeight < AT_END_PIXELS
        }}
        ref={log}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
      >
        {shown.length === 0 ? <Waiting hasDemo={hasDemo} /> : null}
        <ol aria-label={said.arrivalsTitle} aria-live="polite" className={styles.list}>
          {shown.map((arrival) => (
            <ArrivalLine arrival={arrival} key={arrival.number} />
          ))}
        </ol>
        {connection === 'lost' ? <Notice tone="warn">{said.lost}</Notice> : null}
      </section>
    </Card>
  )
}

/** So near to the end is at the end. */
const AT_END_PIXELS = 24

const Waiting = ({ hasDemo }: { readonly hasDemo: boolean }): ReactNode => {
  const { words } = useReader()
  const { connect: said } = words
  return (
    <div className={styles.waiting}>
      <span aria-hidden="true" className={styles.beat} />
      <div>
        <strong>{said.waiting}</strong>
        <div className="soft">
          {said.waitingText} {hasDemo ? said.waitingDemo : null}
        </div>
      </div>
    </div>
  )
}

const ArrivalLine = ({ arrival }: { readonly arrival: Arrival }): ReactNode => {
  const { words, format } = useReader()
  const { connect: said } = words
  const { at, door, name, customerId, taken, problems } = arrival
  return (
    <li className={styles.arrival}>
      <time className={styles.time} dateTime={at}>
        {format.time(at)}
      </time>
      <Badge tone={taken ? 'good' : 'bad'}>{taken ? said.taken : said.refused}</Badge>
      <span className={styles.name}>{taken ? words.facts.event(name) : words.quarantine.reason(name)}</span>
      {customerId === null ? null : taken ? (
        <Link className="breakable" search={{ id: customerId }} to="/customers/one">
          {customerId}
        </Link>
      ) : (
        <span className="breakable">{customerId}</span>
      )}
      <span className={styles.door}>{said.door(door)}</span>
      {taken ? null : (
        <div className={styles.problems}>
          <Problems problems={problems} />
          <Link to="/quarantine">{said.toQuarantine}</Link>
        </div>
      )}
    </li>
  )
}
