import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import { answerApiEvent } from '../../shared/flow/api/edge.ts'
import type { ConsoleApi } from '../../shared/flow/api/router.ts'
import type { Freshen } from '../../shared/flow/fresh.ts'
import { type Judged, judgeAll, type JudgeWorld } from '../../shared/flow/judge.ts'
import { isPassing } from '../../shared/flow/together.ts'
import type { Rules } from '../../shared/domain/customer/rules.ts'
import { JUDGE_ONE_MS } from '../../shared/kernel/limits-experiments.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import { answering } from '../edge/api.ts'
import { type Invocation, type Observer, observed } from '../edge/observed.ts'

export type Results = {
  readonly api: ConsoleApi
  readonly world: JudgeWorld
  readonly rules: () => Rules
  readonly freshen: Freshen
  readonly clock: Clock
}

/** Answers what is asked of results, and judges with each hour: what found no time comes first with another hour. */
export const resultsHandler = (observer: Observer, { api, world, rules, freshen, clock }: Results) => {
  const answer = answering(observer, async (event) => {
    await freshen(clock.now(), 'afresh')
    return answerApiEvent(api, event)
  })
  const hour = observed<object, void>(observer, async (_, invocation) => {
    await freshen(clock.now(), 'afresh')
    tellOf(await judgeAll(world, rules, clock.now(), () => invocation.hasTime(JUDGE_ONE_MS)), invocation)
  })
  return (event: object, context: Context): Promise<unknown> =>
    'requestContext' in event ? answer(event as APIGatewayProxyEventV2, context) : hour(event, context)
}

/** What failed and does not pass by itself is a failure of the function: somebody has to hear of it, and the next hour tries again. */
const tellOf = ({ looked, left, latched, tried, reweighed }: Judged, { log, count, failed }: Invocation): void => {
  for (const { experiment, phase, type, variant, day } of latched) log('info', 'found', { experiment, phase, type, variant, day })
  for (const { found, acted, failure } of tried) {
    const { experiment, phase, type, variant } = found
    const fields = { experiment, phase, type, variant, action: acted.action }
    if (failure === null) log('info', `acted: ${acted.outcome}`, { ...fields, why: acted.why })
    else failed('not acted', failure, fields)
  }
  for (const { experiment, became, failure } of reweighed) {
    const fields = { experiment: experiment.id, phase: experiment.phase }
    if (failure === null) log('info', `shares: ${became.outcome}`, { ...fields, why: became.why })
    else failed('shares not set', failure, fields)
  }
  if (left > 0) log('warn', 'no time for all', { looked, left })
  if (latched.length > 0) count('verdicts', latched.length)
  const stops = tried.filter(({ acted }) => acted.action === 'stop' && acted.outcome === 'done').length
  if (stops > 0) count('stopped', stops)
  const defect = [...tried, ...reweighed].find(({ failure }) => failure !== null && !isPassing(failure))
  if (defect !== undefined) throw defect.failure
}
