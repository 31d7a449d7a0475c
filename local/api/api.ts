/** The console's API on one's own machine: that of `shared/flow/api` over the files of a folder, with its inbox, its demo and a live line. */
import { randomBytes, randomUUID } from 'node:crypto'
import type { Connect } from '../../shared/contract/api.ts'
import { consoleApi } from '../../shared/flow/api/api.ts'
import type { ConsoleEngine, Context } from '../../shared/flow/api/context.ts'
import { editorHandlers } from '../../shared/flow/editor/api.ts'
import { aroundOf } from '../../shared/flow/editor/around.ts'
import type { EditorContext } from '../../shared/flow/editor/context.ts'
import type { Simulations } from '../../shared/flow/editor/simulations.ts'
import { resultHandlers, resultOf } from '../../shared/flow/api/results.ts'
import { verdictHandlers } from '../../shared/flow/api/verdicts.ts'
import { type Caller, type HandlersHere, notPossible, replied } from '../../shared/flow/api/router.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import type { Counting } from '../../shared/ports/counting.ts'
import type { WriteKeyStore } from '../../shared/ports/write-keys.ts'
import { rulesFrom } from '../definitions.ts'
import type { Feed } from '../live/feed.ts'
import { sweeperOf } from '../live/sweeping.ts'
import { drawSalt } from '../salts.ts'
import type { Answer } from '../server/answer.ts'
import type { Api, ApiRequest } from '../server/api.ts'
import { checkTemplate, type Local } from '../wiring.ts'
import { TEMPLATE_TOOLS } from '../wiring-templates.ts'
import type { DemoControl, LocalContext } from './context.ts'
import { inboxHandlers } from './inbox.ts'

export type LocalApi = {
  readonly local: Local
  readonly engine: LocalContext['engine']
  readonly now: () => EpochMs
  readonly feed: Feed
  readonly demo: DemoControl | null
  readonly connect: () => Promise<Connect>
  readonly counting: Counting
  /** The keys of the folder, watched by who lets publishers in. */
  readonly writeKeys: WriteKeyStore
  readonly simulations: Simulations
}

/** Answers the console of this machine; never throws for what a page may ask. */
export const localApi = (here: LocalApi): Api => {
  const { local, engine, now, feed, demo } = here
  const context = contextOf(here)
  const answer = consoleApi(context, {
    ...inboxHandlers({ stores: local.stores, engine, now, feed }),
    ...demoHandlers(demo),
    ...resultHandlers(context),
    ...verdictHandlers(local.stores.verdicts),
    ...editorHandlers(editorOn(here)),
  })
  return async ({ method, path, query, body, signal }) => {
    if (path === LIVE_PATH) return method === 'GET' ? live(feed, signal) : NOT_READ
    return answer({ id: randomUUID(), caller: OWNER, method, path, query, body })
  }
}

/** Whoever reaches this process on their own machine may do all that it can. */
const OWNER: Caller = { name: 'local', role: 'admin', via: 'local' }
const LIVE_PATH = '/api/live'

/** What is published here holds at once, and everybody is looked at between the rounds of the process. */
const editorOn = ({ local, now, feed, simulations, counting }: LocalApi): EditorContext => ({
  stores: local.stores,
  tools: async () => TEMPLATE_TOOLS,
  around: aroundOf(local.stores),
  publishing: {
    drawSalt,
    sweep: sweeperOf(local.stores),
    reread: async () => local.renew(rulesFrom(await local.stores.definitions.all(), checkTemplate)),
  },
  ...{ simulations, counting },
  now,
  changed: feed.changed,
})

const contextOf = ({ local, engine, now, feed, demo, connect, counting, writeKeys }: LocalApi): Context => ({
  stores: { ...local.stores, writeKeys },
  engine: engine satisfies ConsoleEngine,
  stage: 'local',
  capabilities: { live: true, inbox: true, demo: demo !== null, edit: true, simulate: true },
  ...{ now, connect, counting, demo },
  resultOf: (experiment) => resultOf({ stores: local.stores, engine, now, demo }, experiment),
  random: randomBytes,
  customerDigest: local.keys.customerDigest,
  webhookSecret: local.webhookSecret,
  changed: feed.changed,
  arrived: (taken) => feed.arrived(taken, 'retry'),
  traces: async () => ((await local.stores.privacy.wipe('log')) === 'wiped' ? 'gone' : 'until-closed'),
})

const demoHandlers = (demo: DemoControl | null): Pick<HandlersHere, 'POST /api/demo'> => ({
  'POST /api/demo': async ({ pace }) => {
    if (demo === null) return notPossible('', 'is about a demo, and none runs here', 'Start with `npm start`, without --empty.')
    await demo.setPace(pace)
    return replied(demo.state())
  },
})

const live = (feed: Feed, signal: ApiRequest['signal']): Answer => {
  const body = feed.listen(signal)
  if (body !== null) return { status: 200, headers: { 'content-type': 'text/event-stream' }, body }
  const problems = [{ path: '', problem: 'comes while too many pages listen already', hint: 'Close some of them.' }]
  return { status: 503, headers: { ...JSON_TYPE, 'retry-after': '10' }, body: JSON.stringify({ problems }) }
}

const JSON_TYPE = { 'content-type': 'application/json' } as const
const NOT_READ: Answer = {
  status: 405,
  headers: { ...JSON_TYPE, allow: 'GET' },
  body: JSON.stringify({ problems: [{ path: '', problem: 'is asked for in a way that is not there', hint: 'Use GET.' }] }),
}
