/** A list that comes page by page: its place while it is awaited, what stands there when it is empty, and its end. */
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Page } from '../../shared/contract/api.ts'
import type { Unanswered } from '../api/client.ts'
import { useReader } from '../words/reader.tsx'
import { Failure } from './answer.tsx'
import { Loading } from './loading.tsx'
import { More } from './more.tsx'
import { Notice } from './notice.tsx'

type ListedProps<Item> = {
  readonly of: UseInfiniteQueryResult<InfiniteData<Page<Item>, string | null>, Unanswered>
  readonly empty: ReactNode
  readonly children: (items: readonly Item[]) => ReactNode
}

export const Listed = <Item,>({ of: pages, empty, children }: ListedProps<Item>): ReactNode => {
  const { words } = useReader()
  const { data, error } = pages
  const again = (): void => {
    pages.refetch().catch(() => undefined)
  }
  if (data === undefined && error === null) {
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
      {items.length === 0 ? empty : children(items)}
      <More pages={pages} />
    </>
  )
}
