import type { Operational } from '../../contract/status.ts'
import { RESUME_SPREAD_MS } from '../../kernel/limits.ts'
import { parseDuration } from '../../kernel/time.ts'
import { noCampaign } from '../api/campaigns.ts'
import { type Handlers, notPossible, replied } from '../api/router.ts'
import { PublishedMeanwhile } from '../publishing/publish.ts'
import { changeStatus, refusalOf, rollBack, type Saying, type StatusAnswer, type StatusWorld } from '../publishing/status.ts'
import type { EditorContext } from './context.ts'

type Routes = 'POST /api/campaigns/:id/status' | 'POST /api/campaigns/:id/rollback'

/** What people do with a campaign that is published. A resume undoes a pause, and an end that was a mistake. */
export const statusHandlers = (context: EditorContext): Pick<Handlers, Routes> => ({
  'POST /api/campaigns/:id/status': async ({ status, spread, because = null }, { id }, { name }) => {
    const spreadMs = (spread === undefined ? null : parseDuration(spread)) ?? RESUME_SPREAD_MS
    const saying: Saying = { author: name, note: because }
    const asked: { readonly status: Operational; readonly spreadMs: number } = { status, spreadMs }
    return changed(context, id, (world) => changeStatus(world, id, asked, saying, context.now()))
  },
  'POST /api/campaigns/:id/rollback': async ({ version, because = null }, { id }, { name }) =>
    changed(context, id, (world) => rollBack(world, id, version, { author: name, note: because }, context.now())),
})

const changed = async (context: EditorContext, id: string, change: (world: StatusWorld) => Promise<StatusAnswer>) => {
  const { stores, publishing } = context
  try {
    const { checkTemplate } = await context.tools()
    const answer = await change({ definitions: stores.definitions, checkTemplate, sweep: publishing.sweep })
    if (answer.type === 'refused') {
      if (answer.because.type === 'no-campaign') return unknown(context, id)
      const { path, problem, hint } = refusalOf(answer.because)
      return notPossible(path, problem, hint)
    }
    await publishing.reread()
    context.changed('campaigns')
    return replied({ version: answer.version, status: answer.status, sweep: answer.sweep })
  } catch (failure) {
    if (!(failure instanceof PublishedMeanwhile)) throw failure
    return notPossible('', 'met another publishing', 'Look at what stands now, and do it again where that is not it.')
  }
}

const unknown = async ({ stores }: EditorContext, id: string) => {
  const all = await stores.definitions.all()
  return noCampaign(id, [...new Set(all.flatMap((one) => (one.kind === 'campaign' ? [one.id] : [])))])
}
