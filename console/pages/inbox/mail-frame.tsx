import type { ReactNode } from 'react'
import { useReader } from '../../words/reader.tsx'
import styles from './mail.module.css'

type MailFrameProps = {
  readonly page: string
  readonly subject: string
  readonly width: 'desk' | 'phone'
  readonly scheme: 'light' | 'dark'
  /** What it may do beyond nothing at all. */
  readonly sandbox?: string
}

/** A mail's closed page, as wide as a desk or a phone, by day or by night. */
export const MailFrame = ({ page, subject, width, scheme, sandbox = '' }: MailFrameProps): ReactNode => {
  const { words } = useReader()
  return (
    <iframe
      className={styles.frame}
      data-scheme={scheme}
      data-width={width}
      key={scheme}
      sandbox={sandbox}
      srcDoc={page}
      title={words.inbox.frame(subject)}
    />
  )
}
