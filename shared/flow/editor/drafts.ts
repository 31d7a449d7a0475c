import type { DraftListed } from '../../contract/api.ts'
import type { Asked } from '../../contract/api-bodies.ts'
import { DRAFTS_MAX } from '../../kernel/limits-editor.ts'
import { isoOf } from '../../kernel/time.ts'
import { type EpochMs, epochMs } from '../../kernel/words.ts'
import type { Draft, DraftHead } from '../../ports/texts.ts'
import { type Handlers, notPossible, notThere, type Reply, replied } from '../api/router.ts'
import type { EditorContext } from './context.ts'
import { lookAt } from './look.ts'

type Saving = 'POST /api/drafts/:id'
type Routes = 'GET /api/drafts' | 'GET /api/drafts/:id' | Saving | 'POST /api/drafts/:id/discard'

/** Campaigns that are being written: kept with each pause, and never one over another that was not seen. */
export const draftHandlers = (context: EditorContext): Pick<Handlers, Routes> => ({
  'GET /api/drafts': async () => replied({ drafts: (await context.stores.drafts.list()).map(listed) }),
  'GET /api/drafts/:id': async (_, { id }) => {
    const draft = await context.stores.drafts.find(id)
    if (draft === null) return noDraft(id)
    const { text, author, at, basedOn } = draft
    return replied({ id, text, author, at: isoOf(at), basedOn })
  },
  'POST /api/drafts/:id': (asked, { id }, { name }) => saved(context, id, asked, name),
  'POST /api/drafts/:id/discard': async (_, { id }) => {
    const { drafts } = context.stores
    const draft = await drafts.find(id)
    if (draft === null) return noDraft(id)
    if (!(await drafts.discard(id, draft.at))) return met((await drafts.find(id)) ?? draft)
    return replied({ done: true })
  },
})

const saved = async (
  context: EditorContext,
  id: string,
  { text, basedOn, seen }: Asked<Saving>,
  author: string,
): Promise<Reply<{ readonly at: string }>> => {
  const { drafts } = context.stores
  const now = context.now()
  const standing = await drafts.find(id)
  // The answer to the same was lost.
  if (standing?.text === text && standing.basedOn === basedOn) return replied({ at: isoOf(standing.at) })
  if (standing !== null && seen !== isoOf(standing.at)) return met(standing)
  if (standing === null && (await drafts.list()).length >= DRAFTS_MAX)
    return notPossible('', `comes where there are ${DRAFTS_MAX} already`, FULL_HINT)
  const { problems } = await lookAt(context, text, id, now)
  const errors = problems.filter(({ severity }) => severity === 'error').length
  const draft: Draft = { id, text, author, basedOn, errors, warnings: problems.length - errors, at: after(standing, now) }
  const done = await drafts.save(draft, standing?.at ?? null)
  if (done === 'saved') return replied({ at: isoOf(draft.at) })
  return met((await drafts.find(id)) ?? draft)
}

/** Later than the one before, wherever the clock stands: that of a demo may stand still. */
const after = (standing: DraftHead | null, now: EpochMs): EpochMs => epochMs(Math.max(now, (standing?.at ?? -1) + 1))

const listed = ({ id, author, at, basedOn, errors, warnings }: DraftHead): DraftListed => ({
  ...{ id, author, at: isoOf(at), basedOn },
  problems: { errors, warnings },
})

const noDraft = (id: string) => notThere('id', `is ${JSON.stringify(id)}, and there is no such draft`, 'Look at the list: GET /api/drafts.')

const met = ({ author, at }: DraftHead): Reply<never> => {
  const since = isoOf(at)
  const hint = 'Look at what they wrote, and save over it where that is meant: with its "at" as "seen".'
  return notPossible('seen', `is not what ${author} saved at ${since}`, hint, { by: author, at: since, version: null })
}

const FULL_HINT = 'Publish or throw away some of them first.'
