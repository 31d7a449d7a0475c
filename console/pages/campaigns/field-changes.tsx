import type { ReactNode } from 'react'
import type { FieldChange } from '../../../shared/contract/diff.ts'
import type { Json } from '../../../shared/kernel/json.ts'
import { useCampaignWords } from '../../words/campaign-words.ts'
import styles from './versions.module.css'

/** More are seen where two versions are compared. */
const SHOWN = 12
const BRIEF_MAX = 80

/** Fields that differ, each on a line: what it was, and what it would be. */
export const FieldChanges = ({ changes }: { readonly changes: readonly FieldChange[] }): ReactNode => {
  const { versions: said } = useCampaignWords()
  return (
    <ul className={styles.planned}>
      {changes.slice(0, SHOWN).map(({ path, before, after }) => (
        <li className="breakable" key={`${path} ${after === null}`}>
          <code>{path}</code>: {brief(before, said.absent)} → {brief(after, said.absent)}
        </li>
      ))}
      {changes.length <= SHOWN ? null : <li>{said.changesMore(changes.length - SHOWN)}</li>}
    </ul>
  )
}

const brief = (value: Json, absent: string): string => {
  if (value === null) return absent
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > BRIEF_MAX ? `${text.slice(0, BRIEF_MAX).toWellFormed()}…` : text
}
