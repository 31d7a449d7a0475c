/** A list that comes page by page: its place while it is awaited, what stands there when it is empty, and its end. */
import type { ReactNode } from 'react'
import type { LongList } from '../api/hooks.ts'
import { useReader } from '../words/reader.tsx'
import { Failure } from './answer.tsx'
import { Loading } from './loading.tsx'
import { More } from './more.tsx'
import { NewsButton } from './news-button.tsx'
import { Notice } from './notice.tsx'

type ListedProps<Item> = {
  readonly of: LongList<Item>
  /** What so many new entries are called, as a button that shows them. */
  readonly news: (count: number, isMore: boolean) => string
  /** False: what its entries are drawn with is still on its way. */
  readonly isReady?: boolean
  readonly empty: ReactNode
  readonly children: (items: readonly Item[]) => ReactNode
}

export const Listed = <Item,>({ of: { pages, news }, news: called, isReady = true, empty, children }: ListedProps<Item>): ReactNode => {
  const { words } = useReader()
  const { data, error } = pages
  const again = (): void => {
    pages.refetch().catch(() => undefined)
  }
  if ((data === undefined || !isReady) && error === null) {
    return (
      <output aria-label={words.shell.loading}>
        <Loading heights={[560]} />
      </output>
    )
  }
  if (data === undefined) return <Failure again={again} error={error} isTrying={pages.isFetching} />
  const items = data.pages.flatMap((page) => page.items)
  return (
    <>
      {error === null || pages.isFetchNextPageError ? null : <Notice tone="warn">{words.shell.problems.stale}</Notice>}
      <NewsButton called={called} news={news} />
      {items.length === 0 ? empty : children(items)}
      <More pages={pages} />
    </>
  )
}
