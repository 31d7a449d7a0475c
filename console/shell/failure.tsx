/** Pages that are none: an address that leads nowhere, and a page that broke. */
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useReader } from '../words/reader.tsx'
import { Page } from './page.tsx'

export const Missing = (): ReactNode => {
  const { words } = useReader()
  const { title, text, back } = words.shell.missing
  return (
    <Page text={text} title={title}>
      <Link to="/">{back}</Link>
    </Page>
  )
}

/** Shows what broke in words one can pass on; the frame around it goes on working. */
export const Broken = ({ error }: { readonly error: unknown }): ReactNode => {
  const { words } = useReader()
  const { title, text, reload } = words.shell.broken
  return (
    <Page text={text} title={title}>
      <Button onClick={() => location.reload()}>{reload}</Button>
      <pre className="breakable soft" style={{ marginTop: '1.5rem', fontSize: '0.8125rem', whiteSpace: 'pre-wrap' }}>
        {error instanceof Error ? `${error.name}: ${error.message}` : String(error)}
      </pre>
    </Page>
  )
}
