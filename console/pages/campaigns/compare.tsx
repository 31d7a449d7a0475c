import { type ReactNode, useId, useMemo, useState } from 'react'
import { diffOf, type FieldChange } from '../../../shared/contract/diff.ts'
import type { Json } from '../../../shared/kernel/json.ts'
import type { FileVersion } from '../../api/types.ts'
import { Badge } from '../../parts/badge.tsx'
import { useCampaignWords } from '../../words/campaign-words.ts'
import styles from './versions.module.css'

/** Two versions, field by field. `files`: newest first. */
export const Compare = ({ files }: { readonly files: readonly FileVersion[] }): ReactNode => {
  const words = useCampaignWords()
  const { versions: said } = words
  const [from, setFrom] = useState<number | null>(null)
  const [to, setTo] = useState<number | null>(null)
  const later = files.find(({ version }) => version === to) ?? files[0]
  const earlier = files.find(({ version }) => version === from) ?? files[1]
  const changes = useMemo(
    () => (earlier === undefined || later === undefined ? [] : diffOf(earlier.source, later.source)),
    [earlier, later],
  )
  if (earlier === undefined || later === undefined) return null
  return (
    <>
      <div className={styles.choose}>
        <Chosen files={files} label={said.from} onChange={setFrom} value={earlier.version} />
        <Chosen files={files} label={said.to} onChange={setTo} value={later.version} />
      </div>
      <p aria-live="polite" className={styles.count}>
        {changes.length === 0 ? said.same : said.changes(changes.length)}
      </p>
      <ul className={styles.changes}>
        {changes.map((change) => (
          <Change change={change} earlier={earlier.version} key={`${change.path} ${change.after === null}`} later={later.version} />
        ))}
      </ul>
    </>
  )
}

type ChosenProps = {
  readonly label: string
  readonly files: readonly FileVersion[]
  readonly value: number
  readonly onChange: (version: number) => void
}

const Chosen = ({ label, files, value, onChange }: ChosenProps): ReactNode => {
  const words = useCampaignWords()
  const id = useId()
  return (
    <div className={styles.chosen}>
      <label htmlFor={id}>{label}</label>
      <select className={styles.select} id={id} onChange={({ currentTarget }) => onChange(Number(currentTarget.value))} value={value}>
        {files.map(({ version, isLive }) => (
          <option key={version} value={version}>
            {words.versions.version(version)}
            {isLive ? ` · ${words.versions.live}` : ''}
          </option>
        ))}
      </select>
    </div>
  )
}

type ChangeProps = { readonly change: FieldChange; readonly earlier: number; readonly later: number }

const Change = ({ change: { path, before, after }, earlier, later }: ChangeProps): ReactNode => {
  const words = useCampaignWords()
  const { versions: said } = words
  const kind = before === null ? 'new' : after === null ? 'gone' : 'other'
  const tone = kind === 'new' ? 'good' : kind === 'gone' ? 'bad' : 'warn'
  return (
    <li className={styles.change}>
      <div className={styles.head}>
        <code className="breakable">{path === '' ? said.whole : path}</code>
        <Badge tone={tone}>{said.change[kind]}</Badge>
      </div>
      <div className={styles.sides}>
        <Side kind="before" title={said.before(earlier)} value={before} />
        <Side kind="after" title={said.before(later)} value={after} />
      </div>
    </li>
  )
}

type SideProps = { readonly title: string; readonly value: Json; readonly kind: 'before' | 'after' }

const Side = ({ title, value, kind }: SideProps): ReactNode => {
  const words = useCampaignWords()
  return (
    <div className={styles.side} data-kind={kind}>
      <div className={styles.sideTitle}>{title}</div>
      {value === null ? (
        <span className="soft">{words.versions.absent}</span>
      ) : (
        <pre className={styles.value}>{typeof value === 'string' ? value : JSON.stringify(value, null, 2)}</pre>
      )}
    </div>
  )
}
