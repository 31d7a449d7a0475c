/** A condition leaf by leaf: what was asked of which value, and whether it held. */
import { IconCheck, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Explanation } from '../../api/types.ts'
import { useReader } from '../../words/reader.tsx'
import styles from './why.module.css'

export const Audience = ({ explained }: { readonly explained: Explanation | null }): ReactNode => {
  const { words } = useReader()
  const { why } = words
  return (
    <div className={styles.part}>
      <h3 className={styles.heading}>{why.audience}</h3>
      {explained === null ? (
        <p>{why.everyone}</p>
      ) : (
        <>
          <p className="soft">{why.audienceText}</p>
          <p>{explained.held ? why.inAudience : why.notInAudience}</p>
          <ul className={styles.tree}>
            <Part of={explained} />
          </ul>
        </>
      )}
    </div>
  )
}

const Part = ({ of }: { readonly of: Explanation }): ReactNode => {
  const { words } = useReader()
  return (
    <li>
      <div className={styles.leaf}>
        <Mark held={of.held} />
        {of.kind === 'leaf' ? (
          <span>
            {words.reasons.leaf(of)}
            <span className={styles.seen}>{words.reasons.seen(of.seen)}</span>
          </span>
        ) : (
          <span>
            {words.reasons.group(of.kind)}
            {of.kind === 'segment' ? <span className={styles.seen}>{of.segment}</span> : null}
          </span>
        )}
      </div>
      {of.kind === 'leaf' ? null : (
        <ul className={styles.tree}>
          {of.parts.map((part, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a condition stand in the order in which it was written.
            <Part key={index} of={part} />
          ))}
        </ul>
      )}
    </li>
  )
}

const Mark = ({ held }: { readonly held: boolean }): ReactNode => {
  const { words } = useReader()
  const Sign = held ? IconCheck : IconX
  return (
    <>
      <Sign aria-hidden className={styles.mark} data-held={held} size={18} stroke={2.2} />
      <span className="visually-hidden">{held ? words.why.held : words.why.notHeld}:</span>
    </>
  )
}
