/** What stands where an answer is awaited, is there, or did not come. */
import { Button } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Unanswered } from '../api/client.ts'
import { useReader } from '../words/reader.tsx'
import { Notice } from './notice.tsx'
import { Problems } from './problems.tsx'

type AnswerProps<T> = {
  readonly of: UseQueryResult<T, Unanswered>
  /** Stands in the shape of the answer, so that nothing jumps when it comes. */
  readonly loading: ReactNode
  /** False: what the answer is drawn with is still on its way. */
  readonly isReady?: boolean
  readonly children: (answer: T) => ReactNode
}

export const Answer = <T,>({ of: { data, error, refetch, isFetching }, loading, isReady = true, children }: AnswerProps<T>): ReactNode => {
  const { words } = useReader()
  const again = (): void => {
    refetch().catch(() => undefined)
  }
  if ((data === undefined || !isReady) && error === null) return <output aria-label={words.shell.loading}>{loading}</output>
  if (data === undefined) return <Failure again={again} error={error} isTrying={isFetching} />
  return (
    <>
      {error === null ? null : <Notice tone="warn">{words.shell.problems.stale}</Notice>}
      {children(data)}
    </>
  )
}

type FailureProps = { readonly error: Unanswered | null; readonly again: () => void; readonly isTrying: boolean }

/** Why there is nothing to show, and a way to try again. */
export const Failure = ({ error, again, isTrying }: FailureProps): ReactNode => {
  const { words } = useReader()
  const failed = error?.failed ?? { type: 'unreachable' }
  return (
    <Notice
      action={
        <Button loading={isTrying} onClick={again} size="xs" variant="default">
          {words.shell.retry}
        </Button>
      }
      title={words.shell.problems.title(failed)}
      tone="bad"
    >
      {failed.type === 'refused' ? <Problems problems={failed.problems} /> : words.shell.problems.hint(failed)}
    </Notice>
  )
}
