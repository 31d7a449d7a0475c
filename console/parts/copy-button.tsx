import { Button } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { type ReactNode, useEffect, useState } from 'react'
import { useReader } from '../words/reader.tsx'

type CopyButtonProps = {
  /** What is copied, for those who hear it. */
  readonly label?: string
  /** What the button says; "Copy" where it stands beside what it copies. */
  readonly name?: string
  readonly text: () => string
}

const COPIED_MS = 2_000

/** Takes a text along, and says so. */
export const CopyButton = ({ label, name, text }: CopyButtonProps): ReactNode => {
  const { words } = useReader()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), COPIED_MS)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = (): void => {
    navigator.clipboard.writeText(text()).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  }
  const Icon = copied ? IconCheck : IconCopy
  return (
    <Button leftSection={<Icon aria-hidden size={15} stroke={1.8} />} onClick={copy} size="xs" variant="default">
      <span aria-live="polite">{copied ? words.shell.copied : (name ?? words.shell.copy)}</span>
      {label === undefined ? null : <span className="visually-hidden">: {label}</span>}
    </Button>
  )
}
