/** What was published of a campaign, what people made of it since, what two versions differ in, and the way back to an older one. */
import { type ReactNode, useState } from 'react'
import type { CampaignSummary, CampaignVersion } from '../../../shared/contract/api.ts'
import type { Versions as Told } from '../../api/types.ts'
import { Badge } from '../../parts/badge.tsx'
import { Card } from '../../parts/card.tsx'
import { When } from '../../parts/when.tsx'
import { useCampaignWords } from '../../words/campaign-words.ts'
import { Compare } from './compare.tsx'
import { RollBack, UndoRollBack } from './roll-back.tsx'
import styles from './versions.module.css'

type VersionsProps = { readonly summary: CampaignSummary; readonly told: Told }

export const Versions = ({ summary, told }: VersionsProps): ReactNode => {
  const words = useCampaignWords()
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

const List = ({ summary, told }: VersionsProps): ReactNode => {
  const words = useCampaignWords()
  const { versions: said } = words
  /** What a roll-back that was just done is taken back to. */
  const [last, setLast] = useState<{ readonly back: number; readonly customers: number } | null>(null)
  const { versions } = told
  return (
    <>
      <output aria-live="polite" className={styles.done}>
        {last === null ? null : <UndoRollBack id={summary.id} onDone={() => setLast(null)} {...last} />}
      </output>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section aria-label={said.list} className={styles.frame} tabIndex={0}>
        <ol aria-label={said.list} className={styles.list}>
          {versions.map((one) => (
            <li className={styles.entry} key={`${one.type} ${one.version}`}>
              <Entry one={one} onRolledBack={(customers) => setLast({ back: summary.version, customers })} summary={summary} told={told} />
            </li>
          ))}
        </ol>
      </section>
    </>
  )
}

type EntryProps = VersionsProps & { readonly one: CampaignVersion; readonly onRolledBack: (customers: number) => void }

const Entry = ({ one, summary, told, onRolledBack }: EntryProps): ReactNode => {
  const words = useCampaignWords()
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
