/** The draft somebody writes, from the page's side: its text, how it is kept, and what can be done with it. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { DraftSaving, Met } from '../../../shared/contract/api.ts'
import { change, read, Unanswered } from '../../api/client.ts'
import { type Keeper, type Kept, keepDraft, keptAs, type Saved, type Standing } from './keeper.ts'
import { type Opened, standingOf } from './opened.ts'

const SAVE_WAIT_MS = 1_000
const RETRY_MS = 4_000

export type Draft = {
  readonly text: string
  readonly kept: Kept
  readonly basedOn: number | null
  /** The page was told of a change of the text. */
  readonly changed: (text: string) => void
  readonly keeper: Keeper
  /** Throws the draft away on the server; what stood there is answered. */
  readonly discard: () => Promise<Standing>
  /** What another saved, or published. */
  readonly theirs: (met: Pick<Met, 'version'>) => Promise<Standing>
  /** It begins anew from here. */
  readonly put: (standing: Standing) => void
}

export const useDraft = (id: string, opened: Opened): Draft => {
  const queries = useQueryClient()
  const [found] = useState(() => standingOf(opened))
  const [text, setText] = useState(found.text)
  const [kept, setKept] = useState<Kept>(() => keptAs(found))
  const [basedOn, setBasedOn] = useState(found.basedOn)
  const made = useRef<Keeper | null>(null)
  made.current ??= keepDraft({
    found,
    save: (body) => saved(id, body),
    tell: setKept,
    waitMs: SAVE_WAIT_MS,
    retryMs: RETRY_MS,
  })
  const keeper = made.current
  useEffect(() => {
    const online = (): void => {
      keeper.flush().catch(() => undefined)
    }
    window.addEventListener('online', online)
    return () => {
      window.removeEventListener('online', online)
      keeper.stop()
      queries.invalidateQueries({ queryKey: ['GET /api/drafts'] }).catch(() => undefined)
    }
  }, [keeper, queries])
  return {
    text,
    kept,
    basedOn,
    keeper,
    changed: (next) => {
      setText(next)
      keeper.change(next)
    },
    discard: async () => {
      await keeper.flush()
      const before = keeper.standing()
      if (before.at !== null) await change('POST /api/drafts/:id/discard', { id }, {})
      return { ...before, at: null }
    },
    theirs: async ({ version }) => {
      if (version === null) return read('GET /api/drafts/:id', { names: { id } })
      const source = await read('GET /api/campaigns/:id/source', { names: { id } })
      return { text: source.text, at: null, basedOn: source.version }
    },
    put: (standing) => {
      keeper.put(standing)
      setBasedOn(standing.basedOn)
    },
  }
}

const saved = async (id: string, body: DraftSaving): Promise<Saved> => {
  try {
    return { ok: true, ...(await change('POST /api/drafts/:id', { id }, body)) }
  } catch (error) {
    if (error instanceof Unanswered) return { ok: false, failed: error.failed }
    throw error
  }
}
