/** What every page has: a heading that gets the focus on arrival, a title for the tab, a sentence of what it is, and room for actions. */
import { useMatch } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef } from 'react'
import { useReader } from '../words/reader.tsx'
import styles from './page.module.css'

type PageProps = {
  readonly title: string
  /** One sentence under the heading. */
  readonly text?: ReactNode
  /** Beside the heading: a state, a way back. */
  readonly aside?: ReactNode
  /** Above the heading: what this page is a part of. */
  readonly above?: ReactNode
  readonly children: ReactNode
}

export const Page = ({ title, text, aside, above, children }: PageProps): ReactNode => {
  const { words } = useReader()
  const heading = useRef<HTMLHeadingElement>(null)
  // Its own: the router's is another already while the page that is left still stands, which would take the focus with it.
  const path = useMatch({ strict: false, select: ({ pathname }) => pathname })

  useEffect(() => {
    document.title = `${title} · ${words.shell.product}`
  }, [title, words])

  useEffect(() => {
    // Whoever comes to the console begins at its top; whoever goes from page to page, at the new page's heading.
    if (lastPath !== null && lastPath !== path) heading.current?.focus({ preventScroll: true })
    lastPath = path
  }, [path])

  return (
    <article>
      <header className={styles.header}>
        {above === undefined ? null : <div className={styles.above}>{above}</div>}
        <div className={styles.row}>
          <h1 className={`${styles.title} breakable`} ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {aside === undefined ? null : <div className={styles.aside}>{aside}</div>}
        </div>
        {text === undefined ? null : <div className={styles.text}>{text}</div>}
      </header>
      {children}
    </article>
  )
}

let lastPath: string | null = null
