import { Button } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import { useReader } from '../words/reader.tsx'
import styles from './more.module.css'

/** What a list that comes page by page tells of itself. */
type Pages = {
  readonly hasNextPage: boolean
  readonly isFetchingNextPage: boolean
  readonly isFetchNextPageError: boolean
  readonly fetchNextPage: () => Promise<unknown>
}

/** How far below the screen the end of the list may be when its next page is fetched. */
const AHEAD = '600px'

/** The end of a long list: comes nearer, and the next page is fetched; on the keyboard a button does the same. */
export const More = ({ pages }: { readonly pages: Pages }): ReactNode => {
  const { words } = useReader()
  const end = useRef<HTMLDivElement>(null)
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = pages
  const isWaiting = hasNextPage && !isFetchingNextPage && !isFetchNextPageError

  useEffect(() => {
    if (end.current === null || !isWaiting) return
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting === true) fetchNextPage().catch(() => undefined)
      },
      { rootMargin: AHEAD },
    )
    observer.observe(end.current)
    return () => observer.disconnect()
  }, [isWaiting, fetchNextPage])

  if (!hasNextPage) return null
  return (
    <div className={styles.more} ref={end}>
      {isFetchNextPageError ? <p className="soft">{words.lists.moreFailed}</p> : null}
      <Button loading={isFetchingNextPage} onClick={() => fetchNextPage().catch(() => undefined)} variant="default">
        {words.lists.more}
      </Button>
    </div>
  )
}
