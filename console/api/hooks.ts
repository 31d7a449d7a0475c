/** The questions of the pages: typed by the contract's table, kept and asked anew by TanStack Query. */
import {
  type InfiniteData,
  keepPreviousData,
  QueryClient,
  type UseInfiniteQueryResult,
  useInfiniteQuery,
  useMutation,
  type UseMutationResult,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Api, Page } from '../../shared/contract/api.ts'
import { type Answer, type Body, change, type Changing, type Names, type Question, type Reading, read, Unanswered } from './client.ts'
import type { Failed } from './failed.ts'
import type { Changed } from './live.ts'

/** The answer to one question; asked anew when the server says that something changed. */
export const useAnswer = <E extends Reading>(endpoint: E, question: Question<E>): UseQueryResult<Answer<E>, Unanswered> =>
  useQuery<Answer<E>, Unanswered, Answer<E>>({
    queryKey: keyOf(endpoint, question),
    queryFn: async ({ signal }): Promise<Answer<E>> => read(endpoint, question, signal),
  })

/** The same, and while another question is asked the answer to the last one stays: for questions that change as one writes. */
export const useKeptAnswer = <E extends Reading>(endpoint: E, question: Question<E>): UseQueryResult<Answer<E>, Unanswered> =>
  useQuery<Answer<E>, Unanswered, Answer<E>>({
    queryKey: keyOf(endpoint, question),
    queryFn: async ({ signal }): Promise<Answer<E>> => read(endpoint, question, signal),
    placeholderData: keepPreviousData,
  })

/** A list that is long, as it was when it was asked for; and what of it is another by now. */
export type LongList<Item> = {
  readonly pages: UseInfiniteQueryResult<InfiniteData<Page<Item>, string | null>, Unanswered>
  readonly news: News | null
}

/** What has come since: so many entries, or more than that; none where only those that are shown have changed. */
export type News = { readonly count: number; readonly isMore: boolean; readonly show: () => void }

/** What an entry of a list is known by. */
type Named = { readonly id: string } | { readonly digest: string }
type Paged = { [E in Reading]: Api[E]['answer'] extends Page<Named> ? E : never }[Reading]
type ItemOf<E extends Paged> = Answer<E>['items'][number]

/**
 * A long list, page after page, each where the last one ended. It keeps still while it is read: when the server says that something
 * changed, its first page is asked for beside it, and takes its place only when the reader says so.
 */
export const usePages = <E extends Paged>(endpoint: E, question: Question<E>): LongList<ItemOf<E>> => {
  type Shown = InfiniteData<Page<ItemOf<E>>, string | null>
  const queries = useQueryClient()
  const queryKey = keyOf(endpoint, question)
  const ask = async (after: string | null, signal: AbortSignal): Promise<Page<ItemOf<E>>> =>
    read(endpoint, { ...question, query: { ...question.query, ...(after === null ? {} : { after }) } }, signal)
  const pages = useInfiniteQuery<Page<ItemOf<E>>, Unanswered, Shown, readonly unknown[], string | null>({
    queryKey,
    queryFn: ({ signal, pageParam }) => ask(pageParam, signal),
    initialPageParam: null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    // Whoever comes to a list finds it as it is now.
    refetchOnMount: ({ state }) => (Date.now() - state.dataUpdatedAt > STALE_MS ? 'always' : true),
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  const isOutdated = pages.data !== undefined && pages.isStale && !pages.isFetching
  const now = useQuery<Page<ItemOf<E>>, Unanswered>({
    queryKey: [BESIDE, ...queryKey],
    queryFn: ({ signal }) => ask(null, signal),
    enabled: isOutdated,
  })
  const show = (): void => {
    if (now.data !== undefined) queries.setQueryData<Shown>(queryKey, { pages: [now.data], pageParams: [null] })
  }
  const shown = pages.data?.pages ?? []
  const isNewer = isOutdated && now.dataUpdatedAt > pages.dataUpdatedAt && now.data !== undefined
  const told = isNewer ? newsOf(shown, now.data) : null
  const isEmpty = told !== null && shown.every(({ items }) => items.length === 0)
  // Where nothing is read, nothing is moved away.
  useEffect(() => {
    if (isEmpty && now.data !== undefined) queries.setQueryData<Shown>(queryKey, { pages: [now.data], pageParams: [null] })
  })
  return { pages, news: told === null || isEmpty ? null : { ...told, show } }
}

/** What the first page has that is not shown; null: it is as shown. */
const newsOf = <Item extends Named>(
  shown: readonly Page<Item>[],
  now: Page<Item>,
): { readonly count: number; readonly isMore: boolean } | null => {
  const known = new Set(shown.flatMap(({ items }) => items.map(nameOf)))
  const count = now.items.filter((item) => !known.has(nameOf(item))).length
  if (count === 0 && JSON.stringify(now.items) === JSON.stringify(shown[0]?.items)) return null
  return { count, isMore: count > 0 && count === now.items.length && now.next !== null }
}

const nameOf = (item: Named): string => ('id' in item ? item.id : item.digest)

/** Stands before the key of a list, for its first page as it is now. */
const BESIDE = 'beside'
const STALE_MS = 15_000

/** What a change is told: the names in its path, and its body. */
export type Told<E extends Changing> = Names<E> & { readonly body: Body<E> }

/** Asks for a change; afterwards everything it may have touched is asked anew. */
export const useChange = <E extends Changing>(
  endpoint: E,
  touches: readonly Reading[],
): UseMutationResult<Answer<E>, Unanswered, Told<E>> => {
  const queries = useQueryClient()
  return useMutation<Answer<E>, Unanswered, Told<E>>({
    mutationFn: ({ names, body }) => change(endpoint, names, body),
    onSettled: () => Promise.all(touches.map((touched) => queries.invalidateQueries({ queryKey: [touched] }))),
  })
}

/** Refusals are answers and are not asked again; a server that cannot be reached is, twice. */
export const newQueries = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: STALE_MS,
        retry: (failures, error) => failures < 2 && error instanceof Unanswered && isAway(error.failed),
        retryDelay: (attempt) => 500 * 2 ** attempt,
      },
    },
  })

const isAway = ({ type }: Failed): boolean => type === 'unreachable' || type === 'offline'

/** Which questions have another answer when this changed. */
const TOUCHED: Readonly<Record<Changed, readonly Reading[]>> = {
  stages: ['GET /api/overview', 'GET /api/customers', 'GET /api/customers/:id', 'GET /api/customers/:id/campaigns/:campaign'],
  campaigns: [
    'GET /api/overview',
    'GET /api/campaigns',
    'GET /api/campaigns/:id',
    'GET /api/campaigns/:id/versions',
    'GET /api/drafts',
    'GET /api/sending',
    'GET /api/suppressions',
    'GET /api/coupons',
    'GET /api/results',
    'GET /api/results/:id',
    'GET /api/customers/:id',
    'GET /api/customers/:id/campaigns/:campaign',
  ],
  inbox: ['GET /api/inbox', 'GET /api/inbox/:id', 'GET /api/customers/:id'],
  quarantine: ['GET /api/overview', 'GET /api/quarantine'],
  audit: ['GET /api/audit'],
  tasks: ['GET /api/tasks', 'GET /api/customers/:id'],
}

/** Asks anew what the page shows of what changed; the rest is asked anew when somebody goes there. */
export const askAnew = (queries: QueryClient, what: readonly Changed[]): void => {
  for (const endpoint of new Set(what.flatMap((changed) => TOUCHED[changed]))) {
    // A list that is being read is not taken away: see `usePages`.
    const refetchType = LISTS.has(endpoint) ? 'none' : 'active'
    queries.invalidateQueries({ queryKey: [endpoint], refetchType }).catch(() => undefined)
    queries.invalidateQueries({ queryKey: [BESIDE, endpoint] }).catch(() => undefined)
  }
}

const LISTS: ReadonlySet<Reading> = new Set<Paged>([
  'GET /api/customers',
  'GET /api/inbox',
  'GET /api/quarantine',
  'GET /api/suppressions',
  'GET /api/audit',
  'GET /api/tasks',
])

const keyOf = <E extends Reading>(endpoint: E, { names, query }: Question<E>): readonly unknown[] => [endpoint, names ?? {}, query ?? {}]
