/** A simulation from the page's side: begun, asked how far it has come, stopped. */
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { SimulationState } from '../../../shared/contract/api.ts'
import { change, read, type Unanswered } from '../../api/client.ts'

export type Simulating = {
  readonly state: SimulationState | null
  /** The text it was begun with; null: none was begun. */
  readonly of: string | null
  readonly isBusy: boolean
  readonly error: Unanswered | null
  readonly begin: (text: string) => void
  readonly stop: () => void
}

const ASK_MS = 500

export const useSimulation = (): Simulating => {
  const [run, setRun] = useState<{ readonly id: string; readonly of: string } | null>(null)
  const begin = useMutation<{ readonly run: string }, Unanswered, string>({
    mutationFn: (text) => change('POST /api/editor/simulate', undefined, { text }),
    onSuccess: (answer, of) => setRun({ id: answer.run, of }),
  })
  const stop = useMutation<{ readonly done: true }, Unanswered, string>({
    mutationFn: (id) => change('POST /api/editor/simulate/:run/stop', { run: id }, {}),
    onSettled: () => asked.refetch(),
  })
  const id = run?.id ?? ''
  const asked = useQuery<SimulationState, Unanswered>({
    queryKey: ['GET /api/editor/simulate/:run', id],
    queryFn: ({ signal }) => read('GET /api/editor/simulate/:run', { names: { run: id } }, signal),
    enabled: run !== null,
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: ({ state: { data } }) => (data === undefined || data.state === 'running' ? ASK_MS : false),
  })
  return {
    state: run === null ? null : (asked.data ?? { state: 'running', done: 0, saying: null }),
    of: run?.of ?? null,
    isBusy: begin.isPending || stop.isPending,
    error: begin.error ?? stop.error ?? asked.error,
    begin: (text) => begin.mutate(text),
    stop: () => stop.mutate(id),
  }
}
