/** What experiments show, and what one would take: from counters by arm and day, some milliseconds each, for any number of customers. */
import type { ResultSummary } from '../../contract/api-results.ts'
import { parsePowerAsk } from '../../contract/api-power.ts'
import type { Rules } from '../../domain/customer/rules.ts'
import type { Experiment } from '../../domain/experiment/experiment.ts'
import { experimentScope } from '../../domain/kpi/tally.ts'
import { powerAnswer, type Standing } from '../query/power.ts'
import { resultList, resultSummary } from '../query/results/list.ts'
import { resultPage } from '../query/results/page.ts'
import { lastDayOver, type Reader } from '../query/results/reading.ts'
import { dayOf, parseIso } from '../../kernel/time.ts'
import { type EpochMs, experimentId } from '../../kernel/words.ts'
import type { DemoKnown } from './context.ts'
import { type Handlers, notRight, notThere, type Reply, replied } from './router.ts'

/** What these handlers look into, and nothing else: they also run without the rest of the API. */
export type ResultContext = {
  readonly stores: Pick<Reader, 'tallies' | 'verdicts'>
  readonly engine: { readonly rules: () => Rules }
  readonly now: () => EpochMs
  readonly demo: Pick<DemoKnown, 'truthOf'> | null
}

export type ResultRoute = 'GET /api/results' | 'GET /api/results/:id' | 'GET /api/power'

export const resultHandlers = (context: ResultContext): Pick<Handlers, ResultRoute> => ({
  'GET /api/results': async () => replied(await resultList(readerOf(context))),
  'GET /api/results/:id': async ({ asOf, phase }, { id }) => {
    const reader = readerOf(context)
    const experiment = reader.rules.experiments.get(experimentId(id))
    if (experiment === undefined) return notMeasured(reader, 'id', id)
    const at = asOf === undefined ? null : parseIso(asOf)
    const found = await resultPage(reader, experiment, {
      asOf: at === null ? null : dayOf(at),
      phase: phase === undefined ? null : Number(phase),
    })
    if (!found.ok) return notRight(found.problems)
    const page = found.value
    const told = { ...experiment, phase: page.summary.phase }
    return replied({ ...page, truth: (await context.demo?.truthOf(told, page.readout.asOf)) ?? null })
  },
  'GET /api/power': async (ask) => {
    const wish = parsePowerAsk(ask)
    if (!wish.ok) return notRight(wish.problems)
    const reader = readerOf(context)
    const experiment = ask.campaign === undefined ? null : reader.rules.experiments.get(experimentId(ask.campaign))
    if (experiment === undefined) return notMeasured(reader, 'campaign', ask.campaign ?? '')
    const answer = powerAnswer(wish.value, experiment === null ? null : await standingOf(reader, experiment))
    return answer.ok ? replied(answer.value) : notRight(answer.problems)
  },
})

/** A campaign's experiment in a line. What was found of it is told on its own page. */
export const resultOf = async (context: ResultContext, experiment: Experiment): Promise<ResultSummary> =>
  resultSummary(readerOf(context), experiment, await context.stores.verdicts.of(experiment.id))

const readerOf = ({ stores, engine, now }: ResultContext): Reader => ({ ...stores, rules: engine.rules(), now: now() })

const standingOf = async ({ tallies, now }: Reader, experiment: Experiment): Promise<Standing> => ({
  id: experiment.id,
  experiment,
  counters: await tallies.read(experimentScope(experiment.id, experiment.phase)),
  asOf: lastDayOver(now),
})

const notMeasured = ({ rules }: Reader, path: string, id: string): Reply<never> => {
  const known = [...rules.experiments.keys()].slice(0, 20).join(', ')
  return notThere(path, `is ${JSON.stringify(id)}, and nothing of this name is measured`, `There are: ${known === '' ? 'none' : known}.`)
}
