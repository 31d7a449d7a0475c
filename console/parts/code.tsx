/** Text that is read and taken along letter by letter: lines for a terminal, JSON, the source of a mail. */
import { Button } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { type ReactNode, useEffect, useState } from 'react'
import { useReader } from '../words/reader.tsx'
import styles from './code.module.css'

type CodeProps = {
  /** What it is, for those who hear it. */
  readonly label: string
  readonly text: string
  /** Lines are broken where they would leave the frame; else the frame scrolls. */
  readonly isWrapped?: boolean
}

export const Code = ({ label, text, isWrapped = false }: CodeProps): ReactNode => (
  <div className={styles.frame}>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
    <section aria-label={label} className={styles.scroll} tabIndex={0}>
      <pre className={styles.text} data-wrapped={isWrapped}>
        {text}
      </pre>
    </section>
    <div className={styles.copy}>
      <Copy label={label} text={text} />
    </div>
  </div>
)

const COPIED_MS = 2_000

const Copy = ({ label, text }: { readonly label: string; readonly text: string }): ReactNode => {
  const { words } = useReader()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), COPIED_MS)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  }
  const Icon = copied ? IconCheck : IconCopy
  return (
    <Button leftSection={<Icon aria-hidden size={15} stroke={1.8} />} onClick={copy} size="xs" variant="default">
      <span aria-live="polite">{copied ? words.shell.copied : words.shell.copy}</span>
      <span className="visually-hidden">: {label}</span>
    </Button>
  )
}
