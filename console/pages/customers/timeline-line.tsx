import {
  IconActivity,
  IconAdjustments,
  IconArrowsSplit,
  IconBolt,
  IconClock,
  IconDoorEnter,
  IconEraser,
  IconEye,
  IconFlag,
  IconGitMerge,
  type Icon,
  IconId,
  IconMail,
  IconMailOpened,
  IconShoppingBag,
  IconSparkles,
  IconTarget,
  IconThumbUp,
  IconTicket,
  IconUsersGroup,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { TimelineEntry } from '../../../shared/contract/api.ts'
import type { Json, JsonObject } from '../../../shared/kernel/json.ts'
import type { Fact } from '../../api/types.ts'
import { useReader } from '../../words/reader.tsx'
import styles from './timeline.module.css'

export type Kind = 'event' | 'decision' | 'mail'

const MAIL_FACTS: readonly Fact['type'][] = ['owed', 'message-moved', 'heard']

/** What somebody did, what became of a mail, or what else was decided. */
export const kindOf = (entry: TimelineEntry): Kind => {
  if (entry.type === 'event') return 'event'
  return MAIL_FACTS.includes(entry.fact.type) ? 'mail' : 'decision'
}

type LineProps = { readonly entry: TimelineEntry; readonly named: (campaign: string) => string }

/** One line of the story. */
export const Line = ({ entry, named }: LineProps): ReactNode => {
  const { words, format } = useReader()
  const kind = kindOf(entry)
  const Sign = entry.type === 'event' ? (EVENT_SIGNS[entry.name] ?? IconBolt) : FACT_SIGNS[entry.fact.type]
  const told =
    entry.type === 'event' ? { title: words.facts.event(entry.name), text: inShort(entry.properties) } : words.facts.fact(entry.fact, named)
  return (
    <li className={styles.line} data-kind={kind}>
      <span className={styles.sign} title={words.customerStory.kinds[kind]}>
        <Sign aria-hidden size={17} stroke={1.7} />
        <span className="visually-hidden">{words.customerStory.kinds[kind]}:</span>
      </span>
      <div className={styles.told}>
        <div className={styles.title}>{told.title}</div>
        {told.text === null ? null : <div className={styles.text}>{told.text}</div>}
        {entry.type === 'event' || entry.under === null ? null : <div className={styles.text}>{words.customers.under(entry.under)}</div>}
        {entry.type === 'event' ? <Details entry={entry} /> : null}
      </div>
      <time className={styles.time} dateTime={entry.at}>
        {format.time(entry.at)}
      </time>
    </li>
  )
}

const Details = ({
  entry: { id, properties, traits },
}: {
  readonly entry: Extract<TimelineEntry, { readonly type: 'event' }>
}): ReactNode => {
  const { words } = useReader()
  const { customerStory: said } = words
  return (
    <details className={styles.details}>
      <summary>{said.details}</summary>
      <div className={styles.id}>{said.eventId(id)}</div>
      <Told name={said.properties} of={properties} />
      <Told name={said.traits} of={traits} />
    </details>
  )
}

const Told = ({ name, of }: { readonly name: string; readonly of: JsonObject }): ReactNode =>
  Object.keys(of).length === 0 ? null : (
    <>
      <div className={styles.of}>{name}</div>
      <pre className={styles.json}>{JSON.stringify(of, null, 2)}</pre>
    </>
  )

/** So many properties are said beside an event; the rest is folded. */
const IN_SHORT = 3
const VALUE_LENGTH_MAX = 40

const inShort = (properties: JsonObject): string | null => {
  const said = Object.entries(properties).flatMap(([name, value]) => (isShort(value) ? [`${name}: ${value}`] : []))
  return said.length === 0 ? null : said.slice(0, IN_SHORT).join(' · ')
}

const isShort = (value: Json): boolean =>
  typeof value === 'number' || typeof value === 'boolean' || (typeof value === 'string' && value.length <= VALUE_LENGTH_MAX)

const EVENT_SIGNS: Readonly<Record<string, Icon>> = {
  $identify: IconId,
  $page: IconEye,
  $screen: IconEye,
  $group: IconUsersGroup,
  'Order Completed': IconShoppingBag,
  'Email Opened': IconMail,
  'Email Link Clicked': IconMail,
  Unsubscribed: IconMail,
}

const FACT_SIGNS: Readonly<Record<Fact['type'], Icon>> = {
  appeared: IconSparkles,
  'stage-changed': IconActivity,
  'consent-changed': IconThumbUp,
  'preferences-changed': IconAdjustments,
  entered: IconDoorEnter,
  owed: IconMail,
  waiting: IconClock,
  waited: IconClock,
  chose: IconArrowsSplit,
  took: IconBolt,
  milestone: IconTarget,
  settling: IconClock,
  leaving: IconFlag,
  paused: IconClock,
  resumed: IconClock,
  'journey-moved': IconArrowsSplit,
  'traits-updated': IconId,
  emitted: IconBolt,
  'task-opened': IconThumbUp,
  'task-closed': IconThumbUp,
  called: IconBolt,
  'call-settled': IconBolt,
  'segment-changed': IconUsersGroup,
  'journey-ended': IconFlag,
  'message-moved': IconMail,
  heard: IconMailOpened,
  'coupon-given': IconTicket,
  'coupon-redeemed': IconTicket,
  assigned: IconArrowsSplit,
  crossover: IconArrowsSplit,
  outcome: IconTarget,
  'merge-begun': IconGitMerge,
  'merge-lifted': IconGitMerge,
  absorbed: IconGitMerge,
  merged: IconGitMerge,
  redirected: IconGitMerge,
  erased: IconEraser,
}
