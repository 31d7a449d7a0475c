/** What the compiler says of a text, and what else the server makes of it: asked a moment after it was written, and once for each text. */
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query'
import type { EditorChecked, EditorNames, EditorPlan, MailPreviews } from '../../../shared/contract/api.ts'
import { change, read, type Unanswered } from '../../api/client.ts'
import { NOTHING_KNOWN } from './code/offers.ts'

/** After the last letter. */
const CHECK_WAIT_MS = 300
const LOOK_WAIT_MS = 600
/** Whoever undoes what they wrote finds the answer still there. */
const REMEMBERED_MS = 60_000

const useText = <Answer extends object>(
  what: string,
  text: string,
  waitMs: number,
  isWanted: boolean,
  ask: (text: string) => Promise<Answer>,
): UseQueryResult<{ readonly answer: Answer; readonly of: string }, Unanswered> => {
  const [settled] = useDebouncedValue(text, waitMs)
  return useQuery<{ readonly answer: Answer; readonly of: string }, Unanswered>({
    queryKey: [what, settled],
    queryFn: async () => ({ answer: await ask(settled), of: settled }),
    enabled: isWanted,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: REMEMBERED_MS,
    refetchOnWindowFocus: false,
  })
}

type TextAnswer<Answer> = UseQueryResult<{ readonly answer: Answer; readonly of: string }, Unanswered>

/** `id`: that of what is edited. */
export const useChecked = (id: string, text: string): TextAnswer<EditorChecked> =>
  useText('POST /api/editor/check', text, CHECK_WAIT_MS, true, (of) => change('POST /api/editor/check', undefined, { text: of, name: id }))

export const usePlan = (id: string, text: string, isWanted: boolean): TextAnswer<EditorPlan> =>
  useText('POST /api/editor/plan', text, LOOK_WAIT_MS, isWanted, (of) => change('POST /api/editor/plan', undefined, { text: of, name: id }))

/** `customer` and `locale` empty: a made-up one, and whichever language is theirs. */
export const useMails = (text: string, customer: string, locale: string, isWanted: boolean): TextAnswer<MailPreviews> => {
  const [settled] = useDebouncedValue(customer.trim(), LOOK_WAIT_MS)
  const whom = { ...(settled === '' ? {} : { customer: settled }), ...(locale === '' ? {} : { locale }) }
  return useText(`POST /api/editor/mails ${settled} ${locale}`, text, LOOK_WAIT_MS, isWanted, (of) =>
    change('POST /api/editor/mails', undefined, { text: of, ...whom }),
  )
}

/** Names there are, for completion; nothing until they have come. */
export const useKnown = (): EditorNames => {
  const { data } = useQuery<EditorNames, Unanswered>({
    queryKey: ['GET /api/editor/names'],
    queryFn: ({ signal }) => read('GET /api/editor/names', {}, signal),
  })
  return data ?? NOTHING_KNOWN
}
