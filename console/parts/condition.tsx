import type { ReactNode } from 'react'
import type { ConditionView } from '../../shared/contract/condition-view.ts'
import type { ConditionTold } from '../words/conditions.ts'
import { useCampaignWords } from '../words/campaign-words.ts'
import styles from './condition.module.css'

/** A condition in words, part by part. */
export const Condition = ({ of }: { readonly of: ConditionView }): ReactNode => {
  const words = useCampaignWords()
  return <Told told={words.conditions.tree(of)} />
}

const Told = ({ told: { text, parts } }: { readonly told: ConditionTold }): ReactNode => (
  <div className={`${styles.told} breakable`}>
    {text}
    {parts.length === 0 ? null : (
      <ul className={styles.parts}>
        {parts.map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts have no other name than their place, and do not move.
          <li key={index}>
            <Told told={part} />
          </li>
        ))}
      </ul>
    )}
  </div>
)
