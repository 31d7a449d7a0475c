import { Button } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import type { Json } from '../../shared/kernel/json.ts'
import { useReader } from '../words/reader.tsx'
import styles from './json-view.module.css'

/** JSON as it is written, and the button that takes it along. */
export const JsonView = ({ value, label }: { readonly value: Json; readonly label: string }): ReactNode => {
  const text = JSON.stringify(value, null, 2)
  return (
    <div className={styles.view}>
      <CopyButton text={text} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section aria-label={label} className={styles.frame} tabIndex={0}>
        <pre className={styles.text}>{partsOf(text).map(colouredPart)}</pre>
      </section>
    </div>
  )
}

export const CopyButton = ({ text }: { readonly text: string }): ReactNode => {
  const { words } = useReader()
  const [copied, setCopied] = useState<string | null>(null)
  const isCopied = copied === text
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setCopied(text),
      () => undefined,
    )
  }
  return (
    <Button
      className={styles.copy}
      leftSection={isCopied ? <IconCheck aria-hidden size={16} stroke={1.8} /> : <IconCopy aria-hidden size={16} stroke={1.8} />}
      onClick={copy}
      size="compact-sm"
      variant="default"
    >
      <span aria-live="polite">{isCopied ? words.shell.copied : words.shell.copy}</span>
    </Button>
  )
}

type Part = { readonly kind: 'key' | 'text' | 'other'; readonly text: string; readonly at: number }

/** Keys and texts apart from the rest: enough to find one's way. */
const partsOf = (json: string): readonly Part[] => {
  const parts: Part[] = []
  let end = 0
  for (const { 0: text, 1: colon, index } of json.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)) {
    parts.push({ kind: 'other', text: json.slice(end, index), at: end }, { kind: colon === undefined ? 'text' : 'key', text, at: index })
    end = index + text.length
  }
  return [...parts, { kind: 'other', text: json.slice(end), at: end }]
}

const colouredPart = ({ kind, text, at }: Part): ReactNode =>
  kind === 'other' ? (
    text
  ) : (
    <span className={kind === 'key' ? styles.key : styles.string} key={at}>
      {text}
    </span>
  )
