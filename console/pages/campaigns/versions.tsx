/** What was published of a campaign, what people made of it since, what two versions differ in, and the way back to an older one. */
import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { Api, CampaignSummary, CampaignVersion } from '../../../shared/contract/api.ts'
import { Badge } from '../../parts/badge.tsx'
import { Card } from '../../parts/card.tsx'
import { When } from '../../parts/when.tsx'
import { useReader } from '../../words/reader.tsx'
import { Compare } from './compare.tsx'
import { RollBack, UndoRollBack } from './roll-back.tsx'
import styles from './versions.module.css'

export type Told = Api['GET /api/campaigns/:id/versions']['answer']
export type FileVersion = Extract<CampaignVersion, { readonly type: 'file' }>
type VersionsProps = { readonly summary: CampaignSummary; readonly told: Told }

export const Versions = ({ summary, told }: VersionsProps): ReactNode => {
  const { words } = useReader()
  const { versions: said } = words
  const files = told.versions.filter((one) => one.type === 'file')
  return (
    <>
      <Card text={said.text} title={said.title}>
        <List summary={summary} told={told} />
      </Card>
      <Card title={said.compareTitle}>{files.length < 2 ? <p className="soft">{said.only}</p> : <Compare files={files} />}</Card>
    </>
  )
}

/** As many as a person looks through; more are shown when they are asked for. */
const SHOWN_FIRST = 8

const List = ({ summary, told }: VersionsProps): ReactNode => {
  const { words } = useReader()
  const { versions: said } = words
  const [isWhole, setWhole] = useState(false)
  /** What a roll-back that was just done is taken back to. */
  const [last, setLast] = useState<{ readonly back: number; readonly customers: number } | null>(null)
  const { versions } = told
  const shown = isWhole ? versions : versions.slice(0, SHOWN_FIRST)
  return (
    <>
      <output aria-live="polite" className={styles.done}>
        {last === null ? null : <UndoRollBack id={summary.id} onDone={() => setLast(null)} {...last} />}
      </output>
      <ol aria-label={said.list} className={styles.list}>
        {shown.map((one) => (
          <li className={styles.entry} key={`${one.type} ${one.version}`}>
            <Entry one={one} onRolledBack={(customers) => setLast({ back: summary.version, customers })} summary={summary} told={told} />
          </li>
        ))}
      </ol>
      {shown.length === versions.length ? null : (
        <Button onClick={() => setWhole(true)} size="compact-sm" variant="subtle">
          {said.more(versions.length - shown.length)}
        </Button>
      )}
    </>
  )
}

type EntryProps = VersionsProps & { readonly one: CampaignVersion; readonly onRolledBack: (customers: number) => void }

const Entry = ({ one, summary, told, onRolledBack }: EntryProps): ReactNode => {
  const { words } = useReader()
  const { versions: said } = words
  const waiting = one.type === 'file' ? (told.people.find(({ version }) => version === one.version)?.waiting ?? 0) : 0
  return (
    <>
      <div className={styles.head}>
        <strong>{one.type === 'file' ? said.version(one.version) : said.said[one.status]}</strong>
        {one.type === 'file' && one.isLive ? <Badge tone="good">{said.live}</Badge> : null}
        {waiting === 0 ? null : <Badge>{said.inIt(waiting)}</Badge>}
        {one.type === 'file' && !one.isLive ? <RollBack onDone={onRolledBack} summary={summary} to={one} told={told} /> : null}
      </div>
      <div className="soft breakable">
        {one.author ?? said.nobody}, <When at={one.at} />
        {one.note === null ? '' : `: “${one.note}”`}
      </div>
    </>
  )
}
