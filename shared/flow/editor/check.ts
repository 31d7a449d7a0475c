import type { EditorChecked, EditorPlan } from '../../contract/api.ts'
import type { Campaign } from '../../domain/campaign/campaign.ts'
import type { EpochMs } from '../../kernel/words.ts'
import { type Handlers, replied } from '../api/router.ts'
import { changesIn } from '../publishing/publish.ts'
import { plannedIn } from '../publishing/remote.ts'
import { journeysOf } from '../query/journey.ts'
import type { EditorContext } from './context.ts'
import { lookAt, nextOf } from './look.ts'

type Routes = 'POST /api/editor/check' | 'POST /api/editor/plan'

/** What a text says, what is wrong with it, and what publishing it would change. */
export const checkHandlers = (context: EditorContext): Pick<Handlers, Routes> => ({
  'POST /api/editor/check': async ({ text, name = null }) => {
    const { problems, campaign, latest } = await lookAt(context, text, name, context.now())
    return replied({ problems, ...seenIn(campaign), start: latest === null ? 'new' : 'change' })
  },
  'POST /api/editor/plan': async ({ text, name = null }) => replied(await planOf(context, text, name, context.now())),
})

const seenIn = (campaign: Campaign | null): Pick<EditorChecked, 'journey' | 'mails'> => {
  if (campaign === null) return { journey: null, mails: [] }
  const [journey = null] = journeysOf([campaign], campaign.version, new Map())
  return { journey, mails: sendsIn(campaign).map(({ variant, step, content }) => ({ variant, step, ...namesOf(content) })) }
}

/** The steps that send, by variant. */
export const sendsIn = ({ paths }: Campaign) =>
  [...paths].flatMap(([variant, { steps }]) =>
    steps.flatMap((one, step) => (one.type === 'send' ? [{ variant, step, name: one.id, content: one.content }] : [])),
  )

type Content = ReturnType<typeof sendsIn>[number]['content']

/** What a mail is called before anything is filled in. */
export const namesOf = ({ template, defaultLocale, written }: Content) => {
  const words = written.get(defaultLocale) ?? [...written.values()][0]
  return { template: template?.name ?? null, subject: words?.subject ?? '' }
}

const planOf = async (context: EditorContext, text: string, name: string | null, now: EpochMs): Promise<EditorPlan> => {
  const { tools, all, looked, id, latest, problems, hasErrors } = await lookAt(context, text, name, now)
  const nothing = { problems, changes: [], customers: 0, id, version: nextOf(latest) }
  if (hasErrors) return { ...nothing, unchanged: false }
  const { published } = changesIn(
    all,
    looked.definitions.filter(({ kind }) => kind === 'campaign'),
    () => 'unread',
    now,
  )
  if (published.length === 0) return { ...nothing, version: latest?.version ?? 1, unchanged: true }
  const changes = await plannedIn({ tools, people: context.stores.directory }, all, published, now)
  const { people = null, change = 'new' } = changes[0] ?? {}
  const customers = people === null ? 0 : change === 'new' ? people.inAudience : people.inIt
  return { ...nothing, changes, customers, unchanged: false }
}
