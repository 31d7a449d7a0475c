import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import styles from './notice.module.css'

export type Tone = 'good' | 'warn' | 'bad' | 'plain'

type NoticeProps = { readonly tone: Tone; readonly title?: string; readonly action?: ReactNode; readonly children: ReactNode }

const ICONS = { good: IconCircleCheck, warn: IconAlertTriangle, bad: IconAlertTriangle, plain: IconInfoCircle } as const

/** Something the reader should know, with what they can do about it. */
export const Notice = ({ tone, title, action, children }: NoticeProps): ReactNode => {
  const Icon = ICONS[tone]
  return (
    <div className={styles.notice} data-tone={tone} role={tone === 'bad' ? 'alert' : undefined}>
      <Icon aria-hidden className={styles.icon} size={20} stroke={1.7} />
      <div className={styles.body}>
        {title === undefined ? null : <strong className={styles.title}>{title}</strong>}
        <div>{children}</div>
      </div>
      {action}
    </div>
  )
}
