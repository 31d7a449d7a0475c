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
import type { Api, Page } from '../../shared/contract/api.ts'
import { type Answer, type Body, change, type Changing, type Names, type Question, type Reading, read, Unanswered } from './client.ts'
import type { Changed } from './live.ts'

/** The answer to one question; asked anew when the server says that something changed. */
export const useAnswer = <E extends Reading>(endpoint: E, question: Question<E>): UseQueryResult<Answer<E>, Unanswered> =>
  useQuery<Answer<E>, Unanswered, Answer<E>>({
    queryKey: keyOf(endpoint, question),
    queryFn: async ({ signal }): Promise<Answer<E>> => read(endpoint, question, signal),
  })

type Paged = { [E in Reading]: Api[E]['answer'] extends Page<unknown> ? E : never }[Reading]

/** A list that is long: page after page, each where the last one ended. */
export const usePages = <E extends Paged>(
  endpoint: E,
  question: Question<E>,
): UseInfiniteQueryResult<InfiniteData<Answer<E>, string | null>, Unanswered> =>
  useInfiniteQuery<Answer<E>, Unanswered, InfiniteData<Answer<E>, string | null>, readonly unknown[], string | null>({
    queryKey: keyOf(endpoint, question),
    queryFn: ({ signal, pageParam }) =>
      read(endpoint, { ...question, query: { ...question.query, ...(pageParam === null ? {} : { after: pageParam }) } }, signal),
    initialPageParam: null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  })

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
        staleTime: 15_000,
        retry: (failures, error) => failures < 2 && error instanceof Unanswered && error.failed.type === 'unreachable',
        retryDelay: (attempt) => 500 * 2 ** attempt,
      },
    },
  })

/** Which questions have another answer when this changed. */
const TOUCHED: Readonly<Record<Changed, readonly Reading[]>> = {
  stages: ['GET /api/overview', 'GET /api/customers', 'GET /api/customers/:id', 'GET /api/customers/:id/campaigns/:campaign'],
  campaigns: [
    'GET /api/overview',
    'GET /api/campaigns',
    'GET /api/campaigns/:id',
    'GET /api/results',
    'GET /api/results/:id',
    'GET /api/customers/:id',
    'GET /api/customers/:id/campaigns/:campaign',
  ],
  inbox: ['GET /api/inbox', 'GET /api/inbox/:id', 'GET /api/customers/:id'],
  quarantine: ['GET /api/overview', 'GET /api/quarantine'],
}

/** Asks anew what the page shows of what changed; the rest is asked anew when somebody goes there. */
export const askAnew = (queries: QueryClient, what: readonly Changed[]): void => {
  for (const endpoint of new Set(what.flatMap((changed) => TOUCHED[changed]))) {
    queries.invalidateQueries({ queryKey: [endpoint] }).catch(() => undefined)
  }
}

const keyOf = <E extends Reading>(endpoint: E, { names, query }: Question<E>): readonly unknown[] => [endpoint, names ?? {}, query ?? {}]
