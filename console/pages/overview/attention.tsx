import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Attention } from '../../../shared/contract/api.ts'
import { useReader } from '../../words/reader.tsx'
import styles from './attention.module.css'

/** What only a person can put right, each with the way to where that is done. */
export const AttentionList = ({ attention }: { readonly attention: readonly Attention[] }): ReactNode => {
  const { words } = useReader()
  if (attention.length === 0) {
    return (
      <p className={styles.none}>
        <IconCircleCheck aria-hidden className={styles.good} size={20} stroke={1.7} />
        {words.overview.attentionNone}
      </p>
    )
  }
  return (
    <ul className={styles.list}>
      {attention.map((one) => (
        <li className={styles.one} key={words.overview.attention(one)}>
          <IconAlertTriangle aria-hidden className={styles.sign} data-type={one.type} size={20} stroke={1.7} />
          <div>
            <div className="breakable">{words.overview.attention(one)}</div>
            <Go attention={one} />
          </div>
        </li>
      ))}
    </ul>
  )
}

const Go = ({ attention }: { readonly attention: Attention }): ReactNode => {
  const { words } = useReader()
  const go = words.overview.attentionGo[attention.type]
  switch (attention.type) {
    case 'quarantine':
    case 'quarantine-full':
      return (
        <Link className={styles.go} to="/quarantine">
          {go}
        </Link>
      )
    case 'sample-ratio':
      return (
        <Link className={styles.go} params={{ id: attention.experiment }} to="/results/$id">
          {go}
        </Link>
      )
    case 'coupons-low':
    case 'sending-stopped':
    case 'campaign-stopped':
    case 'rates-warn':
      return (
        <Link className={styles.go} to="/delivery">
          {go}
        </Link>
      )
    case 'unsettled-mail':
      return (
        <Link className={styles.go} to="/campaigns">
          {go}
        </Link>
      )
    case 'not-renderable':
      return (
        <Link className={styles.go} params={{ id: attention.campaign }} to="/campaigns/$id">
          {go}
        </Link>
      )
  }
}
